"""Servers that other people wrote: what they do otherwise than OpenAI is met.

Each is installed from the package index, once, into an environment under `.bench/servers/`, and
then started offline: the proxy of LiteLLM, with mock answers or with a server of ours behind it,
and `transformers serve` with a model of two layers that is made on the spot.
"""

import json
from collections import Counter
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pandas as pd
import pytest

from syngen_assets.core.errors import ModelError, ReplyError
from syngen_assets.core.gates import gate_name
from syngen_assets.core.replies import value
from syngen_assets.core.templates import load
from syngen_assets.llm.chat import Reply, Request, Usage
from syngen_assets.llm.openai import OpenAIChat
from syngen_tests.homes import syngen
from syngen_tests.servers import real
from syngen_tests.servers.openai import FakeOpenAI, refusal

pytestmark = pytest.mark.slow

ANSWER = load("answer_well")
JSON = '{"answer": "A cold passes within 7 to 10 days."}'
MOCKS = {
    "mock": JSON,
    "fenced": f"```json\n{JSON}\n```",
    "declines": "I'm sorry, but I can't help with that.",
    "german": "Das ist eine Frage, die man nicht so leicht mit einem Satz beantworten kann.",
}
UPSTREAM = ("fine", "schemaless", "limited", "empty", "spent", "ill", "html")


def upstream() -> FakeOpenAI:
    """A server of ours that stands behind the proxy, each model with a trouble of its own."""
    turn = count()

    def answer(body: dict) -> object:
        troubles = {
            "schemaless": refusal(400, "json_schema is not supported", param="response_format"),
            "limited": refusal(429, "slow down"),
            "spent": refusal(429, "You exceeded your current quota.", "insufficient_quota"),
            "ill": refusal(500, "I am ill"),
            "html": (200, {"content-type": "text/html"}, b"<html>Welcome</html>"),
            "empty": "",
        }
        model = body["model"]
        spared = model == "schemaless" and "response_format" not in body
        return None if spared or (model == "limited" and next(turn) % 12) else troubles.get(model)

    return FakeOpenAI(answer, models=(), usage=False)


@pytest.fixture(scope="session")
def behind() -> Iterator[FakeOpenAI]:
    with upstream() as server:
        yield server


@pytest.fixture(scope="session")
def proxy(behind: FakeOpenAI, tmp_path_factory: pytest.TempPathFactory) -> Iterator[real.Running]:
    mocks = {
        name: {"model": "openai/mock", "api_key": "none", "mock_response": text}
        for name, text in MOCKS.items()
    }
    real_ones = {
        name: {"model": f"openai/{name}", "api_base": behind.url, "api_key": behind.key}
        for name in UPSTREAM
    }
    nobody = {"model": "openai/x", "api_base": "http://127.0.0.1:9/v1", "api_key": "none"}
    locked = {"model": "openai/x", "api_base": behind.url, "api_key": "sk-upstream-wrong"}
    models = mocks | real_ones | {"nobody": nobody, "locked": locked}
    try:
        server = real.litellm(tmp_path_factory.mktemp("litellm"), models)
    except real.NotInstalled as error:
        pytest.skip(str(error))
    with server:
        yield server


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """The address of a true model server, and the name of its model."""
    try:
        server, model = real.transformers(tmp_path_factory.mktemp("transformers"))
    except real.NotInstalled as error:
        pytest.skip(str(error))
    with server:
        yield server.url, model


def asked(many: int) -> Iterator[Request]:
    for number in range(many):
        values = {"question": f"What is gout, {number}?", "words": "35", "limit": "70", "rules": ""}
        yield Request(ANSWER, values)


def replies(url: str, model: str, many: int = 6, **more: object) -> list[Reply]:
    known = {"api_key": real.KEY, "concurrency": 8, "timeout": 30, "retries": 2}
    return list(OpenAIChat(model=model, base_url=url, **{**known, **more}).ask(asked(many)))


def kinds(got: list[Reply]) -> dict[str, int]:
    """How many could be read, and what was wrong with the others."""

    def kind(reply: Reply) -> str:
        assert reply.problem is None
        try:
            return "read" if value(reply.text, "answer", reply.finish) else ""
        except ReplyError as error:
            return gate_name(str(error))

    return dict(Counter(map(kind, got)))


def sentence(url: str, model: str, **more: object) -> str:
    """The one sentence that asking ends with; the key is not in it."""
    with pytest.raises(ModelError) as caught:
        replies(url, model, **more)
    said = str(caught.value)
    assert "\n" not in said
    assert real.KEY not in said
    assert "sk-upstream" not in said
    return said


# A true model, behind `transformers serve`.


def test_a_true_model_answers_each_of_many_calls_at_a_time(served: tuple[str, str]):
    url, model = served
    got = replies(url, model, 64)
    # The server takes the schema and does not keep to it, so the model may slip.
    assert kinds(got)["read"] >= 60
    assert all(reply.usage.prompt > 50 and reply.usage.completion > 5 for reply in got)
    assert len({reply.text for reply in got}) > 16


