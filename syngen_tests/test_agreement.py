"""Agreement is Krippendorff's alpha, as he published it and as it is reckoned by hand."""

import numpy as np
import pytest

from syngen_assets.core.agreement import LEAST, agreement, alpha, disagreements, word
from syngen_tests.reviews import GOOD, foreign, review, table

# Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), section C: four observers,
# twelve units, five values; a dot where an observer said nothing.
OBSERVERS = ("123321412...", "12332241 25.3", ".33323422 51.", "1233244125 1.")
UNITS = list(zip(*(row.replace(" ", "") for row in OBSERVERS), strict=True))
PUBLISHED = np.array([[unit.count(str(value)) for value in range(1, 6)] for unit in UNITS])


def test_alpha_of_names_is_the_published_one():
    said = np.array([9, 13, 10, 5, 3])  # how often each value was said where others spoke too
    apart = 2 * (3 / 3 + 6 * 1 / 3 + 3 / 3)  # one who differs in units 2 and 8, all four in unit 6
    expected = (40**2 - (said**2).sum()) / 39
    assert alpha(PUBLISHED, "nominal") == pytest.approx(1 - apart / expected)
    assert alpha(PUBLISHED, "nominal") == pytest.approx(0.743, abs=5e-4)


def test_alpha_of_ranks_is_the_published_one():
    said = [9, 13, 10, 5, 3]

    def apart(one: int, other: int) -> float:
        return (sum(said[one - 1 : other]) - (said[one - 1] + said[other - 1]) / 2) ** 2

    seen = 4 / 3 * apart(1, 2) + 4 / 3 * apart(2, 3)
    seen += (apart(1, 3) + apart(1, 4) + apart(2, 4) + apart(3, 4)) / 3
    by_chance = sum(
        said[one - 1] * said[other - 1] * apart(one, other) / 39
        for one in range(1, 6)
        for other in range(one + 1, 6)
    )
    assert (seen, by_chance) == (pytest.approx(945.5), pytest.approx(199_740 / 39))
    assert alpha(PUBLISHED, "ordinal") == pytest.approx(1 - seen / by_chance)
    assert alpha(PUBLISHED, "ordinal") == pytest.approx(0.815, abs=5e-4)


def test_alpha_of_a_small_table_by_hand():
    # Two raters, four units: yes/yes, yes/yes, no/no, yes/no. Of eight words five are yes, and
    # two of them stand beside another word; by chance 2 * 5 * 3 / 7 would.
    counts = np.array([[2, 0], [2, 0], [0, 2], [1, 1]])
    assert alpha(counts, "nominal") == pytest.approx(1 - 2 / (2 * 5 * 3 / 7))
    assert alpha(counts, "ordinal") == pytest.approx(1 - 2 / (2 * 5 * 3 / 7))


def test_perfect_agreement_is_one_and_perfect_disagreement_less_than_nothing():
    assert alpha(np.array([[2, 0], [0, 2]]), "nominal") == 1.0
    against = alpha(np.array([[1, 1]] * 6), "nominal")
    assert against == pytest.approx(1 - 12 / (2 * 6 * 6 / 11))


def test_who_was_alone_counts_for_nothing():
    alone = np.vstack([PUBLISHED, [[1, 0, 0, 0, 0]] * 20])
    assert alpha(alone, "ordinal") == pytest.approx(alpha(PUBLISHED, "ordinal"))


@pytest.mark.parametrize("counts", [[[2, 0], [2, 0]], [[1, 0], [0, 1]]])
def test_without_any_difference_or_any_company_there_is_no_alpha(counts):
    assert alpha(np.array(counts), "nominal") is None


@pytest.mark.parametrize(
    ("value", "told"),
    [(0.8, "firm"), (0.799, "tentative"), (0.667, "tentative"), (0.66, "too low")],
)
def test_an_alpha_has_a_word(value: float, told: str):
    assert word(value).startswith(told)


def pair(number: int) -> str:
    return f"{number:012x}"


