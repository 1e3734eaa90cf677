"""What people found is counted by pair, and where they are divided nothing is made of it."""

import pytest

from syngen_assets.core.measures.calibration import calibration, kappas
from syngen_assets.core.measures.human import LEAST, human, incorrect, parts, preferred
from syngen_assets.core.reviewed import counting
from syngen_assets.core.tables import VERDICTS
from syngen_tests import tables
from syngen_tests.reviews import foreign, review, table

TRIPLES = [(f"question {n}", f"{n} days.", f"{n} years.") for n in range(LEAST)]
PAIRS = tables.pairs(*TRIPLES)
IDS = PAIRS["pair_id"].tolist()


def rated(pair: str, who: str, chosen: int, rejected: int, better: str | None = "chosen"):
    given = {"chosen": (chosen, 4, 4, 4, 4), "rejected": (rejected, 4, 4, 4, 4)}
    return review(pair, who, better, **{f"ratings_{side}": one for side, one in given.items()})


def found(*reviews) -> dict:
    return {one.name: one for one in human(counting(table(*reviews), PAIRS))}


@pytest.mark.parametrize(
    ("marks", "told"),
    [((1,), True), ((2,), True), ((3,), False), ((1, 4), None), ((2, 2, 4), True), ((), None)],
)
def test_an_answer_is_incorrect_if_more_than_half_say_so(marks, told):
    said = [rated(IDS[0], str(who), 4, mark) for who, mark in enumerate(marks)]
    assert incorrect(said, "rejected") is told


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("chosen", "chosen", "tie"), "chosen"),
        (("tie", "tie"), "tie"),
        (("chosen", "rejected"), None),
        (("chosen", "rejected", "tie"), None),
        ((), None),
    ],
)
def test_a_side_is_preferred_if_more_than_half_say_so(words, told):
    assert preferred([review(IDS[0], str(n), word) for n, word in enumerate(words)]) == told


def test_an_answer_on_which_people_are_divided_counts_against_the_pairs():
    clear = [rated(pair, who, 4, 1) for pair in IDS[1:] for who in "ab"]
    split = [rated(IDS[0], "a", 4, 1), rated(IDS[0], "b", 1, 4, "rejected")]
    figures = found(*clear, *split)
    for name in ("human_misinformation", "human_chosen_correct"):
        assert figures[name].value == (LEAST - 1) / LEAST
    assert figures["human_inverted"].value == 0


def test_those_whose_field_it_is_not_have_said_nothing():
    assert counting(table(foreign(IDS[0])), PAIRS) == {}
    said = [rated(pair, "a", 4, 1) for pair in IDS]
    assert found(*said, *(foreign(pair, "b") for pair in IDS)) == found(*said)


def test_too_few_pairs_measure_nothing_and_fewer_than_the_method_asks_for_are_noted():
    few = found(*(rated(pair, "a", 4, 1) for pair in IDS[1:]))
    assert {one.status for one in few.values()} == {"not measured"}
    assert few["human_inverted"].note == "people have reviewed 19 pairs, fewer than 20"
    enough = found(*(rated(pair, "a", 4, 1) for pair in IDS))
    assert enough["human_inverted"].note == "the method asks for 100 pairs or more"


def test_a_preference_alone_is_counted_where_it_says_something():
    bare = {"ratings_chosen": None, "ratings_rejected": None}
    figures = found(*(review(pair, "a", "rejected", **bare) for pair in IDS))
    assert figures["human_inverted"].value == 1
    assert figures["human_misinformation"].status == "not measured"
    (part,) = parts(counting(table(review(IDS[0], **bare)), PAIRS), {IDS[0]: "wrong_number"})
    assert (part.pairs, part.misinformation, part.low) == (1, None, None)


def test_the_judge_is_held_only_against_what_most_people_say():
    said = counting(table(rated(IDS[0], "a", 4, 1), rated(IDS[0], "b", 1, 4, "rejected")), PAIRS)
    words = {"preferred": "chosen", "chosen_incorrect": "no", "rejected_incorrect": "yes"}
    judged = VERDICTS.frame([{"pair_id": pair, **words} for pair in IDS])
    assert {one.note for one in calibration(said, judged)} == {
        "judge and people have both judged 0, fewer than 20"
    }


def test_without_any_difference_there_is_no_kappa():
    said = counting(table(*(rated(pair, "a", 4, 4) for pair in IDS)), PAIRS)
    words = {"preferred": "chosen", "chosen_incorrect": "no", "rejected_incorrect": "no"}
    judged = VERDICTS.frame([{"pair_id": pair, **words} for pair in IDS])
    figures = {one.name: one for one in calibration(said, judged)}
    assert figures["judge_specificity"].value == 1
    assert figures["judge_specificity"].rows == 2 * LEAST
    assert figures["judge_preference_kappa"].note == (
        "judge and people say the same of all, and nothing else"
    )


def test_kappa_is_that_of_a_table_reckoned_by_hand():
    # Cohen's table of 50: both yes 20, only the judge 5, only people 10, both no 15.
    import numpy as np

    judge = ["yes"] * 25 + ["no"] * 25
    people = ["yes"] * 20 + ["no"] * 5 + ["yes"] * 10 + ["no"] * 15
    value = kappas(judge, people, np.ones((1, 50)))
    assert value[0] == pytest.approx((0.7 - 0.5) / (1 - 0.5))
