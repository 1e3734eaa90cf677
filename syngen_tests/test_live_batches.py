"""A batch job in a real `dagster dev` that is killed again and again: daemon, runs, all of it."""

import os
import random
import signal
import time
from collections.abc import Collection, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from syngen_assets.llm.store import ResponseStore
from syngen_tests.homes import syngen
from syngen_tests.live import Live, awaited
from syngen_tests.servers.batches import BatchServer

KILLS = 20
QUESTIONS = 20
HOUR = 3600.0
DOMAIN = "healthcare"
SENSOR = "batches_landed"
SAMPLE = "data/domains/healthcare/sample.csv"
FILES = ("questions.csv", "questions_and_responses.csv", "quarantine.csv")
WORKER, DAEMON, SENSORS = "multiprocessing-fork", "dagster._daemon", "dagster api grpc"
ALL = ""
PARTS = (WORKER, WORKER, WORKER, DAEMON, SENSORS, ALL)
"""What is killed, where it is there; runs as often as all else."""

_STARTED = ("NOT_STARTED", "STARTING", "STARTED")

pytestmark = pytest.mark.slow


class Killer:
    """Kills a part of Dagster at points of its talk with the server that chance draws.

    Args:
        chance: draws the points and the parts.
        kills: how often.
    """

    def __init__(self, chance: random.Random, kills: int) -> None:
        self.chance, self.left = chance, kills
        self.live: Live | None = None
        self.points: list[str] = []
        self._calls = self._gap()

    def heard(self, call: str, done: bool) -> None:
        """A call has come, or is about to be answered."""
        self._calls -= 1
        if self._calls or not self.left or not self.live:
            return
        there = [part for part in PARTS if self.live.processes(part)]
        part = self.chance.choice(there)
        for process in self.live.processes(part):
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        self.left -= 1
        self.points.append(f"{part or 'all'} when {call} was {'answered' if done else 'asked'}")

    def again(self) -> None:
        """Dagster stands again: the next point is drawn."""
        self._calls = self._gap()

    def _gap(self) -> int:
        return self.chance.randint(1, 5)


@pytest.fixture
def killer() -> Killer:
    return Killer(random.Random(20), KILLS)


@pytest.fixture
def server(killer: Killer) -> Iterator[BatchServer]:
    """Batches are done when they are looked at for the second time."""
    with BatchServer(looks=1, heard=killer.heard) as server:
        yield server


@pytest.fixture
def live(home: Path, server: BatchServer) -> Iterator[Live]:
    """Dagster over a project whose runs go by batches of at most six calls."""
    settings = {"MODE": "batch", "BATCH_LINES": "6", "SENSOR_SECONDS": "2"}
    said = {f"SYNGEN_{name}": text for name, text in settings.items()}
    model = {"OPENAI_API_KEY": server.key or "", "OPENAI_BASE_URL": server.url}
    with Live(home, SYNGEN_SOURCE=SAMPLE, **said, **model) as live:
        live.switch("sensor", SENSOR)
        yield live


class Person:
    """Somebody who starts Dagster again when it has died, and a run when nothing is going on.

    Batches that are out bring their run back by themselves. What was killed before its batch was
    written down is what a person has to ask for.

    Args:
        live: Dagster.
        killer: who kills it.
    """

    def __init__(self, live: Live, killer: Killer) -> None:
        self.live, self.killer = live, killer
        self.questions, self.asked = QUESTIONS, 0
        self._seen, self._since = 0, 0.0
        self._dead: set[str] = set()

    def look(self) -> bool:
        """Do what is to be done; whether there is the release that is wanted."""
        with suppress(OSError):  # Dagster has died meanwhile
            return self._looked()
        return False

    def _looked(self) -> bool:
        if len(self.killer.points) > self._seen:
            self._mend()
        elif not self._going() and self._idle():
            self.asked += 1
            self.live.launch(DOMAIN, questions=self.questions)
        made = self.live.made("questions_and_responses")
        return bool(made) and made[0]["dagster/row_count"] == self.questions

    def _mend(self) -> None:
        if not self.killer.points[-1].startswith(WORKER):
            self.live.kill()
            self.live.start()
        self._dead |= set(self._going(_STARTED))
        self._seen, self._since = len(self.killer.points), time.time()
        self.killer.again()

    def _going(self, states: Collection[str] = ("QUEUED", *_STARTED)) -> list[str]:
        """The runs that are under way; what is queued outlives a kill."""
        runs = [run["runId"] for run in self.live.runs() if run["status"] in states]
        return [run for run in runs if run not in self._dead]

    def _idle(self) -> bool:
        """Whether the sensor has looked since the last kill, and waits for nothing."""
        ticks = self.live.ticks("sensor", SENSOR)
        if not ticks or ticks[0]["timestamp"] < self._since:
            return False
        reason = ticks[0]["skipReason"] or ""
        return reason.startswith("No batch is out") or "go on with the command" in reason


def test_twenty_kills_lose_no_line_and_hand_none_in_twice(
    live: Live, home: Path, killer: Killer, server: BatchServer, monkeypatch: pytest.MonkeyPatch
):
    """As many jobs as the kills take, each for more questions than the one before."""
    killer.live, person = live, Person(live, killer)
    awaited("the release", person.look, HOUR)
    while killer.left:
        person.questions += 6
        awaited("the next release", person.look, HOUR)
    print(*killer.points, f"{person.asked} runs were asked for by hand", sep="\n")

    assert server.twice == []
    assert set(server.lines.values()) == {1}
    with ResponseStore(home / "data/output/replies.sqlite") as store:
        spent = store.spend(DOMAIN)
    assert sum(row.calls for row in spent) == server.lines.total() == server.good

    live.kill()
    monkeypatch.setenv("OPENAI_API_KEY", server.key or "")
    direct = ["--base-url", server.url, "--source", SAMPLE, "--questions", person.questions]
    assert syngen("run", *direct, "--output", "direct") == 0
    for name in FILES:
        batched = home / "data/output" / DOMAIN / name
        assert batched.read_bytes() == (home / "direct" / DOMAIN / name).read_bytes(), name
