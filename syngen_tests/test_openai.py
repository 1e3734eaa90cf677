"""OpenAIChat over real HTTP, against a server that behaves and misbehaves."""

import gc
import json
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from itertools import count, islice, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syngen_assets.core.errors import ModelError, StorageError
from syngen_assets.core.templates import Template
from syngen_assets.llm.chat import WINDOW, Reply, Request, Usage, key
from syngen_assets.llm.loop import the_loop
from syngen_assets.llm.openai import OPENAI, OpenAIChat
from syngen_tests.servers.openai import FakeOpenAI, completion, refusal

ANSWER = Template("answer", 'Answer this: $question\nIn this form: {"answer": "Yes."}')
KEY = "sk-test-123"
HTML = (200, {"content-type": "text/html"}, b"<html>Welcome to the hotel</html>")


def chat_at(server: FakeOpenAI, **more) -> OpenAIChat:
    known = {"model": "gpt-4o-mini", "api_key": KEY, "base_url": server.url, "timeout": 5}
    return OpenAIChat(**{**known, "rest": 0.05, **more})


def asked(numbers=range(1)) -> Iterator[Request]:
    return (Request(ANSWER, {"question": f"number {number}?"}) for number in numbers)


def number(body: dict) -> int:
    return int(body["messages"][0]["content"].split("number ")[1].split("?")[0])


def in_turn(*answers):
    """Answer so, one after the other, and then well."""
    left = iter(answers)
    return lambda body: next(left, "fine")


def one(server: FakeOpenAI, **more) -> Reply:
    (reply,) = chat_at(server, **more).ask(asked())
    return reply


def until(true) -> None:
    deadline = time.monotonic() + 10
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.005)


# What is sent, and what comes back.


def test_a_reply_comes_with_its_key_and_its_tokens():
    with FakeOpenAI(lambda body: "Yes.") as server:
        chat = chat_at(server)
        (request,) = asked()
        assert list(chat.ask([request])) == [
            Reply(key(chat, request), "Yes.", "stop", Usage(50, 1, 20, 3))
        ]


def test_a_server_that_counts_no_tokens_is_believed():
    silent = completion("Yes.")
    del silent["usage"]
    with FakeOpenAI(lambda body: silent) as server:
        assert one(server).usage == Usage()


def test_the_schema_of_the_template_is_asked_for_strictly():
    with FakeOpenAI() as server:
        reply = one(server)
        form = server.log[0]["response_format"]["json_schema"]
    assert form == {"name": "answer", "strict": True, "schema": ANSWER.schema}
    assert list(json.loads(reply.text)) == ["answer"]


def test_what_is_sent_is_the_body_less_the_address():
    with FakeOpenAI() as server:
        chat = chat_at(server, temperature=0.2, ceiling=77)
        (request,) = asked()
        list(chat.ask([request]))
        assert {"base_url": server.url, **server.log[0]} == chat.body(request)


def test_openai_gets_the_new_name_of_the_ceiling_and_other_servers_the_old_one():
    (request,) = asked()
    there = OpenAIChat(model="m", api_key=KEY).body(request)
    here = OpenAIChat(model="m", api_key=KEY, base_url="http://localhost:1/v1").body(request)
    assert (there["base_url"], there["max_completion_tokens"]) == (OPENAI, 400)
    assert here["max_tokens"] == 400
    assert "max_tokens" not in there


def test_the_body_holds_neither_the_key_nor_a_password_of_the_address():
    (request,) = asked()
    chat = OpenAIChat(model="m", api_key=KEY, base_url="http://me:secret@localhost/v1")
    assert chat.body(request)["base_url"] == "http://localhost/v1"
    assert KEY not in json.dumps(chat.body(request)) + repr(chat)


settings = st.fixed_dictionaries(
    {
        "model": st.text(max_size=3),
        "base_url": st.sampled_from([None, "http://a/v1", "http://b/v1"]),
        "temperature": st.sampled_from([0.0, 0.7, 1.0]),
        "ceiling": st.integers(1, 3),
        "question": st.text(max_size=3),
        "name": st.sampled_from(["answer", "question"]),
        "field": st.sampled_from(["answer", "question"]),
        "attempt": st.integers(0, 2),
    }
)


