"""Verdicts: opinions are read, brought together, measured, and move pairs as a domain says."""

import itertools
import json
from contextlib import suppress
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest
from sklearn.linear_model import LogisticRegression

from syngen_assets.core.errors import ReplyError
from syngen_assets.core.gates import gate_name
from syngen_assets.core.hearing import LIMITS, NO_JUDGE, summary
from syngen_assets.core.judges import Judge, Policy, family, kinship
from syngen_assets.core.measures.controls import CONTROLS, controls, doubts
from syngen_assets.core.measures.judged import judged, parts
from syngen_assets.core.measures.length_control import win_rates
from syngen_assets.core.measures.proportion import wilson
from syngen_assets.core.opinions import AXES, Opinion, read_opinion
from syngen_assets.core.settings import Settings
from syngen_assets.core.settling import moves, settle
from syngen_assets.core.tables import EXCLUSIONS, VERDICTS
from syngen_assets.core.verdicts import verdict
from syngen_assets.storage.quality import findings
from syngen_tests.servers import judges
from syngen_tests.servers.judges import opinion
from syngen_tests.tables import pairs
from syngen_tests.test_domains import colds

SETTINGS = Settings(colds(), offline=True, judge=Judge("gpt-4o"))
FIVES, ONES = (5.0,) * 6, (1.0,) * 6


def planted(count: int = 240) -> pd.DataFrame:
    """Pairs in which length and caution tell nothing of the truth."""
    ways = list(itertools.product((0, 1), (0, 1, 2)))
    triples = []
    for number in range(count):
        longer, cautious = ways[number % len(ways)]
        texts = [f"It takes {number} days.", f"It takes {number} weeks."]
        texts[longer] = texts[longer].replace("takes", "always takes about")
        if cautious < 2:
            texts[cautious] = texts[cautious].replace("It ", "It may ")
        triples.append((f"how long does cold {number} take", *texts))
    return pairs(*triples)


def judge(rows: pd.DataFrame, rule: judges.Judge, **more: object) -> pd.DataFrame:
    """The verdicts of a planted judge, without a server."""
    found = []
    for row in rows.to_dict("records"):
        replies = (
            rule(row["chosen"], row["rejected"]),
            rule(row["rejected"], row["chosen"]),
        )
        said = verdict(*(read_opinion(opinion(better)) for better in replies))
        found.append(
            {
                **said,
                "pair_id": row["pair_id"],
                "question_id": row["question_id"],
                "model": "gpt-4o",
                "template": "judge_pair",
                "template_version": "0" * 12,
                "prompt_tokens": 9,
                "completion_tokens": 9,
                **more,
            }
        )
    return VERDICTS.frame(found)


PAIRS = planted()
TRUTH = judges.oracle(set(PAIRS["chosen"]))


def figures(rows: pd.DataFrame, verdicts: pd.DataFrame) -> dict[str, float | None]:
    return {figure.name: figure.value for figure in judged(rows, verdicts)}


def doubted(rows: pd.DataFrame, verdicts: pd.DataFrame) -> list[str]:
    return doubts(controls(rows, verdicts))


@pytest.mark.parametrize(
    ("held", "rating"),
    [(4, 4.0), (4.0, 4.0), ("4", 4.0), ("4.0", 4.0), (" 4/5 ", 4.0), ("3.5", 3.5), (1, 1.0)],
)
def test_a_rating_that_can_be_read_in_one_way_is_read(held: object, rating: float):
    assert read_opinion(opinion("A", b_harm=held)).ratings[1] == (5, 5, 2, 5, 5, rating)


@pytest.mark.parametrize(
    "held",
    ["high", "", "4 or 5", "8/10", "five", None, [4], {"value": 4}, True, 0, 6, -4, 1e400, "NaN"],
)
def test_a_rating_that_is_no_number_from_1_to_5_is_a_problem(held: object):
    with pytest.raises(ReplyError) as caught:
        read_opinion(opinion("A", a_fluency=held))
    assert str(caught.value).startswith("no_rating: a_fluency is ")


def test_not_a_number_is_no_rating():
    with pytest.raises(ReplyError, match="no_rating: a_fluency is nan, no number from 1 to 5"):
        read_opinion(opinion("A").replace('"a_fluency": 5', '"a_fluency": NaN'))


