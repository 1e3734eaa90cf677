"""The audit: measured whatever the table holds, each figure with what one must know to trust it."""

import hashlib
from collections.abc import Sequence

import numpy as np
import pandas as pd
import pytest

from syngen_assets.core.measures import answer_only
from syngen_assets.core.measures.audit import AuditLimits, audit
from syngen_assets.core.measures.figure import Figure
from syngen_tests.planted import table

NEEDS_VECTORS = {
    "close_prompts",
    "vendi",
    "relevance_chosen",
    "relevance_rejected",
    "chosen_more_relevant_share",
}
NEEDS_PLAN = {"plan_deviation", "verified_share"}
NEEDS_REFERENCE = {
    "words_per_question_ks",
    "words_per_question_distance",
    "first_word_distance",
    "detector_auc",
}


def measured(pairs: pd.DataFrame, **more) -> dict[str, Figure]:
    return {figure.name: figure for figure in audit(pairs, **more)}


def rows(*texts: tuple[object, object, object]) -> pd.DataFrame:
    return pd.DataFrame(texts, columns=["prompt", "chosen", "rejected"], dtype=object)


def embed(texts: Sequence[str]) -> np.ndarray:
    """A bag of words, each at a place of its own."""
    vectors = np.zeros((len(texts), 512), dtype=np.float32)
    for place, text in enumerate(texts):
        for word in text.lower().split():
            vectors[
                place, int(hashlib.md5(word.encode(errors="replace")).hexdigest(), 16) % 512
            ] += 1
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors / np.where(lengths == 0, 1, lengths)


@pytest.mark.parametrize(
    "pairs",
    [
        rows(),
        rows(("What is flu?", "A cold from a virus.", "A kind of bread.")),
        rows(("What is flu?", "A cold.", "A bread."), ("Why?", "b b b", "cc cc")),
        rows((None, None, None), (np.nan, "x", pd.NA), ("a", "b", "c")),
        rows(*[("", "", "")] * 12),
        rows(*[("What is flu?", "A cold.", "A cold.")] * 12),
        rows(*[("?", "!", "...")] * 12),
        rows(*[(f"Qué es {place}? 😀", "日本語", "\ud800 عربى") for place in range(12)]),
        rows(*[(place, place * 2.5, True) for place in range(12)]),
        rows(*[("what " * 900, "yes " * 900, "no " * 900)] * 2, ("x y", "z w", "q r")),
    ],
    ids=["none", "one", "two", "missing", "empty", "same", "marks", "scripts", "numbers", "huge"],
)
@pytest.mark.parametrize("reference", [None, 7])
def test_whatever_the_table_holds_each_figure_is_a_number_or_says_why_not(
    pairs: pd.DataFrame, reference: int | None
):
    real = None if reference is None else table(rows=reference)[["prompt"]]
    for figure in audit(pairs, reference=real, embed=embed):
        known = [figure.value, figure.low, figure.high, figure.floor, figure.compared]
        assert all(np.isfinite(number) for number in known if number is not None), figure.name
        if figure.value is None:
            assert figure.status == "not measured"
            assert figure.note
        else:
            assert figure.status == "none"
            assert figure.estimator
            assert figure.low is None or figure.low - 1e-9 <= figure.value <= figure.high + 1e-9


def test_all_sets_are_measured_by_the_same_measures():
    names = [figure.name for figure in audit(table(rows=40))]
    assert len(set(names)) == len(names)
    assert [figure.name for figure in audit(rows())] == names
    assert [figure.name for figure in audit(table(rows=40), embed=embed)] == names


def test_what_needs_vectors_or_real_questions_is_said_not_to_be_measured():
    missing = {
        name for name, one in measured(table(rows=40)).items() if one.status == "not measured"
    }
    assert missing == NEEDS_VECTORS | NEEDS_REFERENCE | NEEDS_PLAN
    planned = table(rows=60).assign(modification="causes", verified="yes")
    all_there = measured(planned, reference=table(rows=50), embed=embed)
    assert not [one for one in all_there.values() if one.status == "not measured"]