def name_of(model, base_url, temperature, ceiling, question, name, field, attempt) -> str:
    template = Template(name, f'Say: $question\n{{"{field}": ""}}')
    return key(
        OpenAIChat(
            model=model, api_key=KEY, base_url=base_url, temperature=temperature, ceiling=ceiling
        ),
        Request(template, {"question": question}, attempt=attempt),
    )


@given(settings, st.data())
def test_a_change_in_any_one_field_changes_the_key(before, data):
    field = data.draw(st.sampled_from(sorted(before)))
    after = {**before, field: data.draw(settings)[field]}
    assert (name_of(**before) == name_of(**after)) == (before == after)


def test_what_may_not_change_an_answer_does_not_change_the_key():
    (request,) = asked()
    one, other = (
        OpenAIChat(model="m", api_key=api_key, concurrency=seats, timeout=late, retries=late)
        for api_key, seats, late in (("a", 1, 1), ("b", 2, 2))
    )
    assert key(one, request) == key(other, request)


def test_the_client_is_imported_by_the_first_call_only():
    program = (
        "import sys, syngen_assets.llm.openai, syngen_assets.llm.store;"
        "sys.exit(bool({'openai', 'httpx2'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", program]).returncode == 0


# Many at a time.


def test_replies_keep_the_order_of_the_requests():
    with FakeOpenAI(lambda body: str(number(body)), latency=(0, 0.05)) as server:
        replies = list(chat_at(server).ask(asked(range(200))))
    assert [reply.text for reply in replies] == [str(n) for n in range(200)]


@pytest.mark.parametrize("seats", [1, 7, 32])
def test_the_seats_are_all_used_and_never_more(seats):
    with FakeOpenAI(latency=0.15) as server:
        list(chat_at(server, concurrency=seats).ask(asked(range(3 * seats))))
        assert server.most == seats


def test_an_endless_stream_is_taken_a_window_at_a_time():
    taken = []
    stream = (taken.append(request) or request for request in asked(count()))
    with FakeOpenAI() as server:
        replies = chat_at(server, concurrency=4).ask(stream)
        for done, _ in enumerate(islice(replies, 50), start=1):
            assert len(taken) <= done + WINDOW
        replies.close()


def test_a_reply_is_kept_before_its_turn_comes():
    kept = []
    gate = threading.Event()

    def answer(body):
        if number(body) == 0:
            gate.wait(5)
        return "Yes."

    def keep(request, reply):
        kept.append(reply)
        if len(kept) == 5:
            gate.set()

    with FakeOpenAI(answer) as server:
        assert len(list(chat_at(server).ask(asked(range(6)), keep))) == 6
    assert gate.is_set()


def test_what_is_in_flight_is_kept_when_the_reader_stops():
    kept = []
    with FakeOpenAI(latency=(0.02, 0.1)) as server:
        replies = chat_at(server, concurrency=8).ask(
            asked(count()), lambda request, reply: kept.append(request.prompt)
        )
        next(replies)
        replies.close()
        sent = len(server.log)
        assert sorted(kept) == sorted(server.prompts)
        time.sleep(0.2)
        assert len(server.log) == sent
    assert sent >= 8


def test_calls_in_flight_get_no_longer_to_land_than_the_timeout():
    later = refusal(503, "come back in five seconds", retry_after_ms="5000")
    with FakeOpenAI(lambda body: later if number(body) else "fine") as server:
        replies = chat_at(server, timeout=0.5).ask(asked(range(2)))
        next(replies)
        until(lambda: len(server.log) == 2)
        time.sleep(0.1)
        begin = time.monotonic()
        replies.close()
        assert time.monotonic() - begin < 3


def test_a_stream_of_requests_that_breaks_keeps_what_is_in_flight():
    def broken():
        yield from asked(range(3))
        raise StorageError("no more")

    kept = []
    with FakeOpenAI(latency=0.05) as server:
        with pytest.raises(StorageError, match="no more"):
            list(chat_at(server).ask(broken(), lambda request, reply: kept.append(reply)))
        assert len(kept) == len(server.log)


