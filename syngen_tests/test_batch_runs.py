"""Runs in batches: what they make is what direct runs make, for half the money, whatever is killed.

A direct run beside each of them says what it must come to.
"""

import json
import os
import random
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest
from dagster import DagsterInstance, DagsterRunStatus, RunsFilter

from syngen_assets.llm.store import ResponseStore
from syngen_tests.homes import syngen
from syngen_tests.servers.batches import BatchServer

SAMPLE = "data/domains/healthcare/sample.csv"
FILES = ("questions.csv", "questions_and_responses.csv", "quarantine.csv")

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def key(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-test-123")


def flags(server: BatchServer, questions: int, *more: object) -> list[object]:
    where = ["--base-url", server.url, "--source", SAMPLE]
    return ["run", *where, "--questions", questions, "--json", *more]


def files(output: str = "data/output") -> dict[str, bytes]:
    return {name: (Path(output) / "healthcare" / name).read_bytes() for name in FILES}


def told(capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    found: dict[str, object] = json.loads(capsys.readouterr().out)
    return found


def test_a_run_that_waits_asks_as_much_as_a_direct_one_and_pays_half(
    home: Path, capsys: pytest.CaptureFixture[str]
):
    with BatchServer(lambda body: "No." if len(str(body)) % 11 == 0 else None) as server:
        judged = ("--judge", "gpt-4o-mini")
        assert syngen(*flags(server, 10, *judged, "--output", "direct")) in (0, 1)
        direct, asked = told(capsys), server.good
        server.looks = 1
        assert syngen(*flags(server, 10, *judged, "--mode", "batch", "--wait")) in (0, 1)
        batched = told(capsys)
        assert server.good == 2 * asked == 2 * int(str(batched["calls"]))
        assert server.twice == []
    assert files() == files("direct")
    assert batched["waiting"] == []
    for name in ("questions", "pairs", "quarantined", "calls", "tokens"):
        assert batched[name] == direct[name]
    assert batched["judged"] == direct["judged"] != 0
    assert batched["usd"] == pytest.approx(float(str(direct["usd"])) / 2, abs=1e-6)


def test_each_command_goes_on_from_what_has_landed_and_says_what_is_out(
    home: Path, capsys: pytest.CaptureFixture[str]
):
    with BatchServer() as server:
        said = []
        for _ in range(9):
            code = syngen(*flags(server, 12, "--mode", "batch", "--max-usd", 1))
            said.append(told(capsys))
            if code == 0:
                break
            assert code == 1
        assert (code, server.twice) == (0, [])
    assert [one["waiting"] for one in said] == [["batch_1"], ["batch_2"], ["batch_3"], []]
    assert [one["pairs"] for one in said] == [0, 0, 0, 12]
    assert [int(str(one["lines"])) for one in said[:3]] == [server.lines.total() - 24, 12, 12]
    assert float(str(said[0]["usd_at_most"])) > float(str(said[-1]["usd"])) / 3
    with DagsterInstance.from_config(str(home)) as instance:
        runs = instance.get_runs(RunsFilter())
        assert {run.status for run in runs} == {DagsterRunStatus.SUCCESS}
        tags = [run.tags.get("syngen/batch") for run in runs]
        assert tags == [None, "batch_3", "batch_2", "batch_1"]
        skipped = [
            event.dagster_event.step_key
            for event in instance.all_logs(runs[-1].run_id)
            if event.dagster_event and event.dagster_event.event_type_value == "STEP_SKIPPED"
        ]
    assert {"questions", "chosen_responses", "pairs", "questions_and_responses"} <= set(skipped)
    with ResponseStore("data/output/replies.sqlite") as store:
        spent = store.spend("healthcare")
    assert len({row.run for row in spent}) == 1  # one job, one budget
    assert sum(row.calls for row in spent) == server.good


def test_a_budget_holds_over_all_batches_of_a_job(home: Path, capsys: pytest.CaptureFixture[str]):
    with BatchServer() as server:
        command = flags(server, 12, "--mode", "batch", "--wait", "--max-calls", 20)
        assert syngen(*command) == 1
        assert "20 of 20 calls are made" in capsys.readouterr().err
        assert server.good == 20


# The kill test.

COLLECTOR = """
import os
from syngen_assets.desks import fetch
from syngen_assets.llm.store import ResponseStore
with ResponseStore("data/output/replies.sqlite") as store:
    for _ in range(4):
        fetch(store, os.environ)
"""


STARTS = 150  # of runs and collectors, of which some 40 are enough


class Killer:
    """Kills a process at a point of its talk with a server, drawn by chance.

    Args:
        chance: draws the points.
    """

    def __init__(self, chance: random.Random) -> None:
        self.chance, self.starts, self.kills = chance, 0, 0
        self.points: list[str] = []
        self._process: subprocess.Popen[bytes] | None = None
        self._left = 0
        self._late = 0.0

    def heard(self, call: str, done: bool) -> None:
        self._left -= 1
        if self._left == 0 and self._process:
            time.sleep(self._late)
            os.killpg(self._process.pid, signal.SIGKILL)
            self.points.append(f"{call} {'answered' if done else 'asked'}, {self._late:.3f} s late")

    def run(self, command: list[str], most: int) -> int:
        """The exit code; -9 if the process was killed, at one of its first calls."""
        self.starts += 1
        assert self.starts < STARTS, "something else than kills keeps it from an end"
        self._left = self.chance.randint(1, 2 * most)
        self._late = self.chance.choice([0.0, 0.0, self.chance.uniform(0, 0.05)])
        self._process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, start_new_session=True
        )  # Dagster leaves a helper behind when it is killed alone
        try:
            code = self._process.wait(300)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
        self._process = None
        self.kills += code == -signal.SIGKILL
        return code


def ours(*arguments: object) -> list[str]:
    return [sys.executable, "-m", "syngen_assets.cli", *map(str, arguments)]


def test_twenty_kills_lose_no_line_and_send_none_twice(home: Path):
    killer, seed = Killer(random.Random(5)), 0
    made: list[dict[str, bytes]] = []
    with BatchServer(usage=True, looks=1) as server:
        more = ("--mode", "batch", "--batch-lines", 2)  # many small ones: more points to be killed
        while killer.kills < 20:
            seed += 1
            server.heard = killer.heard
            server.expire_after = 1
            command = ours(*flags(server, 8, *more, "--seed", seed))
            while killer.run(command, most=6) != 0:
                server.expire_after = killer.chance.choice([None, None, 1])
                if killer.chance.random() < 0.5:
                    killer.run([sys.executable, "-c", COLLECTOR], most=4)
            made.append(files())
        server.heard = lambda call, done: None
        answered, lines, twice = server.good, server.lines.total(), server.twice
        for number, batched in enumerate(made, 1):
            folder = f"direct{number}"
            assert syngen(*flags(server, 8, "--seed", number, "--output", folder)) == 0
            assert files(folder) == batched
    with ResponseStore("data/output/replies.sqlite") as store:
        spent = store.spend()
        kept = store.stats().replies
    print(f"{killer.kills} kills, {seed} jobs, {server.batches} batches, {lines} lines")
    print("\n".join(killer.points))
    assert twice == []
    assert sum(row.calls for row in spent) == answered == kept
    assert killer.kills >= 20
