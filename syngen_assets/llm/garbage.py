"""Garbage: Python looks for it more seldom while replies come.

Each call makes hundreds of objects that go by themselves, and looking after every 700 of them, as
Python does, takes a quarter of the time.
"""

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_YOUNG = 10_000  # objects after which Python looks
_LOCK = threading.RLock()  # garbage may be found, and closed, while it is held
_before: list[tuple[int, int, int]] = []  # what held before, once for each who asked


@contextmanager
def seldom() -> Iterator[None]:
    """Look more seldom in this block; a program that looks as seldom, or never, goes on so."""
    with _LOCK:
        _before.append(_before[0] if _before else gc.get_threshold())
        if 0 < _before[0][0] < _YOUNG:
            gc.set_threshold(_YOUNG, *_before[0][1:])
    try:
        yield
    finally:
        with _LOCK:
            earlier = _before.pop()
            if not _before:
                gc.set_threshold(*earlier)
