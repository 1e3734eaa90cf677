"""`syngen diff`: which releases are meant, and what is printed of them."""

import json
from pathlib import Path

import pytest

from syngen_assets.core.tables import RAW_QUESTIONS
from syngen_assets.storage.history import History
from syngen_assets.storage.tombstones import Tombstones
from syngen_assets.storage.warehouse import Warehouse
from syngen_tests.homes import syngen
from syngen_tests.test_changes import raw
from syngen_tests.test_history import FACTS, rows

A, B = "a" * 40, "b" * 40


@pytest.fixture
def warehouse(home: Path) -> Warehouse:
    return Warehouse(home / "data/output/syngen.duckdb")


@pytest.fixture
def history(warehouse: Warehouse) -> History:
    """Two releases; between them a source row went and another came."""
    stones, kept = Tombstones(warehouse, "healthcare"), History(warehouse)
    first, second = raw(A, ("one", ""), ("two", "")), raw(B, ("two", ""), ("three", ""))
    warehouse.replace(RAW_QUESTIONS, "healthcare", first)
    kept.record("healthcare", rows("one", "two"), FACTS, "2026-11-01T00:00:00+00:00")
    stones.take_in(second, keep=False, when="2026-11-02T00:00:00+00:00")
    moved = {**FACTS, "revision": B}
    kept.record("healthcare", rows("two", "three"), moved, "2026-11-03T00:00:00+00:00")
    return kept


def printed(capsys: pytest.CaptureFixture[str]) -> dict:
    return json.loads(capsys.readouterr().out)


def test_it_tells_what_came_and_went_whichever_release_is_named_first(
    history: History, capsys: pytest.CaptureFixture[str]
):
    for named in [[], ["previous", "latest"], ["2", "1"]]:
        assert syngen("diff", *named, "--json") == 0
        record = printed(capsys)
        assert (record["from"]["release"], record["to"]["release"]) == (1, 2)
        counts = [record[name] for name in ("added", "removed", "changed", "same")]
        assert counts == [1, 1, 0, 1]
        assert [(row["change"], row["prompt"], row["reason"]) for row in record["rows"]] == [
            ("added", "three", "source row new"),
            ("removed", "one", "source row gone"),
        ]
    assert syngen("diff") == 0
    said = capsys.readouterr().out
    assert "1 added, 1 removed, 0 changed, 1 the same" in said
    assert "its source row is gone (revision aaaaaaaa → bbbbbbbb)" in said


def test_a_release_that_is_not_there_is_wrong_usage_and_what_is_there_is_said(
    history: History, capsys: pytest.CaptureFixture[str]
):
    assert syngen("diff", "latest", "2", "--json") == 0
    assert printed(capsys)["rows"] == []
    for named in ("7", "first", "0", "-1"):
        assert syngen("diff", "--", named, "latest") == 2
        there = f"healthcare has no release '{named}'; there is 1 to 2. Give a number, latest or"
        assert there in capsys.readouterr().err
    assert syngen("diff", "--output", "elsewhere") == 2
    assert not Path("elsewhere").exists()


def test_before_the_second_release_there_is_nothing_to_compare(
    home: Path, warehouse: Warehouse, capsys: pytest.CaptureFixture[str]
):
    assert syngen("diff") == 2
    assert "healthcare has no release yet; make one with syngen run." in capsys.readouterr().err
    History(warehouse).record("healthcare", rows("one"), FACTS, "then")
    assert syngen("diff") == 2
    assert "there is none before it" in capsys.readouterr().err


def test_a_domain_that_is_not_there_is_wrong_usage(home: Path):
    assert syngen("diff", "--domain", "nowhere") == 2