def rated(number: int, who: str, accuracy: int, preferred: str = "chosen"):
    return review(pair(number), who, preferred, ratings_rejected=(accuracy, 2, 4, 4, 3))


def figures(*reviews) -> dict:
    return {one.name: one for one in agreement(table(*reviews))}


def test_the_figures_are_alpha_over_pairs_that_two_have_reviewed():
    # Twenty pairs; of the rejected answers the two give 1 and 1 to ten, 2 and 2 to eight, and
    # 1 and 2 to two; the chosen ones have a 4 from both, and alone pairs do not count.
    given = [(1, 1)] * 10 + [(2, 2)] * 8 + [(1, 2)] * 2
    said = [rated(n, who, both[who == "b"]) for n, both in enumerate(given) for who in "ab"]
    found = figures(*said, rated(99, "a", 3), foreign(pair(98), "a"), foreign(pair(98), "b"))
    ones, twos, fours = 22, 18, 40
    near = (ones + twos - (ones + twos) / 2) ** 2
    far = (ones + twos + fours - (ones + fours) / 2) ** 2
    farther = (twos + fours - (twos + fours) / 2) ** 2
    by_chance = (ones * twos * near + ones * fours * far + twos * fours * farther) / 79
    accuracy = found["alpha_accuracy"]
    assert accuracy.value == pytest.approx(1 - 2 * near / by_chance)
    assert accuracy.low < accuracy.value <= accuracy.high
    assert accuracy.rows == 20
    assert accuracy.note == "firm; two reviewers say the same in 95% of the cases"


def test_the_preference_is_measured_too():
    sides = ["chosen"] * 9 + ["rejected"] * 3
    said = [rated(n, who, 1, side) for n, side in enumerate(sides) for who in "ab"]
    assert figures(*said)["alpha_preference"].value == 1.0


def test_few_pairs_or_no_difference_are_said_to_measure_nothing():
    few = figures(*(rated(n, who, 1) for n in range(LEAST - 1) for who in "ab"))
    assert {one.status for one in few.values()} == {"not measured"}
    assert few["alpha_accuracy"].note == "9 pairs have two reviews, fewer than 10"
    same = figures(*(rated(n, who, 1) for n in range(LEAST) for who in "ab"))
    assert same["alpha_preference"].status == "not measured"
    assert "without any difference" in same["alpha_preference"].note


def test_no_reviews_at_all_are_no_fault():
    assert {one.value for one in figures().values()} == {None}


def test_the_order_of_rows_changes_nothing():
    said = [rated(n, who, 1 + (n + ord(who)) % 3) for n in range(15) for who in "abc"]
    assert agreement(table(*said)) == agreement(table(*reversed(said)))


def test_disagreements_are_opposite_preferences_and_two_levels_on_an_axis():
    said = [
        *(rated(1, who, 1, side) for who, side in zip("ab", ("chosen", "rejected"), strict=True)),
        *(rated(2, who, given) for who, given in zip("ab", (1, 3), strict=True)),
        *(rated(3, who, given) for who, given in zip("ab", (1, 2), strict=True)),
        *(rated(4, who, 1, side) for who, side in zip("ab", ("chosen", "tie"), strict=True)),
        rated(5, "a", 1, "rejected"),
        rated(6, "a", 1),
        foreign(pair(6), "b"),
    ]
    found = {one.pair_id: one.over for one in disagreements(table(*said))}
    assert found == {pair(1): ("preference",), pair(2): ("rejected accuracy",)}


def test_a_settled_disagreement_has_its_word_and_is_no_rating():
    both = [rated(1, "a", 1), rated(1, "b", 4, "rejected")]
    first = review(pair(1), "c", "rejected", settles=True)
    last = review(pair(1), "d", "chosen", settles=True, at="2026-03-01T00:00:00+00:00")
    (found,) = disagreements(table(*both, last, first))
    assert found.settled == last
    assert found.over == ("preference", "rejected accuracy")
    assert [one.reviewer for one in found.reviews] == ["a", "b"]
    assert found.reviews[0].ratings_chosen == GOOD
