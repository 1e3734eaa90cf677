"""Batches: calls that go out together, land in any state, and are paid once."""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from syngen_assets.core.domains import Caps
from syngen_assets.core.errors import BudgetError, ModelError
from syngen_assets.core.templates import load
from syngen_assets.llm import batches, lines
from syngen_assets.llm.asking import ask
from syngen_assets.llm.batches import Batch
from syngen_assets.llm.batching import Awaiting, BatchedChat, Terms
from syngen_assets.llm.budget import Budget, Cap, Spent
from syngen_assets.llm.chat import Reply, Request
from syngen_assets.llm.desk import Desk
from syngen_assets.llm.faults import Place
from syngen_assets.llm.fitting import Fitting
from syngen_assets.llm.landing import Landed, land
from syngen_assets.llm.ledger import Account
from syngen_assets.llm.openai import OpenAIChat
from syngen_assets.llm.sending import resume
from syngen_assets.llm.store import ResponseStore
from syngen_assets.llm.stored import StoredChat
from syngen_assets.llm.tariffs import Tariff, Tier
from syngen_tests.servers.batches import BatchServer
from syngen_tests.servers.openai import Body, refusal

WELL = load("answer_well")
ACCOUNT = Account("colds", "run 1", "chosen_responses")
KEY = "sk-test-123"
CENT = Tariff((Tier(-1, 0.01, 0.0, 0.0, 0.0, 0.0),), "a test", batch=1.0)  # each call


def asked(question: str, attempt: int = 0) -> Request:
    values = {"question": question, "words": "35", "limit": "70", "rules": ""}
    return Request(WELL, values, attempt=attempt)


QUESTIONS = [asked(f"What helps against cold number {n}?") for n in range(10)]


class Bench:
    """A store, a server, and steps that ask for replies in batches."""

    def __init__(self, store: ResponseStore, server: BatchServer) -> None:
        self.store, self.server = store, server
        place = Place(server.url, "gpt-4o-mini", KEY)
        self.desk = Desk(place)
        self.budget: Budget | None = None
        self.lines = 50_000

    def direct(self) -> OpenAIChat:
        return OpenAIChat(model="gpt-4o-mini", api_key=KEY, base_url=self.server.url)

    def chat(self) -> StoredChat:
        batch = Batch("", ACCOUNT, "gpt-4o-mini", self.server.url, "OPENAI_API_KEY", CENT, "run 1")
        terms = Terms(batch, 400, self.lines, self.budget)
        fitting = Fitting({})
        with self.store.transaction() as db:
            for status, said, body in lines.refusals(db, batch.model, batch.base_url):
                fitting.learn(status, said, json.loads(body)["messages"][-1]["content"])
        return StoredChat(
            BatchedChat(self.direct(), self.store, self.desk, terms, fitting), self.store
        )

    def step(self, requests: list[Request] = QUESTIONS) -> list[Reply]:
        """What a step gets, or Awaiting."""
        chat = self.chat()
        assert isinstance(chat.inner, BatchedChat)
        with chat.inner.step(ACCOUNT):
            return list(chat.ask(requests))

    def killed(self, state: str, name: str | None = None) -> Batch:
        """A batch that was sent, as a kill in an earlier state would have left it."""
        forgotten = "id = null" if state == "uploaded" else "id = null, file = null"
        one = name or self.sent()[0].name
        with self.store.transaction() as db:
            db.execute(f"update batches set state = ?, {forgotten} where name = ?", [state, one])
            (left,) = batches.batches(db, None, state)
        return left

    def sent(self) -> list[Batch]:
        with self.store.transaction() as db:
            return batches.batches(db, None, "sent")

    def land(self) -> list[Landed]:
        return [found for batch in self.sent() if (found := land(self.store, batch, self.desk))]

    def finish(self, requests: list[Request] = QUESTIONS) -> list[Reply]:
        """The replies, after as many batches as it takes."""
        for _ in range(20):
            try:
                return self.step(requests)
            except Awaiting:
                self.land()
        raise AssertionError("it never ends")

    def paid(self) -> tuple[int, float]:
        rows = self.store.spend()
        return sum(row.calls for row in rows), round(sum(row.usd or 0.0 for row in rows), 6)


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    with BatchServer() as server, ResponseStore(tmp_path / "replies.sqlite") as store:
        bench = Bench(store, server)
        yield bench
        bench.desk.close()