@pytest.mark.parametrize(
    ("field", "held", "problem"),
    [
        ("better", "both are good", "no_choice: better is 'both are good', none of A, B and tie"),
        ("better", None, "no_choice: better is missing, none of A, B and tie"),
        ("better", ["A"], "no_choice: better is ['A'], none of A, B and tie"),
        ("a_clearly_incorrect", "maybe", "no_choice: a_clearly_incorrect is 'maybe', neither true"),
        ("b_clearly_incorrect", 1, "no_choice: b_clearly_incorrect is 1, neither true nor false"),
    ],
)
def test_a_choice_that_is_none_is_a_problem(field: str, held: object, problem: str):
    with pytest.raises(ReplyError) as caught:
        read_opinion(opinion("A", **{field: held}))
    assert str(caught.value).startswith(problem)


@pytest.mark.parametrize(
    ("better", "wrong", "read"),
    [("a", "Yes", ("A", True)), ("Answer B", "no", ("B", False)), (" Tie ", True, ("tie", True))],
)
def test_words_that_mean_a_choice_are_one(better: str, wrong: object, read: tuple[str, bool]):
    said = read_opinion(opinion("A", better=better, a_clearly_incorrect=wrong))
    assert (said.better, said.incorrect[0]) == read


@pytest.mark.parametrize(
    ("text", "gate"),
    [
        ("", "empty_reply"),
        ("Both are fine!", "no_json"),
        ("I'm sorry, I can't help with that.", "refused_reply"),
        ("{}", "no_rating"),
        ("[1, 2]", "no_json"),
        ("4", "no_json"),
        (opinion("A")[:-20], "no_json"),
    ],
)
def test_a_reply_that_holds_no_opinion_is_a_problem(text: str, gate: str):
    with pytest.raises(ReplyError) as caught:
        read_opinion(text)
    assert gate_name(str(caught.value)) == gate


@given(st.recursive(st.none() | st.booleans() | st.floats() | st.text(), st.lists, max_leaves=4))
def test_whatever_a_field_holds_a_reply_is_read_or_is_a_problem(held: object):
    for field in ("a_harm", "better", "b_clearly_incorrect"):
        with suppress(ReplyError):
            assert isinstance(read_opinion(opinion("B", **{field: held})), Opinion)


def test_an_opinion_in_a_fence_with_thoughts_before_it_is_read():
    wrapped = f"<think>A says days.</think>\n```json\n{opinion('B')}\n```"
    assert read_opinion(wrapped) == read_opinion(opinion("B"))


def test_only_what_both_orders_say_counts():
    first = Opinion((FIVES, ONES), (False, True), "A")
    same = verdict(first, Opinion((ONES, FIVES), (True, False), "B"))
    assert (same["preferred"], same["inverted"]) == ("chosen", "no")
    assert (same["chosen_incorrect"], same["rejected_incorrect"]) == ("no", "yes")
    assert (same["chosen_harm"], same["rejected_harm"]) == (5, 1)
    other = verdict(first, first)
    assert (other["preferred"], other["inverted"]) == ("inconsistent", "no")
    assert (other["chosen_first"], other["rejected_first"]) == ("chosen", "rejected")
    assert (other["chosen_incorrect"], other["chosen_fluency"]) == ("inconsistent", 3)


def test_a_tie_in_both_orders_is_consistent():
    tie = Opinion((FIVES, FIVES), (False, False), "tie")
    assert verdict(tie, tie)["preferred"] == "tie"
    half = verdict(tie, Opinion((FIVES, FIVES), (False, False), "A"))
    assert half["preferred"] == "inconsistent"


def test_the_verdicts_of_a_judge_keep_their_declaration():
    assert findings(VERDICTS, judge(PAIRS.head(6), TRUTH)) == []
    assert findings(VERDICTS, VERDICTS.frame([])) == []


@pytest.mark.parametrize(
    ("rule", "exposed"),
    [*judges.EXPOSED.items(), (TRUTH, [])],
    ids=[*(rule.__name__ for rule in judges.EXPOSED), "oracle"],
)
def test_each_planted_judge_fails_the_controls_for_what_it_does_and_the_oracle_none(
    rule: judges.Judge, exposed: list[str]
):
    assert doubted(PAIRS, judge(PAIRS, rule)) == exposed


def test_a_judge_that_is_pulled_a_little_is_believed():
    half = set(PAIRS["pair_id"][::7])

    def pulled(first: str, second: str) -> str:
        one = first if first in TRUE else second
        return judges.longest_wins(first, second) if one in some else TRUTH(first, second)

    TRUE = set(PAIRS["chosen"])
    some = set(PAIRS.loc[PAIRS["pair_id"].isin(half), "chosen"])
    assert doubted(PAIRS, judge(PAIRS, pulled)) == []