def test_a_reply_that_cannot_be_kept_ends_the_run():
    def full(request, reply):
        raise StorageError("the disk is full")

    with FakeOpenAI() as server, pytest.raises(StorageError, match="disk is full"):
        list(chat_at(server).ask(asked(count()), full))


def test_one_thread_makes_the_calls_of_all_streams():
    with FakeOpenAI() as server, FakeOpenAI() as other:
        list(chat_at(server).ask(asked(range(5))))
        list(chat_at(other).ask(asked(range(5))))
        next(chat_at(server).ask(asked(count())))
    assert [thread.name for thread in threading.enumerate()].count("calls") == 1


def test_a_stream_that_is_found_as_garbage_by_the_loop_holds_up_nobody():
    with FakeOpenAI(latency=0.01) as server:
        left = chat_at(server).ask(asked(count()))
        next(left)
        holder = [left]
        holder.append(holder)  # garbage that only a collection finds
        del left, holder
        the_loop().tell(gc.collect)
        assert len(list(chat_at(server).ask(asked(range(20))))) == 20


def test_python_looks_for_garbage_as_before_when_no_call_is_on_its_way():
    before = gc.get_threshold()
    with FakeOpenAI() as server:
        replies = chat_at(server).ask(asked(range(5)))
        next(replies)
        assert gc.get_threshold()[0] > before[0]
        other = chat_at(server).ask(asked(range(5)))
        next(other)
        replies.close()
        assert gc.get_threshold()[0] > before[0]
        other.close()
    assert gc.get_threshold() == before


PROGRAM = """
import sys
from itertools import count
from syngen_assets.llm.openai import OpenAIChat
from syngen_tests.test_openai import asked
chat = OpenAIChat(model="gpt-4o-mini", api_key="sk-test-123", base_url=sys.argv[1], timeout=5)
replies = chat.ask(asked(count()), lambda request, reply: print(request.prompt.split()[3]))
for reply in replies:
    if sys.argv[2] == "leave":
        break
"""


def program(server: FakeOpenAI, what: str) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-W", "error", "-c", PROGRAM, server.url, what],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_ctrl_c_lets_calls_land_and_leaves_no_mess():
    with FakeOpenAI(latency=(0.1, 0.3)) as server, program(server, "go on") as run:
        until(lambda: len(server.log) > 50)
        os.kill(run.pid, signal.SIGINT)
        out, err = run.communicate(timeout=20)
        assert len(out.split()) == len(server.log)
    assert err.rstrip().endswith("KeyboardInterrupt")
    assert not [word for word in ("destroyed", "never retrieved", "unclosed") if word in err]


def test_a_program_that_leaves_its_stream_open_still_lands_its_calls():
    with FakeOpenAI(latency=(0.1, 0.3)) as server, program(server, "leave") as run:
        out, err = run.communicate(timeout=20)
        assert len(out.split()) == len(server.log)
    assert (run.returncode, err) == (0, "")


# A call that fails.


@pytest.mark.parametrize("status", [408, 409, 429, 500, 503])
def test_a_server_that_recovers_is_waited_for(status):
    trouble = refusal(status, "try again")
    with FakeOpenAI(in_turn(trouble, trouble)) as server:
        assert one(server).text == "fine"
        assert len(server.log) == 3


def test_each_try_again_waits_twice_as_long_as_the_one_before():
    trouble = refusal(500, "try again", retry_after_ms="")
    with FakeOpenAI(in_turn(*[trouble] * 4)) as server:
        assert one(server, rest=0.05).text == "fine"
        times = [arrival.at for arrival in server.arrivals]
    gaps = [after - before for before, after in pairwise(times)]
    assert all(gap >= 0.025 * 2**tries for tries, gap in enumerate(gaps))  # half of it is chance
    assert len(gaps) == 4