def texts(replies: list[Reply]) -> list[str]:
    return [reply.text for reply in replies]


def test_a_step_hands_in_what_it_lacks_and_has_the_replies_when_they_landed(bench: Bench):
    with pytest.raises(Awaiting, match="batch_1"):
        bench.step()
    assert (bench.server.batches, bench.server.good) == (1, 0)
    assert [found.said for found in bench.land()] == ["10 of 10 lines answered"]
    assert all(reply.cached for reply in bench.step())
    assert (bench.server.batches, bench.server.good) == (1, 10)


def test_replies_of_batches_and_of_direct_calls_are_the_same_under_the_same_keys(bench: Bench):
    batched = bench.finish()
    with ResponseStore(bench.store.path.with_name("other")) as other:
        direct = list(StoredChat(bench.direct(), other).ask(QUESTIONS))
    assert [(one.key, one.text) for one in batched] == [(one.key, one.text) for one in direct]
    assert texts(list(StoredChat(bench.direct(), bench.store).ask(QUESTIONS))) == texts(direct)
    assert bench.server.good == 20  # the last ones came from the store


def test_what_is_out_is_not_handed_in_again_by_whoever_asks(bench: Bench):
    bench.server.looks = 2
    for requests in (QUESTIONS[:6], QUESTIONS, QUESTIONS):
        with pytest.raises(Awaiting):
            bench.step(requests)
        bench.land()
    assert bench.server.lines.total() == 10
    assert texts(bench.finish()) != []
    assert (bench.server.lines.total(), bench.server.twice) == (10, [])


def test_each_line_is_paid_once_however_often_and_by_whom_it_is_landed(bench: Bench):
    with pytest.raises(Awaiting):
        bench.step()
    (batch,) = bench.sent()
    assert land(bench.store, batch, bench.desk)
    assert land(bench.store, batch, bench.desk) is None
    assert bench.paid() == (10, 0.1)
    (row,) = bench.store.spend()
    assert (row.domain, row.run, row.step) == ("colds", "run 1", "chosen_responses")


def test_expired_lines_are_handed_in_again_and_they_alone(bench: Bench):
    bench.server.expire_after = 4
    assert len(bench.finish()) == 10
    assert [len(job.lines) for job in bench.server.jobs.values()] == [10, 6]
    assert (bench.server.twice, bench.paid()) == ([], (10, 0.1))


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_line_on_which_the_server_stumbled_goes_out_again(bench: Bench, status: int):
    stumbled: list[Body] = []

    def once(body: Body):
        if "number 3" in str(body) and not stumbled:
            stumbled.append(body)
            return refusal(status, "Try again.")
        return None

    bench.server.spoil = once
    assert all(reply.text for reply in bench.finish())
    assert [len(job.lines) for job in bench.server.jobs.values()] == [10, 1]
    assert bench.paid() == (10, 0.1)


def test_a_line_that_is_refused_three_times_is_its_rows_problem(bench: Bench):
    bench.server.spoil = lambda b: refusal(400, "No.") if "number 3" in str(b) else None
    replies = bench.finish()
    assert [bool(reply.problem) for reply in replies] == [n == 3 for n in range(10)]
    assert "400: No. (in 3 batches" in str(replies[3].problem)
    assert [len(job.lines) for job in bench.server.jobs.values()] == [10, 1, 1]


def test_a_parameter_that_lines_are_refused_for_is_left_out_of_the_next_batch(bench: Bench):
    def strict(body: Body):
        said = "Unsupported value: this model only has its default."
        return refusal(400, said, param="temperature") if "temperature" in body else None

    bench.server.spoil = strict
    assert all(reply.text for reply in bench.finish())
    assert [len(job.lines) for job in bench.server.jobs.values()] == [10, 10]


def test_results_come_in_any_order_with_lines_that_are_none_or_nobodys(bench: Bench):
    bench.server.strange = True
    with pytest.raises(Awaiting):
        bench.step()
    (landed,) = bench.land()
    assert landed.said == "10 of 10 lines answered, 2 unknown, 2 unreadable"
    calm = bench.server.good
    replies = bench.step()
    assert [reply.key for reply in replies] == [reply.key for reply in bench.chat().ask(QUESTIONS)]
    assert (bench.server.good, bench.paid()) == (calm, (10, 0.1))


