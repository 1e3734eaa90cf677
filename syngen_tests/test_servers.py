"""The misbehaving server misbehaves as it says, and in no other way: shown over real sockets."""

import json
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException, IncompleteRead
from random import Random
from typing import Any, NamedTuple

import pytest

from syngen_tests.servers.apart import ROOT, Apart
from syngen_tests.servers.limit import span
from syngen_tests.servers.openai import (
    MIXED_5,
    MIXED_30,
    FakeOpenAI,
    Limit,
    completion,
    counted,
    lognormal,
    refusal,
)

SCHEMA = {"properties": {"answer": {"type": "string"}}}
FORM = {"type": "json_schema", "json_schema": {"name": "answer", "schema": SCHEMA}}
LETS_IN = {"Authorization": "Bearer sk-test-123"}
WELL = "How long does a cold last?"


class Said(NamedTuple):
    status: int
    headers: dict[str, str]
    data: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.data)

    @property
    def text(self) -> Any:
        return self.json["choices"][0]["message"]["content"]


@contextmanager
def client(server: FakeOpenAI | Apart) -> Iterator[HTTPConnection]:
    host = server.url.removeprefix("http://").removesuffix("/v1")
    connection = HTTPConnection(host, timeout=10)
    try:
        yield connection
    finally:
        connection.close()


def said(connection: HTTPConnection, prompt: str = WELL, **more: Any) -> Said:
    """What the server says to a prompt."""
    data = json.dumps(body(prompt, **more))
    connection.request("POST", "/v1/chat/completions", data, LETS_IN)
    answer = connection.getresponse()
    headers = {name.lower(): value for name, value in answer.getheaders()}
    return Said(answer.status, headers, answer.read())


def body(prompt: str, **more: Any) -> dict[str, Any]:
    message = {"role": "user", "content": prompt}
    return {"model": "gpt-4o-mini", "messages": [message], "response_format": FORM, **more}


def one(server: FakeOpenAI, prompt: str = WELL, **more: Any) -> Said:
    with client(server) as connection:
        return said(connection, prompt, **more)


def all_at_once(server: FakeOpenAI, count: int) -> list[Said]:
    with ThreadPoolExecutor(count) as threads:
        return list(threads.map(lambda number: one(server, f"number {number}"), range(count)))


def error(answer: Said) -> dict[str, Any]:
    found: dict[str, Any] = answer.json["error"]
    return found


def until(true: Callable[[], object]) -> None:
    deadline = time.monotonic() + 10
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.005)


# HTTP.


def raw(server: FakeOpenAI, *pieces: bytes) -> bytes:
    """All that comes back until the server closes."""
    host, port = server.url.split("/")[2].split(":")
    with socket.create_connection((host, int(port)), timeout=10) as line:
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for piece in pieces:
            line.sendall(piece)
        return b"".join(iter(lambda: line.recv(65_536), b""))


def head(*lines: str) -> bytes:
    first = ["POST /v1/chat/completions HTTP/1.1", "Authorization: Bearer sk-test-123"]
    return "\r\n".join([*first, *lines, "", ""]).encode()


DATA = json.dumps(body(WELL)).encode()
PLAIN = head(f"Content-Length: {len(DATA)}") + DATA
LAST = head(f"Content-Length: {len(DATA)}", "Connection: close") + DATA


def test_many_calls_go_over_one_connection():
    with FakeOpenAI() as server, client(server) as connection:
        assert said(connection).status == 200
        line = connection.sock
        assert [said(connection, f"{n}").status for n in range(50)] == [200] * 50
        assert connection.sock is line


@pytest.mark.parametrize("in_pieces", [False, True])
def test_calls_sent_ahead_are_answered_in_turn(in_pieces: bool):
    datas = [json.dumps(body(f"number {n}")).encode() for n in range(5)]
    ahead = [head(f"Content-Length: {len(data)}") + data for data in datas]
    ahead.append(LAST)
    with FakeOpenAI(lambda body: str(server.log.index(body)), latency=(0.001, 0.02)) as server:
        found = raw(server, *ahead) if in_pieces else raw(server, b"".join(ahead))
    answers = found.split(b"HTTP/1.1 200 OK")[1:]
    texts = [Said(200, {}, answer.partition(b"\r\n\r\n")[2]).text for answer in answers]
    assert texts == list("012345")


def test_a_request_may_come_in_pieces_of_any_size():
    with FakeOpenAI() as server:
        whole = raw(server, LAST)
        assert raw(server, *(LAST[n : n + 1] for n in range(len(LAST)))) == whole
    assert whole.startswith(b"HTTP/1.1 200 OK\r\n")


