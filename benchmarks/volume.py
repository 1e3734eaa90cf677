"""Many calls: whether memory stays flat, and how fast the store gives back what it holds."""

from benchmarks.environments import Contender
from benchmarks.rates import Plan, work
from benchmarks.report import table
from benchmarks.running import run
from benchmarks.server import Server

STREAM = Contender("ours", "stream")
FILL = Contender("ours", "known", "", arguments=("--fill",))
KNOWN = Contender("ours", "known")
PATIENCE = 1200.0


def memory(plan: Plan) -> str:
    """No latency, 256 in flight; requests come from a stream, replies go by, the store is on."""
    counts = [3 * plan.rows, 30 * plan.rows] + [300 * plan.rows] * plan.everything
    rows: list[tuple[object, ...]] = []
    least = None
    for count in counts:
        with Server(0) as server, work(server.url, count) as job:
            done = run(STREAM, server, job, PATIENCE)
        least = least or done.memory
        rate = done.counts.answers / float(str(done.said.get("seconds", "nan")))
        rows.append((count, done.memory, done.memory / least, rate, done.problem or "yes"))
    return table(("calls", "peak MB", "of the first", "calls/s", "finished"), rows)


def known(plan: Plan) -> str:
    """A new process asks for every row, finds its reply in the store and reads it."""
    with Server(0) as server, work(server.url, 100 * plan.rows) as job:
        run(FILL, server, job, PATIENCE)
        done = run(KNOWN, server, job, PATIENCE)
    heads = ("rows in the store", "calls made", "the step, s", "the whole process, s", "peak MB")
    step = done.said.get("seconds")
    return table(heads, [(job.rows, done.counts.requests, step, done.seconds, done.memory)])
