"""Table gates: decided on intervals where rows are few, and on the point where they are many."""

import pytest

from syngen_assets.core.measures.figure import Figure
from syngen_assets.core.table_gates import LIMITS, Limit, bounds, culprits, decide, failed, limits


def figure(name: str, value: float | None, **more) -> Figure:
    told = {"group": "g", "about": "a", "estimator": "e", "unit": "share", "rows": 300}
    return Figure(name=name, value=value, **(told | more))


def status(name: str, value: float | None, **more) -> str:
    return decide([figure(name, value, **more)])[0].status


def test_a_figure_within_its_limit_passes_and_says_the_limit():
    (decided,) = decide([figure("length_only_accuracy", 0.52, low=0.47, high=0.57)])
    assert (decided.status, decided.gate) == ("passed", "at most 0.55")


def test_a_figure_fails_when_its_whole_interval_lies_beyond():
    assert status("length_only_accuracy", 0.825, low=0.78, high=0.87) == "failed"


def test_a_figure_is_warned_of_when_only_the_point_lies_beyond():
    assert status("length_only_accuracy", 0.57, low=0.52, high=0.62) == "warned"


def test_from_a_thousand_rows_on_the_point_decides():
    assert status("length_only_accuracy", 0.57, low=0.54, high=0.60, rows=1_000) == "failed"
    assert status("length_only_accuracy", 0.57, low=0.54, high=0.60, rows=999) == "warned"


def test_a_count_that_must_be_zero_has_no_chance_about_it():
    assert status("duplicate_prompts", 1, unit="count") == "failed"
    assert status("empty_share", 0.003, low=0.0, high=0.01) == "failed"
    assert status("duplicate_prompts", 0, unit="count") == "passed"


@pytest.mark.parametrize(("value", "expected"), [(0.3, "failed"), (0.5, "passed"), (0.7, "failed")])
def test_a_limit_may_have_two_ends(value: float, expected: str):
    assert status("longer_chosen_share", value, low=value - 0.04, high=value + 0.04) == expected


def test_what_was_not_measured_never_passes():
    (decided,) = decide([figure("close_prompts", None, note="needs an embedder")])
    assert (decided.status, decided.gate) == ("not measured", "at most 0")


def test_a_figure_without_a_limit_is_left_as_it_is():
    one = figure("mtld", 70.0)
    assert decide([one]) == [one]


def test_diversity_is_held_against_nine_tenths_of_real_questions_where_that_is_less():
    assert status("opening_entropy", 4.0, floor=4.2, unit="bits") == "passed"
    assert status("opening_entropy", 3.5, floor=4.2, unit="bits") == "failed"
    assert status("opening_entropy", 5.2, floor=8.0, unit="bits") == "passed"
    assert status("self_bleu", 44.0, floor=40.0, unit="score") == "passed"
    assert status("self_bleu", 46.0, floor=40.0, unit="score") == "failed"


def test_a_gate_is_held_against_what_is_compared_and_not_against_the_value():
    assert status("distinct_1", 0.1, compared=0.45, low=0.09, high=0.11) == "passed"
    assert status("distinct_1", 0.1, compared=0.25, low=0.09, high=0.11) == "failed"


def test_a_gate_may_warn_only_or_not_be_looked_at():
    own = {"hedge_gap": Limit(severity="warn"), "grade_gap": Limit(severity="ignore")}
    gap = figure("hedge_gap", 0.3, low=0.2, high=0.4)
    grade = figure("grade_gap", 5.0, low=4.0, high=6.0)
    assert [one.status for one in decide([gap, grade], limits(own))] == ["warned", "none"]
    assert not failed(decide([gap, grade], limits(own)))


def test_what_a_domain_leaves_open_stays_as_it_is():
    assert limits({"self_bleu": Limit(severity="warn")})["self_bleu"] == Limit(
        at_most=35, relative=True, severity="warn"
    )
    assert limits({}) == dict(LIMITS)


def test_a_bound_of_the_user_s_own_holds_beside_any_source():
    own = limits({"distinct_1": Limit(at_least=0.9)})
    (decided,) = decide([figure("distinct_1", 0.32, floor=0.3)], own)
    assert (decided.status, decided.gate) == ("failed", "at least 0.9")
    soft = limits({"distinct_1": Limit(at_least=0.9, relative=True)})
    assert decide([figure("distinct_1", 0.32, floor=0.3)], soft)[0].status == "passed"


def test_limits_that_exclude_each_other_are_an_error():
    with pytest.raises(ValueError, match="greater than"):
        limits({"longer_chosen_share": Limit(at_most=0.2)})


