"""The response store, and the model that looks into it first."""

import os
import re
import signal
import sqlite3
import subprocess
import sys
import threading
import time
import tracemalloc
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count, islice
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syngen_assets.core.errors import ModelError, StorageError
from syngen_assets.core.templates import Template
from syngen_assets.llm.bills import Bill
from syngen_assets.llm.chat import WINDOW, Reply, Request, Usage, key
from syngen_assets.llm.database import VERSION
from syngen_assets.llm.openai import OpenAIChat
from syngen_assets.llm.scripted import ScriptedChat
from syngen_assets.llm.store import ResponseStore
from syngen_assets.llm.stored import StoredChat
from syngen_tests.servers.openai import FakeOpenAI

ECHO = Template("echo", "Say $word")
SAID = Template("said", 'Say $word\n{"answer": ""}')
REPLY = Reply("k", "Yes.", "length", Usage(1, 2, 3, 4))


@pytest.fixture
def store(tmp_path):
    with ResponseStore(tmp_path / "replies.sqlite") as store:
        yield store


def asked(words) -> list[Request]:
    return [Request(ECHO, {"word": str(word)}) for word in words]


def echo() -> ScriptedChat:
    return ScriptedChat(lambda request: request.values["word"])


def texts(replies) -> list[str]:
    return [reply.text for reply in replies]


def size(store: ResponseStore) -> int:
    """The replies that are committed once all is flushed, counted by another connection."""
    store.flush()
    with sqlite3.connect(store.path) as db:
        (rows,) = db.execute("select count(*) from replies").fetchone()
    db.close()
    return rows


# The store.


bodies = st.dictionaries(st.text(), st.text() | st.integers())


@given(st.text(), bodies, st.text("0123456789abcdef", min_size=32, max_size=32))
def test_what_is_put_is_found_again_whole(text, body, name):
    with TemporaryDirectory() as folder, ResponseStore(Path(folder) / "replies.sqlite") as store:
        reply = Reply(name, text, "stop", Usage(5, 6, 7, 8), cached=True)
        store.put(body, 2, "gpt", reply)
        waiting = store.get_many([name, "other"]), store.stored(name)
        store.flush()
        assert (store.get_many([name, "other"]), store.stored(name)) == waiting
        assert waiting[0] == {name: reply}
        found = store.stored(name)
    assert (found.key, found.body, found.attempt, found.model) == (name, body, 2, "gpt")
    assert found.reply == reply


def test_a_reply_says_when_it_came(store):
    store.put({}, 0, "gpt", REPLY)
    age = datetime.now(UTC) - datetime.fromisoformat(store.stored("k").created)
    assert timedelta(seconds=-1) <= age < timedelta(seconds=10)


def test_a_model_s_reply_has_a_bill_and_one_of_a_program_has_none(store):
    store.put({"word": "one"}, 0, "gpt", replace(REPLY, key="1", seconds=0.5), usd=0.25)
    store.put({"word": "one"}, 0, "gpt", replace(REPLY, key="1", seconds=9.0), usd=9.0)
    store.put({"word": "two"}, 0, "offline", replace(REPLY, key="2"), usd=0.0)
    assert store.bill("1") == Bill("1", 0.25, 0.5)
    assert store.bill("2") is None
    assert store.prune(model="gpt").replies == 1
    assert store.bill("1") is None


def test_a_call_over_the_net_says_how_long_it_took(store):
    with FakeOpenAI(latency=0.05) as server:
        model = OpenAIChat(model="gpt-4o-mini", api_key="sk-test-123", base_url=server.url)
        chat = StoredChat(model, store, lambda usage: 0.125)
        (reply,) = chat.ask([Request(SAID, {"word": "one"})])
    bill = store.bill(reply.key)
    assert (bill.usd, bill.batch) == (0.125, None)
    assert 0.05 <= bill.seconds < 60


def test_there_is_nothing_under_a_key_that_was_never_put(store):
    assert store.stored("nothing") is None
    assert store.get_many(["nothing"]) == {}
    assert store.get_many([]) == {}


