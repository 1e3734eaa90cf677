"""The review app: `syngen review` starts it, and every page of it is a module with `page`."""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import streamlit as st

from syngen_assets.app import markup, visit, welcome
from syngen_assets.core.errors import SynGenError

# The heading that a page stands under, its title, and its module in this folder, which has
# `page(here: Visit)`, or `page()` where it is open to whoever comes.
PAGES = (
    ("", "Review", "label"),
    ("", "Make reviews", "product_reviews"),
    ("Results", "Disagreements", "disagreements"),
    ("Results", "Agreement", "agreement"),
    ("Results", "Modifications", "modifications"),
    ("Results", "Exchange", "exchange"),
    ("Records", "Life of a pair", "life"),
    ("Records", "Figures over time", "figures"),
    ("Records", "Spend", "spend"),
)
OPEN = ("product_reviews",)

_STYLE = Path(__file__).with_name("page.css").read_text(encoding="utf-8")


def app() -> None:
    """Show the page that the address names, or ask first who is here."""
    st.set_page_config("Review", layout="wide", initial_sidebar_state="collapsed")
    st.html(f"<style>{_STYLE}</style>")
    visit.remember()
    headings: dict[str, list[object]] = {}
    for heading, title, module in PAGES:
        address = {"default": True} if not headings else {"url_path": module}
        headings.setdefault(heading, []).append(st.Page(_opened(module), title=title, **address))
    st.navigation(headings, position="top").run()


def _opened(module: str) -> Callable[[], None]:
    """What shows the page: its module is imported when it is looked at."""

    def page() -> None:
        shown(module)

    return page


def shown(module: str) -> None:
    """Show the page that a module has, to whoever may see it, or say why it cannot be shown."""
    try:
        page = import_module(f"syngen_assets.app.{module}").page
        if module in OPEN:
            page()
        elif here := welcome.visitor():
            page(here)
    except SynGenError as error:
        st.error(markup.plain(error))


if __name__ == "__main__":
    app()