def test_the_rows_of_a_count_are_all_named():
    found = culprits(decide([figure("duplicate_prompts", 2, unit="count", places=(7, 9))]))
    assert found == {
        7: "duplicate_prompts: 2, allowed is at most 0",
        9: "duplicate_prompts: 2, allowed is at most 0",
    }


def test_of_a_share_only_so_many_rows_are_named_as_are_too_many():
    places = tuple(range(400))
    decided = decide([figure("flaw_share", 0.32, rows=1_000, places=places)])
    rest, left = len(culprits(decided)), 320
    assert (left - rest) / (1_000 - rest) <= 0.30 < (left - rest + 1) / (1_000 - rest + 1)


def test_rows_are_not_named_where_the_whole_table_is_at_fault():
    places = tuple(range(800))
    assert culprits(decide([figure("flaw_share", 0.8, rows=1_000, places=places)])) == {}


def test_a_gate_that_is_only_warned_of_names_no_rows():
    decided = decide([figure("flaw_share", 0.31, low=0.26, high=0.36, places=(1, 2, 3))])
    assert culprits(decided) == {}


def test_a_limit_is_relative_only_where_real_questions_are_known():
    entropy = LIMITS["opening_entropy"]
    assert bounds(figure("opening_entropy", 4.0), entropy) == (5, None)
    assert bounds(figure("opening_entropy", 4.0, floor=5.0), entropy) == (4.5, None)


def test_a_trial_of_a_few_rows_is_stopped_only_by_what_no_row_may_be():
    assert status("flaw_share", 1.0, low=1.0, high=1.0, rows=29) == "warned"
    assert status("flaw_share", 1.0, low=1.0, high=1.0, rows=30) == "failed"
    assert status("identical_share", 0.5, low=0.0, high=1.0, rows=2) == "failed"


def test_so_few_rows_cannot_be_diverse():
    assert status("opening_entropy", 2.5, unit="bits", rows=139) == "warned"
    assert status("opening_entropy", 2.5, unit="bits", rows=140) == "failed"


def test_without_real_questions_diversity_fails_only_far_beyond_its_limit():
    assert status("distinct_1", 0.31) == "warned"
    assert status("distinct_1", 0.29) == "failed"
    assert status("self_bleu", 46.0, unit="score") == "warned"
    assert status("self_bleu", 47.0, unit="score") == "failed"


def test_a_limit_without_a_bound_is_an_error_that_says_what_to_write():
    with pytest.raises(ValueError, match="neither at_least nor at_most; to leave it out write"):
        limits({"absurd_share": Limit(at_most=None)})


def test_of_what_must_be_many_the_others_are_named():
    decided = decide([figure("length_match_share", 0.93, rows=1_000, places=tuple(range(70)))])
    gone = len(culprits(decided))
    assert 930 / (1_000 - gone) >= 0.95 > 930 / (1_000 - gone + 1)


@pytest.mark.parametrize(
    ("name", "near", "beyond"),
    [
        ("hedge_gap", 0.0499, 0.0501),
        ("absurd_share", 0.0099, 0.0101),
        ("answer_only_accuracy", 0.6499, 0.6501),
        ("verified_share", 0.9801, 0.9799),
        ("flaw_share", 0.2999, 0.3001),
        ("sentiment_ks", 0.1499, 0.1501),
        ("longer_chosen_share", 0.5499, 0.5501),
        ("length_match_share", 0.9501, 0.9499),
        ("polarity_flip_share", 0.0499, 0.0501),
        ("mixed_style_share", 0.0499, 0.0501),
    ],
)
def test_a_near_miss_passes_and_what_lies_just_beyond_does_not(
    name: str, near: float, beyond: float
):
    assert status(name, near, rows=1_000) == "passed"
    assert status(name, beyond, rows=1_000) == "failed"


@pytest.mark.parametrize(
    ("name", "near", "beyond"),
    [
        ("distinct_1", 0.2701, 0.2699),
        ("distinct_2", 0.2701, 0.2699),
        ("compression_ratio", 3.9, 4.1),
        ("self_bleu", 44.4, 44.5),
        ("opening_entropy", 3.61, 3.59),
    ],
)
def test_diversity_is_gated_beside_real_questions(name: str, near: float, beyond: float):
    floors = {"compression_ratio": 3.6, "self_bleu": 40.0, "opening_entropy": 4.0}
    floor = floors.get(name, 0.3)
    assert status(name, near, floor=floor, rows=1_000) == "passed"
    assert status(name, beyond, floor=floor, rows=1_000) == "failed"


def test_the_plan_is_only_warned_of():
    assert status("plan_deviation", 1, unit="count") == "passed"
    assert status("plan_deviation", 5, unit="count") == "warned"