def test_the_first_reply_for_a_key_stays(store):
    store.put({}, 0, "gpt", REPLY)
    store.put({}, 0, "gpt", Reply("k", "No."))
    assert store.stored("k").reply.text == "Yes."


def test_a_closed_store_opens_with_all_it_had(store):
    store.put({"a": 1}, 0, "gpt", REPLY)
    store.close()
    with ResponseStore(store.path) as again:
        assert again.stored("k").body == {"a": 1}


def test_many_keys_are_looked_up_at_once(store):
    for number in range(2000):
        store.put({}, 0, "gpt", Reply(str(number), "x"))
    assert len(store.get_many(map(str, range(5000)))) == 2000


def test_threads_share_a_store(store):
    def write(part):
        for number in range(100):
            store.put({}, 0, "gpt", Reply(f"{part} {number}", "x"))

    threads = [threading.Thread(target=write, args=[part]) for part in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert size(store) == 800


WRITER = """
import sys
from syngen_assets.llm.chat import Reply
from syngen_assets.llm.store import ResponseStore
with ResponseStore(sys.argv[1]) as store:
    for number in range(int(sys.argv[2]), int(sys.argv[2]) + 500):
        store.put({"n": number}, 0, "gpt", Reply(str(number), "x" * 500))
"""


def test_processes_that_begin_together_share_a_new_store(tmp_path):
    path = tmp_path / "new" / "replies.sqlite"
    runs = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(path), str(start)])
        for start in (0, 250, 500, 0)
    ]
    assert [run.wait(30) for run in runs] == [0, 0, 0, 0]
    with ResponseStore(path) as store:
        assert size(store) == 1000


RACE = """
import multiprocessing, sys
from syngen_assets.llm.store import ResponseStore
fork = multiprocessing.get_context("fork")

def make(path, start):
    start.wait()
    ResponseStore(path).close()

def race(path):
    start = fork.Barrier(6)
    runs = [fork.Process(target=make, args=(path, start)) for _ in range(6)]
    for run in runs:
        run.start()
    for run in runs:
        run.join()
    return sum(run.exitcode for run in runs)

sys.exit(sum(race(f"{sys.argv[1]}/{number}") for number in range(40)))
"""


def test_processes_may_make_the_same_store_at_the_same_moment(tmp_path):
    subprocess.run([sys.executable, "-c", RACE, str(tmp_path)], check=True, timeout=30)


def test_a_file_that_is_no_database_is_said_to_be_none(tmp_path):
    path = tmp_path / "replies.sqlite"
    path.write_text("id,question\n" * 500)
    with pytest.raises(StorageError, match="is no sound response store .*move it aside"):
        ResponseStore(path)


def test_a_damaged_store_is_said_to_be_damaged(store):
    for number in range(500):
        store.put({}, 0, "gpt", Reply(str(number), "x" * 500))
    store.close()
    with store.path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * 100_000)

    def read():
        with ResponseStore(store.path) as damaged:
            damaged.get_many(map(str, range(500)))

    with pytest.raises(StorageError, match="is no sound response store"):
        read()


def test_another_program_s_database_is_left_alone(tmp_path):
    path = tmp_path / "replies.sqlite"
    with sqlite3.connect(path) as db:
        db.execute("create table recipes (name text)")
    db.close()
    with pytest.raises(StorageError, match="another program's database"):
        ResponseStore(path)


def test_a_store_of_a_newer_version_is_left_alone(store):
    store.close()
    with sqlite3.connect(store.path) as db:
        db.execute("pragma user_version = 99")
    db.close()
    words = rf"newer syngen \(store version 99, this one reads {VERSION}\)"
    with pytest.raises(StorageError, match=words):
        ResponseStore(store.path)


