"""One live line of progress in a terminal, and silence anywhere else."""

import os
import time
from collections.abc import Iterable, Iterator
from typing import TextIO, TypeVar

_EVERY = 0.2
_T = TypeVar("_T")
_screen: list[TextIO] = []


def show_on(stream: TextIO) -> None:
    """Show progress on this stream from now on, if it is a terminal.

    It is remembered as it is now: while a step runs, Dagster lets all output flow into its logs.
    """
    while _screen:
        _screen.pop().close()
    if stream.isatty():
        _screen.append(os.fdopen(os.dup(stream.fileno()), "w"))


def tracked(items: Iterable[_T], total: int, label: str) -> Iterator[_T]:
    """The items; while they come, a terminal shows how many, how fast and how long still."""
    if not _screen:
        yield from items
        return
    started = last = time.monotonic()
    done = 0
    try:
        for done, item in enumerate(items, 1):
            now = time.monotonic()
            if now - last >= _EVERY:
                _show(line(label, done, total, now - started))
                last = now
            yield item
    finally:
        _show(line(label, done, total, time.monotonic() - started) + "\n")


def line(label: str, done: int, total: int, seconds: float) -> str:
    """The progress line: `label  120/300  41/s  4 s left`."""
    rate = done / seconds if seconds else 0.0
    left = f"  {(total - done) / rate:.0f} s left" if rate and done < total else ""
    return f"{label}  {done:,}/{total:,}  {rate:,.0f}/s{left}"


def _show(text: str) -> None:
    _screen[0].write(f"\r\033[K{text}")
    _screen[0].flush()
