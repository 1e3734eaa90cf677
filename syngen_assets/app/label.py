"""The page on which pairs are reviewed: one pair, blind, and nothing else in the way."""

from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from syngen_assets.app import visit
from syngen_assets.app.visit import Visit
from syngen_assets.core.errors import SynGenError
from syngen_assets.core.labelling import SITTING, form_of, place, review_of, sheet, ticket
from syngen_assets.core.queue import Queue, order, queued
from syngen_assets.core.reviews import Review
from syngen_assets.core.tables import records

_KEY = "sheet"
_FOLDER = Path(__file__).parent
_SHEET = st.components.v2.component(
    "syngen_sheet",
    **{
        kind: (_FOLDER / f"sheet.{kind}").read_text(encoding="utf-8")
        for kind in ("html", "css", "js")
    },
)


def page(here: Visit) -> None:
    """Show the next pair of the reviewer."""
    state = st.session_state
    pairs = here.released()
    mine, left = _books(here, pairs)
    if state.pop("rest", False) and left.pairs:
        _rest(len(mine), len(left.pairs))
        return
    if state.get("shown") not in (*mine, *left.pairs):
        with here.store() as store:
            state["shown"] = store.hold(here.domain, here.reviewer, left)
    if state["shown"] is None:
        _done(len(mine))
        return
    pair = pairs.loc[pairs["pair_id"] == state["shown"]].iloc[0].to_dict()
    _lay(here, pair, mine, len(left.pairs))
    if st.button(f"You are {here.reviewer}. Not you?", type="tertiary"):
        visit.leave()
        st.rerun()


def _books(here: Visit, pairs: pd.DataFrame) -> tuple[dict[str, Review], Queue]:
    """What the reviewer said, in the order in which they said it, and what is left to them."""
    with here.store() as store:
        reviews = store.table(here.domain)
    own = reviews.loc[(reviews["reviewer"] == here.reviewer) & (reviews["settles"] == "no")]
    there = own.loc[own["pair_id"].isin(pairs["pair_id"])].sort_values("at", kind="stable")
    mine = {row["pair_id"]: Review.of(row) for row in records(there)}
    return mine, queued(pairs, reviews, here.reviewer, seed=0)


def _lay(here: Visit, pair: dict[str, Any], mine: dict[str, Review], left: int) -> None:
    """Lay the sheet of a pair before the reviewer."""
    state, pair_id = st.session_state, pair["pair_id"]
    said = mine.get(pair_id)
    first = said.first if said else order(pair_id, here.reviewer)
    number, of = place(len(mine), left)
    earlier = list(mine).index(pair_id) if said else len(mine)
    data = {
        **sheet(pair, first),
        "ticket": ticket(pair_id, here.reviewer),
        "turn": state.get("turn", 0),
        "place": number,
        "of": of,
        "where": "Your answer to an earlier pair" if said else f"{number} of {of}",
        "given": form_of(said) if said else None,
        "can_go_back": earlier > 0,
        "saved": state.get("saved", []),
        "problem": state.get("problem", ""),
        "heard": state.get("heard", ""),
    }
    _SHEET(
        key=_KEY,
        data=data,
        on_review_change=lambda: _save(here, pair_id, first, rest=not said and number == SITTING),
        on_back_change=lambda: _back(list(mine)[:earlier]),
    )


def _save(here: Visit, pair_id: str, first: str, rest: bool) -> None:
    """Keep the sheet; the next pair is shown only when it is on the disk."""
    state, form = st.session_state, st.session_state[_KEY]["review"]
    if not form or form["ticket"] != ticket(pair_id, here.reviewer):
        return
    state["turn"] = state.get("turn", 0) + 1
    try:
        said = review_of(form, pair_id=pair_id, reviewer=here.reviewer, at=visit.now(), first=first)
        with here.store() as store:
            store.add(here.domain, said)
    except SynGenError as error:
        state["problem"] = f"Not saved: {error}"
        return
    state.update(shown=None, problem="", heard="Saved.", saved=[form["ticket"]], rest=rest)


def _back(before: list[str]) -> None:
    """Show the pair that was reviewed before the one that is shown."""
    state = st.session_state
    if before and state[_KEY]["back"]:
        state.update(
            shown=before[-1], turn=state.get("turn", 0) + 1, saved=[], problem="", heard=""
        )


def _rest(done: int, left: int) -> None:
    st.title("Time for a rest")
    st.write(f"You have reviewed {done:,} pairs, and all are saved. {left:,} are left.")
    st.button("Go on", type="primary", shortcut="Enter")


def _done(done: int) -> None:
    st.title("That was the last one")
    st.write(f"You have reviewed {done:,} pairs, and all are saved. Thank you.")
