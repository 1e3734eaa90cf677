"""Run with `make bench` or `make bench-peers`: prints Markdown tables."""

import argparse
import inspect
import sys
from collections.abc import Callable

from benchmarks.duplicates import duplicates
from benchmarks.environments import (
    BARE,
    OURS,
    PEERS,
    ROOT,
    SDK,
    SDK_DEFAULT,
    SEQUENTIAL,
    Contender,
)
from benchmarks.rates import Plan, speed, variants
from benchmarks.report import facts
from benchmarks.stages import stages
from benchmarks.trouble import faults, kill
from benchmarks.volume import known, memory

PAGE = ROOT / "docs" / "benchmarks.md"
CONTENDERS = (OURS, SDK, SDK_DEFAULT, BARE, SEQUENTIAL)
SECTIONS: dict[str, tuple[str, Callable[[Plan], str]]] = {
    "speed": ("{calls:,} calls at 100 ms, 256 in flight", speed),
    "variants": ("Other latencies, fewer calls in flight", variants),
    "kill": ("kill -9 half-way, then once more", kill),
    "faults": ("Faults strike one prompt in twenty", faults),
    "memory": ("Memory over the number of calls", memory),
    "known": ("A step whose replies are all in the store", known),
    "duplicates": ("Questions that repeat an earlier one", duplicates),
    "stages": ("Stages without a model", stages),
}
NOTE = """\
The job: new question, correct answer, wrong answer, {rows:,} rows, so {calls:,} calls in three
phases, each of which waits for the one before. distilabel and data-designer let a row go on to its
next phase while others are in the one before, as they are made to. All ask for the same texts; ours
also asks for a reply in JSON, reads it, and stores it before it goes on.

The calls per second are the server's: from the first request to the last reply. CPU per call is
what the whole process takes with its children, less what it takes to find nothing to do, so it
holds neither the start of Python nor imports. Peak memory is that of all its processes."""


def main() -> None:
    """Measure, print, and write the page if that is wished."""
    wish = parser().parse_args()
    known_names = {each.name for each in (*CONTENDERS, *PEERS)}
    chosen = [name for name in SECTIONS if name in wish.only] or list(SECTIONS)
    among: tuple[Contender, ...] = (*CONTENDERS, *PEERS) if wish.peers else CONTENDERS
    if named := known_names.intersection(wish.only):
        among = tuple(each for each in (*CONTENDERS, *PEERS) if each.name in named)
    plan = Plan(among, wish.rounds, wish.rows, everything=wish.peers)
    size = {"rows": plan.rows, "calls": 3 * plan.rows}
    parts = ["# Benchmarks", facts(plan.rounds), NOTE.format(**size)]
    print("\n\n".join(parts), flush=True)
    for name in chosen:
        title, measure = SECTIONS[name]
        parts.append(f"## {title.format(**size)}\n\n{inspect.getdoc(measure)}\n\n{measure(plan)}")
        print(f"\n{parts[-1]}", flush=True)
    if wish.write:
        PAGE.write_text("\n\n".join(parts) + "\n", encoding="utf-8")
        print(f"Written to {PAGE}", file=sys.stderr)


def parser() -> argparse.ArgumentParser:
    """The flags."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    add = parser.add_argument
    add("--peers", action="store_true", help="also the frameworks, and all that takes long")
    add("--rounds", type=int, default=3, help="how often each figure is taken (3)")
    add("--rows", type=int, default=1000, help="rows of the job; each takes three calls (1000)")
    add("--write", action="store_true", help="write the page docs/benchmarks.md too")
    names = [*SECTIONS, *(each.name for each in (*CONTENDERS, *PEERS))]
    add("--only", nargs="+", default=[], choices=names, metavar="NAME", help=", ".join(names))
    return parser


if __name__ == "__main__":
    main()
