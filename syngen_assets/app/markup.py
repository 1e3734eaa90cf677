"""Markup: texts and tables of the pages, in which no text of a data set is ever read as markup."""

import re
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any

import streamlit as st

from syngen_assets.core.telling import NOTHING, counted

WRONG = "Rejected answer: deliberately wrong"

_SIGNS = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~$:^])")


def answers(pair: Mapping[str, Any]) -> None:
    """Both answers of a pair, side by side, the wrong one marked as such."""
    sides = (("Chosen answer", pair["chosen"]), (WRONG, pair["rejected"]))
    columns = "".join(
        f"<div><h4>{escape(title)}</h4><p>{escape(text)}</p></div>" for title, text in sides
    )
    st.html(f'<div class="syngen-two">{columns}</div>')


def table(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """A table whose first column names its rows; on a phone each row is a block."""
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in headings)
    body = "".join(f"<tr>{_row(headings, row)}</tr>" for row in rows)
    st.html(
        f'<table class="syngen-table"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'
    )


def reviews(rows: Iterable[Mapping[str, Any]], heading: str) -> None:
    """Product reviews, one in each row."""
    told = [
        (
            counted(row["rating"], "star").replace(" ", "\u00a0") if row["rating"] else NOTHING,
            row["title"] or NOTHING,
            row["text"],
        )
        for row in rows
    ]
    table(("rating", "headline", heading), told)


def quiet(text: str) -> None:
    """A remark that need not be read."""
    st.html(f'<p class="syngen-quiet">{escape(text)}</p>')


def notice(text: str) -> None:
    """A remark that everybody shall read."""
    st.html(f'<p class="syngen-notice">{escape(text)}</p>')


def plain(text: object) -> str:
    """A text as Streamlit's Markdown would show it, letter by letter: no link, no picture."""
    return _SIGNS.sub(r"\\\1", str(text))


def _row(headings: Sequence[str], row: Sequence[object]) -> str:
    first, *others = (escape(str(cell)) for cell in row)
    cells = zip(headings[1:], others, strict=True)
    return f'<th scope="row">{first}</th>' + "".join(
        f'<td data-name="{escape(name)}">{cell}</td>' for name, cell in cells
    )