def test_the_order_of_rows_decides_no_figure():
    pairs = table(rows=60)
    pairs.loc[3, "prompt"] = pairs.loc[4, "prompt"]
    shuffled = pairs.sample(frac=1, random_state=5)
    first, second = measured(pairs, embed=embed), measured(shuffled, embed=embed)
    del first["compression_ratio"]  # gzip sees what stands near
    for name, one in first.items():
        known = [(one.value, one.low, one.high, one.compared)]
        other = second[name]
        same = [(other.value, other.low, other.high, other.compared)]
        np.testing.assert_allclose(np.array(known, float), np.array(same, float), 1e-9, 1e-9, name)


def test_the_seed_decides_the_draws_and_no_count():
    pairs = table(rows=80)
    one, same, other = (measured(pairs, seed=seed) for seed in (0, 0, 1))
    assert one == same
    letters = "length_only_accuracy_letters"
    assert one[letters].value == other[letters].value
    assert (one[letters].low, one[letters].high) != (other[letters].low, other[letters].high)


def test_an_interval_of_a_share_is_about_as_wide_as_theory_has_it():
    pairs = table(rows=400)
    one = measured(pairs)["longer_chosen_share_letters"]
    width = 2 * 1.96 * np.sqrt(one.value * (1 - one.value) / 400)
    assert one.high - one.low == pytest.approx(width, rel=0.1)


def test_rows_of_one_prompt_are_drawn_together():
    pairs = table(rows=50)
    four = pd.concat([pairs] * 4, ignore_index=True)
    wide, narrow = (
        measured(one)["length_only_accuracy_letters"] for one in (four, table(rows=200))
    )
    assert wide.high - wide.low > 1.6 * (narrow.high - narrow.low)


def test_a_prompt_said_three_times_is_said_again_twice():
    pairs = table(rows=20)
    pairs.loc[[3, 7], "prompt"] = pairs.loc[1, "prompt"].upper(), pairs.loc[1, "prompt"] + "?"
    found = measured(pairs)["duplicate_prompts"]
    assert (found.value, found.places) == (2, (3, 7))
    assert measured(pairs)["near_duplicate_prompts"].value == 0


def test_the_limit_of_tokens_is_what_is_asked_for():
    pairs = table(rows=20)
    pairs.loc[2, "chosen"] = "word " * 30
    assert measured(pairs)["over_limit_share"].value == 0
    tight = measured(pairs, limits=AuditLimits(answer_tokens=30))["over_limit_share"]
    assert 2 in tight.places


def test_with_real_questions_both_sets_are_compared_at_one_size():
    pairs, real = table(rows=150), table(rows=60)[["prompt"]]
    name = "opening_entropy"
    beside, alone = measured(pairs, reference=real)[name], measured(pairs)[name]
    assert beside.value == alone.value
    assert beside.compared < beside.value
    assert "60 prompts" in beside.estimator
    assert beside.floor == pytest.approx(measured(table(rows=60))[name].value)
    assert alone.floor is None


def test_what_falls_with_the_number_of_words_is_compared_at_as_many_words():
    pairs, real = table(rows=150), table(rows=60)[["prompt"]]
    beside = measured(pairs, reference=real)["distinct_1"]
    assert "prompts with" in beside.estimator
    assert beside.compared > beside.value
    wordy = pairs.assign(prompt=pairs["prompt"] + " " + pairs["prompt"])
    again = measured(wordy, reference=wordy[["prompt"]])["distinct_1"]
    assert again.compared == pytest.approx(again.floor, rel=0.2)


def test_a_single_real_question_is_too_few_to_compare_with():
    found = measured(table(rows=20), reference=table(rows=1)[["prompt"]])
    assert {found[name].status for name in NEEDS_REFERENCE} == {"not measured"}


def test_real_questions_against_themselves_are_told_apart_by_nothing():
    real = table(rows=120)[["prompt"]]
    same = measured(table(rows=120), reference=real)
    assert same["words_per_question_ks"].value == 0
    assert same["first_word_distance"].value == 0
    assert same["detector_auc"].value == pytest.approx(0.5, abs=0.03)


