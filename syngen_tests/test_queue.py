"""The queue is fair, shares a fifth, and shows nobody the same pair twice."""

from collections import Counter

import pandas as pd
import pytest

from syngen_assets.core.queue import OVERLAP, order, queued
from syngen_assets.core.reviews import SIDES
from syngen_tests import tables
from syngen_tests.reviews import foreign, review, table

MODIFICATIONS = ("treatments", "prevention", None)
FLAWS = ("wrong_number", "negated_claim")
PAIRS = pd.concat(
    [
        tables.pairs(
            *((f"question {m} {f} {n}", f"{n} days.", f"{n} years.") for n in range(40)),
            modification=m,
            flaw=f,
        )
        for m in MODIFICATIONS
        for f in FLAWS
    ],
    ignore_index=True,
)
IDS = PAIRS["pair_id"].tolist()
KINDS = dict(
    zip(IDS, zip(PAIRS["modification"].fillna("-"), PAIRS["flaw"], strict=True), strict=True)
)
NOTHING = table()


def shown(reviewer: str, *reviews, pairs: pd.DataFrame = PAIRS, **more) -> list[str]:
    return queued(pairs, table(*reviews), reviewer, seed=7, **more).pairs


def test_one_reviewer_is_shown_every_pair_once():
    assert sorted(shown("ann")) == sorted(IDS)


def test_any_beginning_of_the_queue_has_every_modification_and_flaw_evenly():
    for length in (12, 30, 60, 120):
        counts = Counter(KINDS[name] for name in shown("ann")[:length])
        assert len(counts) == 6
        assert max(counts.values()) - min(counts.values()) <= 2


def test_a_kind_that_others_have_reviewed_much_comes_later():
    kind = ("treatments", "wrong_number")
    done = [review(name, "ann") for name in IDS if KINDS[name] == kind][:20]
    alone = queued(PAIRS, table(*done), "bob", seed=7)
    own = [name for name in alone.pairs if name not in alone.shared]
    assert kind not in {KINDS[name] for name in own[:50]}


def test_a_fifth_of_the_pairs_is_for_everybody_and_in_one_order():
    both = {who: queued(PAIRS, NOTHING, who, seed=7) for who in ("ann", "bob")}
    shared = [[name for name in one.pairs if name in one.shared] for one in both.values()]
    assert shared[0] == shared[1]
    assert len(shared[0]) == pytest.approx(OVERLAP * len(IDS), abs=15)
    for length in (1, 6, 50, 100):
        seen = sum(name in both["ann"].shared for name in both["ann"].pairs[:length])
        assert OVERLAP * length <= seen <= OVERLAP * length + 1


def test_a_pair_that_is_for_one_reviewer_is_not_shown_to_another_when_reviewed():
    first = queued(PAIRS, NOTHING, "ann", seed=7)
    mine = [name for name in first.pairs if name not in first.shared][0]
    assert mine in shown("bob")
    assert mine not in shown("bob", review(mine))
    common = next(iter(first.shared))
    assert common in shown("bob", review(common))
    assert common not in shown("ann", review(common))


def test_who_has_seen_a_pair_with_its_sides_named_is_not_shown_it_and_others_are():
    name = shown("ann")[1]
    assert name not in shown("ann", looked={name})
    assert name in shown("bob")


def test_what_is_not_my_field_goes_to_others_and_not_back_to_me():
    name = shown("ann")[1]
    assert name not in shown("ann", foreign(name))
    assert name in shown("bob", foreign(name))


@pytest.mark.parametrize("word", [{"preferred": "rejected"}, {"ratings_chosen": (4, 4, 4, 4, 1)}])
def test_a_pair_that_one_reviewer_doubts_is_shown_to_a_second_one_soon_and_to_no_third(word):
    first = queued(PAIRS, NOTHING, "ann", seed=7)
    mine = [name for name in first.pairs if name not in first.shared][0]
    doubt = review(mine, "ann", **word)
    assert shown("bob", doubt)[0] == mine
    assert mine not in shown("eve", doubt, review(mine, "bob"))


def test_what_is_settled_is_shown_to_nobody():
    name = next(iter(queued(PAIRS, NOTHING, "ann", seed=7).shared))
    assert name not in shown("bob", review(name, "ann", settles=True))


def test_what_is_in_quarantine_is_shown_to_nobody():
    held = PAIRS.assign(problem=["identical_answers: they are"] + [None] * (len(PAIRS) - 1))
    assert sorted(shown("ann", pairs=held)) == sorted(IDS[1:])


def test_a_pair_more_or_less_moves_no_other_into_the_shared_ones_or_out_of_them():
    fewer = queued(PAIRS.iloc[1:], NOTHING, "ann", seed=7).shared
    assert fewer == queued(PAIRS, NOTHING, "ann", seed=7).shared - {IDS[0]}


def test_which_answer_stands_first_hangs_on_pair_and_reviewer_and_is_half_and_half():
    first = Counter(order(name, "ann") for name in IDS)
    assert set(first) == set(SIDES)
    assert first["chosen"] == pytest.approx(len(IDS) / 2, abs=35)
    assert any(order(name, "ann") != order(name, "bob") for name in IDS[:20])
    assert [order(name, "ann") for name in IDS] == [order(name, "ann") for name in IDS]
