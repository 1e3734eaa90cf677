"""Great Expectations finds what breaks a declared table, and nothing else."""

import pandas as pd
import pytest

from syngen_assets.checks.tables import sound
from syngen_assets.core.tables import ALL, CLEAN_QUESTIONS, PAIRS, PROMPTS, VERDICTS, Table
from syngen_assets.storage.quality import broken_rows, findings
from syngen_tests.tables import pairs

GOOD = pairs(("how long", "7 days.", "7 weeks."), ("how old", "9 years.", "90 years."))


def broken(rows: pd.DataFrame) -> list[tuple[str, tuple[int, ...]]]:
    return [(found.rule, found.rows) for found in findings(PAIRS, rows)]


def test_a_sound_table_has_no_findings():
    assert broken(GOOD) == []
    assert sound(PAIRS, GOOD).passed


@pytest.mark.parametrize(
    ("spoil", "rule", "rows"),
    [
        ({"chosen": None}, "chosen is never missing", (1,)),
        ({"chosen": " "}, "chosen is never empty", (1,)),
        ({"rejected": "9 years."}, "chosen never equals rejected", (1,)),
        ({"prompt": "how long"}, "prompt is never there twice", (0, 1)),
        ({"origin": "elsewhere"}, "origin is one of source, synthetic", (1,)),
        ({"pair_id": "x"}, "pair_id matches ^[0-9a-f]{12}$", (1,)),
        (
            {"chosen_request": "a" * 32, "rejected_request": "a" * 32},
            "chosen_request never equals rejected_request",
            (1,),
        ),
    ],
)
def test_each_rule_finds_the_rows_that_break_it(
    spoil: dict[str, str], rule: str, rows: tuple[int, ...]
):
    spoilt = GOOD.copy()
    for column, value in spoil.items():
        spoilt.loc[1, column] = value
    assert broken(spoilt) == [(rule, rows)]
    assert broken_rows(PAIRS, spoilt) == dict.fromkeys(rows, f"unsound_row: {rule}")
    check = sound(PAIRS, spoilt)
    assert not check.passed
    assert check.description == f"it is not true that {rule}"


@pytest.mark.parametrize("table", ALL, ids=lambda table: table.name)
def test_an_empty_table_fails_unless_it_may_be_empty(table: Table):
    rules = [found.rule for found in findings(table, table.frame([]))]
    assert rules == ([] if table.may_be_empty else [f"{table.name} has rows"])


def test_a_table_of_nothing_but_problems_is_empty():
    rows = GOOD.assign(problem="refusal: it declines")
    assert broken(rows) == [("pairs has rows", ())]


def test_rows_with_a_problem_are_not_held_against_the_table():
    spoilt = GOOD.copy()
    spoilt.loc[1, ["chosen", "problem"]] = [None, "refusal: it declines"]
    assert broken(spoilt) == []


def test_a_missing_column_is_found():
    rules = [found.rule for found in findings(CLEAN_QUESTIONS, pd.DataFrame({"problem": []}))]
    assert "clean_questions has its declared columns" in rules


def test_only_personas_the_plan_its_replies_and_verdicts_may_be_empty():
    assert [table.name for table in ALL if table.may_be_empty] == [
        "personas",
        "persona_texts",
        PROMPTS.name,
        "synthetic_questions",
        VERDICTS.name,
    ]
