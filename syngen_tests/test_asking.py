"""Asking in streams: every item gets its outcome, in order, whatever the replies are."""

import json
import tracemalloc
from collections import Counter
from dataclasses import replace

import pytest

from syngen_assets.core.errors import ModelError, ReplyError
from syngen_assets.core.templates import Template
from syngen_assets.llm.asking import ask
from syngen_assets.llm.chat import WINDOW, Reply, Request, key
from syngen_assets.llm.openai import OpenAIChat
from syngen_assets.llm.scripted import ScriptedChat
from syngen_tests.servers.openai import FakeOpenAI

SAY = Template("say", 'Say $word\n{"answer": ""}')


def request(number: int, attempt: int) -> Request:
    return Request(SAY, {"word": str(number)})


def good(number: int, reply: Reply) -> str:
    if reply.text == "bad":
        raise ReplyError("bad_word: it says bad")
    return reply.text


def third_time_lucky(request: Request) -> str:
    """Every seventh number is bad once, every fiftieth twice, every thousandth for ever."""
    number = int(request.values["word"])
    bad = 9 if number % 1000 == 0 else 2 if number % 50 == 0 else number % 7 == 0
    return "bad" if request.attempt < bad else str(number)


@pytest.mark.parametrize("count", [0, 1, WINDOW - 1, WINDOW, WINDOW + 1, 3 * WINDOW + 11])
def test_every_item_has_its_outcome_in_order(count):
    chat = ScriptedChat(third_time_lucky)
    outcomes = list(ask(chat, range(count), request, good, "numbers"))
    assert [outcome.item for outcome in outcomes] == list(range(count))
    assert [outcome.value for outcome in outcomes] == [
        None if number % 1000 == 0 else str(number) for number in range(count)
    ]
    assert [outcome.problem for outcome in outcomes if outcome.value is None] == [
        "bad_word: it says bad"
    ] * len(range(0, count, 1000))
    tries = Counter(int(sent.values["word"]) for sent in chat.asked)
    assert all(
        tries[number] == (3 if number % 50 == 0 else 2 if number % 7 == 0 else 1)
        for number in range(count)
    )


@pytest.mark.parametrize(("tries", "given"), [(1, [0, 1, 2, 3]), (3, [])])
def test_what_no_later_try_can_change_is_given_out_as_soon_as_it_is_there(tries, given):
    seen: list[int] = []
    told: list[list[int]] = []

    def say(request: Request) -> str:
        told.append([*seen])
        return "bad" if request.values["word"] == "2" else "good"

    for outcome in ask(ScriptedChat(say), range(5), request, good, "numbers", tries=tries):
        seen.append(outcome.item)
    assert seen == [0, 1, 2, 3, 4]
    assert told[4] == given


def test_replies_are_read_in_an_order_that_hangs_on_nothing_but_the_items():
    """Also with a real server, where calls land in any order."""
    orders = []
    for seats in (1, 50):
        order: list[tuple[int, str]] = []

        def read(number: int, reply: Reply, order=order) -> str:
            order.append((number, reply.text))
            return good(number, reply)

        def answer(body) -> str:
            number = int(body["messages"][0]["content"].split()[1])
            return "bad" if number % 7 == 0 else str(number)

        with FakeOpenAI(answer, latency=(0, 0.01)) as server:
            chat = OpenAIChat(
                model="gpt-4o-mini",
                api_key="sk-test-123",
                base_url=server.url,
                concurrency=seats if seats > 1 else 20,
            )
            list(ask(chat, range(WINDOW + 500), request, read, "numbers"))
        orders.append(order)
    assert orders[0] == orders[1]


def test_an_endless_stream_of_items_is_asked_group_by_group():
    taken = 0

    def numbers():
        nonlocal taken
        while True:
            yield taken
            taken += 1

    outcomes = ask(ScriptedChat(third_time_lucky), numbers(), request, good, "numbers")
    for _ in range(100):
        next(outcomes)
    assert taken <= 4 * WINDOW
    outcomes.close()


def test_memory_stays_bounded_however_many_items_there_are():
    class Amnesia(list):
        def append(self, request):
            """Forget."""

    def peak(count: int) -> int:
        chat = ScriptedChat(third_time_lucky)
        chat.asked = Amnesia()
        tracemalloc.start()
        assert sum(1 for _ in ask(chat, iter(range(count)), request, good, "numbers")) == count
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    assert peak(8 * WINDOW) < 1.15 * peak(4 * WINDOW)


def test_a_model_that_says_nothing_is_not_asked_on():
    chat = ScriptedChat(lambda request: "")

    def read(number: int, reply: Reply) -> str:
        raise ReplyError("empty_reply: the reply is empty")

    with pytest.raises(ModelError, match="None of 40 replies of scripted can be used"):
        list(ask(chat, range(40), request, read, "numbers"))
    assert len(chat.asked) == 40


def test_a_model_that_says_nothing_is_given_up_after_a_hundred_replies():
    chat = ScriptedChat(lambda request: "")

    def read(number: int, reply: Reply) -> str:
        raise ReplyError("empty_reply: the reply is empty")

    with pytest.raises(ModelError, match="None of 100 replies of scripted can be used"):
        list(ask(chat, range(2 * WINDOW), request, read, "numbers"))
    assert len(chat.asked) == 100


def test_an_outcome_knows_every_try_before_it_and_what_was_wrong_with_it():
    chat = ScriptedChat(third_time_lucky)
    found = {outcome.item: outcome for outcome in ask(chat, range(60), request, good, "numbers")}
    assert found[1].earlier is None
    keys = [key(chat, replace(request(50, 0), attempt=attempt)) for attempt in range(3)]
    wrong = "bad_word: it says bad"
    assert json.loads(found[50].earlier or "") == [[keys[0], wrong], [keys[1], wrong]]
    assert found[50].call["request"] == keys[2]