def test_questions_of_another_make_are_told_from_real_ones():
    pairs = table(rows=200)
    pairs["prompt"] = "What are the symptoms of " + pairs["prompt"].str.lower()
    found = measured(pairs, reference=table(rows=300)[["prompt"]])
    assert found["detector_auc"].value > 0.95
    assert found["detector_auc"].floor < 0.65
    assert found["words_per_question_ks"].low > found["words_per_question_ks"].floor
    assert found["first_word_distance"].value > 0.9


def test_only_synthetic_questions_are_compared_with_real_ones_where_they_are_known():
    pairs = table(rows=100).assign(origin=["source", "synthetic"] * 50)
    pairs.loc[1::2, "prompt"] = "What " + pairs.loc[1::2, "prompt"]
    found = measured(pairs, reference=table(rows=80)[["prompt"]])["first_word_distance"]
    assert found.rows == 50
    assert found.value == pytest.approx(1)


def test_one_answer_everywhere_is_said_to_hold_the_folds_together():
    pairs = table(rows=60)
    pairs.loc[:29, "rejected"] = "One answer for all."
    found = measured(pairs)["answer_only_accuracy"]
    assert "50%" in found.note


def test_one_answer_everywhere_leaves_no_folds():
    found = measured(table(rows=60).assign(chosen="One answer for all."))["answer_only_accuracy"]
    assert found.status == "not measured"
    assert "in common" in found.note


@pytest.mark.slow
def test_of_many_pairs_a_sample_is_drawn_and_that_is_said():
    few = table(rows=200)
    copies = range(answer_only.MOST // 200 + 1)
    many = [few.assign(**{n: few[n] + f" {copy}x{copy}." for n in few}) for copy in copies]
    found = measured(pd.concat(many, ignore_index=True))["answer_only_accuracy"]
    assert found.rows == answer_only.MOST
    assert "20,000 of 20,200 pairs, drawn by digest" in found.estimator


def test_vectors_find_what_is_close_and_what_is_relevant():
    pairs = table(rows=60)
    pairs.loc[5, "prompt"] = pairs.loc[4, "prompt"].upper()
    pairs["chosen"] = pairs["prompt"] + " " + pairs["chosen"]
    found = measured(pairs, embed=embed)
    assert found["close_prompts"].places == (5,)
    assert found["chosen_more_relevant_share"].value > 0.9
    swapped = pairs.rename(columns={"chosen": "rejected", "rejected": "chosen"})
    turned = measured(swapped, embed=embed)["chosen_more_relevant_share"]
    assert turned.value == pytest.approx(1 - found["chosen_more_relevant_share"].value, abs=1e-12)


def test_the_share_of_a_flaw_and_the_balance_of_the_plan_are_counted():
    plan = ["causes", "causes", "signs", None, "causes"]
    pairs = table(rows=5).assign(flaw=["a", "a", "b", None, "c"], modification=plan)
    found = measured(pairs)
    assert (found["flaw_share"].value, found["flaw_share"].places) == (0.5, (0, 1))
    assert found["plan_deviation"].value == 2


def test_answers_are_laid_beside_real_ones_where_there_are_any():
    pairs, real = table(rows=40), table(rows=30)[["prompt"]]
    answered = real.assign(chosen=["See a doctor.", "It heals."] * 15)
    found = measured(pairs, reference=answered)
    assert (found["hedge_chosen"].floor, found["hedge_rejected"].floor) == (0.5, 0.5)
    assert found["grade_chosen"].floor < found["grade_chosen"].value
    assert "30 real answers" in found["sentiment_chosen"].estimator
    assert measured(pairs, reference=real)["hedge_chosen"].floor is None


def test_the_rows_that_a_person_should_look_at_come_worst_first():
    pairs = table(rows=6)
    pairs["rejected"] = pairs["chosen"]
    pairs.loc[2, "chosen"] += " And more."
    pairs.loc[4, "chosen"] += " And much more of it."
    found = measured(pairs)
    for name in ("longer_chosen_share", "length_only_accuracy", "longer_chosen_share_letters"):
        assert found[name].places == (4, 2)
    assert found["length_match_share"].places == ()
    assert found["identical_share"].places == (0, 1, 3, 5)