@pytest.mark.skipif(os.getuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_is_named(tmp_path):
    tmp_path.chmod(0o500)
    with pytest.raises(StorageError, match="Check the rights"):
        ResponseStore(tmp_path / "replies.sqlite")
    tmp_path.chmod(0o700)


@pytest.mark.parametrize("folder", ["/proc/syngen", __file__])
def test_a_folder_that_cannot_be_made_is_named(folder):
    with pytest.raises(StorageError, match=rf"{folder}/replies.sqlite cannot be written .*rights"):
        ResponseStore(Path(folder) / "replies.sqlite")


FULL = """
import resource, sys
from syngen_assets.core.errors import StorageError
from syngen_assets.llm.chat import Reply
from syngen_assets.llm.store import ResponseStore
try:
    with ResponseStore(sys.argv[1]) as store:
        resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
        for number in range(10_000):
            store.put({}, 0, "gpt", Reply(str(number), "x" * 500))
except StorageError as error:
    sys.exit(f"{number + 1}: {error}")
"""


def test_a_disk_that_fills_up_is_said_to_be_full_with_how_many_replies_are_lost(store):
    run = subprocess.run(
        [sys.executable, "-c", FULL, str(store.path)], capture_output=True, text=True, timeout=30
    )
    number, message = run.stderr.split(": ", 1)
    assert "cannot be written or read" in message
    assert "free space" in message
    (lost,) = re.findall(r"(\d+) replies that were paid for are lost\.$", message.strip())
    assert 5 < size(store) == int(number) - int(lost)
    assert 0 < int(lost) <= 101


# The model that looks into the store first.


def test_a_warm_store_asks_nothing(store):
    first = texts(StoredChat(echo(), store).ask(asked(range(1200))))
    inner = echo()
    again = list(StoredChat(inner, store).ask(asked(range(1200))))
    assert texts(again) == first == [str(n) for n in range(1200)]
    assert all(reply.cached for reply in again)
    assert inner.asked == []


def test_a_warm_store_needs_no_server_and_no_key(store):
    model = OpenAIChat(model="m", api_key="", base_url="http://nowhere.invalid/v1")
    template = Template("echo", 'Say $word\n{"answer": ""}')
    request = [Request(template, {"word": "a"})]
    store.put({}, 0, "m", Reply(key(model, *request), "kept"))
    assert texts(StoredChat(model, store).ask(request)) == ["kept"]


def test_only_what_is_missing_is_asked_and_the_order_stays(store):
    list(StoredChat(echo(), store).ask(asked(range(0, 3000, 3))))
    inner = echo()
    chat = StoredChat(inner, store)
    replies = list(chat.ask(asked(range(3000))))
    assert texts(replies) == [str(n) for n in range(3000)]
    assert [reply.cached for reply in replies] == [n % 3 == 0 for n in range(3000)]
    assert (len(inner.asked), chat.calls, chat.cached) == (2000, 2000, 1000)


def test_the_order_stays_over_a_slow_server_too(store):
    template = Template("echo", 'number $word?\n{"answer": ""}')

    def stream(step):
        return (Request(template, {"word": str(n)}) for n in range(0, 400, step))

    def answer(body):
        return body["messages"][0]["content"].split("?")[0]

    with FakeOpenAI(answer, latency=(0, 0.02)) as server:
        model = OpenAIChat(model="gpt-4o-mini", api_key="sk-test-123", base_url=server.url)
        list(StoredChat(model, store).ask(stream(2)))
        chat = StoredChat(model, store)
        assert texts(chat.ask(stream(1))) == [f"number {n}" for n in range(400)]
        assert len(server.log) == 400
        assert (chat.calls, chat.cached, chat.usage.prompt) == (200, 200, 200 * 50)


def test_the_same_request_twice_is_asked_once(store):
    inner = echo()
    chat = StoredChat(inner, store)
    replies = list(chat.ask(asked([1, 1, 2, 1, 2] + [3] * 1500)))
    assert texts(replies) == list("11212") + ["3"] * 1500
    assert [request.values["word"] for request in inner.asked] == ["1", "2", "3"]
    assert [reply.cached for reply in replies[:5]] == [False, True, False, True, True]
    assert (chat.calls, chat.cached) == (3, 1502)


def test_the_same_request_twice_is_asked_once_while_it_is_in_flight(store):
    template = Template("echo", 'Say $word\n{"answer": ""}')
    with FakeOpenAI(latency=0.05) as server:
        model = OpenAIChat(model="gpt-4o-mini", api_key="sk-test-123", base_url=server.url)
        requests = [Request(template, {"word": str(n % 7)}) for n in range(100)]
        replies = texts(StoredChat(model, store).ask(requests))
        assert len(server.log) == 7
    assert replies == [replies[n % 7] for n in range(100)]


def test_an_attempt_more_is_a_new_question(store):
    inner = echo()
    (request,) = asked(["a"])
    list(StoredChat(inner, store).ask([request, Request(ECHO, {"word": "a"}, attempt=1)]))
    assert len(inner.asked) == 2


def test_a_problem_is_not_stored_and_is_asked_again(store):
    mute = StoredChat(ScriptedChat({"Say a": "A"}), store)
    replies = list(mute.ask(asked(["a", "b", "b", "a"])))
    assert [reply.problem is None for reply in replies] == [True, False, False, True]
    assert size(store) == 1
    chat = StoredChat(ScriptedChat({"Say a": "A", "Say b": "B"}), store)
    assert texts(chat.ask(asked(["a", "b"]))) == ["A", "B"]
    assert (chat.calls, chat.cached) == (1, 1)


def test_a_reply_is_stored_before_anything_reads_it(store):
    def keep(request, reply):
        assert store.stored(reply.key)

    for reply in StoredChat(echo(), store).ask(asked(range(3)), keep):
        assert store.stored(reply.key)


def test_the_reader_s_keep_sees_every_reply(store):
    list(StoredChat(echo(), store).ask(asked([1, 3])))
    kept = []
    list(StoredChat(echo(), store).ask(asked(range(5)), lambda _, reply: kept.append(reply.text)))
    assert sorted(kept) == list("01234")


def test_the_books_go_on_over_several_streams(store):
    chat = StoredChat(echo(), store)
    for _ in range(3):
        list(chat.ask(asked(range(10))))
    assert (chat.calls, chat.cached) == (10, 20)


def test_the_store_tells_what_was_asked(store):
    inner = echo()
    (reply,) = StoredChat(inner, store).ask(asked(["a"]))
    found = store.stored(reply.key)
    assert found.body == inner.body(*asked(["a"]))
    assert found.model == "scripted"


def test_it_passes_for_the_model_it_wraps(store):
    inner = echo()
    chat = StoredChat(inner, store)
    (request,) = asked(["a"])
    assert (chat.name, chat.body(request)) == (inner.name, inner.body(request))


def test_an_endless_stream_is_read_a_batch_ahead_at_most(store):
    taken = []
    stream = (taken.append(n) or request for n in count() for request in asked([n]))
    replies = StoredChat(echo(), store).ask(stream)
    assert len(list(islice(replies, 700))) == 700
    assert len(taken) <= 1000
    replies.close()


def test_long_runs_of_hits_behind_a_slow_call_do_not_pile_up(store):
    list(StoredChat(echo(), store).ask(asked(range(1, 15_000))))
    taken, most, read = 0, 0, 0

    def stream():
        nonlocal taken
        for number in range(15_000):
            taken += 1
            yield from asked([number])

    class Hoarder(ScriptedChat):
        """Takes its whole stream before it says anything."""

        def ask(self, requests, keep):
            yield from super().ask(list(requests), keep)

    chat = StoredChat(Hoarder(lambda request: request.values["word"]), store)
    for reply in chat.ask(stream()):
        assert reply.text == str(read)
        read += 1
        most = max(most, taken - read)
    assert (read, chat.calls) == (15_000, 1)
    assert WINDOW - 600 < most <= WINDOW


def test_memory_stays_bounded_however_long_the_stream(store):
    chat = StoredChat(echo(), store)

    class Amnesia(list):
        def append(self, request):
            """Forget."""

    chat.inner.asked = Amnesia()

    def peak(rows: int) -> int:
        tracemalloc.start()
        stream = (request for n in range(rows) for request in asked([f"{rows} {n // 2}"]))
        assert sum(1 for _ in chat.ask(stream)) == rows
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    peak(100)
    assert peak(4_000) < 1.5 * peak(1_000)


def test_a_model_that_loses_a_request_is_found_out(store):
    class Careless(ScriptedChat):
        def ask(self, requests, keep):
            yield from list(super().ask(requests, keep))[1:]

    with pytest.raises(ModelError, match="scripted gave fewer replies"):
        list(StoredChat(Careless(lambda request: "x"), store).ask(asked(range(3))))


BUYER = """
import sys
from syngen_tests.test_store import buyer
for reply in buyer(*sys.argv[1:]):
    pass
"""


def buyer(url: str, path: str, begin: str = "0"):
    template = Template("echo", 'Say $word\n{"answer": ""}')
    model = OpenAIChat(
        model="gpt-4o-mini", api_key="sk-test-123", base_url=url, concurrency=4, timeout=5
    )
    requests = (Request(template, {"word": str(n)}) for n in range(int(begin), int(begin) + 200))
    with ResponseStore(path) as store:
        yield from StoredChat(model, store).ask(requests)


def buying(*words: str) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-c", BUYER, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )


def test_a_killed_run_loses_only_the_calls_in_flight(store):
    with FakeOpenAI(latency=0.02) as server:
        with buying(server.url, str(store.path)) as run:
            deadline = time.monotonic() + 20
            while len(server.log) < 60 and time.monotonic() < deadline:
                time.sleep(0.005)
            os.kill(run.pid, signal.SIGKILL)
        time.sleep(0.1)
        sent, kept = len(server.log), size(store)
        assert 60 <= sent < 200
        assert 0 < kept <= sent  # how many are lost at most: test_writer
        assert len(list(buyer(server.url, str(store.path)))) == 200
        assert len(server.log) == sent + 200 - kept


def test_two_runs_at_once_share_what_they_buy(store):
    with FakeOpenAI(latency=0.005) as server:
        with (
            buying(server.url, str(store.path), "0") as one,
            buying(server.url, str(store.path), "100") as other,
        ):
            errors = [run.communicate(timeout=30)[1] for run in (one, other)]
        assert errors == [b"", b""]
        assert (one.returncode, other.returncode) == (0, 0)
        assert size(store) == 300 == len(server.log)


def test_the_same_requests_by_two_steps_at_once_are_paid_once(store):
    with FakeOpenAI(latency=0.02) as server, ThreadPoolExecutor() as pool:
        steps = [pool.submit(list, buyer(server.url, str(store.path))) for _ in range(2)]
        one, other = [[reply.text for reply in step.result()] for step in steps]
        assert one == other
        assert len(server.log) == 200


def test_what_a_step_gave_up_is_asked_by_the_one_that_waited_for_it(store):
    (request,) = asked(["a"])
    begun, gate = threading.Event(), threading.Event()

    def late(request):
        begun.set()
        gate.wait(10)  # and then, no answer

    with ThreadPoolExecutor() as pool:
        first = pool.submit(list, StoredChat(ScriptedChat(late), store).ask([request]))
        assert begun.wait(10)
        second = pool.submit(list, StoredChat(echo(), store).ask([request]))
        gate.set()
        assert first.result()[0].problem
        assert texts(second.result()) == ["a"]


def test_an_early_end_stores_what_was_in_flight(store):
    with FakeOpenAI(latency=(0.02, 0.1)) as server:
        replies = StoredChat(
            OpenAIChat(model="gpt-4o-mini", api_key="sk-test-123", base_url=server.url), store
        ).ask(
            Request(Template("echo", 'Say $word\n{"a": ""}'), {"word": str(n)}) for n in range(200)
        )
        next(replies)
        replies.close()
        assert size(store) == len(server.log) >= 32
