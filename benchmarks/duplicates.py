"""Very many questions, of which some repeat an earlier one: who finds them, how fast, in what."""

import json
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.environments import ROOT, Contender, NotInstalled, python, surroundings
from benchmarks.planted import KINDS
from benchmarks.rates import Plan
from benchmarks.report import table

MODULE = "benchmarks.contenders.repeats"
FEW = 100_000  # what takes some ten minutes for a million is asked for fewer
RENSA = Contender("rensa", "repeats", packages=("rensa==0.5.0",))
HERE = Contender("ours", "repeats")
PATIENCE = 3600.0
HEADS = ("contender", "questions", "seconds", "CPU s", "peak MB", *KINDS, "wrongly found")


@dataclass(frozen=True)
class _Task:
    name: str
    work: str
    contender: Contender = HERE
    few: bool = False


_TASKS = (
    _Task("(holding the questions)", "nothing"),
    _Task("ours", "ours"),
    _Task("datasketch, MinHashLSH", "datasketch", few=True),
    _Task("rensa, its deduplicator", "rensa", RENSA, few=True),
    _Task("pandas, `drop_duplicates`", "pandas"),
    _Task("(the row gates for questions)", "gates"),
)


def duplicates(plan: Plan) -> str:
    """One question in twenty repeats an earlier one, in four ways alike often.

    Each contender is a process of its own, told to find what is alike by .9 or more (Jaccard of
    words), with 128 permutations. Shares are of those planted; what is wrongly found repeats
    nothing. The time begins when the questions are in memory; the peak holds them, too. The last
    line is other work: the row gates of the healthcare domain, of which all questions pass.
    """
    count = (1000 if plan.everything else 100) * plan.rows
    lines = [_line(task, min(count, FEW) if task.few else count) for task in _TASKS]
    return table(HEADS, lines)


def _line(task: _Task, count: int) -> tuple[object, ...]:
    try:
        said = _said(task, count)
    except (NotInstalled, subprocess.SubprocessError) as reason:
        return (f"{task.name}: {reason}", count, *[None] * (len(HEADS) - 2))
    found, there = said["found"], said["there"]
    shares = [f"{_share(found.get(kind, 0), there.get(kind, 0))}" for kind in KINDS]
    if task.name.startswith("("):
        shares = ["–"] * len(KINDS)
    figures = (float(said["seconds"]), float(said["cpu"]), float(said["memory"]))
    return (task.name, count, *figures, *shares, found.get("", 0))


def _said(task: _Task, count: int) -> Mapping[str, Any]:
    command = [python(task.contender), "-m", MODULE, task.work, str(count)]
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        around = surroundings(Path(folder))
        done = subprocess.run(
            command, cwd=ROOT, env=around, capture_output=True, text=True, timeout=PATIENCE
        )
    if done.returncode:
        raise subprocess.SubprocessError((done.stderr.splitlines() or ["no reason given"])[-1])
    return dict(json.loads(done.stdout.splitlines()[-1]))


def _share(found: int, there: int) -> str:
    return f"{100 * found / there:.1f}%" if there else "–"