def test_a_page_in_the_place_of_results_settles_nothing(bench: Bench):
    bench.server.html = 1
    with pytest.raises(Awaiting):
        bench.step()
    with pytest.raises(ModelError, match="batch_1 are none; it begins '<html>"):
        bench.land()
    assert bench.paid() == (0, 0)
    assert texts(bench.finish()) != []
    assert bench.server.batches == 1


def test_a_batch_that_fails_as_a_whole_says_why_and_goes_out_again(bench: Bench):
    bench.server.fails = "Enqueued token limit reached."
    with pytest.raises(Awaiting):
        bench.step()
    (landed,) = bench.land()
    assert "failed: 0 of 10 lines answered" in landed.said
    assert "Enqueued token limit" in landed.said
    assert all(reply.text for reply in bench.finish())
    assert bench.paid() == (10, 0.1)


def test_what_fails_again_and_again_ends(bench: Bench):
    bench.server.spoil = lambda body: refusal(500, "Down.")
    assert all("500: Down. (in 6 batches" in str(reply.problem) for reply in bench.finish())
    assert bench.server.batches == 6


def test_a_reply_without_usage_is_kept_and_its_price_unknown(bench: Bench):
    bench.server.usage = False
    assert all(reply.text for reply in bench.finish())
    (row,) = bench.store.spend()
    assert (row.calls, row.unpriced, row.usd) == (10, 10, None)


def test_a_batch_that_was_made_without_an_answer_is_found_and_not_made_again(bench: Bench):
    bench.server.deaf = 1
    assert all(reply.text for reply in bench.finish())
    assert (bench.server.batches, bench.server.twice) == (1, [])


@pytest.mark.parametrize("page", [1, 100])
def test_a_batch_whose_name_was_not_kept_is_adopted(bench: Bench, page: int):
    bench.server.page = page
    with pytest.raises(Awaiting):
        bench.step()
    with pytest.raises(Awaiting):
        bench.step([asked("Is it late?")])  # a newer one, before it in the list
    first, _ = bench.sent()
    resume(bench.store, bench.desk, bench.killed("uploaded", first.name))
    assert {batch.id for batch in bench.sent()} == {"batch_1", "batch_2"}
    assert all(reply.text for reply in bench.finish())
    assert bench.server.batches == 2


def test_a_batch_that_was_uploaded_and_not_made_is_made_once(bench: Bench):
    with pytest.raises(Awaiting):
        bench.step()
    left = bench.killed("uploaded")
    bench.server.jobs.clear()  # the kill was before the server made it
    bench.server._open.clear()
    resume(bench.store, bench.desk, left)
    assert all(reply.text for reply in bench.finish())
    assert bench.server.batches == 1


def test_what_was_only_written_down_is_forgotten(bench: Bench):
    with pytest.raises(Awaiting):
        bench.step()
    resume(bench.store, bench.desk, bench.killed("intended"))
    with bench.store.transaction() as db:
        assert db.execute("select count(*) from batch_lines").fetchone() == (0,)


def test_a_step_that_fails_hands_nothing_in(bench: Bench):
    bench.lines = 3
    chat = bench.chat()
    assert isinstance(chat.inner, BatchedChat)
    step = chat.inner.step(ACCOUNT)
    step.__enter__()
    assert list(chat.ask(QUESTIONS))
    assert not step.__exit__(ZeroDivisionError, ZeroDivisionError(), None)
    assert (bench.server.uploads, bench.server.batches) == (0, 0)
    assert all(reply.text for reply in bench.finish())


def test_more_lines_than_a_batch_may_have_go_out_in_several(bench: Bench):
    bench.lines = 4
    assert all(reply.text for reply in bench.finish())
    assert [len(job.lines) for job in bench.server.jobs.values()] == [4, 4, 2]


