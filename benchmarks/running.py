"""One run of one contender: a fresh process, measured from outside."""

import json
import os
import re
import signal
import subprocess
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.environments import Contender, python, surroundings
from benchmarks.job import Job
from benchmarks.server import Counts, Server

PATIENCE = 300.0  # seconds that a run may take
_LOOK = 0.05  # seconds between two looks at a process


@dataclass(frozen=True)
class Run:
    """What a run took.

    Args:
        counts: what the server saw of it.
        seconds: from the start of the process to its end.
        cpu: seconds of the processor, its children's too.
        memory: the most at a time, in MB: the larger of one process's peak and the sum of the
            proportional shares of all.
        said: what the contender says of its rows; empty if it did not finish.
        problem: why it did not finish, or None.
    """

    counts: Counts
    seconds: float
    cpu: float
    memory: float
    said: dict[str, object] = field(default_factory=dict)
    problem: str | None = None

    @property
    def rate(self) -> float:
        """Answers a second between the first request and the last reply."""
        return self.counts.answers / self.counts.seconds if self.counts.answers else 0.0


def run(
    contender: Contender,
    server: Server,
    job: Job,
    patience: float = PATIENCE,
    killed_at: int | None = None,
) -> Run:
    """Do the job once in a process of its own.

    Args:
        contender: who does it.
        server: who answers.
        job: what is done; its folder may hold what an earlier run kept.
        patience: seconds after which the run is given up.
        killed_at: answers after which all its processes are killed.

    Raises:
        NotInstalled: the contender is not to be had.
    """
    folder = Path(job.folder)
    folder.mkdir(parents=True, exist_ok=True)
    module = f"benchmarks.contenders.{contender.module}"
    command = [python(contender), "-m", module, str(job), *contender.arguments]
    server.mark()
    started = time.perf_counter()
    with tempfile.TemporaryFile() as out, (folder / "log.txt").open("ab") as log:
        process = subprocess.Popen(
            command,
            stdout=out,
            stderr=log,
            cwd=folder,
            env=surroundings(folder),
            start_new_session=True,
        )
        watch = _Watch(process, server, started + patience, killed_at)
        cpu, shares, problem = watch.until_it_ends()
        seconds = time.perf_counter() - started
        out.seek(0)
        lines = out.read().decode().strip().splitlines()
    counts = server.counts()
    said = _said(lines) if problem is None else {}
    if problem is None and not said:
        problem = f"failed: {_last_error(folder)}"
    memory = max(shares, float(str(said.get("memory", 0.0))))
    return Run(counts, seconds, cpu, memory, said, problem)


class _Watch:
    """Looks at a process and its children until they end, or ends them."""

    def __init__(
        self, process: "subprocess.Popen[bytes]", server: Server, until: float, most: int | None
    ) -> None:
        self.process, self.server, self.until, self.most = process, server, until, most

    def until_it_ends(self) -> tuple[float, float, str | None]:
        """Seconds of the processor, MB that all had at a time, and why it was ended from here."""
        shares, problem, session = 0.0, None, self.process.pid
        try:
            while True:
                ended, _, used = os.wait4(session, os.WNOHANG)
                if ended:
                    break
                shares = max(shares, _shares(session))
                problem = problem or self._over()
                if problem:
                    os.killpg(session, signal.SIGKILL)
                time.sleep(_LOOK)
        finally:
            _end_all(session)
        self.process.returncode = 0  # it was waited for here
        return used.ru_utime + used.ru_stime, shares, problem

    def _over(self) -> str | None:
        if time.perf_counter() > self.until:
            return "did not finish in time"
        if self.most is not None and self.server.answers >= self.most:
            return "killed"
        return None


def _end_all(session: int) -> None:
    """Children may outlive a process that was killed, and all of them Ctrl-C here."""
    try:
        os.killpg(session, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return


def _shares(session: int) -> float:
    """The proportional memory of all processes of a session, in MB; 0 where there is no /proc."""
    total = 0
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if int((entry / "stat").read_text().rpartition(")")[2].split()[3]) != session:
                continue
            shares = (entry / "smaps_rollup").read_text()
        except (OSError, ValueError, IndexError):
            continue
        total += sum(int(line.split()[1]) for line in shares.splitlines() if "Pss:" in line[:4])
    return total / 2**10


def _said(lines: list[str]) -> dict[str, object]:
    try:
        said = json.loads(lines[-1])
    except (IndexError, ValueError):
        return {}
    return said if isinstance(said, dict) else {}


def _last_error(folder: Path) -> str:
    lines = (folder / "log.txt").read_text(errors="replace").strip().splitlines()
    errors = [line for line in lines if re.match(r"[\w.]*(Error|Exception)\b", line)]
    return (errors or lines or ["it said nothing"])[-1][:120]