def test_the_oracle_finds_every_rejected_answer_and_no_chosen_one_incorrect():
    found = figures(PAIRS, judge(PAIRS, TRUTH))
    assert found["judged_misinformation"] == 1
    assert found["judged_chosen_wrong"] == found["judged_inverted"] == found["judged_unread"] == 0
    assert found["judged_win_rate"] == 1
    assert found["length_controlled_win_rate"] == pytest.approx(1, abs=0.005)
    assert found["judged_accuracy_gap"] == 3
    assert found["judged_fluency_gap"] == 0


def test_swapping_the_answers_turns_every_figure_round():
    turned = PAIRS.rename(columns={"chosen": "rejected", "rejected": "chosen"})
    one, other = (figures(rows, judge(rows, TRUTH)) for rows in (PAIRS, turned))
    assert other["judged_inverted"] == other["judged_chosen_wrong"] == 1
    assert other["judged_misinformation"] == other["judged_win_rate"] == 0
    for axis in AXES:
        assert other[f"judged_{axis}_gap"] == -(one[f"judged_{axis}_gap"] or 0)
    assert other["judge_discernment"] == one["judge_discernment"] == 1
    assert other["judge_position_bias"] == one["judge_position_bias"] == 0


def test_one_pair_in_five_that_is_acceptable_is_counted_with_wilson_s_interval():
    fine = set(PAIRS["rejected"][::5])
    rule = judges.oracle(set(PAIRS["chosen"]) | fine)
    (rate,) = [f for f in judged(PAIRS, judge(PAIRS, rule)) if f.name == "judged_misinformation"]
    known = binomtest(192, 240).proportion_ci(method="wilson")
    assert rate.value == 192 / 240
    assert (rate.low, rate.high) == pytest.approx((known.low, known.high), abs=1e-6)
    assert rate.places == tuple(range(0, 240, 5))


def test_pairs_on_which_the_orders_differ_are_left_out_of_a_rate_and_counted_beside_it():
    verdicts = judge(PAIRS, TRUTH)
    verdicts.loc[:39, "rejected_incorrect"] = "inconsistent"
    verdicts.loc[40:59, "rejected_incorrect"] = "no"
    (rate,) = [f for f in judged(PAIRS, verdicts) if f.name == "judged_misinformation"]
    assert (rate.value, rate.rows, rate.places) == (180 / 200, 200, tuple(range(40, 60)))
    assert rate.note == "40 pairs are left out, for which the orders differ"


@given(st.integers(0, 400), st.integers(1, 400))
def test_wilson_s_interval_is_that_of_scipy(hits: int, more: int):
    known = binomtest(hits, hits + more).proportion_ci(method="wilson")
    assert wilson(hits, hits + more) == pytest.approx((known.low, known.high), abs=1e-6)


@pytest.mark.parametrize(("level", "slope"), [(0.0, 0.0), (0.5, 1.0), (-1.0, 2.0), (2.0, -1.0)])
def test_the_win_rate_at_equal_length_is_that_of_a_logistic_regression(level: float, slope: float):
    chance = np.random.default_rng(7)
    longer = np.round(chance.lognormal(2, 1, 1000) - 8)  # a few are very much longer
    felt = np.tanh(longer / longer.std())
    wins = (chance.random(1000) < 1 / (1 + np.exp(-level - slope * felt))).astype(float)
    known = LogisticRegression(C=1e9).fit(felt[:, None], wins).intercept_[0]
    (found,) = win_rates(wins, longer, np.ones((1, 1000)))
    assert found == pytest.approx(1 / (1 + np.exp(-known)), abs=0.005)


def test_a_judge_that_goes_by_length_wins_often_and_at_equal_length_as_often_as_not():
    longer = np.array([6, 5, 4, 3, 2, -2] * 40)
    texts = [
        ("It takes" + " so" * (10 + more) + " long.", "It takes" + " so" * 10 + " short.")
        for more in longer
    ]
    rows = pairs(*((f"how long is cold {n}", *two) for n, two in enumerate(texts)))
    chance = np.random.default_rng(3)
    by_length = 1 / (1 + np.exp(-3 * np.tanh(longer / longer.std())))
    won = dict(zip(rows["chosen"] + rows["prompt"], chance.random(240) < by_length, strict=True))
    verdicts = judge(rows, TRUTH)
    sides = np.where([won[key] for key in won], "chosen", "rejected")
    found = figures(rows, verdicts.assign(preferred=sides))
    assert (found["judged_win_rate"] or 0) > 0.75
    assert found["length_controlled_win_rate"] == pytest.approx(0.5, abs=0.12)


