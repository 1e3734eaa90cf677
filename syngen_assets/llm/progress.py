"""Progress: one live line in a terminal, a line in the log now and then anywhere else."""

import logging
import os
import time
from collections.abc import Iterable, Iterator
from typing import TextIO, TypeVar

_EVERY, _LOG_EVERY = 0.2, 15.0
_LOG = logging.getLogger("syngen")
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
    """The items; while they come, it is shown how many, how fast and how long still."""
    show, every = (_show, _EVERY) if _screen else (_LOG.info, _LOG_EVERY)
    started = last = time.monotonic()
    done = 0
    try:
        for done, item in enumerate(items, 1):
            now = time.monotonic()
            if now - last >= every:
                show(line(label, done, total, now - started))
                last = now
            yield item
    finally:
        if _screen:
            _show(line(label, done, total, time.monotonic() - started) + "\n")


def line(label: str, done: int, total: int, seconds: float) -> str:
    """The progress line: `label  120/300  41/s  4 s left`."""
    rate = done / seconds if seconds else 0.0
    left = f"  {(total - done) / rate:.0f} s left" if rate and done < total else ""
    return f"{label}  {done:,}/{total:,}  {rate:,.0f}/s{left}"


def _show(text: str) -> None:
    _screen[0].write(f"\r\033[K{text}")
    _screen[0].flush()
