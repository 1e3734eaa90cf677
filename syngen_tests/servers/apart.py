"""The fake OpenAI as a process of its own, so that measuring a client measures no server."""

import argparse
import json
import subprocess
import sys
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from syngen_tests.servers.chance import Latency, lognormal
from syngen_tests.servers.faults import mixed
from syngen_tests.servers.openai import Arrival, FakeOpenAI, Limit, counted

ROOT = Path(__file__).parents[2]


class Apart:
    """A server in a process of its own for a `with` block; `url` ends in /v1.

    Args:
        flags: those of `python -m syngen_tests.servers.openai`.
    """

    def __init__(self, *flags: object) -> None:
        self._flags = [str(flag) for flag in flags]

    def __enter__(self) -> "Apart":
        self._process = subprocess.Popen(
            [sys.executable, "-m", "syngen_tests.servers.openai", *self._flags],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )
        assert self._process.stdout is not None
        self.url = self._process.stdout.readline().strip()
        if not self.url:
            raise RuntimeError(f"no server came of {self._flags}: see its error above")
        return self

    def __exit__(self, *error: object) -> None:
        self._process.communicate()

    @property
    def stats(self) -> dict[str, Any]:
        """The counts so far; see FakeOpenAI."""
        counts: dict[str, Any] = self._asked("stats")
        return counts

    @property
    def arrivals(self) -> list[Arrival]:
        """The calls so far, on the clock of `time.monotonic` here."""
        return [Arrival(*each) for each in self._asked("arrivals")]

    def limit(self, per_minute: float) -> None:
        """Change the requests that a minute brings."""
        self._asked("limit", {"per_minute": per_minute})

    def _asked(self, name: str, body: Mapping[str, Any] | None = None) -> Any:
        data = json.dumps(body).encode() if body else None
        direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with direct.open(self.url.removesuffix("v1") + name, data, timeout=30) as answer:
            return json.load(answer)


def main(words: list[str] | None = None) -> None:
    """Print the address, serve until stdin closes, print the counts as JSON."""
    flags = parser().parse_args(words)
    with made(flags).open(flags.port) as server:
        print(server.url, flush=True)
        sys.stdin.read()
        print(json.dumps(server.stats), flush=True)


def made(flags: argparse.Namespace) -> FakeOpenAI:
    """The server that these flags describe."""
    limit = None
    if flags.per_minute:
        limit = Limit(
            flags.per_minute,
            flags.burst,
            flags.tokens_per_minute,
            headers=not flags.no_headers,
            retry_after=not flags.no_retry_after,
        )
    return FakeOpenAI(
        models=flags.model,
        key=flags.key,
        latency=flags.latency,
        limit=limit,
        seats=flags.seats,
        quota=flags.quota,
        faults=flags.faults,
        strikes=flags.strikes,
        drip=flags.drip,
        usage=flags.usage,
        many=not flags.ignore_n,
        seed=flags.seed,
        keep=False,
    )


def parser() -> argparse.ArgumentParser:
    """The flags; what they mean is said at FakeOpenAI and Limit."""
    parser = argparse.ArgumentParser(prog="python -m syngen_tests.servers.openai")
    add = parser.add_argument
    add("--port", type=int, default=0)
    add("--latency", type=_latency, default=0.0, help="0.1, 0.05,0.2 or lognormal:0.5,0.4")
    add("--per-minute", type=float)
    add("--burst", type=float)
    add("--tokens-per-minute", type=float)
    add("--no-headers", action="store_true")
    add("--no-retry-after", action="store_true")
    add("--seats", type=int)
    add("--quota", type=int)
    add("--faults", type=_faults, default={}, help='5%% of all kinds, or {"500": 0.1, "html": 0.1}')
    add("--strikes", type=lambda word: None if word == "always" else int(word), default=1)
    add("--drip", type=float, default=1.0)
    usages = {"fixed": True, "counted": counted, "none": False}
    add("--usage", type=usages.__getitem__, default=True, help="fixed, counted or none")
    add("--ignore-n", action="store_true")
    add("--seed", type=int, default=0)
    add("--model", action="append", default=[], help="may be given again; any, if not given")
    add("--key", help="any, if not given")
    return parser


def _latency(word: str) -> Latency:
    if word.startswith("lognormal:"):
        median, sigma = word.removeprefix("lognormal:").split(",")
        return lognormal(float(median), float(sigma))
    numbers = tuple(map(float, word.split(",")))
    return numbers[0] if len(numbers) == 1 else (numbers[0], numbers[1])


def _faults(word: str) -> Mapping[str, float]:
    return mixed(float(word[:-1]) / 100) if word.endswith("%") else json.loads(word)
