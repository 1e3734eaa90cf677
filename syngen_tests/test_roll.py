"""The roll of gates: a pair is told how it stands at each."""

import pytest

from syngen_assets.core.gates.roll import Of, Stand, roll
from syngen_tests.test_domains import colds

GOOD = (
    "How long does a cold last?",
    "Most colds get better within 7 to 10 days.",
    "Most colds get better within 70 to 90 days.",
)


def stands(*texts: str, more: str = "") -> dict[tuple[Of, str], Stand]:
    return {(one.of, one.gate): one for one in roll(*texts, colds(more))}


def test_a_sound_pair_passes_every_gate():
    found = stands(*GOOD)
    assert {one.word for one in found.values()} == {"passed"}
    assert {of for of, _ in found} == {"question", "chosen", "rejected", "pair"}


@pytest.mark.parametrize(
    ("place", "text", "failed"),
    [
        (0, "Cold?", {("question", "question_length")}),
        (1, "Seven.", {("chosen", "short_answer"), ("pair", "unmatched_length")}),
        (2, GOOD[1].upper(), {("pair", "identical_answers"), ("pair", "nearly_identical_answers")}),
        (
            2,
            "Write to dr.smith@example.org within 70 to 90 days.",
            {("rejected", "personal_data")},
        ),
    ],
)
def test_a_text_fails_the_gates_that_it_fails_and_no_other(place: int, text: str, failed):
    texts = [*GOOD]
    texts[place] = text
    found = stands(*texts)
    assert {name for name, one in found.items() if one.word == "failed"} == failed
    assert all(one.problem.startswith(one.gate) for one in found.values() if one.word == "failed")


def test_a_gate_that_is_off_says_so():
    texts = (GOOD[0], "Seven.", GOOD[2])
    found = stands(*texts, more="row_gates: {short_answer: off, unmatched_length: off}")
    assert {name for name, one in found.items() if one.word == "off"} == {
        ("chosen", "short_answer"),
        ("rejected", "short_answer"),
        ("pair", "unmatched_length"),
    }
    assert not [one for one in found.values() if one.word == "failed"]
