"""Many calls at a time for plain code: an event loop in a thread of its own."""

import asyncio
import atexit
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from contextlib import suppress
from typing import Protocol

from syngen_assets.llm.chat import Reply, Request

_AHEAD = 4  # requests taken from the stream, as a multiple of the calls in flight


class Session(Protocol):
    """What calls share, such as a client; it lives as long as they do."""

    async def answer(self, request: Request) -> Reply:
        """The reply to one request; whatever it raises ends all calls."""
        ...

    async def close(self) -> None:
        """Let go of everything."""
        ...


class Calls:
    """The calls of one stream of requests, at most `seats` at a time.

    However the stream ends (it is used up, its reader stops, a call raises, Ctrl-C), no new call
    begins, and those in flight get `grace` seconds to land. A second Ctrl-C does not wait.

    Args:
        open: makes the session, when the first request comes.
        seats: the most calls in flight.
        grace: seconds that calls in flight get to land at the end.
    """

    def __init__(self, open: "Callable[[Calls], Session]", seats: int, grace: float) -> None:
        """Begin nothing yet: the first request does."""
        self.ending = False
        self._open, self._ahead, self._grace = open, _AHEAD * seats, grace
        self._seats, self._over = asyncio.Semaphore(seats), asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()
        self._thread: threading.Thread | None = None
        self._reason: BaseException | None = None

    def replies(self, requests: Iterable[Request]) -> Iterator[Reply]:
        """The replies, in order.

        Raises:
            Exception: what the session raised first.
        """
        window: deque[Future[Reply]] = deque()
        try:
            for request in requests:
                window.append(self._make(request))
                while window and (len(window) >= self._ahead or window[0].done()):
                    yield window.popleft().result()
            while window:
                yield window.popleft().result()
        finally:
            self._end()

    def _make(self, request: Request) -> "Future[Reply]":
        if self._thread is None:
            self._session = self._open(self)
            self._loop = asyncio.new_event_loop()
            self._thread = threading.Thread(target=self._run, name="calls", daemon=True)
            self._thread.start()
            atexit.register(self._end)  # for a stream that nobody closed
        landed: Future[Reply] = Future()
        self._loop.call_soon_threadsafe(self._begin, request, landed)
        return landed

    def _end(self) -> None:
        if self._thread is None:
            return
        atexit.unregister(self._end)
        self._tell(self._stop)
        self._tell(self._over.set)
        try:
            self._thread.join()
        except KeyboardInterrupt:
            self._tell(self._cancel)
            self._thread.join()
            raise

    def _tell(self, what: Callable[[], None]) -> None:
        with suppress(RuntimeError):  # the loop has closed already
            self._loop.call_soon_threadsafe(what)

    # What follows runs on the loop.

    def _run(self) -> None:
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            runner.run(self._serve())

    async def _serve(self) -> None:
        await self._over.wait()
        if self._tasks:
            await asyncio.wait(self._tasks)
        await self._session.close()

    def _begin(self, request: Request, landed: "Future[Reply]") -> None:
        task = self._loop.create_task(self._call(request, landed))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _call(self, request: Request, landed: "Future[Reply]") -> None:
        try:
            async with self._seats:
                if self.ending:
                    raise asyncio.CancelledError
                landed.set_result(await self._session.answer(request))
        except (Exception, asyncio.CancelledError) as error:
            self._stop(error)
            landed.set_exception(self._reason or error)

    def _stop(self, reason: BaseException | None = None) -> None:
        if not self.ending:
            self.ending, self._reason = True, reason
            self._loop.call_later(self._grace, self._cancel)

    def _cancel(self) -> None:
        for task in self._tasks:
            task.cancel()
