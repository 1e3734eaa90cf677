"""The page on which pairs are reviewed: one pair, blind, and nothing else in the way."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from syngen_assets.app import markup, sheets, visit
from syngen_assets.app.visit import Visit
from syngen_assets.core.labelling import SITTING, form_of, place, review_of, sheet, ticket
from syngen_assets.core.queue import Queue, order
from syngen_assets.core.reviews import Review
from syngen_assets.core.tables import records


def page(here: Visit) -> None:
    """Show the next pair of the reviewer, or that there is none."""
    _next(here)
    if st.button(f"You are {markup.plain(here.reviewer)}. Not you?", type="tertiary"):
        visit.leave()
        st.rerun()


def _next(here: Visit) -> None:
    state, pairs = st.session_state, here.released()
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


def _books(here: Visit, pairs: pd.DataFrame) -> tuple[dict[str, Review], Queue]:
    """What the reviewer said, in the order in which they said it, and what is left to them."""
    reviews = here.reviews()
    own = reviews.loc[(reviews["reviewer"] == here.reviewer) & (reviews["settles"] == "no")]
    there = own.loc[own["pair_id"].isin(pairs["pair_id"])].sort_values("at", kind="stable")
    mine = {row["pair_id"]: Review.of(row) for row in records(there)}
    return mine, here.queue(here.reviewer)


def _lay(here: Visit, pair: Mapping[str, Any], mine: Mapping[str, Review], left: int) -> None:
    """Lay the sheet of a pair before the reviewer, filled where they have filled it before."""
    pair_id = pair["pair_id"]
    said = mine.get(pair_id)
    first = said.first if said else order(pair_id, here.reviewer)
    number, of = place(len(mine), left)
    before = list(mine)[: list(mine).index(pair_id) if said else None]
    rest = not said and number == SITTING
    data = {
        **sheet(pair, first),
        "ticket": ticket(pair_id, here.reviewer),
        "place": number,
        "of": of,
        "where": "Your answer to an earlier pair" if said else f"{number} of {of}",
        "given": form_of(said) if said else None,
    }
    sheets.lay(
        "sheet",
        data,
        save=lambda form: _save(here, form, pair_id, first, rest),
        back=(lambda: _back(before[-1])) if before else None,
    )


def _save(here: Visit, form: sheets.Form, pair_id: str, first: str, rest: bool) -> None:
    """Keep what the sheet says; the next pair is shown only when it is on the disk."""
    said = review_of(form, pair_id=pair_id, reviewer=here.reviewer, at=visit.now(), first=first)
    with here.store() as store:
        store.add(here.domain, said)
    st.session_state.update(shown=None, rest=rest)


def _back(pair_id: str) -> None:
    st.session_state["shown"] = pair_id


def _rest(done: int, left: int) -> None:
    st.title("Time for a rest")
    st.write(f"You have reviewed {done:,} pairs, and all are saved. {left:,} are left.")
    st.button("Go on", type="primary", shortcut="Enter")


def _done(done: int) -> None:
    st.title("That was the last one")
    st.write(f"You have reviewed {done:,} pairs, and all are saved. Thank you.")