@pytest.mark.parametrize(
    ("status", "more", "tries"), [(500, {}, "6 tries"), (503, {"retries": 1}, "2 tries")]
)
def test_a_failure_that_stays_is_the_problem_of_its_row_and_not_kept(status, more, tries):
    kept = []
    ill = refusal(status, "ill")
    with FakeOpenAI(lambda body: ill if number(body) == 1 else "fine") as server:
        chat = chat_at(server, **more)
        replies = list(chat.ask(asked(range(3)), lambda *both: kept.append(both)))
    assert [reply.text for reply in replies] == ["fine", "", "fine"]
    assert replies[1].problem == f"{server.url}: server answered {status}: ill after {tries}"
    assert len(kept) == 2


def test_a_call_that_takes_too_long_is_the_problem_of_its_row():
    with FakeOpenAI(latency=1) as server:
        reply = one(server, timeout=0.2, retries=1)
    assert reply.problem == f"{server.url}: no answer within 0.4 s after 2 tries"


def test_a_connection_that_breaks_is_the_problem_of_its_row():
    def hang_up(body):
        raise ConnectionError

    with FakeOpenAI(hang_up) as server:
        assert one(server, retries=0).problem == f"{server.url}: the connection broke after 1 try"


@pytest.mark.parametrize(
    "garbage",
    [
        HTML,
        (200, {"content-type": "application/json"}, b'{"choices": [{"mess'),
        (200, {"content-type": "application/json"}, b'{"choices": []}'),
        (200, {"content-type": "application/json"}, b"\xff\xfe"),
        (200, {"content-type": "application/json"}, b"null"),
        (200, {"content-type": "application/json"}, b'{"choices": [{"message": null}]}'),
        (200, {}, b""),
    ],
)
def test_a_200_without_a_reply_is_tried_again_and_then_a_problem(garbage):
    with FakeOpenAI(in_turn(garbage)) as server:
        assert one(server).text == "fine"
    with FakeOpenAI(lambda body: garbage) as server:
        assert (
            one(server, retries=1).problem == f"{server.url}: a 200 without a reply after 2 tries"
        )


@pytest.mark.parametrize(
    ("sent", "text", "finish"),
    [
        (completion(None), "", "stop"),
        (completion(""), "", "stop"),
        (completion("Yes, bec", "length"), "Yes, bec", "length"),
        (completion(None, "content_filter"), "", "content_filter"),
        (completion(None, refusal="I would rather not."), "I would rather not.", "refusal"),
        (completion("half \ud83d"), "half \ufffd", "stop"),
    ],
)
def test_a_poor_reply_is_still_a_reply_and_kept(sent, text, finish):
    kept = []
    with FakeOpenAI(lambda body: sent) as server:
        list(chat_at(server).ask(asked(), lambda request, reply: kept.append(reply)))
        assert len(server.log) == 1
    assert [(reply.text, reply.finish, reply.problem) for reply in kept] == [(text, finish, None)]


def test_a_prompt_that_cannot_be_sent_is_the_problem_of_its_row():
    with FakeOpenAI() as server:
        (reply,) = chat_at(server).ask([Request(ANSWER, {"question": "\ud83d"})])
    assert "lone surrogate" in reply.problem


# What a server does not take.


def picky(name: str, by_param: bool):
    def answer(body):
        if name not in body:
            return "fine"
        text = f"Unsupported parameter: '{name}' is not supported with this model."
        return refusal(400, text, param=name if by_param else None)

    return answer


@pytest.mark.parametrize("by_param", [True, False])
@pytest.mark.parametrize("name", ["response_format", "temperature", "max_tokens"])
def test_a_parameter_that_is_refused_is_left_out_from_then_on(name, by_param):
    with FakeOpenAI(picky(name, by_param)) as server:
        chat = chat_at(server, concurrency=1)
        keys = [key(chat, request) for request in asked(range(3))]
        replies = list(chat.ask(asked(range(3))))
        assert [name in body for body in server.log] == [True, False, False, False]
        assert ("max_completion_tokens" in server.log[-1]) == (name == "max_tokens")
    assert [reply.text for reply in replies] == ["fine"] * 3
    assert [reply.key for reply in replies] == keys


def test_a_server_that_takes_nothing_extra_gets_nothing_extra():
    extra = {"response_format", "temperature", "max_tokens"}

    def answer(body):
        if left := sorted(extra & set(body)):
            detail = [{"type": "extra_forbidden", "loc": ["body", left[0]], "input": {}}]
            return 422, {}, json.dumps({"detail": detail}).encode()
        return "fine"

    with FakeOpenAI(answer) as server:
        assert {reply.text for reply in chat_at(server).ask(asked(range(40)))} == {"fine"}


