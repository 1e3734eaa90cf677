"""Claims: who is asking for which key right now, among threads and processes alike."""

import fcntl
import os
import struct
import sys
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path

Lock = Callable[[int, int, bool], None]


def ofd_lock(handle: int, place: int, wanted: bool) -> None:
    """Lock or free one byte of a file for this opening of it.

    Raises:
        BlockingIOError, PermissionError: another opening has it.
    """
    kind = fcntl.F_WRLCK if wanted else fcntl.F_UNLCK
    flock = struct.pack("hhqqi4x", kind, os.SEEK_SET, place, 1, 0)
    fcntl.fcntl(handle, fcntl.F_OFD_SETLK, flock)


def posix_lock(handle: int, place: int, wanted: bool) -> None:
    """The same for the whole process, where the kernel has no locks of an opening."""
    fcntl.lockf(handle, fcntl.LOCK_EX | fcntl.LOCK_NB if wanted else fcntl.LOCK_UN, 1, place)


_LINUX = sys.platform == "linux" and sys.maxsize > 2**32  # whose struct is packed above
KERNEL: Lock = ofd_lock if _LINUX and hasattr(fcntl, "F_OFD_SETLK") else posix_lock


class Claims:
    """Keys that one holder has for itself; the kernel frees them when the process ends.

    Two keys may share a byte, and then one waits for the other: rare, and never wrong.

    Args:
        path: the file whose bytes are locked; it stays empty.
        lock: how a byte is locked.

    Raises:
        OSError: the file cannot be made, or cannot be locked; so does `claim`.
    """

    def __init__(self, path: Path, lock: Lock = KERNEL) -> None:
        """Open the file, once for the whole process."""
        self._lock = lock
        with _GUARD:
            self._file = _opened(path)
            self._file.users += 1

    def claim(self, keys: Iterable[str]) -> set[str]:
        """Those of the keys that nobody had, not even this holder; they are its own now."""
        return {key for key in keys if self._take(_place(key))}

    def release(self, keys: Iterable[str]) -> None:
        """Let go of those of the keys that this holder has."""
        for place in map(_place, keys):
            with _GUARD:
                if self._file.holders.get(place) is self:
                    self._free(place)

    def close(self) -> None:
        """Let go of everything."""
        with _GUARD:
            for place in [at for at, holder in self._file.holders.items() if holder is self]:
                self._free(place)
            self._file.users -= 1
            if not self._file.users and _FILES.get(self._file.name) is self._file:
                del _FILES[self._file.name]
                os.close(self._file.handle)

    def _take(self, place: int) -> bool:
        with _GUARD:
            if place in self._file.holders:
                return False
            try:
                self._lock(self._file.handle, place, True)
            except (BlockingIOError, PermissionError):
                return False
            self._file.holders[place] = self
            return True

    def _free(self, place: int) -> None:
        del self._file.holders[place]
        with suppress(OSError):  # the end of the process frees it too
            self._lock(self._file.handle, place, False)


@dataclass
class _File:
    """A file of claims, opened once: closing a second opening would free all POSIX locks."""

    name: tuple[int, int]
    handle: int
    users: int = 0
    holders: dict[int, Claims] = field(default_factory=dict)


_GUARD = threading.Lock()
_FILES: dict[tuple[int, int], _File] = {}


def _opened(path: Path) -> _File:
    with suppress(FileNotFoundError):
        there = os.stat(path)
        if known := _FILES.get((there.st_dev, there.st_ino)):
            return known
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    there = os.fstat(handle)
    return _FILES.setdefault(
        (there.st_dev, there.st_ino), _File((there.st_dev, there.st_ino), handle)
    )


def _place(key: str) -> int:
    """A byte far enough from that of any other key: one of 2^62."""
    return int.from_bytes(blake2b(key.encode(), digest_size=8).digest()) >> 2


def _forget() -> None:
    """A forked child would share its parent's locks and keep them alive after the parent."""
    global _GUARD
    for file in _FILES.values():
        os.close(file.handle)
        file.handle = -1
    _FILES.clear()
    _GUARD = threading.Lock()  # another thread of the parent may have had it


os.register_at_fork(after_in_child=_forget)
