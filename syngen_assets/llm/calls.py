"""Calls: whose turn it is to be sent, of all streams of requests to one model."""

import asyncio
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol

from syngen_assets.core.errors import BudgetError
from syngen_assets.llm.budget import Budget, Hold
from syngen_assets.llm.chat import Keep, Named, Reply, Request, Usage
from syngen_assets.llm.loop import the_loop
from syngen_assets.llm.pace import Pace, Sent
from syngen_assets.llm.streams import Landing, Stream

_LOOK = 1.0  # seconds after which a wait is looked at again, since a rate may have risen
_BYTES = 4  # of a prompt, for a token, on the average


@dataclass(eq=False)
class Call:
    """A request on its way to a reply of so many tokens at most, in as many tries as it takes."""

    request: Named
    ceiling: int
    stream: Stream
    landing: Landing
    sent: Sent | None = None
    hold: Hold | None = None

    @property
    def tokens(self) -> float:
        """The tokens that a try may use."""
        return self.request.size / _BYTES + self.ceiling


class Session(Protocol):
    """What makes the calls; all of it runs on the loop."""

    ceiling: int

    @property
    def patience(self) -> float:
        """The seconds that a call may take now."""
        ...

    def wanted(self, request: Request) -> Named:
        """What shall be sent for a request."""
        ...

    async def answer(self, call: Call, calls: "Calls") -> Reply:
        """The reply to a call that has its turn; whatever it raises ends the stream."""
        ...


class Calls:
    """The calls to one model, of any number of streams, at one pace.

    However a stream ends (it is used up, its reader stops, a call raises, Ctrl-C), no new call of
    it begins, and those in flight get as long to land as a call may take.

    `retries` counts the tries after a first one. `lose` is told the most tokens of each try that
    brought nothing and may have been billed.

    Args:
        session: makes the calls.
        pace: says when the next one may go out.
        budget: what they may cost, or None.
    """

    def __init__(self, session: Session, pace: Pace, budget: Budget | None = None) -> None:
        """Begin nothing yet."""
        self.pace, self.retries = pace, 0
        self.lose: Callable[[Usage], None] = lambda usage: None
        self._session, self._budget = session, budget
        self._streams: deque[Stream] = deque()  # those with requests that wait
        self._again: deque[tuple[Call, asyncio.Future[bool]]] = deque()
        self._resting: dict[asyncio.Future[bool], Call] = {}
        self._next_call: Call | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._full = False  # whether calls wait for nothing but a seat

    def replies(self, requests: Iterable[Request], keep: Keep) -> Iterator[Reply]:
        """The replies, in order.

        Raises:
            BudgetError: the next call could cost more than is left.
            Exception: what the session raised first.
        """
        return Stream(self, keep).replies(requests)

    @property
    def grace(self) -> float:
        """The seconds that calls in flight get to land at the end."""
        return self._session.patience

    # What follows runs on the loop.

    async def turn(self, call: Call, rest: float) -> bool:
        """Wait until a call may be tried again, after so many seconds; False if it shall not."""
        if call.stream.ending:
            return False
        self.retries += 1
        future: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._resting[future] = call
        timer = the_loop().events.call_later(rest, self._line_up, call, future)
        try:
            return await future
        finally:
            timer.cancel()
            self._resting.pop(future, None)

    def _line_up(self, call: Call, future: "asyncio.Future[bool]") -> None:
        self._again.append((call, future))
        self.pump()

    def end(self, call: Call, usage: Usage | None, lost: bool = False) -> None:
        """A try is over.

        Args:
            call: whose try it was.
            usage: the tokens of its reply, or None where none came.
            lost: whether it may have been billed all the same.
        """
        if call.sent:
            tokens = None if usage is None else usage.prompt + usage.completion
            self.pace.end(time.monotonic(), call.sent, tokens, self._full)
        counted = usage if usage and usage != Usage() else None  # not all servers count
        self._settle(call, counted, lost or (usage is not None and counted is None))
        if lost and usage is None:
            self.lose(Usage(call.request.size, call.ceiling))

    def refused(self, call: Call, after: float | None) -> None:
        """The server refused a try for load; it wants to be left alone for so many seconds."""
        if call.sent:
            self.pace.refused(time.monotonic(), call.sent, after)
        self._settle(call, None, lost=False)

    def _settle(self, call: Call, usage: Usage | None, lost: bool) -> None:
        if self._budget and call.hold:
            self._budget.settle(call.hold, usage, lost)
        call.sent = call.hold = None
        self.pump()

    def admit(self, stream: Stream) -> None:
        """A stream has requests that wait."""
        if stream not in self._streams:
            self._streams.append(stream)
        self.pump()

    def dismiss(self, stream: Stream) -> None:
        """A stream ends: nothing of it goes out any more."""
        with suppress(ValueError):
            self._streams.remove(stream)
        if self._next_call and self._next_call.stream is stream:
            self._next_call.landing.error = stream.reason or asyncio.CancelledError()
            self._next_call = None
        for future, call in self._resting.items():
            if call.stream is stream and not future.done():
                future.set_result(False)

    def pump(self) -> None:
        """Send what may be sent now."""
        if self._timer:
            self._timer.cancel()
            self._timer = None
        self._full = False
        while call := self._first():
            now = time.monotonic()
            wait = self.pace.wait(now, call.tokens)
            if wait > 0:
                self._full = wait == float("inf")
                if not self._full:
                    self._timer = the_loop().events.call_later(min(wait, _LOOK), self.pump)
                return
            if self._budget:
                call.hold = self._budget.reserve(call.request.size, call.ceiling)
                if call.hold is None:
                    if not self._budget.idle:
                        return  # what is in flight may cost less than is set aside for it
                    call.stream.stop(BudgetError(self._budget.reason()))
                    continue
            call.sent = self.pace.begin(now, call.tokens)
            self._send(call)

    def _first(self) -> Call | None:
        """The call whose turn is next, if one waits; tries again go first."""
        while self._again and self._again[0][1].done():
            self._again.popleft()
        if self._again:
            return self._again[0][0]
        while self._next_call is None and self._streams:
            stream = self._streams[0]
            self._streams.rotate(-1)
            waiting = stream.take()
            if waiting is None:
                with suppress(ValueError):
                    self._streams.remove(stream)
                continue
            try:
                wanted = self._session.wanted(waiting[0])
                self._next_call = Call(wanted, self._session.ceiling, stream, waiting[1])
            except Exception as error:
                waiting[1].error = error
                stream.stop(error)
        return self._next_call

    def _send(self, call: Call) -> None:
        if call is self._next_call:
            self._next_call = None
            call.stream.add(self._run(call))
        else:
            self._again.popleft()[1].set_result(True)

    async def _run(self, call: Call) -> None:
        try:
            reply = await self._session.answer(call, self)
            if not reply.problem:
                call.stream.keep(call.request, reply)
            call.landing.reply = reply
        except (Exception, asyncio.CancelledError) as error:
            call.stream.stop(error)
            call.landing.error = call.stream.reason or error
        finally:
            if call.sent:
                self.end(call, None, lost=True)