def test_a_server_that_takes_the_ceiling_under_neither_name_is_not_asked_for_ever():
    with FakeOpenAI(lambda body: refusal(400, "no max_tokens, no max_completion_tokens")) as server:
        assert "server refused the request (400: no max_tokens" in one(server).problem
        assert len(server.log) == 2


def test_a_patient_who_speaks_of_temperature_does_not_turn_it_off():
    def answer(body):
        prompt = body["messages"][0]["content"]
        return refusal(400, f"We do not discuss: {prompt}") if "fever" in prompt else "fine"

    with FakeOpenAI(answer) as server:
        chat = chat_at(server)
        questions = ["what temperature is a fever?", "is it late?"]
        replies = list(chat.ask(Request(ANSWER, {"question": text}) for text in questions))
        assert all("temperature" in body for body in server.log)
    assert replies[0].problem
    assert replies[1].text == "fine"


def test_a_prompt_that_is_too_long_does_not_rename_the_ceiling():
    text = "max_tokens is too large: this model's maximum context length is 512 tokens"
    with FakeOpenAI(lambda body: refusal(400, text, param="max_tokens")) as server:
        assert "context length" in one(server).problem
        assert len(server.log) == 1


# When asking on makes no sense.


def fails(chat: OpenAIChat, numbers=range(1), kept=None) -> str:
    with pytest.raises(ModelError) as error:
        list(chat.ask(asked(numbers), lambda *both: kept.append(both) if kept is not None else 0))
    assert error.value.__cause__ is None
    assert error.value.__context__ is None
    return str(error.value)


def test_a_refused_key_is_named_by_its_setting_and_not_shown():
    with FakeOpenAI() as server:
        chat = chat_at(server, api_key="sk-secret-key-of-mine")
        message = fails(chat)
    assert message == f"The server at {server.url} refused the key (401). Check OPENAI_API_KEY."


def test_an_unknown_model_is_named():
    with FakeOpenAI() as server:
        message = fails(chat_at(server, model="gpt-9"), count())
    assert f'The server at {server.url} knows no model "gpt-9" (404: The model `gpt-9`' in message
    assert message.endswith("Set SYNGEN_MODEL or --model, or correct OPENAI_BASE_URL.")


def test_a_forbidden_model_is_named():
    with FakeOpenAI(lambda body: refusal(403, "not in your country")) as server:
        message = fails(chat_at(server))
        assert len(server.log) == 1
    assert 'does not let this key use "gpt-4o-mini" (403: not in your country)' in message


@pytest.mark.parametrize(
    "answer", [refusal(429, "You exceeded it", "insufficient_quota"), refusal(402, "Pay first")]
)
def test_an_empty_account_is_said_at_once(answer):
    with FakeOpenAI(lambda body: answer) as server:
        message = fails(chat_at(server))
        assert len(server.log) == 1
    assert f"out of quota at {server.url} ({answer[0]}: " in message
    assert "what was answered is kept" in message


def test_a_server_that_is_not_there_is_named():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}/v1"
    message = fails(OpenAIChat(model="m", api_key=KEY, base_url=url, retries=1), range(40))
    assert message.startswith(f"No server answers at {url} (")
    assert message.endswith(". Check OPENAI_BASE_URL and the network.")


@pytest.mark.parametrize("url", ["http://nowhere.invalid/v1", "localhost:8000/v1", "http://[x/v1"])
def test_an_address_that_leads_nowhere_is_named(url):
    message = fails(OpenAIChat(model="m", api_key=KEY, base_url=url, retries=0))
    assert url in message
    assert "OPENAI_BASE_URL" in message


@pytest.mark.parametrize("api_key", ["", "  ", "sk-“quoted”"])
def test_a_key_that_can_be_none_is_said_before_any_call(api_key):
    with FakeOpenAI() as server:
        message = fails(chat_at(server, api_key=api_key))
        assert server.log == []
    assert "OPENAI_API_KEY" in message
    assert "quoted" not in message


