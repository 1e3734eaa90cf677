"""The whole way from prompts to replies, against a server that misbehaves over real HTTP."""

import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from syngen_assets.core.errors import ModelError
from syngen_assets.core.gates import NO_REPLY
from syngen_assets.core.replies import value
from syngen_assets.core.templates import Template, load
from syngen_assets.llm.asking import ask
from syngen_assets.llm.chat import ChatModel, Reply, Request, key
from syngen_assets.llm.openai import OpenAIChat
from syngen_assets.llm.pace import Limits
from syngen_assets.llm.store import ResponseStore
from syngen_assets.llm.stored import StoredChat
from syngen_tests.servers.faults import mixed
from syngen_tests.servers.limit import Limit
from syngen_tests.servers.openai import FakeOpenAI, refusal

REWRITE, ANSWER, SPOIL = map(load, ("rewrite_question", "answer_well", "answer_badly"))
SAY = Template("answer", 'Say $word\n{"answer": ""}')


def chat_at(url: str, **more) -> OpenAIChat:
    known = {"model": "gpt-4o-mini", "api_key": "sk-test-123", "base_url": url, "timeout": 10}
    return OpenAIChat(**{**known, "rest": 0.05, **more})


def step(chat: ChatModel, template: Template, field: str, rows: list[dict]) -> list[dict]:
    """One more column for the rows; a row without a value keeps its problem."""

    def request(row: dict, attempt: int) -> Request:
        return Request(template, {name: row[name] for name in template.blanks})

    def read(row: dict, reply: Reply) -> str:
        return value(reply.text, list(template.fields)[0], reply.finish)

    sound = [row for row in rows if "problem" not in row]
    outcomes = ask(chat, sound, request, read, field)
    done = [
        {**outcome.item, field: outcome.value}
        if outcome.value
        else {**outcome.item, "problem": outcome.problem}
        for outcome in outcomes
    ]
    return done + [row for row in rows if "problem" in row]


def job(chat: ChatModel, count: int) -> list[dict]:
    """Rewrite, chosen, rejected: three calls a row."""
    rows = [
        {"source": f"What is disease number {n}?", "modification": "causes", "change": "its causes"}
        for n in range(count)
    ]
    for row in rows:
        row |= {name: "20" for name in ("words", "limit", "least", "most")}
        row |= {"flaw": "a number is wrong", "rules": "Be plain.", "question": row["source"]}
        row |= {name: row.get(name, "x") for name in REWRITE.blanks}
    rows = step(chat, REWRITE, "question", rows)
    rows = step(chat, ANSWER, "answer", rows)
    return step(chat, SPOIL, "rejected", rows)


# Faults.


def test_five_percent_of_mixed_faults_cost_no_row_and_few_calls(tmp_path: Path):
    with (
        FakeOpenAI(faults=mixed(0.05), drip=0.2) as server,
        ResponseStore(tmp_path / "r.sqlite") as store,
    ):
        rows = job(StoredChat(chat_at(server.url), store), 300)
        assert len(rows) == 300
        assert not [row for row in rows if "problem" in row]
        for row in rows:
            for field in ("question", "answer", "rejected"):
                assert len(row[field]) > 10
                assert "None" not in row[field]
        assert server.requests <= 1.1 * 900
        assert sum(server.struck.values()) > 20


def test_thirty_percent_of_faults_leave_a_row_whole_or_with_an_honest_problem(tmp_path: Path):
    with (
        FakeOpenAI(faults=mixed(0.3), strikes=2, drip=0.2) as server,
        ResponseStore(tmp_path / "r.sqlite") as store,
    ):
        rows = job(StoredChat(chat_at(server.url), store), 25)
    assert len(rows) == 25
    for row in rows:
        whole = all(row.get(field) for field in ("question", "answer", "rejected"))
        assert whole != bool(row.get("problem"))
    assert sum("problem" not in row for row in rows) >= 23


def test_a_fault_that_stays_is_told_as_what_it_is():
    wanted = {
        "empty": "empty_reply",
        "none": "empty_reply",
        "refused": "refused_reply",
        "length": "cut_off_reply",
        "filter": "filtered_reply",
        "schema": "wrong_schema",
        "html": NO_REPLY,
        "truncated": NO_REPLY,
        "drop after": NO_REPLY,
    }
    for kind, name in wanted.items():
        with FakeOpenAI(faults={kind: 0.3}, strikes=None) as server:
            chat = chat_at(server.url, retries=1, concurrency=1)
            rows = step(chat, SAY, "answer", [{"word": str(n)} for n in range(12)])
            problems = {row["problem"].split(":")[0] for row in rows if "problem" in row}
            assert problems == {name}, kind
            assert len(rows) == 12


# Limits.


