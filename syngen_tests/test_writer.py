"""Group commit: what is put is safe soon, and nothing is dropped in silence."""

import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing
from pathlib import Path

import pytest

from syngen_assets.core.errors import StorageError
from syngen_assets.llm.chat import Reply
from syngen_assets.llm.store import ResponseStore
from syngen_tests.replies import fill, keys, reply


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "replies.sqlite"


def committed(path: Path) -> list[str]:
    """The keys that another connection sees, in the order of their commit."""
    with closing(sqlite3.connect(path)) as db:
        return [key for (key,) in db.execute("select key from replies order by rowid")]


def test_a_reply_is_committed_without_anyone_asking_for_it(path: Path):
    with ResponseStore(path) as store:
        fill(store, range(3))
        deadline = time.monotonic() + 30
        while len(committed(path)) < 3 and time.monotonic() < deadline:
            time.sleep(0.01)
        assert committed(path) == keys(range(3))


def test_a_flush_returns_when_all_is_committed(path: Path):
    with ResponseStore(path) as store:
        for number in range(1, 6):
            fill(store, range(number * 37))
            store.flush()
            assert len(committed(path)) == number * 37


def test_a_flush_of_nothing_returns_and_so_does_a_second_close(path: Path):
    with ResponseStore(path) as store:
        store.flush()
        store.close()
        store.close()


def test_nothing_can_be_put_into_a_closed_store(path: Path):
    with ResponseStore(path) as store:
        store.close()
        with pytest.raises(StorageError, match="is closed"):
            fill(store, range(1))


PUTTER = """
import os, sys, time
from syngen_assets.llm.store import ResponseStore
from syngen_tests.replies import body, reply
store = ResponseStore(sys.argv[1])
for number in range(1_000_000):
    store.put(body(number), 0, "gpt", reply(number))
    os.write(1, b"%d\\n" % number)
    time.sleep(float(sys.argv[2]))
"""


@pytest.mark.parametrize(
    ("until", "pause"), [(300, "0"), (1234, "0"), (4999, "0"), (301, "0.0005"), (777, "0.0005")]
)
def test_a_kill_loses_the_last_hundred_replies_at_most(path: Path, until: int, pause: str):
    with subprocess.Popen(
        [sys.executable, "-c", PUTTER, str(path), pause], stdout=subprocess.PIPE, text=True
    ) as putter:
        assert putter.stdout
        for line in putter.stdout:
            if int(line) == until:
                break
        os.kill(putter.pid, signal.SIGKILL)
        put = max([until, *map(int, putter.stdout)]) + 1
    with ResponseStore(path) as store:
        found = store.get_many(keys(range(put)))
    assert len(found) >= put - 100
    kept = keys(range(len(found)))
    assert set(found) == set(kept)  # what is lost is the last that was put
    assert all(found[key].text == reply(number).text for number, key in enumerate(kept))


def test_a_program_that_ends_without_closing_loses_nothing(path: Path):
    program = """
import sys
from syngen_assets.llm.store import ResponseStore
from syngen_tests.replies import fill
fill(ResponseStore(sys.argv[1]), range(120))
"""
    subprocess.run([sys.executable, "-c", program, str(path)], check=True, timeout=30)
    assert committed(path) == keys(range(120))


def failure(store: ResponseStore) -> StorageError:
    """What the next puts say, as soon as one says something."""
    for number in range(1000, 10_000):
        try:
            fill(store, range(number, number + 1))
        except StorageError as error:
            return error
        time.sleep(0.01)
    raise AssertionError("no put said anything")