def test_a_request_in_chunks_is_put_together():
    chunks = b"5\r\n%b\r\n%x;name=value\r\n%b\r\n0\r\n\r\n" % (DATA[:5], len(DATA[5:]), DATA[5:])
    with FakeOpenAI() as server:
        sent = head("Transfer-Encoding: chunked", "Connection: close") + chunks
        assert raw(server, sent[:-20], sent[-20:-3], sent[-3:]) == raw(server, LAST)
        assert server.prompts == [WELL] * 2


def test_what_is_no_http_is_refused():
    with FakeOpenAI() as server:
        assert raw(server, b"hello\r\n\r\n").startswith(b"HTTP/1.1 400 Bad Request")
        assert server.requests == 0


def test_what_is_no_call_is_refused():
    with FakeOpenAI() as server:
        for data in (b"{", b"3", b'{"model": "gpt-4o-mini"}'):
            sent = head(f"Content-Length: {len(data)}", "Connection: close") + data
            assert raw(server, sent).startswith(b"HTTP/1.1 400 Bad Request")


def test_an_answer_that_waits_holds_up_no_other():
    gate = threading.Event()

    def answer(body: dict[str, Any]) -> str:
        if "number" in body["messages"][0]["content"]:
            gate.wait(10)
        return "fine"

    with FakeOpenAI(answer) as server, ThreadPoolExecutor(1) as aside:
        waiting = aside.submit(all_at_once, server, 40)
        until(lambda: server.now == 40)
        assert one(server).text == "fine"
        gate.set()
        assert [answer.text for answer in waiting.result()] == ["fine"] * 40


def test_an_answer_that_breaks_says_so():
    with FakeOpenAI(lambda body: 1 / 0) as server:  # type: ignore[arg-type,return-value]
        answer = one(server)
    assert answer.status == 500
    assert "ZeroDivisionError" in error(answer)["message"]


def test_a_server_that_ends_breaks_off_what_waits():
    with ThreadPoolExecutor(1) as aside:
        with FakeOpenAI(latency=60) as server:
            waiting = aside.submit(one, server)
            until(lambda: server.now == 1)
        assert isinstance(waiting.exception(10), ConnectionError | HTTPException)


# Time.


def draws(prompts: list[str]) -> list[float]:
    """What the latencies of these calls are drawn from, in order of their size."""
    found: list[float] = []

    def latency(chance: Random) -> float:
        found.append(chance.random())
        return 0

    with FakeOpenAI(latency=latency) as server, client(server) as connection:
        for prompt in prompts:
            said(connection, prompt)
    return sorted(found)


def test_a_latency_hangs_on_the_prompt_and_how_often_it_came():
    there = draws(["a", "b", "c", "a"])
    assert there == draws(["c", "a", "a", "b"])
    assert len(set(there)) == 4
    assert there != draws(["a", "b", "c", "c"])


def test_a_lognormal_latency_has_the_median_and_the_tail_it_is_given():
    chance = Random(1)
    draw = lognormal(0.5, 0.4)
    drawn = [draw(chance) for _ in range(4001)]
    assert statistics.median(drawn) == pytest.approx(0.5, rel=0.05)
    assert statistics.quantiles(drawn, n=100)[-1] == pytest.approx(0.5 * 2.54, rel=0.1)


# Limits.


def test_a_limit_refuses_what_is_beyond_it_and_says_until_when():
    with FakeOpenAI(limit=Limit(1, burst=3)) as server, client(server) as connection:
        answers = [said(connection) for _ in range(5)]
        assert [answer.status for answer in answers] == [200] * 3 + [429] * 2
        assert (server.requests, server.answered, server.refused) == (5, 3, 2)
        assert [each.status for each in server.arrivals] == [200] * 3 + [429] * 2
    left = [answer.headers["x-ratelimit-remaining-requests"] for answer in answers]
    assert left == ["2", "1", "0", "0", "0"]
    assert {answer.headers["x-ratelimit-limit-requests"] for answer in answers} == {"1"}
    assert answers[0].headers["x-ratelimit-reset-requests"] in ("1m0s", "59.999s")
    assert answers[2].headers["x-ratelimit-reset-requests"][:3] in ("3m0", "2m5")
    assert error(answers[3])["code"] == "rate_limit_exceeded"
    assert 30_000 < int(answers[3].headers["retry-after-ms"]) <= 60_000
    assert 30 < int(answers[3].headers["retry-after"]) <= 60
    assert "retry-after" not in answers[0].headers


