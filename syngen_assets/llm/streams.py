"""Streams: requests go in from plain code, and their replies come out in the same order."""

import asyncio
import threading
from collections import deque
from collections.abc import Coroutine, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, Protocol

from syngen_assets.llm.chat import WINDOW, Keep, Reply, Request
from syngen_assets.llm.loop import the_loop
from syngen_assets.llm.progress import say

_HANDFUL = 64  # requests that go to the loop together; each crossing costs
_PATIENCE = 0.3  # seconds after which it is said that calls still have to land
_SOON = 0.003  # seconds in which landed calls are gathered before the reader is woken


@dataclass
class Landing:
    """Where a reply lands, in the order of the requests."""

    reply: Reply | None = None
    error: BaseException | None = None


class Line(Protocol):
    """Where a stream's requests wait for their turn."""

    @property
    def grace(self) -> float:
        """The seconds that calls in flight get to land at the end."""
        ...

    def admit(self, stream: "Stream") -> None:
        """The stream has requests that wait."""
        ...

    def dismiss(self, stream: "Stream") -> None:
        """The stream ends."""
        ...


class Stream:
    """One stream of requests. A second Ctrl-C does not wait for calls in flight.

    Args:
        line: where requests wait.
        keep: is given each reply when it lands.
    """

    def __init__(self, line: Line, keep: Keep) -> None:
        """Begin nothing yet: the first request does."""
        self.keep = keep
        self.ending = False
        self.reason: BaseException | None = None
        self._line = line
        self._waiting: deque[tuple[Request, Landing]] = deque()
        self._tasks: set[asyncio.Task[None]] = set()
        self._news, self._over = threading.Event(), threading.Event()
        self._deadline: asyncio.TimerHandle | None = None
        self._woken = False

    def replies(self, requests: Iterable[Request]) -> Iterator[Reply]:
        """The replies, in order; at most `WINDOW` requests are taken ahead of them."""
        asked, handful, more = iter(requests), 1, True
        line: deque[Landing] = deque()
        the_loop().enter(self)
        try:
            while more or line:
                while line and (line[0].reply or line[0].error):
                    yield _landed(line.popleft())
                room = min(handful, WINDOW - len(line))
                if more and room > 0:
                    batch = [(request, Landing()) for request in islice(asked, room)]
                    more, handful = len(batch) == room, min(_HANDFUL, 2 * handful)
                    line.extend(landing for _, landing in batch)
                    self._hand_over(batch)
                elif line:
                    self._news.wait()
                    self._news.clear()
        finally:
            self.close()

    def _hand_over(self, batch: list[tuple[Request, Landing]]) -> None:
        if batch:
            the_loop().tell(self._admit, batch)

    def close(self) -> None:
        """End the stream, and wait until its calls have landed."""
        the_loop().tell(self.stop)
        try:
            if not the_loop().is_here:  # as where a stream that nobody reads is found as garbage
                if not self._over.wait(_PATIENCE):
                    say("Stopping: calls in flight land first; Ctrl-C drops them.")
                self._over.wait()
        except KeyboardInterrupt:
            the_loop().tell(self._cancel)
            self._over.wait()
            raise
        finally:
            the_loop().leave(self)

    # What follows runs on the loop.

    def _admit(self, batch: list[tuple[Request, Landing]]) -> None:
        self._waiting.extend(batch)
        if self.ending:
            self._give_up()
        else:
            self._line.admit(self)

    def take(self) -> tuple[Request, Landing] | None:
        """The next request that waits, if one does."""
        return self._waiting.popleft() if self._waiting else None

    def add(self, call: Coroutine[Any, Any, None]) -> None:
        """A call of the stream begins."""
        task = the_loop().events.create_task(call)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def stop(self, reason: BaseException | None = None) -> None:
        """No new call begins, and what waits comes to nothing."""
        if self.ending:
            return
        self.ending, self.reason = True, reason
        self._line.dismiss(self)
        self._give_up()
        if self._tasks:
            self._deadline = the_loop().events.call_later(self._line.grace, self._cancel)
        else:
            self._over.set()

    def _give_up(self) -> None:
        while self._waiting:
            self._waiting.popleft()[1].error = self.reason or asyncio.CancelledError()
        self._news.set()

    def _done(self, task: "asyncio.Task[None]") -> None:
        self._tasks.discard(task)
        if not self._woken:
            self._woken = True
            the_loop().events.call_later(_SOON, self._wake)
        if self.ending and not self._tasks:
            if self._deadline:
                self._deadline.cancel()
            self._over.set()

    def _wake(self) -> None:
        self._woken = False
        self._news.set()

    def _cancel(self) -> None:
        for task in self._tasks:
            task.cancel()


def _landed(landing: Landing) -> Reply:
    if landing.error:
        raise landing.error
    assert landing.reply is not None
    return landing.reply
