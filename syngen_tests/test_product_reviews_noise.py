"""Noise: slips are few, spare what carries meaning, and can be undone exactly."""

import csv
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syngen_assets.core.polarity import denials
from syngen_assets.core.product_reviews.noise import cell, is_noisy, noisy, of_cell, undone
from syngen_assets.core.text import words
from syngen_tests.homes import REPOSITORY

TEXT = (
    "The battery lasts two days, and the camera is not bad. I have never charged it twice a day. "
    "After 12 weeks nothing is scratched, which I did not expect for $199."
)
KINDS = {"swapped", "neighbour", "dropped", "doubled", "small", "space", "comma"}


def bundled() -> list[str]:
    texts: list[str] = []
    for name in ("supplement_reviews", "smartphone_reviews"):
        path = REPOSITORY / "data" / "domains" / name / "sample.csv"
        with path.open(encoding="utf-8", newline="") as file:
            texts += [row["text"] for row in csv.DictReader(file) if row["text"]]
    return texts


TEXTS = bundled()


@given(
    st.text(max_size=80) | st.sampled_from(TEXTS) | st.text("Ab c,.12'not\n", max_size=60),
    st.integers(0, 99),
    st.integers(1, 5),
)
def test_slips_can_be_undone_also_after_they_lay_in_a_cell(text, chance, edits):
    found = noisy(text, (chance,), edits)
    assert len(found.edits) <= edits
    assert undone(found.text, of_cell(cell(found.edits))) == text
    assert (found.text == text) == (not found.edits)


def test_a_real_review_gets_from_one_slip_to_the_most_and_every_number_of_them():
    for most in (1, 2, 5):
        counts = {len(noisy(text, (text, most), most).edits) for text in TEXTS}
        assert counts == set(range(1, most + 1))


def test_every_kind_of_slip_happens():
    found = {edit.kind for text in TEXTS for edit in noisy(text, (text,), 2).edits}
    assert found == KINDS


@pytest.mark.parametrize("chance", range(200))
def test_numbers_negations_and_kept_words_stay(chance):
    found = noisy(TEXT, (chance,), 5, kept=["battery", "charged", "camera"])
    assert denials(found.text) == denials(TEXT)
    assert re.findall(r"\d+", found.text) == ["12", "199"]
    for word in ("two", "twice", "battery", "camera", "charged", "not", "never", "nothing"):
        assert word in words(found.text.casefold())


def test_no_slip_makes_a_number_or_a_negation_of_another_text():
    for text in TEXTS:
        found = noisy(text, ("again", text), 5)
        assert denials(found.text) == denials(text)
        assert re.findall(r"[\d.,]*\d", found.text) == re.findall(r"[\d.,]*\d", text)


@pytest.mark.parametrize("text", ["", "12", "No", "..."])
def test_a_text_in_which_nothing_may_slip_stays(text):
    assert noisy(text, (1,), 3) == noisy(text, (2,), 1)
    assert noisy(text, (1,), 3).text == text


def test_slips_hang_on_identity_alone():
    assert noisy(TEXT, ("a", 1), 3) == noisy(TEXT, ("a", 1), 3)
    assert len({noisy(TEXT, ("a", number), 3).text for number in range(20)}) > 10


def test_the_share_of_reviews_with_slips_is_the_one_that_was_asked_for():
    drawn = [is_noisy(("seed", number), 0.3) for number in range(2000)]
    assert 0.26 < sum(drawn) / len(drawn) < 0.34
    assert not any(is_noisy((number,), 0.0) for number in range(200))
    assert all(is_noisy((number,), 1.0) for number in range(200))


def test_more_noise_keeps_the_slips_that_a_smaller_share_has():
    few = {number for number in range(300) if is_noisy((number,), 0.2)}
    assert few < {number for number in range(300) if is_noisy((number,), 0.4)}


def test_slips_that_do_not_stand_in_a_text_are_no_slips_of_it():
    found = noisy(TEXT, (3,), 2)
    with pytest.raises(ValueError, match="does not stand in the text"):
        undone("Something else.", found.edits)
