"""The history of releases: every row of each, at the cost of what differs."""

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from syngen_assets.core.mending import Asked
from syngen_assets.core.tables import Table
from syngen_assets.core.tables.history import RELEASE_ROWS, RELEASES
from syngen_assets.core.tables.personas import PERSONA_ID
from syngen_assets.storage.asked import AskedLines
from syngen_assets.storage.history import History
from syngen_assets.storage.warehouse import Warehouse
from syngen_tests import tables

FACTS: dict[str, Any] = {
    "dataset": "owner/set",
    "revision": "a" * 40,
    "model": "some-model",
    "domain_version": "0" * 12,
    "questions": 3,
    "seed": 0,
    "wording": {"answer_well": "1"},
    "domain_parts": {},
    "words": {},
    "overrides": {},
}


@pytest.fixture
def warehouse(tmp_path: Path) -> Warehouse:
    return Warehouse(tmp_path / "t.duckdb")


def rows(*texts: str, **cells: Any) -> pd.DataFrame:
    pairs = tables.pairs(*((text, f"It is {text}.", f"It is not {text}.") for text in texts))
    return RELEASE_ROWS.frame(pairs.assign(split="train", **cells))


def prompts(history: History, number: int) -> list[str]:
    return sorted(history.rows("health", number)["prompt"])


def test_a_release_has_a_number_its_facts_and_its_rows(warehouse: Warehouse):
    history = History(warehouse)
    assert len(history.releases("health")) == len(history.rows("health", 1)) == 0
    assert history.record("health", rows("a", "b"), FACTS, "then") == 1
    (kept,) = history.releases("health").to_dict("records")
    assert (kept["release"], kept["pairs"], kept["released_at"]) == (1, 2, "then")
    assert kept["wording"] == '{"answer_well": "1"}'
    assert prompts(history, 1) == ["a", "b"]
    assert list(history.rows("health", 1)) == RELEASE_ROWS.names
    assert list(history.releases("health")) == RELEASES.names


def test_a_column_that_came_later_makes_no_release_of_the_same_rows(warehouse: Warehouse):
    older = Table(RELEASE_ROWS.name, "", tuple(c for c in RELEASE_ROWS.columns if c != PERSONA_ID))
    history = History(warehouse)
    history.record("health", rows("a", "b"), FACTS, "then")
    digest = history.releases("health")["digest"].iat[-1]
    warehouse.replace(older, "health", warehouse.table(RELEASE_ROWS, "health"))
    assert history.record("health", rows("a", "b"), FACTS, "later") == 1
    assert digest == "c271595d58ce"
    assert history.record("health", rows("a", "b", persona_id="c" * 12), FACTS, "then") == 2


def test_a_release_that_is_the_same_makes_no_new_number_and_takes_no_space(warehouse: Warehouse):
    history = History(warehouse)
    history.record("health", rows("a", "b"), FACTS, "then")
    later = {**FACTS, "domain_version": "1" * 12, "overrides": {"seed": "0"}}
    assert history.record("health", rows("b", "a"), later, "later") == 1
    assert len(history.events("health")) == 2


def test_a_new_revision_with_the_same_rows_is_a_release_that_takes_no_rows(warehouse: Warehouse):
    history = History(warehouse)
    history.record("health", rows("a"), FACTS, "then")
    assert history.record("health", rows("a"), {**FACTS, "revision": "b" * 40}, "later") == 2
    assert len(history.events("health")) == 1
    assert prompts(history, 2) == ["a"]


def test_a_row_that_leaves_keeps_the_gate_that_held_it_back(warehouse: Warehouse):
    history = History(warehouse)
    history.record("health", rows("a", "b"), FACTS, "then")
    (question,) = rows("a")["question_id"]
    held = {question: ("refused_reply", "it declines")}
    history.record("health", rows("b"), FACTS, "later", held)
    left = history.events("health").iloc[-1]
    assert (left["change"], left["gate"], left["why"]) == ("left", "refused_reply", "it declines")
    assert (left["question_id"], left["release"]) == (question, 2)


def test_a_row_that_says_something_else_is_kept_as_it_was_and_as_it_is(warehouse: Warehouse):
    history = History(warehouse)
    history.record("health", rows("a", "b"), FACTS, "then")
    history.record("health", rows("a", "b", note="flipped: it was so"), FACTS, "later")
    assert history.rows("health", 1)["note"].isna().all()
    assert set(history.rows("health", 2)["note"]) == {"flipped: it was so"}


def test_a_pair_tells_in_which_releases_it_stands(warehouse: Warehouse):
    history = History(warehouse)
    for texts in (("a", "b"), ("b",), ("a", "b", "c"), ("c",)):
        history.record("health", rows(*texts), FACTS, "then")
    (pair,) = rows("a")["pair_id"]
    assert [one["release"] for one in history.of_pair("health", pair)] == [1, 3]
    assert history.of_pair("health", "f" * 12) == []


def test_any_series_of_releases_comes_back_as_it_was(warehouse: Warehouse):
    history = History(warehouse)
    series = [{"a", "b"}, {"b", "c", "d"}, {"a", "d"}, {"a", "b", "c", "d"}]
    for number, texts in enumerate(series, start=1):
        assert history.record("health", rows(*sorted(texts)), FACTS, "then") == number
    assert [set(prompts(history, number)) for number in range(1, 5)] == series


def test_what_a_crash_left_of_a_release_is_no_part_of_the_next(warehouse: Warehouse):
    history = History(warehouse)
    history.record("health", rows("a"), FACTS, "then")
    half = RELEASE_ROWS.frame(rows("x").assign(release=2, change="stands"))
    warehouse.add(RELEASE_ROWS, "health", half)
    assert prompts(history, 2) == ["a"]
    assert history.record("health", rows("a", "b"), FACTS, "later") == 2
    assert prompts(history, 2) == ["a", "b"]


def test_domains_have_histories_of_their_own(warehouse: Warehouse):
    history = History(warehouse)
    history.record("health", rows("a"), FACTS, "then")
    assert history.record("law", rows("b"), FACTS, "then") == 1
    assert prompts(history, 1) == ["a"]


def test_asked_lines_come_back_in_order_the_last_run_first(warehouse: Warehouse):
    lines = AskedLines(warehouse, "health", "scope")
    run = [
        {"source_id": "q1", "modification": "risks", "problem": None},
        {"source_id": "q2", "modification": "causes", "problem": "too_long: it is"},
    ]
    lines.keep(run, ["q1", "q2", "q3"])
    first = [Asked("q1", "risks"), Asked("q2", "causes", failed=True), Asked("q3", "")]
    assert lines.lines() == first
    lines.keep(run[:1], ["q1"])
    assert lines.lines()[0] == first[0]
    assert lines.lines()[1:] == [Asked("q2", "causes", failed=True, last=False)]
    other = AskedLines(warehouse, "health", "another seed")
    assert other.lines() == []
    other.keep(run[1:], [])
    assert len(lines.lines()) == 2


def test_without_a_scope_nothing_is_remembered(warehouse: Warehouse):
    lines = AskedLines(warehouse, "health", "")
    lines.keep([{"source_id": "q1", "modification": "risks", "problem": None}], ["q1"])
    assert lines.lines() == []
    assert not warehouse.path.exists()
