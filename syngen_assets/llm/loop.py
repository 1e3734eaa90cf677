"""The loop: one event loop for all calls of this process, in a thread that plain code talks to."""

import asyncio
import atexit
import os
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from typing import Any, Protocol

_PATIENCE = 5.0  # seconds that closing may take when the program ends


class Closing(Protocol):
    """What must end before the program does."""

    def close(self) -> None:
        """End it; called from plain code."""
        ...


class Loop:
    """An event loop in a daemon thread, and what is to be closed when the program ends."""

    def __init__(self) -> None:
        """Start the thread."""
        self.events = asyncio.new_event_loop()
        self._streams: dict[Closing, None] = {}
        self._clients: dict[Closing, None] = {}
        self._thread = threading.Thread(target=self.events.run_forever, name="calls", daemon=True)
        self._thread.start()
        atexit.register(self._end)
        self._process = os.getpid()

    @property
    def is_here(self) -> bool:
        """Whether this runs in the loop's own thread, which must not wait for itself."""
        return threading.current_thread() is self._thread

    def tell(self, what: Callable[..., object], *arguments: Any) -> None:
        """Have something called on the loop."""
        with suppress(RuntimeError):  # the program ends, and the loop has
            self.events.call_soon_threadsafe(what, *arguments)

    def enter(self, stream: Closing) -> None:
        """Close this when the program ends, before any client."""
        self._streams[stream] = None

    def enter_client(self, client: Closing) -> None:
        """Close this when the program ends."""
        self._clients[client] = None

    def leave(self, thing: Closing) -> None:
        """This is closed."""
        self._streams.pop(thing, None)
        self._clients.pop(thing, None)

    def _end(self) -> None:
        if os.getpid() != self._process:
            return  # a fork has the loop, but not its thread
        for thing in [*self._streams, *self._clients]:
            thing.close()
        with suppress(TimeoutError):
            asyncio.run_coroutine_threadsafe(_tasks_done(), self.events).result(_PATIENCE)
        self.tell(self.events.stop)
        self._thread.join(_PATIENCE)
        if not self._thread.is_alive():
            self.events.close()


async def _tasks_done() -> None:
    others = asyncio.all_tasks() - {asyncio.current_task()}
    await asyncio.gather(*others, return_exceptions=True)
    await asyncio.sleep(0)  # sockets close in the turn after their sessions


@cache
def the_loop() -> Loop:
    """The loop of this process, started when it is first needed."""
    return Loop()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=the_loop.cache_clear)
