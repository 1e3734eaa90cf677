"""Doublings: few rows can have some flaws; their mix is as meant, and what is paid for stays."""

import random
from itertools import pairwise
from pathlib import Path

from syngen_assets.core.doublings import Doublings, settled
from syngen_assets.core.flaws import choose
from syngen_assets.core.tables.changes import FLAW_DOUBLINGS
from syngen_assets.storage.doublings import FlawDoublings
from syngen_assets.storage.warehouse import Warehouse

WEIGHTS = {"wrong_number": 2, "negated_claim": 2, "overclaim": 1, "off_aspect": 1}
EVERY, PLAIN = set(WEIGHTS), set(WEIGHTS) - {"wrong_number"}
STEP = 300 * 2**-1.5  # so many of 300 rows with a number, and the factor goes from 4 to 2


def rows(numbers: int, of: int = 300) -> dict[str, set[str]]:
    """Question → the flaws that it can have; so many of the answers hold a number."""
    return {f"q{place}": EVERY if place < numbers else PLAIN for place in range(of)}


def flaws(some: dict[str, set[str]], found: Doublings) -> dict[str, str]:
    """What is asked for each question first."""
    weights = found.raised(WEIGHTS)
    return {question: choose(weights, names, 0, question)[0] for question, names in some.items()}


def refreshed(some: dict[str, set[str]], chance: random.Random) -> dict[str, set[str]]:
    """Ten rows of them gone, and ten new ones in their place, so that numbers come and go."""
    left = dict(chance.sample(sorted(some.items()), len(some) - 10))
    fresh = {
        f"new {chance.random()}": EVERY if chance.random() < 0.42 else PLAIN for _ in range(10)
    }
    return left | fresh


def moved(before: dict[str, str], after: dict[str, str]) -> int:
    """How many questions that stayed are asked for other flaws."""
    return sum(before[question] != after[question] for question in before.keys() & after.keys())


def test_a_flaw_that_few_rows_can_have_is_raised():
    some = [{"a", "b"}] * 12 + [{"b"}] * 88
    assert settled(some).raised({"a": 1, "b": 2}) == {"a": 8, "b": 2}
    assert settled([{"b"}]).raised({"a": 1, "b": 2}) == {"a": 1, "b": 2}
    assert settled([]).raised({"a": 1}) == {"a": 1}


def test_a_hundred_refreshes_across_a_step_change_no_flaw_of_a_row_that_stays():
    chance = random.Random(0)
    with_memory = without = crossed = 0
    for _ in range(100):
        some = rows(chance.choice([round(STEP) - 1, round(STEP) + 1]))
        then = refreshed(some, chance)
        before, alone = settled([*some.values()]), settled([*then.values()])
        now = settled([*then.values()], before)
        paid = flaws(some, before)
        crossed += alone.of != before.of
        without += moved(paid, flaws(then, alone))
        with_memory += moved(paid, flaws(then, now))
    assert crossed > 10
    assert without > 10 * crossed  # that is what each such refresh would have bought again
    assert with_memory == 0


def test_refreshes_one_after_the_other_change_no_flaw_while_the_mix_is_near_enough():
    chance, some = random.Random(1), rows(round(STEP))
    found = settled([*some.values()])
    alone = []
    for _ in range(100):
        then = refreshed(some, chance)
        now = settled([*then.values()], found)
        assert moved(flaws(some, found), flaws(then, now)) == 0
        some, found = then, now
        alone.append(settled([*then.values()]).of["wrong_number"])
    assert sum(one != other for one, other in pairwise(alone)) > 3  # so often it crossed the step


def test_what_is_off_by_more_than_a_doubling_is_settled_anew():
    before = settled([*rows(40).values()])
    assert before.of["wrong_number"] == 3
    assert settled([*rows(75).values()], before).of["wrong_number"] == 3
    assert settled([*rows(90).values()], before).of["wrong_number"] == 2


def test_a_small_trial_in_between_changes_nothing():
    before = settled([*rows(70).values()])
    trial = settled([*rows(1, of=20).values()], before)
    assert trial == before
    assert settled([*rows(70).values()], trial) == before


def test_what_a_small_trial_settled_does_not_hold_for_a_set_many_times_as_large():
    trial = settled([*rows(1, of=10).values()])
    assert settled([*rows(90).values()], trial) == settled([*rows(90).values()])


def test_what_was_settled_is_kept_by_data_set_and_seed(tmp_path: Path):
    warehouse = Warehouse(tmp_path / "t.duckdb")
    kept = FlawDoublings(warehouse, "colds", "scope")
    some, more = [*rows(105).values()], [*rows(108).values()]
    assert kept.foretell(more) == settled(more) != settled(some)
    assert kept.settle(some) == settled(some)
    assert kept.settle(more).of == settled(some).of
    other = FlawDoublings(warehouse, "colds", "another seed")
    assert other.settle(more) == settled(more)
    assert kept.foretell(some).of == settled(some).of


def test_offline_nothing_is_kept(tmp_path: Path):
    warehouse = Warehouse(tmp_path / "t.duckdb")
    FlawDoublings(warehouse, "colds", "").settle([*rows(105).values()])
    assert warehouse.find(FLAW_DOUBLINGS, "colds") is None
