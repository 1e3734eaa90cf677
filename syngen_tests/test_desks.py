"""Desks: batches are fetched with the keys of the environment, before any run asks."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from syngen_assets.core.errors import ModelError, UsageError
from syngen_assets.desks import desk_of, fetch, overtake, settle
from syngen_assets.llm import batches, lines
from syngen_assets.llm.batches import Batch
from syngen_assets.llm.ledger import Account
from syngen_assets.llm.lines import Line
from syngen_assets.llm.openai import OPENAI
from syngen_assets.llm.rows import now
from syngen_assets.llm.sending import send
from syngen_assets.llm.store import ResponseStore
from syngen_tests.servers.batches import BatchServer

KEYS = {"OPENAI_API_KEY": "sk-test-123"}
BODY = {"model": "gpt-4o-mini", "messages": [{"role": "user", "content": "What helps?"}]}


@pytest.fixture
def server() -> Iterator[BatchServer]:
    with BatchServer() as server:
        yield server


@pytest.fixture
def store(tmp_path: Path) -> Iterator[ResponseStore]:
    with ResponseStore(tmp_path / "replies.sqlite") as store:
        yield store


def batch(url: str, domain: str = "colds") -> Batch:
    where = ("gpt-4o-mini", url, "OPENAI_API_KEY")
    owner = Account(domain, "job 1", "questions")
    return Batch(f"b-{domain}", owner, *where, None, "run 1", calls=1, created=now())


def hand_in(store: ResponseStore, server: BatchServer, domain: str = "colds") -> None:
    one = batch(server.url, domain)
    with store.transaction() as db:
        batches.intend(db, one, [Line(f"key of {domain}", 0, BODY)])
    desk = desk_of(one, KEYS)
    send(store, desk, one, lambda line: dict(line.body))
    desk.close()


def test_a_key_that_is_missing_is_named_with_the_batch_that_needs_it():
    with pytest.raises(UsageError, match="b-colds of colds is out .* set OPENAI_API_KEY"):
        desk_of(batch(OPENAI), {})
    assert desk_of(batch("http://localhost:1/v1"), {}).place.key == "none"


def test_what_has_landed_is_fetched_of_one_domain_or_of_all(
    store: ResponseStore, server: BatchServer
):
    hand_in(store, server)
    hand_in(store, server, "law")
    assert [one.batch.account.domain for one in fetch(store, KEYS, "law")] == ["law"]
    assert [one.batch.account.domain for one in fetch(store, KEYS)] == ["colds"]
    assert fetch(store, KEYS) == []


def test_a_run_takes_up_what_a_killed_one_left_of_its_domain(
    store: ResponseStore, server: BatchServer
):
    hand_in(store, server)
    with store.transaction() as db:  # as a kill leaves it after the server made the batch
        db.execute("update batches set state = 'uploaded', id = null")
    settle(store, KEYS, "colds")
    assert store.get_many(["key of colds"])
    assert server.batches == 1


def test_a_direct_run_has_what_landed_for_any_domain_and_no_fault_of_a_server_ends_it(
    store: ResponseStore, server: BatchServer, caplog: pytest.LogCaptureFixture
):
    hand_in(store, server)
    hand_in(store, server, "law")
    server.key = "another"
    with caplog.at_level(logging.WARNING):
        overtake(store, KEYS, "colds")
    assert caplog.text.count("refused the key (401)") == 2
    server.key = KEYS["OPENAI_API_KEY"]
    overtake(store, KEYS, "colds")
    assert len(store.get_many(["key of colds", "key of law"])) == 2


def test_what_was_only_written_down_is_never_sent_after_a_direct_run(
    store: ResponseStore, server: BatchServer
):
    with store.transaction() as db:
        batches.intend(db, batch(server.url), [Line("key of colds", 0, BODY)])
    overtake(store, KEYS, "colds")
    settle(store, KEYS, "colds")
    assert server.uploads == server.batches == 0
    with store.transaction() as db:
        assert lines.holding(db, ["key of colds"]) == []


def test_a_run_has_what_another_domain_awaits_too_and_no_fault_of_its_server_ends_it(
    store: ResponseStore, server: BatchServer, caplog: pytest.LogCaptureFixture
):
    hand_in(store, server, "law")
    server.key = "another"
    with caplog.at_level(logging.WARNING):
        settle(store, KEYS, "colds")
    assert "refused the key (401)" in caplog.text
    with pytest.raises(ModelError, match="refused the key"):
        settle(store, KEYS, "law")
    server.key = KEYS["OPENAI_API_KEY"]
    settle(store, KEYS, "colds")
    assert store.get_many(["key of law"])