def test_a_limit_may_be_silent():
    quiet = Limit(1, headers=False, retry_after=False)
    with FakeOpenAI(limit=quiet) as server, client(server) as connection:
        answers = [said(connection), said(connection)]
    assert [answer.status for answer in answers] == [200, 429]
    for answer in answers:
        assert set(answer.headers) == {"content-type", "content-length"}


def test_a_limit_may_change_in_the_middle():
    with FakeOpenAI(limit=Limit(1)) as server, client(server) as connection:
        assert [said(connection).status for _ in range(2)] == [200, 429]
        server.limit.per_minute = 1e9
        assert {said(connection).status for _ in range(100)} == {200}
        server.limit.per_minute = 1
        assert [said(connection).status for _ in range(2)] == [200, 429]


def test_a_limit_of_tokens_counts_prompt_and_ceiling():
    limit = Limit(600, burst=600, tokens_per_minute=1000)
    with FakeOpenAI(limit=limit) as server, client(server) as connection:
        answers = [said(connection, "x" * 400, max_tokens=300) for _ in range(3)]
        too_long = said(connection, "x" * 4000)
        server.limit.per_minute = 0.5
    assert [answer.status for answer in answers] == [200, 200, 429]
    assert [answer.headers["x-ratelimit-remaining-tokens"] for answer in answers[:2]] == [
        "600",
        "200",
    ]
    assert answers[0].headers["x-ratelimit-limit-tokens"] == "1000"
    assert error(answers[2])["type"] == error(too_long)["type"] == "tokens"


def test_a_call_larger_than_the_bucket_passes_when_the_bucket_is_full():
    with FakeOpenAI(limit=Limit(60, tokens_per_minute=60)) as server:
        assert [one(server, "x" * 400).status for _ in range(2)] == [200, 429]


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0s"),
        (0.02, "20ms"),
        (1, "1s"),
        (1.5, "1.5s"),
        (72, "1m12s"),
        (360, "6m0s"),
        (3630.25, "1h0m30.25s"),
    ],
)
def test_a_time_is_written_as_openai_does(seconds: float, text: str):
    assert span(seconds) == text


def test_a_full_house_lets_calls_wait_and_refuses_none():
    inside, most, lock = 0, 0, threading.Lock()
    met = threading.Barrier(2)

    def answer(body: dict[str, Any]) -> str:
        nonlocal inside, most
        with lock:
            inside += 1
            most = max(most, inside)
        met.wait(10)
        with lock:
            inside -= 1
        return "fine"

    with FakeOpenAI(answer, seats=2) as server:
        assert {answer.status for answer in all_at_once(server, 20)} == {200}
        assert (most, server.refused) == (2, 0)
        assert server.most > 2


def test_who_hangs_up_in_the_queue_is_forgotten():
    gate = threading.Event()
    asked: list[Any] = []

    def answer(body: dict[str, Any]) -> str:
        asked.append(body["messages"][0]["content"])
        gate.wait(10)
        return "fine"

    with FakeOpenAI(answer, seats=1) as server, ThreadPoolExecutor(1) as aside:
        first = aside.submit(one, server, "first")
        until(lambda: asked)
        with client(server) as connection:
            connection.request("POST", "/v1/chat/completions", DATA, LETS_IN)
            until(lambda: server.now == 2)
        gate.set()
        assert (first.result().text, one(server, "last").text) == ("fine", "fine")
        assert asked == ["first", "last"]


def test_a_quota_runs_out_after_so_many_answers_and_may_be_raised():
    with FakeOpenAI(quota=7, latency=(0, 0.02)) as server:
        answers = all_at_once(server, 20)
        assert Counter(answer.status for answer in answers) == {200: 7, 429: 13}
        (refused, *_) = [answer for answer in answers if answer.status == 429]
        assert error(refused)["code"] == error(refused)["type"] == "insufficient_quota"
        assert "retry-after" not in refused.headers
        server.quota = None
        assert one(server).status == 200


# What is in an answer.


def test_usage_may_be_missing_and_is_billed_all_the_same():
    with FakeOpenAI(lambda body: "one two", usage=False) as server:
        assert "usage" not in one(server).json
        assert server.billed == {"prompt_tokens": 50, "completion_tokens": 2}


def test_usage_may_grow_with_the_texts():
    with FakeOpenAI(lambda body: "x" * 40, usage=counted) as server:
        usage = one(server, "x" * 400).json["usage"]
        assert (usage["prompt_tokens"], usage["completion_tokens"]) == (101, 11)


