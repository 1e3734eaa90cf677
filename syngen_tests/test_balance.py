from collections import Counter

import pytest

from syngen_assets.core.balance import MOST, Choice, Option, plan, shares
from syngen_assets.core.identity import draw

FLAWS = {"turned": 1.0, "lent": 1.0, "swapped": 1.0, "counted": 1.0}


def corpus(count: int, seed: str = "a") -> list[Choice]:
    """Rows in which one word may be turned into a word that is rare among chosen answers."""
    rows = []
    for n in range(count):
        often = draw(seed, n) < 0.8
        organ, other = ("liver", "spleen") if draw(seed, "organ", n) < 0.7 else ("spleen", "liver")
        chosen = f"It {'often' if often else 'seldom'} harms the {organ} of case {n} at work."
        put = chosen.replace("often", "seldom") if often else chosen.replace("seldom", "often")
        options = [
            Option("turned", put),
            Option("swapped", chosen.replace(organ, other)),
            Option("counted", chosen.replace("harms", "cuts")),
            Option("counted", chosen.replace("work", "sea")),
            Option("lent", f"Rest helps in case {n + 1} as a rule.", f"donor {n // 2}"),
            Option("lent", f"Water helps in case {n + 2} as a rule.", f"donor {n // 3}"),
        ]
        rows.append(Choice(f"{seed}{n}", chosen, options))
    return rows


def taken(rows: list[Choice], seed: int = 0) -> dict[str, Option]:
    orders = plan(rows, FLAWS, seed)
    return {row.id: row.options[orders[row.id][0]] for row in rows}


def test_a_word_is_taken_out_about_as_often_as_it_is_put_in():
    rows = corpus(600)
    made = taken(rows)
    edits = [(row.chosen, made[row.id].answer) for row in rows if made[row.id].flaw == "turned"]
    gone = sum("seldom" in answer for _, answer in edits)
    assert len(edits) > 60
    assert 0.35 < gone / len(edits) < 0.65  # drawn evenly, it would be four of five


def test_each_flaw_has_its_share_and_none_more_than_its_most():
    rows = [
        Choice(
            row.id,
            row.chosen,
            [Option(f, f"{row.chosen[:-1]} {at}{n}.") for at, f in enumerate(FLAWS)],
        )
        for n, row in enumerate(corpus(600))
    ]
    counts = Counter(option.flaw for option in taken(rows).values())
    assert set(counts) == set(FLAWS)
    assert max(counts.values()) <= 0.3 * len(rows)


def test_the_order_of_the_rows_decides_nothing():
    rows = corpus(200)
    assert taken(rows) == taken(rows[::-1])


def test_a_row_more_moves_few_others():
    rows = corpus(1000)
    before, after = taken(rows), taken([*rows, *corpus(1, "new")])
    assert sum(before[row.id] == after[row.id] for row in rows) >= 980


def test_another_seed_makes_another_plan():
    rows = corpus(200)
    assert taken(rows, 0) != taken(rows, 1)


def test_all_options_are_tried_and_each_once():
    rows = corpus(50)
    orders = plan(rows, FLAWS, 0)
    assert all(sorted(orders[row.id]) == list(range(len(row.options))) for row in rows)


def test_what_is_lent_is_lent_to_one_row_while_another_option_is_left():
    donors = Counter(option.donor for option in taken(corpus(400)).values() if option.donor)
    assert donors
    assert set(donors.values()) == {1}


def test_a_row_without_options_has_no_place_in_the_plan():
    assert plan([Choice("a", "It harms.", [])], FLAWS, 0) == {}


@pytest.mark.parametrize("scarce", [0, 40])
def test_what_few_rows_can_have_is_made_up_by_the_others(scarce):
    rows = corpus(400)
    few = [
        Choice(row.id, row.chosen, [o for o in row.options if o.flaw != "turned" or n < scarce])
        for n, row in enumerate(rows)
    ]
    found = shares(few, FLAWS)
    assert sum(found.values()) == pytest.approx(1)
    assert found.get("turned", 0) <= scarce / 400
    if scarce:
        assert all(share <= MOST + 0.05 for share in found.values())
