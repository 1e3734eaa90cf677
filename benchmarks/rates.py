"""How fast the job is done, what it costs the machine, and how fast it is done once more."""

import math
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from benchmarks.environments import BARE, OURS, PEERS, SDK, Contender, NotInstalled
from benchmarks.job import PHASES, Job
from benchmarks.report import middle, ratio, table
from benchmarks.running import Run, run
from benchmarks.server import Server

HEADS = (
    *("contender", "calls/s", "ours is × as fast", "CPU ms per call", "peak MB", "first call, s"),
    *("whole job, s", "rerun, s", "calls of the rerun"),
)
VARIANTS = ((0.02, 256), (1.0, 256), (0.1, 64))


@dataclass(frozen=True)
class Plan:
    """What is measured.

    Args:
        contenders: who takes part.
        rounds: how often each figure is taken.
        rows: rows of the job.
        everything: whether what takes long is done too.
    """

    contenders: tuple[Contender, ...]
    rounds: int
    rows: int
    everything: bool


@dataclass(frozen=True)
class Pair:
    """A run, and one more in the same place that has nothing to do if anything was kept."""

    job: Job
    fresh: Run
    rerun: Run

    @property
    def call_cpu(self) -> float | None:
        """Milliseconds of the processor for one more call."""
        if self.fresh.problem or self.rerun.problem or not self.fresh.counts.answers:
            return None
        return 1000 * (self.fresh.cpu - self.rerun.cpu) / self.fresh.counts.answers


@contextmanager
def work(url: str, rows: int, in_flight: int = 256) -> Iterator[Job]:
    """A job in a folder of its own."""
    with tempfile.TemporaryDirectory(prefix="bench-", ignore_cleanup_errors=True) as folder:
        yield Job(url, folder, rows, in_flight)


def speed(plan: Plan) -> str:
    """A rerun does the same job once more in the same place, in a new process.

    For those that keep nothing, what a call costs is counted from a job of no rows.
    """
    pairs: dict[Contender, list[Pair]] = defaultdict(list)
    missing: dict[Contender, str] = {}
    with Server(0.1) as server:
        for number in range(plan.rounds):
            for contender in plan.contenders:
                if contender in missing or (contender.fewer > 1 and number):
                    continue
                try:
                    pairs[contender].append(_pair(contender, server, plan))
                except NotInstalled as reason:
                    missing[contender] = str(reason)
    rows = [_line(contender, runs, pairs.get(OURS, [])) for contender, runs in pairs.items()]
    blank = [None] * (len(HEADS) - 2)
    rows += [(c.name, f"not installed: {why}", *blank) for c, why in missing.items()]
    return f"{table(HEADS, rows)}\n\n{_summary(pairs)}"


def _pair(contender: Contender, server: Server, plan: Plan) -> Pair:
    with work(server.url, math.ceil(plan.rows / contender.fewer)) as job:
        fresh = run(contender, server, job)
        idle = job if contender.keeps else replace(job, rows=0)
        return Pair(job, fresh, run(contender, server, idle))


def _rate(pairs: list[Pair]) -> float | None:
    return middle(pair.fresh.rate or None for pair in pairs if not pair.fresh.problem)


def _line(contender: Contender, pairs: list[Pair], ours: list[Pair]) -> tuple[object, ...]:
    problems = [pair.fresh.problem for pair in pairs if pair.fresh.problem]
    if problems:
        return (f"{_named(contender, pairs)}: {problems[0]}", *[None] * (len(HEADS) - 1))
    again = pairs[-1].rerun.counts.answers if contender.keeps else "all"
    return (
        _named(contender, pairs),
        _rate(pairs),
        ratio(_rate(ours), _rate(pairs)),
        middle(pair.call_cpu for pair in pairs) if contender.fewer == 1 else None,
        middle(pair.fresh.memory for pair in pairs),
        middle(pair.fresh.counts.first for pair in pairs),
        middle(contender.fewer * pair.fresh.seconds for pair in pairs),
        middle(pair.rerun.seconds for pair in pairs) if contender.keeps else None,
        again,
    )


def _named(contender: Contender, pairs: list[Pair]) -> str:
    versions = pairs[0].fresh.said.get("versions") or {}
    assert isinstance(versions, dict)
    about = [" ".join(each) for each in versions.items() if contender.name != "ours"]
    about = [each.removeprefix(f"{contender.name} ") for each in about]
    scaled = f"one row in {contender.fewer}, scaled up" if contender.fewer > 1 else ""
    about = list(filter(None, [*about, contender.note, scaled]))
    return f"{contender.name} ({', '.join(about)})" if about else contender.name


def _summary(pairs: dict[Contender, list[Pair]]) -> str:
    """The ratios that matter, each from this run."""
    ours, sdk = pairs.get(OURS, []), pairs.get(SDK, [])
    peers = [pairs[peer] for peer in PEERS if peer in pairs and _rate(pairs[peer])]
    lines = [f"- ours against the SDK's loop: {_times(_rate(ours), _rate(sdk))} the call rate"]
    if peers:
        best = max(peers, key=lambda runs: _rate(runs) or 0.0)
        cheapest = min(_cpu(runs) for runs in peers)
        lines += [
            f"- ours against the best framework: {_times(_rate(ours), _rate(best))} the call rate",
            f"- and against the cheapest: {_times(_cpu(ours), cheapest)} the CPU per call",
        ]
    if PEERS[0] in pairs:
        share = _times(_memory(ours), _memory(pairs[PEERS[0]]))
        lines.append(f"- and against distilabel: {share} the peak memory")
    return "\n".join(lines) if ours else ""


def _cpu(pairs: list[Pair]) -> float:
    return middle(pair.call_cpu for pair in pairs) or math.inf


def _memory(pairs: list[Pair]) -> float | None:
    return middle(pair.fresh.memory for pair in pairs)


def _times(one: float | None, other: float | None) -> str:
    found = ratio(one, other)
    return "not measured" if found is None else f"{found:.2f} ×"


def variants(plan: Plan) -> str:
    """The bound is what waiting alone takes: three phases, each of as many waves as it needs."""
    among = [each for each in plan.contenders if each.keeps or each in (SDK, BARE)]
    rows = []
    for latency, in_flight in VARIANTS:
        waves = math.ceil(plan.rows / in_flight) * len(PHASES)
        with Server(latency) as server:
            found = _in_turns(among, server, plan, in_flight)
        for contender, runs in found.items():
            rate = middle(each.rate for each in runs)
            bound = plan.rows * len(PHASES) / (waves * latency)
            share = ratio(rate, bound)
            percent = None if share is None else f"{share:.0%}"
            place = f"{latency * 1000:.0f} ms, {in_flight} in flight"
            rows.append((place, contender.name, rate, bound, percent))
    heads = ("latency", "contender", "calls/s", "bound by latency", "share of it")
    return table(heads, rows)


def _in_turns(
    among: list[Contender], server: Server, plan: Plan, in_flight: int
) -> dict[Contender, list[Run]]:
    found: dict[Contender, list[Run]] = defaultdict(list)
    for _ in range(plan.rounds if plan.everything else 1):
        for contender in among:
            with work(server.url, plan.rows, in_flight) as job:
                try:
                    found[contender].append(run(contender, server, job))
                except NotInstalled:
                    continue
    return found