def test_as_many_choices_are_given_as_are_asked_for_unless_n_is_ignored():
    with FakeOpenAI() as server:
        choices = one(server, n=3).json["choices"]
        assert [choice["index"] for choice in choices] == [0, 1, 2]
        assert len({choice["message"]["content"] for choice in choices}) == 3
        assert choices[0] == one(server).json["choices"][0]
        server.many = False
        assert len(one(server, n=3).json["choices"]) == 1


# Faults.


def faulty(kind: str, **more: Any) -> FakeOpenAI:
    return FakeOpenAI(lambda body: '{"answer": "A week."}', faults={kind: 1}, **more)


@pytest.mark.parametrize("kind", ["429", "429 headers", "500", "503"])
def test_an_error_is_one_and_tells_when_to_come_back_only_if_it_should(kind: str):
    with faulty(kind) as server, client(server) as connection:
        first, second = said(connection), said(connection)
        assert server.struck == {kind: 1}
    assert (first.status, second.status) == (int(kind[:3]), 200)
    assert error(first)["message"]
    hints = {"retry-after-ms", "x-ratelimit-remaining-requests", "x-ratelimit-reset-requests"}
    assert hints & set(first.headers) == (hints if "headers" in kind else set())


def test_a_connection_drops_before_its_answer():
    with faulty("drop before") as server:
        with pytest.raises(ConnectionError):
            one(server)
        assert one(server).status == 200
        assert [each.status for each in server.arrivals] == [0, 200]
        assert (server.answered, server.billed["prompt_tokens"]) == (1, 100)


def test_a_connection_drops_after_half_of_its_answer():
    with faulty("drop after") as server:
        with pytest.raises(IncompleteRead) as half:
            one(server)
        whole = one(server).data
        assert (server.answered, server.good) == (1, 1)
    assert whole.startswith(half.value.partial)
    assert len(half.value.partial) == len(whole) // 2


def test_a_body_comes_in_crumbs():
    crumbs = []
    with faulty("drip", drip=0.3) as server, client(server) as connection:
        connection.request("POST", "/v1/chat/completions", DATA, LETS_IN)
        answer = connection.getresponse()
        while crumb := answer.read1():
            crumbs.append(crumb)
        answer.close()
        assert b"".join(crumbs) == said(connection).data
        assert server.good == 2
    assert len(crumbs) > 3


def test_an_answer_never_comes():
    with faulty("hang") as server, client(server) as connection:
        connection.timeout = 0.2
        with pytest.raises(TimeoutError):
            said(connection)
        assert one(server).status == 200


def test_a_page_is_sent_in_place_of_an_answer():
    with faulty("html") as server, client(server) as connection:
        first, second = said(connection), said(connection)
        assert (server.answered, server.good) == (2, 1)
    assert (first.status, first.headers["content-type"]) == (200, "text/html")
    assert first.data.startswith(b"<!DOCTYPE html>")
    assert second.json


def test_an_answer_is_cut_off_and_its_length_is_right():
    with faulty("truncated") as server, client(server) as connection:
        first, second = said(connection), said(connection)
    assert first.status == 200
    assert int(first.headers["content-length"]) == len(first.data) == len(second.data) // 2
    with pytest.raises(ValueError, match="Unterminated|Expecting"):
        first.json  # noqa: B018


@pytest.mark.parametrize(
    ("kind", "message", "finish"),
    [
        ("empty", {"content": ""}, "stop"),
        ("none", {"content": None}, "stop"),
        ("refused", {"content": None, "refusal": "I'm sorry, but I can't help with that."}, "stop"),
        ("length", {"content": '{"answer":'}, "length"),
        ("filter", {"content": ""}, "content_filter"),
        ("schema", {"content": '{"colour": "blue", "size": 4}'}, "stop"),
    ],
)
def test_a_reply_is_spoiled_once_and_in_every_choice(
    kind: str, message: dict[str, Any], finish: str
):
    with faulty(kind) as server, client(server) as connection:
        first, second = (said(connection, n=2).json["choices"] for _ in range(2))
        assert (server.answered, server.good, server.prompts_answered) == (2, 1, 1)
    assert [choice["message"] for choice in first] == [{"role": "assistant", **message}] * 2
    assert {choice["finish_reason"] for choice in first} == {finish}
    assert [choice["message"]["content"] for choice in second] == ['{"answer": "A week."}'] * 2


def test_an_answer_that_is_given_again_and_again_is_spoiled_for_one_only():
    whole = completion("A week.")
    with FakeOpenAI(lambda body: whole, faults={"empty": 1}) as server:
        assert [one(server).text for _ in range(2)] == ["", "A week."]


