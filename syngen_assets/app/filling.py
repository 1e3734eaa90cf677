"""Filling: a page's own HTML file and style sheet, with every text in them escaped."""

from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st
from jinja2 import Environment, FileSystemLoader, StrictUndefined

_FOLDER = Path(__file__).parent


def show(name: str, **values: Any) -> None:
    """Show the file `name.html`, filled, in the style of `name.css`."""
    style = (_FOLDER / f"{name}.css").read_text(encoding="utf-8")
    st.html(f"<style>{style}</style>")
    st.html(_files().get_template(f"{name}.html").render(**values))


@cache
def _files() -> Environment:
    return Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
