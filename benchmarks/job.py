"""The job that every contender does: three calls for each row, each about what came before.

It is read by programs in foreign environments, so it needs the standard library and no more.
"""

import json
import resource
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path

MODEL, KEY = "gpt-4o-mini", "sk-test-123"
CEILING, TEMPERATURE = 400, 0.7
FORM = 'Reply with JSON only, in this form: {"answer": "A cold usually lasts 7 to 10 days."}'
PHASES = {
    "rewritten": (
        "You write short questions that people ask about a subject. Here is a question: $source\n\n"
        "Write one new question about the same subject as this one. Change it in one way only: ask "
        "it about another group of people. The new question stands on its own.\n\n" + FORM
    ),
    "chosen": (
        "You answer questions for the general public, correctly and in plain words.\n\n"
        "Question: $rewritten\n\nWrite a correct answer in whole sentences, about 60 words long. "
        "Say what is known and no more. Do not mention these rules.\n\n" + FORM
    ),
    "rejected": (
        "You write deliberately wrong answers that teach a model to prefer correct ones.\n\n"
        "Question: $rewritten\n\nCorrect answer: $chosen\n\nWrite an answer that is wrong in "
        "exactly one way: a number in it is not the right one. Keep its length and its tone.\n\n"
        + FORM
    ),
}
Row = dict[str, str | None]


@dataclass(frozen=True)
class Job:
    """What a contender is told.

    Args:
        url: the server, with /v1.
        folder: where it keeps what it wants to find again.
        rows: rows to make; each takes a call in each phase.
        in_flight: the most calls at a time.
    """

    url: str
    folder: str
    rows: int = 1000
    in_flight: int = 256

    @property
    def calls(self) -> int:
        """Calls that an undisturbed run makes."""
        return self.rows * len(PHASES)

    @property
    def sources(self) -> list[Row]:
        """The rows as they are before the first phase."""
        return [
            {"source": f"How is illness number {n} treated in adults?"} for n in range(self.rows)
        ]

    def __str__(self) -> str:
        """What goes on the command line."""
        return json.dumps(asdict(self))


def prompt(phase: str, row: Row) -> str:
    """What is asked about a row in a phase."""
    text = PHASES[phase]
    for name, said in row.items():
        text = text.replace(f"${name}", str(said))
    return text


def jinja(phase: str) -> str:
    """The same wording with the blanks of Jinja."""
    text = PHASES[phase]
    for name in ("source", *PHASES):
        text = text.replace(f"${name}", "{{ " + name + " }}")
    return text


def is_empty(text: object) -> bool:
    """Whether a reply that was kept says nothing."""
    return not isinstance(text, str) or text.strip() in ("", "None", "null", "nan")


def peak_memory() -> float:
    """The most memory that this process had at a time, in MB."""
    try:  # getrusage counts what the parent had when it began this process
        lines = Path("/proc/self/status").read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 2**10
    except OSError:
        used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return used / (2**20 if sys.platform == "darwin" else 2**10)


def main(work: Callable[[Job], Iterable[Row]], packages: Sequence[str]) -> None:
    """Do the job that the command line tells of, and print one line of JSON about it."""
    job = Job(**json.loads(sys.argv[1]))
    started, complete, empty = time.perf_counter(), 0, 0
    for row in work(job):
        missing = sum(is_empty(row.get(phase)) for phase in PHASES)
        complete += not missing
        empty += missing
    line = {
        "seconds": time.perf_counter() - started,
        "complete": complete,
        "empty": empty,
        "memory": peak_memory(),
        "versions": {package: version(package) for package in packages},
    }
    print(json.dumps(line), flush=True)
