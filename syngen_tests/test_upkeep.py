"""Upkeep of the store: what it says of itself, and how the old goes out of it."""

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from syngen_assets.core.errors import UsageError
from syngen_assets.llm.store import ResponseStore
from syngen_assets.llm.upkeep import ModelStats, Pruned
from syngen_tests.replies import fill, keys


@pytest.fixture
def store(tmp_path: Path):
    with ResponseStore(tmp_path / "replies.sqlite") as store:
        yield store


def age(store: ResponseStore, model: str, day: str) -> None:
    """Make the replies of a model as old as a day."""
    store.flush()
    with closing(sqlite3.connect(store.path)) as db, db:
        db.execute(
            "update replies set created = ?, crc = null where model = ?",
            (f"{day}T00:00:00+00:00", model),
        )


def test_an_empty_store_says_that_it_is_empty(store: ResponseStore):
    stats = store.stats()
    assert (stats.replies, stats.text_bytes, stats.oldest, stats.models) == (0, 0, None, [])
    assert stats.file_bytes > 0


def test_a_store_says_how_much_it_holds_how_old_and_of_which_models(store: ResponseStore):
    fill(store, range(10), model="old")
    fill(store, range(10, 40), model="new")
    age(store, "old", "2025-02-03")
    stats = store.stats()
    assert stats.replies == 40
    assert stats.oldest == "2025-02-03T00:00:00+00:00"
    assert stats.newest
    assert stats.newest > "2026"
    assert stats.models == [
        ModelStats("new", 30, 3000, sum(range(10, 40))),
        ModelStats("old", 10, 1000, sum(range(10))),
    ]
    assert 40 * 300 < stats.text_bytes < stats.file_bytes


def test_the_old_is_deleted_and_its_space_given_back(store: ResponseStore):
    fill(store, range(2000), model="old")
    fill(store, range(2000, 2500), model="new")
    age(store, "old", "2025-02-03")
    store.close()
    size = store.path.stat().st_size
    with ResponseStore(store.path) as again:
        pruned = again.prune(older_than=timedelta(days=30))
    assert (pruned.replies, pruned.kept) == (2000, 500)
    assert size / 2 < pruned.freed_bytes == size - store.path.stat().st_size


def test_what_was_not_deleted_is_there_and_there_is_room_for_more(store: ResponseStore):
    fill(store, range(2000), model="old")
    fill(store, range(2000, 2500), model="new")
    store.prune(model="old")
    assert set(store.get_many(keys(range(2500)))) == set(keys(range(2000, 2500)))
    fill(store, range(10))
    assert store.stats().replies == 510


def test_what_would_be_deleted_is_told_and_stays(store: ResponseStore):
    fill(store, range(30), model="a")
    fill(store, range(30, 50), model="b")
    assert store.prune(model="a", dry_run=True) == Pruned(30, 20, 0)
    assert store.stats().replies == 50


def test_both_criteria_together_delete_only_what_meets_both(store: ResponseStore):
    fill(store, range(10), model="a")
    fill(store, range(10, 30), model="b")
    age(store, "a", "2025-02-03")
    assert store.prune(timedelta(days=30), "b").replies == 0
    assert store.prune(timedelta(days=30), "a").replies == 10
    assert store.prune(timedelta(days=0), "c").replies == 0


def test_no_criterion_deletes_nothing(store: ResponseStore):
    fill(store, range(10))
    with pytest.raises(UsageError, match="--older-than DAYS"):
        store.prune()
    assert store.stats().replies == 10


def test_others_may_write_while_a_store_is_pruned(store: ResponseStore):
    fill(store, range(3000), model="a")
    with ResponseStore(store.path) as other:
        fill(other, range(3000, 3100), model="b")
        assert store.prune(model="a").replies == 3000
        fill(other, range(3100, 3200), model="b")
    assert store.stats().replies == 200
