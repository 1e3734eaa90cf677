"""Watching: whether a source that has moved is a reason to make a data set again, and when."""

from collections.abc import Sequence
from dataclasses import dataclass

GAPS = (10 * 60, 60 * 60, 6 * 60 * 60)
"""Seconds from each failed run of a revision to the next one."""

_SHOWN = 12  # of the digits of a revision


@dataclass(frozen=True)
class Origin:
    """A data set at one of its revisions."""

    dataset: str
    revision: str

    def __str__(self) -> str:
        """For people."""
        return f"{self.dataset} at {self.revision[:_SHOWN]}"


@dataclass(frozen=True)
class Try:
    """A run that was started for a revision and is over.

    Args:
        run: its id.
        failed: whether it failed or was stopped.
        ended: when, in seconds.
        batch: the batch that its calls are in, if it left them to one.
    """

    run: str
    failed: bool
    ended: float
    batch: str = ""


@dataclass(frozen=True)
class Watched:
    """What is known of a domain whose source is watched.

    Args:
        domain: its name.
        source: where its source stands.
        released: what its last release was made from, or None before the first one.
        running: the run that is making it now, or empty.
        tries: the runs that were started for this revision since the last release, oldest first.
    """

    domain: str
    source: Origin
    released: Origin | None
    running: str = ""
    tries: Sequence[Try] = ()

    @property
    def failed(self) -> list[Try]:
        """The tries that failed or were stopped."""
        return [one for one in self.tries if one.failed]


def reason_to_wait(watched: Watched, now: float) -> str:
    """Why no run is asked for, in a sentence; empty where one is.

    Args:
        watched: what is known.
        now: the time, in seconds.
    """
    domain, source, released = watched.domain, watched.source, watched.released
    if released is None:
        return (
            f"{domain} was never released. Make it once by hand; from then on each new revision "
            "of its source is made by itself."
        )
    if released.dataset not in ("", source.dataset):
        return (
            f"The release of {domain} was made from {released}, and its source is {source} now. "
            "Make it once by hand from there, so that it is known which one is meant."
        )
    if released.revision == source.revision:
        return f"{domain} is released as its source stands: {source}."
    if watched.running:
        return f"A run of {domain} is in progress: {watched.running}."
    if watched.tries and not watched.tries[-1].failed:
        return _unreleased(watched, watched.tries[-1])
    if batch := next((one.batch for one in reversed(watched.tries) if one.batch), ""):
        return (
            f"{source}: its calls went in batch {batch}; batches_landed goes on with them, and "
            "tries again what failed since."
        )
    return _after_failures(watched, now)


def _unreleased(watched: Watched, last: Try) -> str:
    if last.batch:
        return f"{watched.source}: its calls are in batch {last.batch}, which is not done."
    return (
        f"{watched.source}: run {last.run} ended without a release; make {watched.domain} by hand."
    )


def _after_failures(watched: Watched, now: float) -> str:
    failed = watched.failed
    if not failed:
        return ""
    told = f"{watched.source}: {_times(len(failed))} failed, the last one is {failed[-1].run}"
    if len(failed) > len(GAPS):
        return (
            f"{told}. It is not tried again: see what that run says, mend it, and make "
            f"{watched.domain} by hand."
        )
    left = failed[-1].ended + GAPS[len(failed) - 1] - now
    return f"{told}. It is tried again in {_minutes(left)}." if left > 0 else ""


def _times(number: int) -> str:
    return "one run" if number == 1 else f"{number} runs"


def _minutes(seconds: float) -> str:
    minutes = max(1, round(seconds / 60))
    return f"{minutes} min" if minutes < 120 else f"{round(minutes / 60)} h"


def run_key(watched: Watched, release: int) -> str:
    """What names the run that is asked for, so that it is asked for once.

    A revision may come back, so the key says after which release it is wanted.

    Args:
        watched: what is known.
        release: what identifies the last release.
    """
    return f"{watched.source.revision}:{len(watched.failed)}:{release}"