def test_an_error_is_told_by_the_next_put_and_a_flush_tries_again(path: Path):
    with ResponseStore(path, patience=0.05) as store, closing(sqlite3.connect(path)) as other:
        other.execute("begin immediate")
        fill(store, range(10))
        said = str(failure(store))
        assert "is held by another process (database is locked)" in said
        assert "replies are kept in memory" in said
        with pytest.raises(StorageError, match="replies are kept in memory"):
            store.flush()
        assert set(keys(range(10))) <= set(store.get_many(keys(range(10))))
        other.rollback()
        store.flush()
        fill(store, range(10, 20))
    there = committed(path)
    assert set(keys(range(20))) <= set(there)
    assert keys(range(1000, 1001))[0] in there  # the one whose put said so is kept too


def test_a_close_that_fails_says_how_many_replies_are_lost(path: Path):
    with closing(sqlite3.connect(path)) as other:
        store = ResponseStore(path, patience=0.05)
        other.execute("begin immediate")
        fill(store, range(7))
        with pytest.raises(StorageError, match=r"\b7 replies that were paid for are lost\."):
            store.close()
        store.close()
        other.rollback()
    assert committed(path) == []


NO_ROOM = """
import resource, signal, sys
from syngen_assets.core.errors import StorageError
from syngen_assets.llm.store import ResponseStore
from syngen_tests.replies import fill
most = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
with ResponseStore(sys.argv[1]) as store:
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, most))
    for number in range(10_000):
        try:
            fill(store, range(number, number + 1))
        except StorageError:
            break
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
    store.flush()
    print(number + 1)
"""


def test_a_disk_that_has_room_again_takes_what_waited(path: Path):
    command = [sys.executable, "-c", NO_ROOM, str(path)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=30)
    assert committed(path) == keys(range(int(done.stdout)))


def test_a_store_that_had_nothing_to_do_for_a_while_goes_on(path: Path):
    others = threading.active_count()
    with ResponseStore(path) as store:
        fill(store, range(3))
        deadline = time.monotonic() + 30
        while threading.active_count() > others and time.monotonic() < deadline:
            time.sleep(0.05)  # the thread that writes ends where there is nothing to write
        fill(store, range(3, 6))
        store.flush()
        assert committed(path) == keys(range(6))


def test_a_hundred_replies_wait_and_the_next_put_waits_with_them(path: Path):
    with ResponseStore(path) as store, closing(sqlite3.connect(path)) as other:
        other.execute("begin immediate")
        fill(store, range(100))
        late = threading.Thread(target=fill, args=[store, range(100, 101)])
        late.start()
        late.join(0.3)
        assert late.is_alive()
        waiting = store.get_many(keys(range(100)))
        assert len(waiting) == 100
        assert all(found.cached for found in waiting.values())
        other.rollback()
        late.join()
    assert committed(path) == keys(range(101))


def test_what_is_written_ahead_of_the_file_does_not_grow_with_the_store(path: Path):
    with ResponseStore(path) as store:
        fill(store, range(3000), size=3000)
        store.flush()
        ahead = path.with_name(f"{path.name}-wal").stat().st_size
        assert ahead < path.stat().st_size


def test_threads_that_flush_and_put_at_once_lose_nothing(path: Path):
    def work(part: int) -> None:
        for number in range(part * 1000, part * 1000 + 200):
            fill(store, range(number, number + 1))
            if number % 10 == 0:
                store.flush()

    with ResponseStore(path) as store:
        threads = [threading.Thread(target=work, args=[part]) for part in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(committed(path)) == 800


def test_a_reply_that_utf8_cannot_hold_is_kept_as_it_came(path: Path):
    strange = Reply("k", "half \ud83d a smile \0 and more", "st\udc00p")
    with ResponseStore(path) as store:
        store.put({"say": "\ud83d", "plain": "é"}, 0, "m", strange)
        store.put({}, 0, "m", Reply("other", "x"))
    with ResponseStore(path) as again:
        found = again.stored("k")
        assert found
        assert (found.reply.text, found.reply.finish) == (strange.text, strange.finish)
        assert found.body == {"say": "\ud83d", "plain": "é"}
        assert len(again.get_many(["k", "other"])) == 2