def budget(most: Caps, calls: int = 0) -> Budget:
    spent = Spent(usd=calls * 0.01, calls=calls)
    ways = dict.fromkeys(("usd", "tokens", "calls"), "run again")
    return Budget("gpt-4o-mini", lambda: CENT, [Cap("this run", most, spent, ways)])


def test_no_batch_goes_out_that_the_budget_has_no_room_for(bench: Bench):
    bench.budget = budget(Caps(usd=0.01), calls=1)
    with pytest.raises(BudgetError, match=r"budget of this run is used up: \$0.0100 of \$0.01"):
        bench.step()
    assert bench.server.uploads == 0


def test_what_fits_goes_out_and_the_rest_when_there_is_room(bench: Bench):
    bench.budget = budget(Caps(calls=7))
    with pytest.raises(Awaiting):
        bench.step()
    bench.land()
    assert bench.paid() == (7, 0.07)
    bench.budget = budget(Caps(calls=7), calls=7)
    with pytest.raises(BudgetError, match="7 of 7 calls"):
        bench.step()
    bench.budget = budget(Caps(calls=12), calls=7)
    assert all(reply.text for reply in bench.finish())
    assert bench.paid() == (10, 0.1)


def test_what_is_out_counts_as_spent_with_the_most_that_it_can_cost(bench: Bench):
    with pytest.raises(Awaiting):
        bench.step()
    (held,) = batches.held(bench.sent())
    assert (held.calls, held.usd, held.run) == (10, pytest.approx(0.1), "run 1")
    assert held.prompt_tokens > 10 * 400


def test_the_key_stands_in_nothing_that_is_kept(bench: Bench, tmp_path: Path):
    bench.server.spoil = lambda body: refusal(400, f"Wrong key {KEY}?")
    bench.finish()
    bench.store.flush()
    assert not [file for file in tmp_path.iterdir() if KEY.encode() in file.read_bytes()]


def test_an_item_whose_reply_is_awaited_is_asked_once_and_wastes_nothing(bench: Bench):
    chat = bench.chat()
    assert isinstance(chat.inner, BatchedChat)
    many = [f"cold {n}" for n in range(150)]

    def read(item: str, reply: Reply) -> str:
        raise AssertionError("there is nothing to read")

    outcomes = list(ask(chat, many, asked, read, "answers"))
    assert {outcome.problem for outcome in outcomes} == {"awaited: the reply is in a batch"}
    assert len(outcomes) == 150


@pytest.mark.parametrize(
    ("path", "said"),
    [("files", "took no file of calls .*404"), ("batches", "made no batch .*404")],
)
def test_a_server_without_batches_is_told_from_one_that_is_down(
    tmp_path: Path, path: str, said: str
):
    class Without(BatchServer):
        async def _routed(self, call, where):
            if where == f"/v1/{path}":
                return refusal(404, "Invalid URL")
            return await super()._routed(call, where)

    with Without() as server, ResponseStore(tmp_path / "replies.sqlite") as store:
        bench = Bench(store, server)
        with pytest.raises(ModelError, match=f"{said}.*Leave --mode"):
            bench.step()
        bench.desk.close()


KILLED = """
import os, signal, sys
from syngen_assets.desks import fetch
from syngen_assets.llm.store import ResponseStore
left = int(sys.argv[2])
def count(frame, event, called):
    global left
    if event == "c_call" and called.__name__ in ("execute", "executemany"):
        left -= 1
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)
with ResponseStore(sys.argv[1]) as store:
    sys.setprofile(count)
    fetch(store, {"OPENAI_API_KEY": "sk-test-123"})
    sys.setprofile(None)
"""


@pytest.mark.slow
@pytest.mark.parametrize("step", [3, 8, 15, 27, 40, 48])
def test_a_kill_in_the_middle_of_a_landing_lands_nothing_and_the_next_one_all(
    bench: Bench, step: int
):
    with pytest.raises(Awaiting):
        bench.step()
    path = str(bench.store.path)
    done = subprocess.run([sys.executable, "-c", KILLED, path, str(step)], timeout=120)
    assert done.returncode == -signal.SIGKILL
    assert bench.paid() == (0, 0)
    assert len(bench.sent()) == 1
    bench.land()
    assert all(reply.cached for reply in bench.step())
    assert (bench.paid(), bench.server.batches) == ((10, 0.1), 1)
