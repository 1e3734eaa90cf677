"""A sheet hides which answer is which, and what it says is what was meant."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syngen_assets.core.errors import UsageError
from syngen_assets.core.labelling import (
    SITTING,
    common_form,
    form_of,
    open_sheet,
    place,
    review_of,
    sheet,
    ticket,
)
from syngen_assets.core.reviews import AXES, SIDES, Review

PAIR = {"question": "How is a stye treated?", "chosen": "With warmth.", "rejected": "With ice."}
FILLED = {
    "a": [4, 4, 3, 4, 4],
    "b": [1, 2, 3, 4, 1],
    "better": "a",
    "comment": " ",
    "foreign": False,
}
SHOWN = {"pair_id": "0" * 12, "reviewer": "AB", "at": "2026-01-31T12:00:00+00:00"}

marks = st.tuples(*[st.integers(1, 4)] * len(AXES))
reviews = st.builds(
    Review,
    **{name: st.just(value) for name, value in SHOWN.items()},
    first=st.sampled_from(SIDES),
    preferred=st.sampled_from((*SIDES, "tie")),
    ratings_chosen=marks,
    ratings_rejected=marks,
    comment=st.text(max_size=40).map(str.strip),
)


def said(form: dict[str, Any], first: str = "chosen") -> Review:
    return review_of(form, **SHOWN, first=first)


@given(reviews)
def test_a_sheet_filled_again_says_the_same(review: Review):
    assert said(form_of(review), review.first) == review


def test_what_is_not_ones_field_can_be_changed_later():
    review = Review(**SHOWN, first="rejected", foreign=True, comment="ask a dentist")
    assert said(form_of(review), "rejected") == review


def test_a_is_what_stood_first():
    chosen, rejected = said(FILLED), said(FILLED, "rejected")
    assert (chosen.preferred, chosen.ratings_chosen) == ("chosen", (4, 4, 3, 4, 4))
    assert (rejected.preferred, rejected.ratings_chosen) == ("rejected", (1, 2, 3, 4, 1))
    assert not chosen.inverted
    assert rejected.inverted
    assert rejected.harmful


def test_a_sheet_tells_nothing_but_the_texts_and_their_order():
    full = {**PAIR, "pair_id": "0" * 12, "flaw": "wrong_number", "modification": "treatments"}
    one, other = sheet(full, "chosen"), sheet(full, "rejected")
    assert (one["a"], one["b"]) == (other["b"], other["a"]) == ("With warmth.", "With ice.")
    assert {name for name in one if one[name] != other[name]} == {"a", "b"}
    assert not {"wrong_number", "treatments", "0" * 12} & set(map(str, one.values()))


def test_a_browser_never_learns_the_name_of_a_pair():
    assert ticket("0" * 12, "AB") != ticket("0" * 12, "CD")
    assert "0" * 12 not in ticket("0" * 12, "AB")


@pytest.mark.parametrize(
    "spoiled",
    [
        {"a": [4, 4, 3, 4, None]},
        {"a": [4, 4, 3, 4]},
        {"b": [1, 2, 3, 4, 5]},
        {"b": [1, 2, 3, 4, "1"]},
        {"b": [1, 2, 3, 4, True]},
        {"b": None},
        {"better": None},
        {"better": "chosen"},
        {"comment": "x" * 5000},
        {"foreign": "yes", "better": None},
    ],
    ids=str,
)
def test_a_sheet_that_is_not_whole_is_refused(spoiled: dict[str, Any]):
    with pytest.raises(UsageError):
        said({**FILLED, **spoiled})


def test_a_sitting_has_thirty_pairs_or_what_is_left():
    assert place(0, 300) == (1, SITTING)
    assert place(29, 271) == (30, SITTING)
    assert place(30, 270) == (1, SITTING)
    assert place(6, 2) == (7, 8)
    assert place(60, 1) == (1, 1)


def test_the_sheet_that_settles_names_the_sides_and_says_which_is_wrong_on_purpose():
    laid = open_sheet(PAIR)
    assert (laid["a"], laid["b"]) == ("With warmth.", "With ice.")
    assert laid["names"] == ["Chosen answer", "Rejected answer: deliberately wrong"]


def test_who_settles_finds_filled_in_what_all_agree_on():
    one, other = said(FILLED), said({**FILLED, "better": "b", "a": [4, 4, 3, 1, 4]})
    assert common_form([one, replace(other, first="rejected")]) == {
        "a": [4, 4, 3, None, 4],
        "b": FILLED["b"],
        "better": None,
        "comment": "",
        "foreign": False,
    }