def test_a_true_model_that_hits_the_ceiling_is_cut_off(served: tuple[str, str]):
    assert kinds(replies(*served, ceiling=8)) == {"cut_off_reply": 6}


def test_a_model_that_the_server_does_not_have_is_one_sentence(served: tuple[str, str]):
    url, _ = served
    assert "no/such" in sentence(url, "no/such")  # refused with 400, not 404


def test_an_address_that_is_a_little_wrong_is_one_sentence(served: tuple[str, str]):
    url, model = served
    assert "OPENAI_BASE_URL" in sentence(url.replace("/v1", "/v2"), model)


def test_a_run_with_a_true_model_makes_pairs_and_pays_for_nothing_twice(
    served: tuple[str, str], home: Path, capsys: pytest.CaptureFixture[str]
):
    url, model = served
    run = ["run", "--preset", "vllm", "--base-url", url, "--model", model, "--json"]
    few = ["--source", "data/domains/healthcare/sample.csv", "--questions", 12, "--concurrency", 8]
    assert syngen(*run, *few) == 0
    figures = json.loads(capsys.readouterr().out)
    assert (figures["questions"], figures["pairs"]) == (12, 12)
    assert figures["calls"] >= 24
    pairs = pd.read_csv(home / "data/output/healthcare/questions_and_responses.csv")
    assert len(pairs) == 12
    learned = pairs["chosen"].str.startswith("It is much like ")
    assert learned.sum() >= 10  # so small a model now and then says something else
    assert syngen(*run, *few) == 0
    assert json.loads(capsys.readouterr().out)["calls"] == 0


# The proxy of LiteLLM.


def test_a_proxy_answers_and_counts(proxy: real.Running):
    got = replies(proxy.url, "mock", 64)
    assert kinds(got) == {"read": 64}
    assert all(reply.usage.completion for reply in got)


@pytest.mark.parametrize(
    ("model", "kind"), [("fenced", "read"), ("declines", "refused_reply"), ("empty", "empty_reply")]
)
def test_replies_of_every_kind_come_through_a_proxy(proxy: real.Running, model: str, kind: str):
    assert kinds(replies(proxy.url, model)) == {kind: 6}


def test_usage_that_nobody_told_is_none(proxy: real.Running):
    assert {reply.usage for reply in replies(proxy.url, "fine")} == {Usage()}


def test_a_schema_that_is_refused_behind_the_proxy_is_asked_for_once(
    proxy: real.Running, behind: FakeOpenAI
):
    behind.log.clear()
    assert kinds(replies(proxy.url, "schemaless", concurrency=1)) == {"read": 6}
    assert ["response_format" in body for body in behind.log] == [True] + [False] * 6


def test_limits_behind_the_proxy_are_waited_out(proxy: real.Running):
    assert kinds(replies(proxy.url, "limited", 24, retries=5)) == {"read": 24}


@pytest.mark.parametrize("model", ["spent", "ill", "html", "nobody"])
def test_what_no_try_mends_behind_the_proxy_ends_in_one_sentence(proxy: real.Running, model: str):
    assert "in a row failed" in sentence(proxy.url, model) or model == "spent"


def test_a_key_that_is_refused_behind_the_proxy_is_not_shown(proxy: real.Running):
    assert "refused the key (401)" in sentence(proxy.url, "locked")


def test_a_model_that_the_proxy_does_not_have_is_one_sentence(proxy: real.Running):
    assert "nope" in sentence(proxy.url, "nope")  # refused with 400, not 404


def test_a_key_that_the_proxy_does_not_know_is_one_sentence(proxy: real.Running):
    # Without a database of keys it says 400 "No connected db", which is not about a key.
    assert "400" in sentence(proxy.url, "mock", api_key="sk-unknown-to-it")


def test_a_run_whose_replies_are_in_another_language_ends_with_the_reason(
    proxy: real.Running,
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
):
    monkeypatch.setenv("OPENAI_API_KEY", real.KEY)
    few = ["--source", "data/domains/healthcare/sample.csv", "--questions", 40]
    assert syngen("run", "--base-url", proxy.url, "--model", "german", *few) == 1
    said = capsys.readouterr().err
    assert "wrong_language: German in place of en" in said
    assert real.KEY not in said


def test_a_true_model_behind_a_proxy_is_asked_as_any(
    served: tuple[str, str], tmp_path: Path, proxy: real.Running
):
    url, model = served
    both = {"both": {"model": f"openai/{model}", "api_base": url, "api_key": "none"}}
    with real.litellm(tmp_path, both) as in_front:
        got = replies(in_front.url, "both", 16)
    assert kinds(got)["read"] >= 14
    assert all(reply.usage.completion for reply in got)
