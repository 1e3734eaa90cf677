"""A real `dagster dev`, webserver, daemon and all, for tests that trust nothing less.

It is asked and told everything through GraphQL, as a browser would, and killed as a whole.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

from syngen_tests.queries import CHECKS, LAUNCH, LOCATIONS, MADE, RUNS, START, STOP, TICKS

PATIENCE = 180.0
"""Seconds that anything may take on a busy machine before a test says that it never came."""

_OURS = ("SYNGEN_", "OPENAI_", "DAGSTER_")
_HERE = {"repositoryName": "__repository__", "repositoryLocationName": "syngen"}
_DONE = ("SUCCESS", "FAILURE", "CANCELED")
_POLL = 0.2

Found = TypeVar("Found")


def awaited(what: str, look: Callable[[], Found | None], patience: float = PATIENCE) -> Found:
    """What `look` finds, as soon as that is something: not None, not False and not empty.

    Raises:
        AssertionError: it never came.
    """
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        found = look()
        if found:
            return found
        time.sleep(_POLL)
    raise AssertionError(f"{what} did not come in {patience:.0f} s")


class Live:
    """A `dagster dev` of this project folder, from `with` on.

    Args:
        home: the project folder, such as `homes.make_home` makes; it is DAGSTER_HOME too.
        environment: what it has besides our own environment, in which no setting of ours stays.
    """

    def __init__(self, home: Path, **environment: str) -> None:
        kept = {name: text for name, text in os.environ.items() if not name.startswith(_OURS)}
        cache = {"HF_HOME": str(home / "hub"), "DAGSTER_DISABLE_TELEMETRY": "1"}
        self.home, self.log = home, home / "dagster-dev.log"
        self.environment = {**kept, **cache, "DAGSTER_HOME": str(home), **environment}
        self.url = f"http://127.0.0.1:{_free_port()}"

    def __enter__(self) -> "Live":
        try:
            return self.start()
        except BaseException:
            self.kill()
            raise

    def __exit__(self, *error: object) -> None:
        self.kill()

    def start(self) -> "Live":
        """Start it, for the first time or after a kill, and wait until its code is loaded."""
        words = ["dev", "--host", "127.0.0.1", "--port", self.url.rpartition(":")[2]]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "dagster", *words],
                cwd=self.home,
                env=self.environment,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        awaited("dagster dev", self._ready)
        return self

    def kill(self) -> None:
        """Kill all of it at once, as a power cut would: daemon, webserver, runs."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        awaited("the end of all its processes", lambda: not self.processes(), patience=30)

    def processes(self, containing: str = "") -> list[int]:
        """The ids of its processes, of those whose command line has this text."""
        listed = subprocess.run(
            ["ps", "-e", "-ww", "-o", "pid=,pgid=,stat=,args="],
            capture_output=True,
            text=True,
            check=True,
        )
        rows = [line.split(None, 3) for line in listed.stdout.splitlines()]
        group = str(self.process.pid)
        return [
            int(pid)
            for pid, of, state, line in rows
            if of == group and not state.startswith("Z") and containing in line
        ]

    def ask(self, query: str, **variables: Any) -> dict[str, Any]:
        """The answer to a GraphQL query.

        Raises:
            AssertionError: it was refused.
        """
        body = json.dumps({"query": query, "variables": variables}).encode()
        request = urllib.request.Request(
            f"{self.url}/graphql", body, {"Content-Type": "application/json"}
        )
        direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with direct.open(request, timeout=60) as answer:
            said = json.load(answer)
        assert not said.get("errors"), said["errors"]
        return dict(said["data"])

    def switch(self, kind: str, name: str, on: bool = True) -> None:
        """Switch a "sensor" or a "schedule" on, or off."""
        selector = {**_HERE, f"{kind}Name": name}
        if on:
            said = self.ask(START[kind], selector=selector)["done"]
        else:
            state = self.ask(TICKS[kind], selector=selector, limit=0)["one"]["state"]
            said = self.ask(STOP[kind], id=state["id"])["done"]
        assert "Error" not in said["__typename"], said

    def ticks(self, kind: str, name: str) -> list[dict[str, Any]]:
        """What a sensor or schedule did whenever its time had come, the last first."""
        one = self.ask(TICKS[kind], selector={**_HERE, f"{kind}Name": name}, limit=100)["one"]
        assert "state" in one, one
        return [tick for tick in one["state"]["ticks"] if tick["status"] != "STARTED"]

    def next_tick(self, name: str, after: float) -> dict[str, Any]:
        """The first tick of a sensor that began later than this second of the clock."""

        def came() -> dict[str, Any] | None:
            later = [tick for tick in self.ticks("sensor", name) if tick["timestamp"] > after]
            return later[-1] if later else None

        return awaited(f"a tick of {name}", came)

    def launch(self, domain: str, job: str = "preferences", **settings: Any) -> str:
        """Ask for a run of a domain, with these settings in its config; returns its id."""
        config = {"resources": {"settings": {"config": settings}}} if settings else {}
        params = {
            "selector": {**_HERE, "jobName": job},
            "runConfigData": config,
            "mode": "default",
            "executionMetadata": {"tags": [{"key": "dagster/partition", "value": domain}]},
        }
        said = self.ask(LAUNCH, params=params)["launchRun"]
        assert said["__typename"] == "LaunchRunSuccess", said
        return str(said["run"]["runId"])

    def runs(self, **tags: str) -> list[dict[str, Any]]:
        """The runs with these tags, the last first; tags are a mapping."""
        said = self.ask(RUNS, filter={"tags": [{"key": k, "value": v} for k, v in tags.items()]})
        return [
            {**run, "tags": {tag["key"]: tag["value"] for tag in run["tags"]}}
            for run in said["runsOrError"]["results"]
        ]

    def finished(self, run_id: str, patience: float = PATIENCE) -> dict[str, Any]:
        """The run, once it has ended, well or badly."""

        def ended() -> dict[str, Any] | None:
            (run,) = [run for run in self.runs() if run["runId"] == run_id]
            return run if run["status"] in _DONE else None

        return awaited(f"the end of run {run_id}", ended, patience)

    def check(self, asset: str, name: str, partition: str) -> dict[str, Any]:
        """What a check said last of a partition, with its evidence as a mapping."""
        said = self.ask(CHECKS, key={"path": [asset]}, name=name, partition=partition)
        said = said["assetCheckExecutions"]
        assert said, f"{name} was never asked"
        return {**said[0], "evidence": _plain((said[0]["evaluation"] or {}).get("metadataEntries"))}

    def made(self, asset: str) -> list[dict[str, Any]]:
        """The metadata of an asset's materialisations, the last first."""
        node = self.ask(MADE, key={"path": [asset]})["assetOrError"]
        return [_plain(each["metadataEntries"]) for each in node["assetMaterializations"]]

    def _ready(self) -> bool:
        if self.process.poll() is not None:
            raise AssertionError(f"dagster dev ended: {self.log.read_text()[-2000:]}")
        try:
            entries = self.ask(LOCATIONS)["workspaceOrError"]["locationEntries"]
        except OSError:
            return False
        for entry in entries:
            loaded = entry["locationOrLoadError"] or {}
            assert loaded.get("__typename") != "PythonError", loaded.get("message")
        return bool(entries) and all(entry["loadStatus"] == "LOADED" for entry in entries)


def _plain(entries: list[Mapping[str, Any]] | None) -> dict[str, Any]:
    """Metadata by its label: the first value that an entry has."""
    kinds = ("intValue", "floatValue", "text", "mdStr", "jsonString", "path", "boolValue")
    return {
        entry["label"]: next((entry[kind] for kind in kinds if entry.get(kind) is not None), None)
        for entry in entries or []
    }


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
