"""The ledger: what was paid is booked with the reply it was paid for, once."""

import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import astuple
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from syngen_assets.llm.chat import Reply, Usage
from syngen_assets.llm.store import Account, ResponseStore
from syngen_tests.replies import fill

HEALTH = Account("health", "run 1", "chosen_responses")
LAW = Account("law", "run 2", "chosen_responses")


@pytest.fixture
def store(tmp_path: Path):
    with ResponseStore(tmp_path / "replies.sqlite") as store:
        yield store


def today() -> date:
    return datetime.now(UTC).date()


def pay(
    store: ResponseStore, key: str, account: Account = HEALTH, usd: float | None = 0.25
) -> None:
    store.put({}, 0, "gpt", Reply(key, "x", "stop", Usage(10, 5, 3, 2)), account, usd)


def test_calls_are_summed_by_day_domain_run_step_and_model(store: ResponseStore):
    for number in range(250):
        pay(store, f"{number}")
    pay(store, "law", LAW)
    store.put({}, 0, "gpt-5", Reply("other", "x"), HEALTH, 1.0)
    day = today().isoformat()
    first, second, third = store.spend()
    assert astuple(first) == (day, *astuple(HEALTH), "gpt", 250, 2500, 1250, 750, 500, 62.5, 0)
    assert astuple(second) == (day, *astuple(HEALTH), "gpt-5", 1, 0, 0, 0, 0, 1.0, 0)
    assert (third.domain, third.calls, third.usd) == ("law", 1, 0.25)


def test_what_was_paid_without_a_reply_to_keep_is_booked_too(store: ResponseStore):
    store.charge(HEALTH, "gpt", Usage(10, 1), 0.5)
    pay(store, "a")
    (row,) = store.spend()
    assert (row.calls, row.prompt_tokens, row.usd) == (2, 20, 0.75)
    assert store.stats().replies == 1


def test_an_unknown_price_is_told_apart_from_nothing(store: ResponseStore):
    pay(store, "a", usd=None)
    assert [(row.usd, row.unpriced) for row in store.spend()] == [(None, 1)]
    pay(store, "b", usd=0.5)
    pay(store, "c", usd=None)
    assert [(row.usd, row.unpriced, row.calls) for row in store.spend()] == [(0.5, 2, 3)]
    pay(store, "d", LAW, usd=0.0)
    assert [(row.usd, row.unpriced) for row in store.spend("law")] == [(0.0, 0)]


def test_what_is_charged_to_nobody_is_in_no_ledger(store: ResponseStore):
    fill(store, range(3))
    assert store.spend() == []


def test_a_reply_that_was_paid_twice_is_kept_once_and_booked_twice(store: ResponseStore):
    for _ in range(2):
        pay(store, "a")
    store.flush()
    pay(store, "a")
    assert [row.calls for row in store.spend()] == [3]
    assert store.stats().replies == 1


def test_the_ledger_is_asked_for_a_domain_and_from_a_day_on(store: ResponseStore):
    pay(store, "a")
    pay(store, "b", LAW)
    store.flush()
    with closing(sqlite3.connect(store.path)) as db, db:
        db.execute("update spend set day = '2026-01-31' where domain = 'law'")
    assert [row.domain for row in store.spend()] == ["law", "health"]
    assert [row.domain for row in store.spend("law")] == ["law"]
    assert [row.domain for row in store.spend(since=date(2026, 2, 1))] == ["health"]
    assert [row.domain for row in store.spend(since=date(2026, 1, 31))] == ["law", "health"]
    assert store.spend("law", date(2026, 2, 1)) == []
    assert store.spend(since=today() + timedelta(days=2)) == []


def test_the_ledger_outlives_the_replies(store: ResponseStore):
    pay(store, "a")
    store.prune(model="gpt")
    assert [row.calls for row in store.spend()] == [1]


PAYER = """
import os, sys
from syngen_assets.llm.chat import Reply, Usage
from syngen_assets.llm.store import Account, ResponseStore
with ResponseStore(sys.argv[1]) as store:
    for number in range(int(sys.argv[2]), int(sys.argv[3])):
        reply = Reply(str(number), "x", "stop", Usage(10, 5))
        store.put({}, 0, "gpt", reply, Account("health", "r", "s"), 0.5)
        os.write(1, b".")
"""


def test_processes_book_together(store: ResponseStore):
    runs = [
        subprocess.Popen(
            [sys.executable, "-c", PAYER, str(store.path), str(start), str(start + 300)],
            stdout=subprocess.DEVNULL,
        )
        for start in (0, 300, 600)
    ]
    assert [run.wait(60) for run in runs] == [0, 0, 0]
    assert [(row.calls, row.usd) for row in store.spend()] == [(900, 450.0)]


KILLED = """
import os, signal, sys, threading
from syngen_assets.llm.chat import Reply, Usage
from syngen_assets.llm.store import Account, ResponseStore
left = int(sys.argv[2])
def count(frame, event, called):
    global left
    if event == "c_call" and called.__name__ in ("execute", "executemany"):
        left -= 1
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)
store = ResponseStore(sys.argv[1])
threading.setprofile(count)
for number in range(3):
    reply = Reply(f"{sys.argv[2]} {number}", "x", "stop", Usage(10, 5))
    store.put({}, 0, "gpt", reply, Account("health", "r", "s"), 0.5)
store.flush()
os._exit(0)
"""


def test_after_a_kill_at_any_step_every_reply_is_booked_and_nothing_else(tmp_path: Path):
    path = tmp_path / "replies.sqlite"
    for step in range(20):
        run = [sys.executable, "-c", KILLED, str(path), str(step)]
        done = subprocess.run(run, timeout=30)
        with ResponseStore(path) as store:
            assert sum(row.calls for row in store.spend()) == store.stats().replies
        if done.returncode == 0:
            break
    assert done.returncode == 0
    assert step >= 4


def test_after_a_kill_every_reply_is_booked_and_nothing_else(store: ResponseStore):
    command = [sys.executable, "-c", PAYER, str(store.path), "0", "1000000"]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as run:
        assert run.stdout
        run.stdout.read(1500)
        os.kill(run.pid, signal.SIGKILL)
        run.stdout.read()
    (row,) = store.spend()
    assert row.calls == store.stats().replies >= 1400
