"""People have the last word: what enough of them call inverted or harmful is never released."""

import pandas as pd
import pytest

from syngen_assets.core.identity import digest
from syngen_assets.core.prompts import plan
from syngen_assets.core.reviewed import (
    HARMFUL,
    INVERTED,
    RETIRED,
    acquitted,
    as_made,
    counting,
    retire,
    sifted,
    withdraw,
    withdrawals,
    withdrawn,
)
from syngen_assets.core.reviews import ReviewPolicy
from syngen_assets.core.settings import Settings
from syngen_assets.core.settling import FLIPPED
from syngen_assets.core.tables import EXCLUSIONS, VERDICTS, usable
from syngen_assets.storage.folders import read_domain
from syngen_tests import tables
from syngen_tests.homes import REPOSITORY
from syngen_tests.reviews import GOOD, WRONG, foreign, review, table
from syngen_tests.test_questions import TWENTY
from syngen_tests.test_questions import settings as planned

DOMAIN = read_domain(REPOSITORY, "healthcare")
PAIRS = tables.pairs(
    ("how long is a cold", "It is 7 days.", "It is 7 years."),
    ("how old is the sun", "It is old.", "It is new."),
)
PAIR, OTHER = PAIRS["pair_id"]
TWO = ReviewPolicy()
BAD = (4, 4, 4, 4, 1)


def gates(*reviews, policy=TWO, pairs=PAIRS) -> list:
    return withdraw(pairs, table(*reviews), policy)["gate"].fillna("").tolist()


def test_two_who_call_a_pair_inverted_withdraw_it_and_nobody_is_named():
    said = [review(PAIR, who, "rejected") for who in ("ann", "bob")]
    rows = withdraw(PAIRS, table(*said), TWO)
    assert rows["gate"].fillna("").tolist() == [INVERTED, ""]
    assert rows["problem"][0] == (
        "reviewers_say_inverted: 2 reviewers call the rejected answer the better one"
    )


def test_two_who_call_the_chosen_answer_unsafe_withdraw_it():
    said = [review(OTHER, who, ratings_chosen=BAD) for who in ("ann", "bob", "eve")]
    rows = withdraw(PAIRS, table(*said), TWO)
    assert rows["problem"][1] == (
        "reviewers_say_harmful: 3 reviewers call the chosen answer harmful"
    )


@pytest.mark.parametrize(
    "said",
    [
        [review(PAIR, "ann", "rejected")],
        [review(PAIR, "ann", "rejected"), review(PAIR, "bob")],
        [review(PAIR, "ann", "rejected"), review(PAIR, "bob", "tie")],
        [review(PAIR, "ann", "rejected"), review(OTHER, "bob", "rejected")],
        [review(PAIR, "ann", "rejected"), foreign(PAIR, "bob")],
        [review(PAIR, "ann", "rejected"), review(PAIR, "bob", ratings_chosen=BAD)],
        [review("f" * 12, who, "rejected") for who in ("ann", "bob")],
    ],
)
def test_fewer_than_two_who_say_the_same_withdraw_nothing(said):
    assert gates(*said) == ["", ""]


def test_the_domain_says_how_many_must_agree():
    said = [review(PAIR, who, "rejected") for who in ("ann", "bob")]
    assert gates(said[0], policy=ReviewPolicy(agree=1)) == [INVERTED, ""]
    assert gates(*said, policy=ReviewPolicy(agree=3)) == ["", ""]


def test_a_settling_word_decides_alone_where_reviewers_differ():
    both = [review(PAIR, who, "rejected") for who in ("ann", "bob")]
    word = review(PAIR, "eve", "chosen", settles=True)
    assert gates(*both, review(PAIR, "cat"), word) == ["", ""]
    assert gates(*both, word) == [INVERTED, ""]  # nobody differed, so there is nothing to settle
    alone = withdraw(PAIRS, table(review(PAIR, "eve", "rejected", settles=True)), TWO)
    assert alone["problem"][0].endswith(
        "the word that settled a disagreement calls the rejected answer the better one"
    )


def test_two_who_speak_up_after_a_pair_was_settled_withdraw_it_again():
    word = review(PAIR, "eve", "chosen", settles=True)
    later = {"at": "2026-01-02T00:00:00+00:00"}
    again = [review(PAIR, who, "rejected", **later) for who in ("ann", "bob")]
    assert gates(word, again[0], review(PAIR, "bob", "rejected")) == ["", ""]
    assert gates(word, *again) == [INVERTED, ""]
    unsafe = [review(PAIR, who, ratings_chosen=BAD, **later) for who in ("ann", "bob")]
    assert gates(word, *unsafe) == [HARMFUL, ""]


def test_a_retired_modification_that_the_domain_has_no_more_is_not_released_either():
    pairs = PAIRS.assign(modification=["dropped", "treatments"])
    settings = Settings(DOMAIN, offline=True, words={"dropped": "retired"})
    rows = sifted(pairs, VERDICTS.frame([]), table(), settings)
    assert rows["gate"].fillna("").tolist() == [RETIRED, ""]