def test_a_limit_that_is_told_is_kept_to():
    with FakeOpenAI(limit=Limit(6000, burst=50)) as server:
        replies = list(chat_at(server.url).ask(says(range(400))))
        assert not [reply for reply in replies if reply.problem]
        assert server.refused <= 0.05 * server.requests  # a busy machine sends late what was due


def test_a_limit_that_is_not_told_is_learned():
    untold = Limit(12_000, burst=50, headers=False, retry_after=False)
    with FakeOpenAI(limit=untold, latency=0.02) as server:
        replies = list(chat_at(server.url).ask(says(range(600))))
        assert not [reply for reply in replies if reply.problem]
        assert server.refused <= 0.08 * server.requests  # of a short run, most of it at the start


def test_a_user_s_limit_is_kept_to():
    with FakeOpenAI() as server:
        begun = time.monotonic()
        list(chat_at(server.url, limits=Limits(per_second=50)).ask(says(range(100))))
        assert time.monotonic() - begun > 0.9
        assert server.refused == 0


def test_a_saturated_server_gets_fewer_calls_at_a_time():
    counts = []
    for _ in range(3):  # a machine that is busy elsewhere hides for a while what a server can do
        with FakeOpenAI(seats=4, latency=0.01) as server:
            chat = chat_at(server.url)
            list(chat.ask(says(range(1500))))
            counts.append(chat.calls.pace.seats.count)
        if counts[-1] <= 16:
            break
    assert min(counts) <= 16


def test_a_number_of_calls_that_the_user_sets_is_held():
    with FakeOpenAI(seats=4, latency=0.01) as server:
        list(chat_at(server.url, concurrency=20).ask(says(range(300))))
        assert server.most == 20


def test_a_slow_model_is_not_taken_for_a_dead_one():
    """Its first replies take longer than a try may, and the others are waited for from then on."""
    with FakeOpenAI(latency=0.4) as server:
        replies = list(chat_at(server.url, timeout=0.12, concurrency=4).ask(says(range(12))))
        assert not [reply for reply in replies if reply.problem]
        assert server.requests <= 12 + 2 * 4


def test_a_quota_that_runs_out_ends_the_run_and_keeps_what_came(tmp_path: Path):
    with FakeOpenAI(quota=50) as server, ResponseStore(tmp_path / "r.sqlite") as store:
        chat = StoredChat(chat_at(server.url, concurrency=4), store)
        with pytest.raises(ModelError, match="out of quota"):
            list(chat.ask(says(range(200))))
        assert server.answered == 50
        assert len(store.get_many(reply_keys(chat, 200))) == 50
        assert server.requests <= 50 + 4


def test_a_server_that_wants_an_hour_is_not_waited_for():
    busy = refusal(429, "come back later", retry_after_ms="3600000")
    with (
        FakeOpenAI(lambda body: busy) as server,
        pytest.raises(ModelError, match="left alone for 60 minutes"),
    ):
        list(chat_at(server.url).ask(says(range(3))))


def says(numbers) -> list[Request]:
    return [Request(SAY, {"word": str(number)}) for number in numbers]


def reply_keys(chat: StoredChat, count: int) -> list[str]:
    return [key(chat.inner, request) for request in says(range(count))]


# Kills.

WORKER = """
import json, sys
from syngen_tests.test_engine import whole
print(json.dumps(whole(*sys.argv[1:])))
"""
SEATS = 64


def whole(url: str, folder: str) -> list[dict]:
    """The rows of a job of 2,100 calls, in a process that may be killed."""
    with ResponseStore(Path(folder) / "r.sqlite") as store:
        return job(StoredChat(chat_at(url, concurrency=SEATS), store), 700)


def started(url: str, folder: Path) -> subprocess.Popen:
    command = [sys.executable, "-c", WORKER, url, str(folder)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def outcome(run: subprocess.Popen) -> str:
    out, _ = run.communicate(timeout=120)
    assert run.returncode == 0
    return hashlib.sha256(out.encode()).hexdigest()


@pytest.mark.slow
def test_a_kill_at_any_point_costs_the_calls_in_flight_and_one_commit(tmp_path: Path):
    """Twenty kills at random points; each rerun finishes, with the bytes of a run undisturbed."""
    chance = random.Random(7)
    with FakeOpenAI(latency=0.02) as server:
        undisturbed = outcome(started(server.url, tmp_path / "calm"))
        assert server.requests == 2100
        doubled = Counter()
        for number in range(20):
            folder, before = tmp_path / str(number), server.requests
            goal = before + chance.randrange(1, 2100)
            with started(server.url, folder) as run:
                while server.requests < goal:
                    time.sleep(0.001)
                os.kill(run.pid, signal.SIGKILL)
            assert outcome(started(server.url, folder)) == undisturbed
            doubled[number] = server.requests - before - 2100
        print(json.dumps(dict(doubled)))
        assert max(doubled.values()) <= SEATS + 100
        assert min(doubled.values()) >= 0
