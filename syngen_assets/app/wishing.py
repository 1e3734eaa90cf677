"""Wishing: the part of a page on which a person says what new reviews shall be like."""

import streamlit as st

from syngen_assets.core.product_reviews.domain import KINDS, Kind, ProductReviews
from syngen_assets.core.product_reviews.wishes import Wishes

MOST = 1_000
_GRADES = (1, 16)
_LONGEST = 250
_ANYTHING = "anything"
_KINDS: dict[Kind, str] = {
    "base": "by their ratings alone",
    "diversity": "each from another point of view",
    "lang_complexity": "each at a reading level",
    "text_length": "each of a length",
}
OFFLINE, MODEL = "offline, from the domain's phrases", "the model that is set up"


def wishes(domain: ProductReviews) -> tuple[Wishes, bool]:
    """Ask for wishes, and whether they shall come true offline."""
    usual = Wishes.usual(domain)
    left, right = st.columns(2, gap="large")
    with left:
        amount, diversity, words = _sizes(usual)
        grades = _grades(usual)
    with right:
        topic, kind = _topic(usual, domain), _kind(usual)
        writer = st.radio("They are written", [OFFLINE, MODEL], key="writer")
        seed = st.number_input(
            "Seed; another one gives others", value=0, step=1, key="seed", bind="query-params"
        )
    return Wishes(amount, kind, diversity, words, grades, topic, seed), writer == OFFLINE


def _sizes(usual: Wishes) -> tuple[int, float, tuple[int, int]]:
    """How many, how unlike, and how long."""
    amount = st.slider(
        "How many", 5, MOST, min(usual.amount, MOST), 5, key="many", bind="query-params"
    )
    diversity = st.slider(
        "How unlike the real ones, and one another",
        *(0.0, 1.0, usual.diversity, 0.1),
        key="unlike",
        bind="query-params",
    )
    words = st.slider("Words in each", 5, _LONGEST, usual.words, key="words", bind="query-params")
    return amount, diversity, words


def _topic(usual: Wishes, domain: ProductReviews) -> str | None:
    """The aspect that all of them speak of; None where that is left open."""
    chosen = st.selectbox(
        "They all speak of",
        [_ANYTHING, *domain.aspects],
        index=0 if usual.topic is None else 1 + [*domain.aspects].index(usual.topic),
        format_func=lambda name: name.replace("_", " "),
        key="topic",
        bind="query-params",
    )
    return None if chosen == _ANYTHING else chosen


def _kind(usual: Wishes) -> Kind:
    return st.selectbox(
        "They are asked for",
        KINDS,
        index=KINDS.index(usual.kind),
        format_func=_KINDS.__getitem__,
        key="kind",
        bind="query-params",
    )


def _grades(usual: Wishes) -> tuple[float, float] | None:
    """The school grades that are wished for; None for those of the real reviews."""
    own = st.checkbox(
        "Choose how hard they are to read",
        value=usual.complexity is not None,
        key="own level",
        bind="query-params",
    )
    if not own:
        return None
    low, high = usual.complexity or (4, 9)
    chosen = st.slider(
        "School grade (US)",
        *_GRADES,
        (int(low), int(high)),
        key="grade",
        bind="query-params",
    )
    return float(chosen[0]), float(chosen[1])