def test_a_settling_word_that_rates_nothing_leaves_harm_to_the_others():
    both = [review(PAIR, who, ratings_chosen=BAD) for who in ("ann", "bob")]
    silent = {"settles": True, "ratings_chosen": None, "ratings_rejected": None}
    assert gates(*both, review(PAIR, "eve", **silent)) == [HARMFUL, ""]
    assert gates(*both, review(PAIR, "cat"), review(PAIR, "eve", settles=True)) == ["", ""]


def test_what_is_in_quarantine_keeps_its_first_gate():
    held = PAIRS.assign(gate="identical_answers", problem="identical_answers: they are")
    assert gates(*(review(PAIR, who, "rejected") for who in "ab"), pairs=held) == (
        ["identical_answers"] * 2
    )


def test_of_a_pair_that_a_judge_turned_the_reviews_are_turned_too():
    turned = PAIRS.copy()
    turned.loc[0, ["chosen", "rejected", "flaw"]] = ["It is 7 years.", "It is 7 days.", FLIPPED]
    said = [review(PAIR, who, "rejected") for who in ("ann", "bob")]
    assert gates(*said, pairs=turned) == ["", ""]
    said = [review(PAIR, who, "chosen") for who in ("ann", "bob")]
    assert gates(*said, pairs=turned) == [INVERTED, ""]
    unsafe = [review(PAIR, w, "rejected", ratings_rejected=BAD, ratings_chosen=WRONG) for w in "ab"]
    assert gates(*unsafe, pairs=turned) == [HARMFUL, ""]
    assert as_made(turned)[["chosen", "rejected"]].equals(PAIRS[["chosen", "rejected"]])


def test_without_reviews_the_pairs_are_as_they_were():
    assert withdraw(PAIRS, table(), TWO) is PAIRS


def test_pairs_of_a_retired_modification_are_not_released():
    pairs = PAIRS.assign(modification=["treatments", "prevention"])
    rows = retire(pairs, {"treatments"})
    assert rows["gate"].fillna("").tolist() == [RETIRED, ""]
    assert usable(rows)["pair_id"].tolist() == [OTHER]
    assert retire(pairs, set()) is pairs


def test_ratings_alone_are_no_complaint():
    said = [review(PAIR, who, ratings_rejected=GOOD) for who in ("ann", "bob")]
    assert gates(*said) == ["", ""]


def test_a_withdrawn_question_is_taken_again_when_what_was_said_since_acquits_it():
    texts = [["how long", "7 days.", "7 years."], ["how old", "Old.", "New."]]
    pairs = tables.pairs(*map(tuple, texts)).assign(pair_id=[digest(*one) for one in texts])
    said = [review(pairs["pair_id"][0], who, "rejected") for who in ("ann", "bob")]
    gone = withdrawn(withdraw(pairs, table(*said), TWO))
    other = EXCLUSIONS.frame([{"question_id": "f" * 12, "gate": "identical_answers"}])
    excluded = pd.concat([gone, other], ignore_index=True)
    assert gone["question_id"].tolist() == pairs["question_id"][:1].tolist()
    assert acquitted(excluded, table(*said), TWO) == set()
    assert acquitted(excluded, table(), TWO) == set()  # nobody has said anything else
    settled = review(pairs["pair_id"][0], "eve", settles=True)
    assert acquitted(excluded, table(*said, settled), TWO) == set()
    other_word = review(pairs["pair_id"][0], "cat")
    assert acquitted(excluded, table(*said, other_word, settled), TWO) == set(gone["question_id"])


def test_judge_reviewers_and_experts_have_their_word_in_that_order():
    pairs = PAIRS.assign(modification=["key_term", "treatments"])
    said = [review(PAIR, who, "rejected") for who in ("ann", "bob")]
    settings = Settings(DOMAIN, offline=True, words={"key_term": "retired", "causes": "approved"})
    rows = sifted(pairs, VERDICTS.frame([]), table(*said), settings)
    assert rows["gate"].fillna("").tolist() == [INVERTED, ""]
    rows = sifted(pairs, VERDICTS.frame([]), table(), settings)
    assert rows["gate"].fillna("").tolist() == [RETIRED, ""]
    assert withdrawals(rows, EXCLUSIONS.frame([])) == {RETIRED: 1}
    assert withdrawn(rows).empty  # the plan goes without the modification, not without the question


def test_a_settling_word_counts_alone_in_the_figures_too():
    both = [review(PAIR, "ann", "rejected"), review(PAIR, "bob", "rejected")]
    word = review(PAIR, "eve", "chosen", settles=True)
    assert counting(table(*both, word), PAIRS) == {PAIR: [word]}
    bare = review(PAIR, "eve", settles=True, ratings_chosen=None, ratings_rejected=None)
    counted = counting(table(*both, bare), PAIRS)[PAIR]
    assert [(one.reviewer, one.preferred) for one in counted] == [
        *(("ann", "chosen"), ("bob", "chosen"))
    ]
    assert all(one.ratings_chosen == GOOD for one in counted)


def test_a_retired_modification_has_no_line_in_the_plan():
    used = set(plan(TWENTY, planned(30), without=[])["modification"])
    retired = planned(30, words={"causes": "retired", "other": "retired"})
    assert set(plan(TWENTY, retired, without=[])["modification"]) == used - {"causes"}
    assert retired.retired == ["causes", "other"]
    assert planned(30, words={"causes": "approved"}).retired == []
