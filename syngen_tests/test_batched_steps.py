"""The steps of a run in batches: the same rows from the same replies, and not one call more."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd
import pytest

from syngen_assets.core.prompts import plan
from syngen_assets.core.rows import Rows
from syngen_assets.core.settings import Settings
from syngen_assets.core.tables import PAIRS
from syngen_assets.llm import batches
from syngen_assets.llm.batches import Batch
from syngen_assets.llm.batching import Awaiting, BatchedChat, Terms
from syngen_assets.llm.desk import Desk
from syngen_assets.llm.faults import Place
from syngen_assets.llm.fitting import Fitting
from syngen_assets.llm.judging import judge_pairs
from syngen_assets.llm.landing import land
from syngen_assets.llm.ledger import Account
from syngen_assets.llm.openai import OpenAIChat
from syngen_assets.llm.store import ResponseStore
from syngen_assets.llm.stored import StoredChat
from syngen_tests.servers.batches import BatchServer
from syngen_tests.servers.openai import Body
from syngen_tests.servers.replies import by_schema
from syngen_tests.tables import (
    answered_badly,
    answered_well,
    chosen,
    pairs,
    questions,
    rewritten,
)
from syngen_tests.test_answering import CLEAN, DOMAIN
from syngen_tests.test_product_reviews_writing import fine, one_less, reviews

ACCOUNT = Account("healthcare", "run 1", "a step")
SETTINGS = Settings(DOMAIN, questions=40)
PROMPTS = plan(CLEAN, SETTINGS, set())
ASKED = questions(*(f"what is condition number {n} really" for n in range(25)))
JUDGED = pairs(*((f"q {n}", f"Right {n}.", f"Wrong {n}.") for n in range(12)))

Step = Callable[[StoredChat], pd.DataFrame]


def of_a_model(body: Body) -> str:
    """Junk for some prompts however often they are asked, the same for some others, else sense."""
    prompt = str(body["messages"][-1]["content"])
    kind = sum(map(ord, prompt)) % 7
    if kind == 0:
        return "Sure! Here it is:"
    if "real reviews" in prompt:
        return one_less(prompt) if kind < 3 else fine(prompt)
    if kind in (1, 2) and "question" in by_schema(body):
        return json.dumps({"question": f"How can adults treat a severe cough {kind} at night?"})
    return by_schema(body)


def rewriting(chat: StoredChat) -> pd.DataFrame:
    return rewritten(chat, PROMPTS, CLEAN, SETTINGS, set())


def answering(chat: StoredChat) -> pd.DataFrame:
    return answered_well(chat, ASKED, CLEAN, SETTINGS)


def spoiling(chat: StoredChat) -> pd.DataFrame:
    good = chosen(ASKED, *(f"It passes after {n} days of rest." for n in range(len(ASKED))))
    return answered_badly(chat, ASKED, good, CLEAN, SETTINGS)


def judging(chat: StoredChat) -> pd.DataFrame:
    asked = questions(*JUDGED["prompt"])
    rows = judge_pairs(chat, Rows.of(PAIRS, JUDGED), asked, CLEAN)
    return pd.DataFrame(rows)


def reviewing(chat: StoredChat) -> pd.DataFrame:
    return reviews(chat, 60, kinds=("base", "text_length"), rows_per_call=4)


@pytest.fixture
def server() -> Iterator[BatchServer]:
    with BatchServer(of_a_model) as server:
        yield server


def model(server: BatchServer) -> OpenAIChat:
    return OpenAIChat(model="gpt-4o-mini", api_key="sk-test-123", base_url=server.url)


def directly(server: BatchServer, path: Path, step: Step) -> pd.DataFrame:
    with ResponseStore(path) as store:
        return step(StoredChat(model(server), store))


def in_batches(server: BatchServer, path: Path, step: Step) -> pd.DataFrame:
    """The rows that a step comes to after as many batches as it takes."""
    desk = Desk(Place(server.url, "gpt-4o-mini", "sk-test-123"))
    batch = Batch("", ACCOUNT, "gpt-4o-mini", server.url, "OPENAI_API_KEY", None, "run 1")
    with ResponseStore(path) as store:
        for _ in range(30):
            inner = BatchedChat(model(server), store, desk, Terms(batch, 400, 9), Fitting({}))
            try:
                with inner.step(ACCOUNT):
                    rows = step(StoredChat(inner, store))
                desk.close()
                return rows
            except Awaiting:
                with store.transaction() as db:
                    sent = batches.batches(db, None, "sent")
                for one in sent:
                    land(store, one, desk)
    raise AssertionError("it never ends")


@pytest.mark.parametrize("step", [rewriting, answering, spoiling, judging, reviewing])
def test_a_step_in_batches_makes_the_rows_of_a_direct_one_with_as_many_calls(
    server: BatchServer, tmp_path: Path, step: Step
):
    direct = directly(server, tmp_path / "direct", step)
    calls = server.good
    batched = in_batches(server, tmp_path / "batched", step)
    pd.testing.assert_frame_equal(batched, direct)
    assert direct["problem"].notna().any()  # there was junk to ask again
    assert server.good == 2 * calls
    assert (server.lines.total(), server.twice) == (calls, [])


def test_lines_that_expire_change_nothing_but_how_often_they_go_out(
    server: BatchServer, tmp_path: Path
):
    direct = directly(server, tmp_path / "direct", rewriting)
    calls = server.good
    server.expire_after = 3
    pd.testing.assert_frame_equal(in_batches(server, tmp_path / "batched", rewriting), direct)
    assert server.good == 2 * calls
    assert server.twice == []
