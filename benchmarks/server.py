"""The server that every call goes to: a process of its own on loopback."""

import time
from dataclasses import dataclass

from syngen_tests.servers.apart import Apart


@dataclass(frozen=True)
class Counts:
    """What the server saw in a span of time.

    Args:
        requests: those that came.
        answers: those that got a whole and usable reply.
        again: those of the answers that had been given before, to the same request.
        first: seconds from the beginning of the span to the first answered request; None: none.
        seconds: from the first answered request until the reply to the last one went out.
    """

    requests: int
    answers: int
    again: int
    first: float | None
    seconds: float


class Server:
    """A server for a `with` block.

    Args:
        latency: seconds until a reply goes out.
        faults: the share of the prompts that are struck by a fault when they first come.
    """

    def __init__(self, latency: float, faults: float = 0.0) -> None:
        self.latency = latency
        struck = ["--faults", f"{faults:%}"] if faults else []
        self._apart = Apart("--latency", latency, *struck)

    def __enter__(self) -> "Server":
        self.url = self._apart.__enter__().url
        self.mark()
        return self

    def __exit__(self, *error: object) -> None:
        self._apart.__exit__(*error)

    @property
    def answers(self) -> int:
        """Answers in all."""
        return int(self._apart.stats["good"])

    def mark(self) -> None:
        """Begin a span of time."""
        self._before, self._began = self._apart.stats, time.monotonic()

    def counts(self) -> Counts:
        """What it saw since `mark`."""
        now, before = self._apart.stats, self._before
        answers = now["good"] - before["good"]
        fresh = now["prompts_answered"] - before["prompts_answered"]
        good = (each.at for each in self._apart.arrivals if each.status == 200)
        times = [at for at in good if at > self._began]
        return Counts(
            requests=now["requests"] - before["requests"],
            answers=answers,
            again=answers - fresh,
            first=times[0] - self._began if times else None,
            seconds=times[-1] - times[0] + self.latency if times else 0.0,
        )
