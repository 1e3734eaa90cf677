"""The page through which pairs go to other tools, and reviews come back from them."""

from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import streamlit as st

from syngen_assets.app import markup, visit
from syngen_assets.app.visit import Visit
from syngen_assets.core import exchange
from syngen_assets.core.errors import UsageError
from syngen_assets.core.exchange import SHEET, Filled, Row
from syngen_assets.core.reviews import LONGEST_NAME, reviewer
from syngen_assets.core.tables import REVIEWS, records
from syngen_assets.core.telling import counted
from syngen_assets.storage import sheets

_SHOWN = 50
_KINDS = ("csv", "tsv", "jsonl", "json", "parquet")


def page(here: Visit) -> None:
    """Hand out sheets and reviews, and take filled sheets in."""
    st.title("Exchange")
    st.write(
        "People who would rather use a spreadsheet or a labelling tool take a sheet from here, "
        "fill it, and bring it back. A sheet is blind: nothing in it tells which answer is which."
    )
    st.header("A sheet to fill")
    who = st.text_input("For whom", here.reviewer, max_chars=LONGEST_NAME, width=320)
    with suppress(UsageError):
        name = reviewer(who)
        rows = _sheet(here, name)
        markup.quiet(f"{counted(len(rows), 'pair')} that {name} has not reviewed yet.")
        _offer(f"{here.domain}-sheet", rows, SHEET)
    st.header("Filled sheets")
    _take_in(here)
    st.header("All reviews")
    with here.store() as store:
        history = records(store.history(here.domain))
    markup.quiet(f"{counted(len(history), 'review')}, changed ones and settling words included.")
    _offer(f"{here.domain}-reviews", history, REVIEWS.names)


def _sheet(here: Visit, who: str) -> list[Row]:
    """The pairs that the reviewer would be shown, in that order."""
    texts = {row["pair_id"]: row for row in records(here.released())}
    return exchange.sheet([texts[name] for name in here.queue(who).pairs], who)


def _offer(name: str, rows: list[Row], columns: tuple[str, ...] | list[str]) -> None:
    with st.container(horizontal=True):
        for kind, write in (("csv", exchange.as_csv), ("jsonl", exchange.as_jsonl)):
            st.download_button(
                f"Download {kind.upper()}",
                write(rows, columns),
                f"{name}.{kind}",
                "text/plain",
                key=f"{name} {kind}",
                on_click="ignore",
                disabled=not rows,
            )


def _take_in(here: Visit) -> None:
    """Read a file, say what is in it, and take it when it is right or the rest is wanted."""
    file = st.file_uploader("A sheet, or reviews that were downloaded here", _KINDS)
    if file is None:
        return
    now = visit.now()
    filled = _read(file.name, file.getvalue(), here.reviewer, now)
    st.write(
        f"{counted(len(filled.reviews), 'review')}; empty rows: {filled.empty:,}; wrong cells: "
        f"{len(filled.mistakes):,}."
    )
    if filled.mistakes:
        st.error("Nothing is taken as long as a cell is wrong, unless you take the other rows.")
        wrong = [(one.row, one.column, one.text) for one in filled.mistakes[:_SHOWN]]
        markup.table(("row", "column", "what is wrong"), wrong)
        if len(filled.mistakes) > _SHOWN:
            markup.quiet(f"The first {_SHOWN} of {len(filled.mistakes):,} are shown.")
    act = "Take the other rows" if filled.mistakes else "Take them in"
    if st.button(act, type="primary", disabled=not filled.reviews):
        with here.store() as store:
            new = store.take(here.domain, filled.reviews, now)
        st.success(f"{counted(len(filled.reviews), 'review')} were read, {new:,} of them new.")


def _read(name: str, content: bytes, who: str, at: str) -> Filled:
    with TemporaryDirectory(prefix="syngen-") as folder:
        file = Path(folder, f"sheet{''.join(Path(name).suffixes)}")
        file.write_bytes(content)
        return sheets.filled(file, name=name, who=who, at=at)