def test_figures_of_no_verdict_say_why_they_are_not_measured():
    nothing = VERDICTS.frame([])
    assert {f.status for f in judged(PAIRS, nothing)} == {"not measured"}
    assert all(f.note for f in judged(PAIRS, nothing))
    unread = judge(PAIRS, TRUTH, problem="no_json: the reply is not JSON")
    assert figures(PAIRS, unread)["judged_unread"] == 1
    assert doubted(PAIRS, unread) == []


def test_a_verdict_that_could_not_be_read_is_counted_and_changes_no_other():
    verdicts = judge(PAIRS, TRUTH)
    verdicts.loc[::10, "problem"] = "no_rating: a_harm is 'high', no number from 1 to 5"
    found = figures(PAIRS, verdicts)
    assert (found["judged_unread"], found["judged_misinformation"]) == (0.1, 1)


def test_what_a_judge_found_is_told_by_flaw():
    rows = PAIRS.assign(flaw=["wrong_number" if n % 2 else "overclaim" for n in range(240)])
    fine = set(rows["rejected"][::2])
    rule = judges.oracle(set(rows["chosen"]) | fine)
    weak, strong = parts(rows, judge(rows, rule), "flaw")
    assert (weak.name, weak.pairs, weak.win_rate, weak.misinformation) == ("overclaim", 120, 0.5, 0)
    assert (strong.name, strong.win_rate, strong.misinformation) == ("wrong_number", 1, 1)
    assert parts(rows, judge(rows, rule), "modification") == []


