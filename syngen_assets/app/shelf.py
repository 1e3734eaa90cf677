"""Shelf: the part of a page that shows what was made, now and before."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from syngen_assets.app import markup, visit
from syngen_assets.app.filling import show as filled
from syngen_assets.app.generating import REFUSED, awaited, chosen, go_on, progress, workshop
from syngen_assets.core.product_reviews.domain import ProductReviews
from syngen_assets.core.product_reviews.figures import Distribution, distributions
from syngen_assets.core.settings import OFFLINE_NAME
from syngen_assets.core.tables import (
    REAL_REVIEWS,
    REVIEW_MEASURES,
    SYNTHETIC_REVIEWS,
    records,
    usable,
)
from syngen_assets.core.telling import NOTHING, amount, counted
from syngen_assets.making import MEASURING, Making
from syngen_assets.storage.folders import root
from syngen_assets.storage.made import BEGUN, DONE, FAILED, STOPPED, Made, Shelf

_TOLD = (
    "rating_mean",
    "words_mean",
    "grade_median",
    "sentiment_mean",
    "concept_drift",
    "length_ks",
    "sentiment_ks",
    "detector_auc",
    "distinct_2",
    "near_duplicate_share",
    "rows_final_share",
    "calls_exact_share",
)
"""The figures that are shown at once; all of them can be opened."""
_SHOWN = 10


def show(domain: ProductReviews) -> None:
    """Show the making that is chosen, and offer the earlier ones."""
    kept = Shelf(visit.output(), domain.name)
    every = {made.id: made for made in kept.all()}
    if not every:
        return
    st.header("What was made")
    id = st.selectbox(
        "Made so far, the newest first",
        list(every),
        format_func=lambda id: _label(every[id]),
        key=chosen(domain.name),
        bind="query-params",
    )
    making = workshop().on_its_way(id)
    if making and making.state != MEASURING:
        progress(making)
    else:  # it may have ended a moment ago
        _tell(domain, kept, kept.find(id) or every[id], making)


def _tell(domain: ProductReviews, kept: Shelf, made: Made, making: Making | None) -> None:
    """Say what became of a making, and show what there is of it."""
    st.text(_state(made))
    if made.problem:
        st.error(markup.plain(made.problem))
    if made.state != DONE and not making:
        st.button("Go on from there", on_click=go_on, args=(domain, kept, made))
    if refused := st.session_state.pop(REFUSED, ""):
        st.error(markup.plain(refused))
    _downloads(kept, made)
    if made.good:
        _harvest(kept, made)
        if making:
            awaited(making)
        else:
            _figures(kept.table(made, REVIEW_MEASURES))


def _label(made: Made) -> str:
    when = made.at[:16].replace("T", " ")
    return f"{when} · {made.source} · {made.good:,} of {made.wishes.amount:,} · {made.model}"


def _state(made: Made) -> str:
    """What became of it, and how one goes on where it is not whole."""
    many = f"{made.good:,} of {counted(made.wishes.amount, 'review')}"
    told = {
        BEGUN: "It was interrupted before its end. Whatever was answered is not asked again.",
        STOPPED: f"Stopped with {many}.",
        FAILED: f"It ended early, with {many}. Nothing of that is lost, and nothing is paid twice.",
        DONE: f"{many}, {_paid(made)}.",
    }[made.state]
    if made.state == DONE and made.good < made.wishes.amount:
        told += " The others could not be made of these reviews; what was left out says why."
    return told


def _paid(made: Made) -> str:
    if made.model == OFFLINE_NAME:
        return "made offline"
    price = "at a price that is not known" if made.usd is None else f"for ${made.usd:.4f}"
    there = f"; {made.cached:,} more were answered before" if made.cached else ""
    return f"written by {made.model} in {counted(made.calls, 'call')} {price}{there}"


def _harvest(kept: Shelf, made: Made) -> None:
    good = usable(kept.table(made, SYNTHETIC_REVIEWS))
    st.subheader("The first of them")
    markup.reviews(records(good.head(_SHOWN)), "review")
    st.subheader("Beside the real ones")
    mixes = distributions(kept.table(made, REAL_REVIEWS), good)
    filled("distributions", all=[(one, _most(one)) for one in mixes])


def _most(one: Distribution) -> float:
    """The height of the highest bar, to which all others are drawn."""
    return max((share for side in one.percents.values() for share in side), default=0) or 1


def _figures(measures: pd.DataFrame) -> None:
    """What was measured, beside what two halves of the real reviews give."""
    if not len(measures):
        return
    st.subheader("Figures")
    markup.quiet(
        "The last column is the same figure of one half of the real reviews, beside the other "
        "half: what is close to it cannot be told from real."
    )
    rows = records(measures)
    _table([row for row in rows if row["measure"] in _TOLD])
    with st.expander(f"All {len(rows)} figures"):
        _table(rows)


def _table(rows: Sequence[dict[str, object]]) -> None:
    told = [
        (
            str(row["about"]).partition(". ")[0].rstrip("."),
            amount(row["value"], row["unit"]),
            _interval(row),
            amount(row["floor"], row["unit"]),
        )
        for row in rows
    ]
    markup.table(("figure", "the new ones", "95% interval", "the real ones"), told)


def _interval(row: dict[str, object]) -> str:
    if row["low"] is None:
        return NOTHING
    return f"{amount(row['low'], row['unit'])} to {amount(row['high'], row['unit'])}"


def _downloads(kept: Shelf, made: Made) -> None:
    with st.container(horizontal=True):
        for label, name in (("the reviews", "product_reviews"), ("what was left out", "left_out")):
            content = kept.file(made, f"{name}.csv")
            st.download_button(
                f"Download {label}",
                content,
                f"{made.domain}-{name.replace('_', '-')}-{made.id}.csv",
                "text/csv",
                key=f"{name} of {made.id}",
                on_click="ignore",
                disabled=not content,
            )
    folder = kept.folder(made.id)
    inside = folder.is_relative_to(root())
    markup.quiet(f"All of it stays in {folder.relative_to(root()) if inside else folder}.")