def test_five_failures_in_a_row_end_a_run_and_what_landed_is_kept():
    kept: list = []
    bad = refusal(503, "down", x_should_retry="false")
    with FakeOpenAI(lambda body: bad if number(body) >= 20 else "fine") as server:
        message = fails(chat_at(server, concurrency=4), count(), kept)
        # Calls in flight when the first one fails may still succeed, and begin the count anew.
        assert len(server.log) <= 20 + 5 + 2 * 4
    assert len(kept) == 20
    assert message == (
        f"5 calls in a row failed, at last {server.url}: server answered 503: down after 1 try. "
        "Run again later (what was answered is kept), or check SYNGEN_MODEL and OPENAI_BASE_URL."
    )


def test_failures_with_a_success_between_them_end_nothing():
    bad = refusal(500, "down", x_should_retry="false")
    with FakeOpenAI(lambda body: "fine" if number(body) % 5 == 4 else bad) as server:
        replies = list(chat_at(server, concurrency=1).ask(asked(range(50))))
    assert [reply.problem is None for reply in replies] == [n % 5 == 4 for n in range(50)]


def test_a_set_up_that_is_refused_from_the_start_ends_the_run():
    with FakeOpenAI(lambda body: refusal(400, "no such grammar")) as server:
        assert "(400: no such grammar)" in fails(chat_at(server), count())


def test_after_a_success_a_refusal_is_its_row_s_own():
    with FakeOpenAI(lambda body: refusal(400, "no") if number(body) else "fine") as server:
        replies = list(chat_at(server, concurrency=1).ask(asked(range(20))))
    assert [reply.problem is None for reply in replies] == [True] + [False] * 19


def test_calls_in_flight_are_kept_when_one_of_them_is_fatal():
    kept: list = []

    def answer(body):
        if number(body) == 3:
            return refusal(401, "who are you?")
        time.sleep(0.2)
        return "fine"

    with FakeOpenAI(answer) as server:
        fails(chat_at(server, concurrency=8), count(), kept)
        assert len(kept) == len(server.log) - 1 == 7


@pytest.mark.parametrize("status", [400, 401, 402, 403, 404, 422, 429, 500])
@pytest.mark.parametrize("api_key", ["sk-proj-Ab1/x+y_Zz-0123456789", "EMPTY", "x"])
def test_the_key_is_in_no_error_even_if_the_server_repeats_it(status, api_key):
    shown = f"{api_key} {api_key[:12]}****{api_key[-4:]} 'Bearer {api_key}'"
    bad = refusal(status, shown, code=api_key, x_should_retry="false")
    with FakeOpenAI(lambda body: bad, key=api_key) as server:
        try:
            text = str([reply for reply in chat_at(server, api_key=api_key).ask(asked(range(9)))])
        except ModelError as error:
            text = f"{error!r} {error.__cause__!r} {error.__context__!r}"
    words = set(text.replace("'", " ").split())
    assert api_key not in words
    assert len(api_key) < 8 or (api_key[:8] not in text and api_key[-8:] not in text)


def test_the_shared_state_is_safe_for_a_few_streams_at_once():
    with FakeOpenAI(lambda body: str(number(body)), latency=(0, 0.02)) as server:
        chat = chat_at(server, concurrency=4)
        streams = [chat.ask(asked(range(10 * n, 10 * n + 10))) for n in range(3)]
        got = {n: [] for n in range(3)}
        turns = [n for n in range(3) for _ in range(10)]
        random.Random(1).shuffle(turns)
        for n in turns:
            got[n].append(int(next(streams[n]).text))
    assert got == {n: list(range(10 * n, 10 * n + 10)) for n in range(3)}


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b'{"detail": "the engine is gone"}', "the engine is gone"),
        (b'{"detail": [{"loc": ["body"], "msg": "no such field"}]}', "no such field"),
        (b'[{"error": {"message": "Internal"}}]', "Internal"),
        (b"Internal Server Error", "Internal Server Error"),
    ],
)
def test_a_server_s_own_words_are_told_whatever_their_shape(body, said):
    bad = (500, {"content-type": "application/json", "x-should-retry": "false"}, body)
    with FakeOpenAI(lambda _: bad) as server:
        assert one(server).problem == f"{server.url}: server answered 500: {said} after 1 try"


