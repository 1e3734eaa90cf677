"""What becomes of the job when its process is killed, and when the server has faults."""

from benchmarks.environments import SDK, Contender, NotInstalled
from benchmarks.job import Job
from benchmarks.rates import Plan, work
from benchmarks.report import table
from benchmarks.running import Run, run
from benchmarks.server import Server

SHARE = 0.7  # of the rows of the job
IN_FLIGHT = 50  # while there are faults: distilabel's own batch, which a fault may spoil whole
PATIENCE = 60.0  # seconds for what an undisturbed run does in a few


def kill(plan: Plan) -> str:
    """Seven tenths of the job, at 100 ms and 256 in flight.

    All processes are killed when half of the answers are there; then the job is done once more and
    gets 60 seconds. Paid again are answers that the server had given before, those included that
    were on their way when the process died.
    """
    rows = []
    for contender in plan.contenders:
        if contender.keeps:
            with Server(0.1) as server, work(server.url, int(plan.rows * SHARE)) as job:
                rows.append(_killed(contender, server, job))
    heads = ("contender", "rerun finishes", "rows complete", "answers before the kill")
    return table((*heads, "paid again", "rerun, s"), rows)


def _killed(contender: Contender, server: Server, job: Job) -> tuple[object, ...]:
    try:
        first = run(contender, server, job, killed_at=job.calls // 2)
    except NotInstalled as reason:
        return (contender.name, f"not installed: {reason}", *[None] * 4)
    again = run(contender, server, job, PATIENCE)
    finished = again.problem or "yes"
    paid = first.counts.again + again.counts.again
    done = f"{again.said.get('complete', 0)} of {job.rows}"
    return contender.name, finished, done, first.counts.answers, paid, again.seconds


def faults(plan: Plan) -> str:
    """Seven tenths of the job, at 100 ms and 50 in flight; one prompt in twenty is struck, once.

    There are fifteen faults, alike often: 429 with and without headers, 500, 503, a connection
    dropped before and after half of the body, a slow drip, HTML and cut-off JSON with status 200,
    and replies that are empty, null, refused, filtered, cut off or of another schema.
    """
    rows = []
    for contender in plan.contenders:
        if contender.keeps or contender == SDK:
            with (
                Server(0.1, faults=0.05) as server,
                work(server.url, int(plan.rows * SHARE)) as job,
            ):
                rows.append(_struck(contender, server, job))
    heads = ("contender", "finishes", "rows complete", "empty or missing texts")
    return table((*heads, "requests per answer", "seconds"), rows)


def _struck(contender: Contender, server: Server, job: Job) -> tuple[object, ...]:
    try:
        done = run(contender, server, job, 2 * PATIENCE)
    except NotInstalled as reason:
        return (contender.name, f"not installed: {reason}", *[None] * 4)
    complete = f"{done.said.get('complete', 0)} of {job.rows}"
    empty = done.said.get("empty")
    return contender.name, done.problem or "yes", complete, empty, _effort(done), done.seconds


def _effort(done: Run) -> float | None:
    return done.counts.requests / done.counts.answers if done.counts.answers else None
