"""The page on which people see where they differ, and one of them ends it."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from syngen_assets.app import markup, sheets, visit
from syngen_assets.app.visit import Visit
from syngen_assets.core.agreement import Disagreement, disagreements, standing
from syngen_assets.core.labelling import common_form, form_of, open_sheet, review_of, ticket
from syngen_assets.core.reviews import AXES, Ratings, Review
from syngen_assets.core.settling import FLIPPED
from syngen_assets.core.tables import records
from syngen_assets.core.telling import NOTHING, counted

_PREFERRED = {"chosen": "the chosen one", "rejected": "the rejected one", "tie": "alike"}


def page(here: Visit) -> None:
    """Show the pairs on which reviewers differ, one at a time."""
    st.title("Disagreements")
    texts = {row["pair_id"]: row for row in records(here.pairs())}
    every, gone = standing(disagreements(here.reviews()), texts)
    there, blind = _found(here, every)
    _count(there, gone)
    if blind:
        _keep_blind(here, blind)
    if not there:
        return
    number = st.selectbox(
        "Look at",
        range(len(there)),
        width=736,
        format_func=lambda at: _title(there[at], texts[there[at].pair_id]),
    )
    _show(here, there[number], texts[there[number].pair_id])


def _found(here: Visit, every: list[Disagreement]) -> tuple[list[Disagreement], list[str]]:
    """Those that the visitor may see, open ones first, and the pairs they shall review blind."""
    waiting = set(here.queue(here.reviewer).pairs)
    seen = [one for one in every if one.pair_id not in waiting]
    seen.sort(key=lambda one: one.settled is not None)
    return seen, [one.pair_id for one in every if one.pair_id in waiting]


def _count(found: list[Disagreement], gone: int) -> None:
    unsettled = sum(one.settled is None for one in found)
    st.write(f"{counted(unsettled, 'pair')} to settle, {len(found) - unsettled:,} settled.")
    if gone:
        markup.quiet(
            f"{counted(gone, 'more disagreement')} can be shown no more: the pair was made anew "
            "since, or its question has left the source."
        )


def _keep_blind(here: Visit, pairs: list[str]) -> None:
    """Say that there are more, and show them to who gives up reviewing them."""
    st.write(
        f"{counted(len(pairs), 'more pair')} on which others differ will come to you for review. "
        "Review them first, so that you judge them blind; they are shown here after that."
    )
    if st.button("Show them now: I shall not review them"):
        with here.store() as store:
            store.look(here.domain, here.reviewer, pairs)
        st.rerun()


def _title(one: Disagreement, pair: Mapping[str, Any]) -> str:
    return f"{'settled: ' if one.settled else ''}{pair['question']}"


def _show(here: Visit, one: Disagreement, pair: Mapping[str, Any]) -> None:
    said = [*one.reviews, *([one.settled] if one.settled else [])]
    st.subheader("Who said what")
    st.write(f"They differ in: {', '.join(one.over)}.")
    if pair["flaw"] == FLIPPED:
        markup.quiet("The judge has turned this pair round since; here it is as it was made.")
    markup.table(("who", "better", *AXES, "comment"), [_row(review) for review in said])
    markup.quiet("The marks are those of the chosen answer / of the rejected one.")
    st.subheader("A word that settles it")
    given = form_of(one.settled) if one.settled else common_form(one.reviews)
    data = {
        **open_sheet(pair),
        "ticket": ticket(f"settles {one.pair_id}", here.reviewer),
        "place": 0,
        "of": 0,
        "where": "",
        "given": given,
        "settles": True,
    }
    if not one.settled:
        markup.quiet("What all agree on is filled in.")
    sheets.lay("settling", data, save=lambda form: _settle(here, form, one.pair_id))


def _row(one: Review) -> tuple[str, ...]:
    marks = zip(_marks(one.ratings_chosen), _marks(one.ratings_rejected), strict=True)
    name = f"{one.reviewer} (settles it)" if one.settles else one.reviewer
    better = _PREFERRED.get(one.preferred or "", NOTHING)
    return (name, better, *(f"{a} / {b}" for a, b in marks), one.comment or NOTHING)


def _marks(ratings: Ratings | None) -> tuple[str, ...]:
    return tuple(map(str, ratings)) if ratings else (NOTHING,) * len(AXES)


def _settle(here: Visit, form: sheets.Form, pair_id: str) -> None:
    said = review_of(
        form,
        pair_id=pair_id,
        reviewer=here.reviewer,
        at=visit.now(),
        first="chosen",
        settles=True,
    )
    with here.store() as store:
        store.add(here.domain, said)
