"""Direct calls beside open batches: what is out there is never paid a second time."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from syngen_assets.core.errors import ModelError
from syngen_assets.core.settings import gather
from syngen_assets.llm import batches
from syngen_assets.llm.batching import Awaiting
from syngen_assets.llm.chat import Reply, Request
from syngen_assets.llm.direct import DirectChat
from syngen_assets.llm.giving_up import give_up
from syngen_assets.llm.store import ResponseStore
from syngen_assets.llm.stored import StoredChat
from syngen_assets.models import chat_model, stored
from syngen_assets.storage.folders import read_domain
from syngen_tests.homes import REPOSITORY
from syngen_tests.servers.batches import BatchServer
from syngen_tests.test_batching import KEY, QUESTIONS, Bench, asked


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    """A server with six lines of ten in an open batch."""
    with BatchServer(looks=1) as server, ResponseStore(tmp_path / "replies.sqlite") as store:
        bench = Bench(store, server)
        with pytest.raises(Awaiting):
            bench.step(QUESTIONS[:6])
        yield bench
        bench.desk.close()


def answers(bench: Bench, requests: list[Request] = QUESTIONS) -> list[Reply]:
    chat = StoredChat(DirectChat(bench.direct(), bench.store), bench.store)
    return list(chat.ask(requests))


def test_what_is_out_stops_a_direct_run_before_its_first_call(bench: Bench):
    with pytest.raises(ModelError) as raised:
        answers(bench)
    (batch,) = bench.sent()
    said = str(raised.value)
    since = batch.created[:16].replace("T", " ")
    assert f"batch_1 (6 lines of colds, chosen_responses, since {since} UTC)" in said
    assert "--mode batch" in said
    assert "syngen store give-up batch_1" in said
    assert bench.server.good == 0


def test_a_direct_run_that_needs_nothing_of_a_batch_does_not_mind_it(bench: Bench):
    assert all(reply.text for reply in answers(bench, QUESTIONS[6:]))
    assert bench.server.good == 4


def test_after_the_batch_has_landed_the_rest_is_asked_directly(bench: Bench):
    while not bench.land():
        pass
    assert [reply.cached for reply in answers(bench)] == [True] * 6 + [False] * 4
    assert bench.server.good == 10


def test_what_was_let_go_is_asked_again(bench: Bench):
    (batch,) = bench.sent()
    give_up(bench.store, batch)
    assert all(reply.text for reply in answers(bench))


def test_what_is_out_is_found_far_down_a_long_stream_and_what_came_before_is_kept(bench: Bench):
    many = [asked(f"What helps against cough number {n}?") for n in range(600)]
    with pytest.raises(ModelError, match="batch_1"):
        answers(bench, [*many, QUESTIONS[0]])
    assert all(reply.text for reply in answers(bench, many))
    assert bench.server.good == 600  # none of them twice


def test_a_batch_whose_answer_was_lost_counts_as_out(bench: Bench):
    with bench.store.transaction() as db:  # as a kill leaves it
        db.execute("update batches set state = 'uploaded', id = null")
        (batch,) = batches.batches(db, None, "uploaded")
    with pytest.raises(ModelError, match=batch.name):
        answers(bench)


def test_a_run_in_direct_mode_asks_in_this_way(bench: Bench, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    bench.server.looks = 9
    told = {"base_url": bench.server.url, "output": str(bench.store.path.parent)}
    settings = gather(read_domain(REPOSITORY, "healthcare"), told, {})
    with stored(settings, settings, chat_model) as chat, pytest.raises(ModelError, match="batch_1"):
        list(chat.ask(QUESTIONS))
    assert bench.server.good == 0
