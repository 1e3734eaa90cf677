"""`syngen store`: the replies that were paid for, seen, cleared out and copied from a terminal."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from syngen_assets.llm.store import ResponseStore
from syngen_assets.storage.folders import only_run
from syngen_tests.homes import syngen
from syngen_tests.replies import fill, keys


@pytest.fixture
def path(home: Path) -> Path:
    """A store of 30 replies where runs keep theirs."""
    path = home / "data/output/replies.sqlite"
    with ResponseStore(path) as store:
        fill(store, range(20), model="gpt-4o-mini")
        fill(store, range(20, 30), model="old")
        store.flush()
        with closing(sqlite3.connect(path)) as db, db:
            age = "2025-02-03T00:00:00+00:00"
            db.execute("update replies set created = ?, crc = null where model = 'old'", [age])
    return path


def said(capsys: pytest.CaptureFixture[str]) -> str:
    return capsys.readouterr().out


def test_stats_say_what_there_is(path: Path, capsys: pytest.CaptureFixture[str]):
    assert syngen("store", "stats") == 0
    text = said(capsys)
    assert str(path) in text
    assert "30 replies, from 2025-02-03 to 20" in text
    assert "gpt-4o-mini: 20 replies, 2,000 prompt tokens, 190 completion tokens" in text
    for order in (["store", "stats", "--json"], ["store", "--json", "stats"]):
        assert syngen(*order) == 0
        figures = json.loads(said(capsys))
        assert figures["replies"] == 30
        assert figures["models"][1]["model"] == "old"


def test_pruning_asks_for_a_criterion(path: Path, capsys: pytest.CaptureFixture[str]):
    assert syngen("store", "prune") == 2
    assert "--older-than DAYS, --model M, or both" in capsys.readouterr().err
    assert syngen("store", "prune", "--older-than", "-1") == 2
    assert "between 0 and 36,500 days" in capsys.readouterr().err
    assert syngen("store", "prune", "--older-than", "soon") == 2


def test_the_old_is_pruned_after_a_dry_run_has_said_so(
    path: Path, capsys: pytest.CaptureFixture[str]
):
    old = ["store", "prune", "--older-than", "30"]
    assert syngen(*old, "--dry-run") == 0
    assert said(capsys) == "10 replies would be deleted; 20 stay.\n"
    assert syngen(*old) == 0
    assert said(capsys).startswith("10 replies were deleted, ")
    assert syngen(*old, "--model", "gpt-4o-mini", "--json") == 0
    assert json.loads(said(capsys)) == {"replies": 0, "kept": 20, "freed_bytes": 0}


def test_nothing_is_pruned_while_a_run_is_writing(path: Path, capsys: pytest.CaptureFixture[str]):
    with only_run(path.parent, "run 7", waits=print, died=print):
        assert syngen("store", "prune", "--model", "old") == 1
        assert "A run (run 7) is writing to" in capsys.readouterr().err
        assert syngen("store", "prune", "--model", "old", "--dry-run") == 0
    assert "10 replies would be" in said(capsys)
    assert syngen("store", "prune", "--model", "old") == 0
    with only_run(path.parent, "", waits=print, died=print):
        pass


def test_replies_go_from_one_folder_to_another(
    path: Path, home: Path, capsys: pytest.CaptureFixture[str]
):
    assert syngen("store", "export", "copy.jsonl.gz") == 0
    assert said(capsys) == "30 replies were written to copy.jsonl.gz.\n"
    assert syngen("store", "import", "copy.jsonl.gz", "--output", "else/where") == 0
    assert said(capsys) == "30 replies were read, 30 of them new.\n"
    assert syngen("store", "import", "copy.jsonl.gz", "--output", "else/where", "--json") == 0
    assert json.loads(said(capsys)) == {"replies": 30, "new": 0}
    with ResponseStore(home / "else/where/replies.sqlite") as store:
        assert len(store.get_many(keys(range(30)))) == 30


def test_where_there_is_no_store_none_is_made(home: Path, capsys: pytest.CaptureFixture[str]):
    for order in (["stats"], ["export", "x.jsonl"], ["prune", "--model", "m"]):
        assert syngen("store", *order, "--output", "nowhere") == 2
        assert "There is no response store nowhere/replies.sqlite" in capsys.readouterr().err
    assert not (home / "nowhere").exists()


def test_what_a_damaged_store_still_holds_is_brought_into_a_new_one(
    path: Path, capsys: pytest.CaptureFixture[str]
):
    data = path.read_bytes()
    path.write_bytes(data[:4096] + bytes(4096) + data[8192:])
    assert syngen("store", "stats") == 1
    assert "syngen store export FILE, move it aside" in capsys.readouterr().err
    assert syngen("store", "export", "saved.jsonl", "--json") == 1
    told = capsys.readouterr()
    figures = json.loads(told.out)
    assert figures == {"replies": 30, "lost": 0, "damaged": True, "file": "saved.jsonl"}
    assert "is damaged; 0 replies in it could not be read. Move it aside" in told.err
    path.rename(path.with_name("aside"))
    assert syngen("store", "import", "saved.jsonl") == 0
    assert syngen("store", "stats", "--json") == 0
    assert json.loads(said(capsys).splitlines()[-1])["replies"] == 30


def test_a_file_that_is_no_export_is_wrong_usage(path: Path, capsys: pytest.CaptureFixture[str]):
    Path("x.jsonl").write_text("{}\n")
    assert syngen("store", "import", "x.jsonl") == 2
    assert "x.jsonl, line 1: this is no reply of a response store" in capsys.readouterr().err


def test_an_action_is_asked_for(home: Path, capsys: pytest.CaptureFixture[str]):
    assert syngen("store") == 2
    assert "ACTION" in capsys.readouterr().err
