"""Progress: one live line in a terminal, a line in the log now and then anywhere else."""

import logging
import os
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import TextIO, TypeVar

from syngen_assets.llm.chat import Pulse

_EVERY, _LOG_EVERY = 0.2, 15.0
_LATELY = 15.0  # seconds that the rate is taken over
_LOG = logging.getLogger("syngen")
_T = TypeVar("_T")
_screen: list[TextIO] = []


def show_on(stream: TextIO) -> None:
    """Show progress on this stream from now on: live in a terminal, else a line now and then.

    It is remembered as it is now: while a step runs, Dagster lets all output flow into its logs.
    """
    while _screen:
        _screen.pop().close()
    with suppress(OSError):  # a stream of a program, which is no file
        _screen.append(os.fdopen(os.dup(stream.fileno()), "w"))


def say(text: str) -> None:
    """Say something between two progress lines."""
    _LOG.warning(text)
    if _screen:
        _show(text + "\n")


@contextmanager
def hushed() -> Iterator[None]:
    """Show nothing while the block runs: what is only rehearsed is no progress."""
    shown = _screen[:]
    _screen.clear()
    try:
        yield
    finally:
        _screen.extend(shown)


def tracked(
    items: Iterable[_T],
    total: int | None,
    label: str,
    pulse: Callable[[], Pulse] = Pulse,
) -> Iterator[_T]:
    """The items; while they come, or fail to, it is shown how it goes.

    Args:
        items: what comes.
        total: how many there will be, if that is known.
        label: what they are.
        pulse: says how the calls fare that bring them.
    """
    meter = _Meter(label, total, pulse)
    try:
        for item in items:
            meter.done += 1
            yield item
    finally:
        meter.end()


class _Meter:
    """Shows how it goes, from a thread of its own: also when nothing comes."""

    def __init__(self, label: str, total: int | None, pulse: Callable[[], Pulse]) -> None:
        self.done = 0
        self._label, self._total, self._pulse = label, total, pulse
        self._started = time.monotonic()
        self._lately = deque([(self._started, 0)])
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="progress", daemon=True)
        self._thread.start()

    def end(self) -> None:
        self._over.set()
        self._thread.join()
        if _is_live():
            _show(self._line(self._started, 0) + "\n")

    def _watch(self) -> None:
        logged = self._started
        while not self._over.wait(_EVERY if _is_live() else _LOG_EVERY):
            now = time.monotonic()
            self._lately.append((now, self.done))
            while now - self._lately[0][0] > _LATELY and len(self._lately) > 2:
                self._lately.popleft()
            text = self._line(*self._lately[0])
            if _screen:
                _show(text if _is_live() else text + "\n")
            if now - logged >= _LOG_EVERY:
                _LOG.info(text)
                logged = now

    def _line(self, since: float, done: int) -> str:
        rate = (self.done - done) / max(time.monotonic() - since, 1e-9)
        return line(self._label, self.done, self._total, rate, self._pulse())


def line(label: str, done: int, total: int | None, rate: float, pulse: Pulse) -> str:
    """The progress line: `label  120/300  41/s  32 in flight  2 retries  $0.0123  4 s left`."""
    parts = [label, f"{done:,}" if total is None else f"{done:,}/{total:,}", f"{rate:,.0f}/s"]
    if pulse.in_flight:
        parts.append(f"{pulse.in_flight:,} in flight")
    if pulse.retries:
        parts.append(f"{pulse.retries:,} tries again")
    if pulse.usd is None:
        parts.append("price unknown")
    elif pulse.usd:
        parts.append(f"${pulse.usd:.4f}")
    if total is not None and rate and done < total:
        parts.append(f"{(total - done) / rate:,.0f} s left")
    return "  ".join(parts)


def _is_live() -> bool:
    return bool(_screen) and _screen[0].isatty()


def _show(text: str) -> None:
    _screen[0].write(f"\r\033[K{text}" if _is_live() else text)
    _screen[0].flush()