def test_a_reply_comes_in_another_language_and_in_the_schema():
    with faulty("language") as server:
        answer = json.loads(one(server).text)["answer"]
    assert answer.startswith("Das lässt sich ohne")


def test_a_raw_answer_is_spoiled_on_the_wire_only():
    raw_answer = refusal(418, "I am a teapot")
    with FakeOpenAI(lambda body: raw_answer, faults={"empty": 1}, strikes=None) as server:
        assert one(server).data == raw_answer[2]


@pytest.mark.parametrize(("strikes", "good"), [(1, "xooo"), (3, "xxxo"), (None, "xxxx")])
def test_a_fault_strikes_a_prompt_so_often_and_then_no_more(strikes: int | None, good: str):
    with faulty("500", strikes=strikes) as server, client(server) as connection:
        for prompt in ("one", "other"):
            found = ["xo"[said(connection, prompt).status == 200] for _ in range(4)]
            assert "".join(found) == good


def test_what_a_limit_refuses_uses_up_no_strike():
    with faulty("empty", limit=Limit(1)) as server, client(server) as connection:
        assert [said(connection, prompt).status for prompt in "ab"] == [200, 429]
        server.limit.per_minute = 1e9
        assert [bool(said(connection, "b").text) for _ in range(2)] == [False, True]


def fates(prompts: list[str], **more: Any) -> dict[str, Any]:
    """What became of each prompt when it came first."""
    faults = {"500": 0.1, "empty": 0.2}
    with FakeOpenAI(faults=faults, **more) as server, client(server) as connection:
        answers = {prompt: said(connection, prompt) for prompt in prompts}
    return {
        prompt: answer.text if answer.status == 200 else answer.status
        for prompt, answer in answers.items()
    }


def test_who_is_struck_hangs_on_seed_and_prompt_and_not_on_the_order():
    prompts = [f"number {n}" for n in range(400)]
    there = fates(prompts, seed=1)
    counts = Counter(there.values())
    assert 25 <= counts[500] <= 55  # 40 are expected
    assert 60 <= counts[""] <= 100  # 80 are expected
    assert fates(prompts[::-1], seed=1) == there
    assert fates(prompts, seed=2) != there


@pytest.mark.parametrize(("faults", "share"), [(MIXED_5, 0.05), (MIXED_30, 0.3)])
def test_whoever_asks_again_gets_through_mixed_faults(faults: dict[str, float], share: float):
    with FakeOpenAI(faults=faults, drip=0.01, seed=1) as server, client(server) as connection:
        for number in range(600):
            good = server.good
            while server.good == good:
                try:
                    said(connection, f"number {number}")
                except (ConnectionError, HTTPException):
                    connection.close()
        assert (server.good, server.prompts_answered) == (600, 600)
        assert server.requests <= 600 * (1 + share) * 1.05
        assert sum(server.struck.values()) == pytest.approx(600 * share, rel=0.4)
        assert share < 0.1 or set(server.struck) == set(faults)


def test_a_fault_that_there_is_not_is_named():
    with pytest.raises(ValueError, match=r"No such fault: \['fire'\]"):
        FakeOpenAI(faults={"fire": 1})
    with pytest.raises(ValueError, match="more than 1"):
        FakeOpenAI(faults={"500": 0.6, "503": 0.6})


# As a process of its own.


def test_a_server_apart_tells_what_it_saw_and_may_be_told_to_be_slower():
    flags = ["--latency", "0.001,0.002", "--faults", '{"500": 1}', "--per-minute", "6e9"]
    with Apart(*flags, "--usage", "none") as server, client(server) as connection:
        assert [said(connection).status for _ in range(3)] == [500, 200, 200]
        server.limit(0.001)
        assert [said(connection).status for _ in range(2)] == [200, 429]
        assert [each.status for each in server.arrivals] == [500, 200, 200, 200, 429]
        stats = server.stats
        assert (stats["requests"], stats["answered"], stats["prompts_answered"]) == (5, 3, 1)
        assert stats["struck"] == {"500": 1}
    with pytest.raises(OSError, match="refused"):
        server.stats  # noqa: B018


def test_the_program_prints_its_address_first_and_its_counts_at_the_end():
    command = [sys.executable, "-m", "syngen_tests.servers.openai", "--latency", "lognormal:0.1,1"]
    done = subprocess.run(command, input="", capture_output=True, text=True, cwd=ROOT)
    url, counts = done.stdout.splitlines()
    assert url.startswith("http://127.0.0.1:")
    assert json.loads(counts)["requests"] == 0