def spoilt() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Ten pairs in 240 inverted, ten rejected answers acceptable, ten chosen ones wrong."""
    true = set(PAIRS["chosen"][10:])
    true |= set(PAIRS["rejected"][:20])
    wrong = set(PAIRS["chosen"][20:30])
    verdicts = judge(PAIRS, judges.oracle(true))
    verdicts.loc[PAIRS["chosen"].isin(wrong), "chosen_incorrect"] = "yes"
    return PAIRS, verdicts


@pytest.mark.parametrize(
    ("policy", "moved"),
    [
        (
            Policy(),
            {"inverted_pair": 10, "chosen_judged_wrong": 10, "rejected_judged_acceptable": 10},
        ),
        (
            Policy(inverted="flip"),
            {"chosen_judged_wrong": 10, "rejected_judged_acceptable": 10, "flipped": 10},
        ),
        (Policy(inverted="keep"), {"chosen_judged_wrong": 20, "rejected_judged_acceptable": 10}),
        (
            Policy(inverted="keep", chosen_incorrect="keep", rejected_acceptable="keep"),
            {},
        ),
    ],
    ids=["drop", "flip", "keep inverted", "keep all"],
)
def test_a_pair_is_dropped_turned_round_or_kept_as_the_domain_says(
    policy: Policy, moved: dict[str, int]
):
    rows, verdicts = spoilt()
    settled = settle(rows, verdicts, policy)
    assert moves(settled) == moved
    assert settled["problem"].isna().sum() == 240 - sum(
        count for name, count in moved.items() if name != "flipped"
    )
    assert settled["gate"].iloc[30:].isna().all()
    assert settled["pair_id"].tolist() == rows["pair_id"].tolist()


def test_a_pair_that_is_turned_round_says_so_and_keeps_its_lineage():
    rows, verdicts = spoilt()
    turned = settle(rows, verdicts, Policy(inverted="flip")).iloc[0]
    assert turned["chosen"] == rows["rejected"][0]
    assert turned["rejected"] == rows["chosen"][0]
    assert turned["chosen_request"] == rows["rejected_request"][0]
    assert turned["flaw"] == "flipped"
    assert "wrong_number was to be the flaw of what is chosen now" in turned["note"]


def test_a_pair_that_is_turned_round_has_to_pass_the_other_gates_too():
    rows, verdicts = spoilt()
    verdicts.loc[0, "rejected_incorrect"] = "yes"  # so both answers are wrong
    settled = settle(rows, verdicts, Policy(inverted="flip"))
    assert settled["gate"][0] == "chosen_judged_wrong"


def test_one_order_alone_moves_no_pair():
    verdicts = judge(PAIRS, TRUTH)
    verdicts.loc[0, ["preferred", "chosen_first"]] = ["inconsistent", "rejected"]
    verdicts.loc[1, ["chosen_incorrect", "rejected_incorrect"]] = "inconsistent"
    assert moves(settle(PAIRS, verdicts, Policy())) == {}


def test_a_judge_that_fails_a_control_moves_no_pair():
    verdicts = judge(PAIRS, judges.longest_wins)
    assert (verdicts["inverted"] == "yes").sum() > 70
    assert settle(PAIRS, verdicts, Policy()) is PAIRS


def test_a_pair_in_quarantine_or_without_a_verdict_stays_as_it_is():
    rows, verdicts = spoilt()
    held = rows.copy()
    held.loc[0, ["gate", "problem"]] = ["identical_answers", "identical_answers: the same words"]
    settled = settle(held, verdicts.iloc[2:], Policy())
    assert settled["gate"][:3].tolist()[0] == "identical_answers"
    assert pd.isna(settled["gate"][1])
    assert settled["gate"][2] == "inverted_pair"


def test_pairs_that_were_dropped_before_are_counted_as_long_as_others_stand_in_their_place():
    rows, verdicts = spoilt()
    settled = settle(rows, verdicts, Policy())
    earlier = EXCLUSIONS.frame(settled.head(12))
    assert moves(settled, earlier) == moves(settled)
    assert moves(PAIRS.iloc[30:], earlier) == {
        "inverted_pair": 10,
        "rejected_judged_acceptable": 2,
    }


def test_a_summary_says_what_a_judge_does_not_prove():
    rows, verdicts = spoilt()
    told = summary(rows, verdicts, SETTINGS)
    assert (told.judge, told.asked, told.doubts) == ("gpt-4o", 240, [])
    assert told.moved["inverted_pair"] == 10
    assert told.words[-1] == LIMITS
    assert "a fake one proves nothing of the data" in LIMITS
    assert any("what it disliked is gone" in line for line in told.words)
    assert [part.name for part in told.by_flaw] == ["wrong_number"]


def test_a_summary_of_a_judge_that_is_not_believed_says_so():
    told = summary(PAIRS, judge(PAIRS, judges.always_first), SETTINGS)
    assert list(told.doubts) == ["judge_consistency", "judge_position_bias"]
    assert "is not believed and moves no pair" in " ".join(told.words)
    assert told.moved == {}


def test_a_summary_without_a_judge_says_that_nobody_judged():
    assert summary(PAIRS, VERDICTS.frame([]), SETTINGS).words == (NO_JUDGE,)


def test_a_judge_of_the_writer_s_family_is_named_as_one():
    writing = replace(SETTINGS, offline=False, model="gpt-4o-mini")
    told = summary(PAIRS, judge(PAIRS, TRUTH), writing)
    assert "The judge gpt-4o is of the family of gpt-4o-mini" in " ".join(told.words)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("gpt-4o-mini", "openai/gpt-5"),
        ("gpt-4o", "o3-mini"),
        ("claude-haiku-4-5", "anthropic/claude-3-opus"),
        ("gemini-2.5-flash", "google/gemma-3-27b-it"),
        ("meta-llama/Llama-3.1-8B-Instruct", "llama3.2:1b"),
        ("Qwen/Qwen3-32B", "qwq-32b"),
        ("mistral-small", "open-mixtral-8x7b"),
        ("deepseek-chat", "deepseek-r1:7b"),
        ("our-own", "Our-Own"),
    ],
)
def test_models_of_one_family_are_kin(one: str, other: str):
    assert family(one) == family(other)
    assert "models rate their own family's answers too high" in kinship(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("gpt-4o", "claude-sonnet-4"),
        ("gpt-4o", "offline"),
        ("llama3", "mistral"),
        ("phi4", "dolphin3"),
        ("novel-7b", "nova-lite"),
        ("ours", "theirs"),
    ],
)
def test_models_of_two_families_are_no_kin(one: str, other: str):
    assert kinship(one, other) == ""


def test_every_control_has_a_limit_and_is_among_the_figures():
    found = judged(PAIRS, judge(PAIRS, TRUTH))
    assert [figure.name for figure in found[-len(CONTROLS) :]] == list(CONTROLS)
    assert {figure.status for figure in found[-len(CONTROLS) :]} == {"passed"}
    assert json.dumps([vars(figure) for figure in found])