@pytest.mark.parametrize(
    "words",
    ["Invalid model name passed in model=nope", "Server is pinned to 'a'; requested 'nope'"],
)
def test_an_unknown_model_is_known_by_the_words_of_a_400_too(words):
    with FakeOpenAI(lambda body: refusal(400, words), models=()) as server:
        assert 'knows no model "nope"' in fails(chat_at(server, model="nope"))


def test_a_quota_is_known_by_its_sentence_too():
    gone = refusal(429, "You exceeded your current quota, please check your plan.")
    with FakeOpenAI(lambda body: gone) as server:
        assert "out of quota" in fails(chat_at(server))
        assert server.requests <= 32


# What other servers do.


def test_a_server_that_goes_away_in_the_middle_is_waited_for():
    """It is started anew on the same port, as after an update."""
    with FakeOpenAI(latency=0.1) as server:
        port = int(server.url.split(":")[2].split("/")[0])
        replies = chat_at(server, concurrency=1, rest=0.1).ask(asked(range(6)))
        texts = [next(replies).text]
    again = FakeOpenAI()
    later = threading.Timer(0.4, lambda: again.open(port))
    later.start()
    texts += [reply.text for reply in replies]
    later.join()
    again.__exit__()
    assert len(texts) == 6
    assert all(texts)
    assert again.requests > 0


def test_a_limit_of_a_minute_that_a_server_calls_a_quota_is_waited_for():
    words = "You exceeded your current quota, please check your plan. Please retry in 0.1s."
    with FakeOpenAI(in_turn(refusal(429, words, retry_after_ms=""))) as server:
        assert one(server).text == "fine"


def test_a_limit_that_is_used_up_is_waited_for_without_a_retry_after():
    used = {"x_ratelimit_remaining_requests": "0", "x_ratelimit_reset_requests": "300ms"}
    with FakeOpenAI(in_turn(refusal(429, "slow down", retry_after_ms="", **used))) as server:
        assert one(server).text == "fine"
        first, second = (arrival.at for arrival in server.arrivals)
        assert second - first >= 0.3


def test_a_503_that_names_a_time_stops_all_calls_for_it():
    busy = refusal(503, "loading the model", retry_after_ms="200")
    with FakeOpenAI(in_turn(busy, busy, busy, busy)) as server:
        replies = list(chat_at(server, concurrency=4).ask(asked(range(5))))
        assert not [reply for reply in replies if reply.problem]
        assert server.arrivals[4].at - server.arrivals[3].at >= 0.16


def test_calls_that_end_with_their_stream_are_no_failures_of_the_server():
    kept: list = []

    def answer(body):
        return refusal(401, "who are you?") if number(body) == 19 else refusal(500, "down")

    with FakeOpenAI(answer) as server:
        chat = chat_at(server, concurrency=20)
        fails(chat, range(20), kept)
        server.answer = lambda body: "fine" if number(body) else refusal(500, "down")
        replies = list(chat.ask(asked(range(3))))
    assert [reply.text for reply in replies] == ["", "fine", "fine"]


@pytest.mark.parametrize("count", ["NaN", "1e999", "-5", '"many"', "null", "[1]"])
def test_a_count_that_is_none_ends_nothing(count):
    body = json.dumps(completion("Yes.")).replace(
        '"prompt_tokens": 50', f'"prompt_tokens": {count}'
    )
    raw = (200, {"content-type": "application/json"}, body.encode())
    with FakeOpenAI(lambda _: raw) as server:
        reply = one(server)
    assert (reply.text, reply.usage.prompt) == ("Yes.", 0)


def test_content_in_parts_is_read_without_the_thoughts():
    said = completion("x")
    said["choices"][0]["message"]["content"] = [
        {"type": "thinking", "thinking": [{"type": "text", "text": "Hm."}]},
        {"type": "text", "text": "Yes."},
    ]
    with FakeOpenAI(lambda body: said) as server:
        assert one(server).text == "Yes."
