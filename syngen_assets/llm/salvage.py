"""What can still be read of a damaged store: page by page, whatever has lost its way to them."""

import os
import re
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from syngen_assets.core.identity import digest
from syngen_assets.llm.rows import Stored, as_stored

_KEY = re.compile("[0-9a-f]{32}")
_MAGIC = b"SQLite format 3\0"
_PAGE = 4096  # bytes, unless the file says another size
_TABLE, _INDEX, _INNER_INDEX = 13, 10, 2  # kinds of pages that hold rows or keys
_HEAD = 128  # bytes of a row's head at most
_INTEGERS = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8}  # bytes by serial type
_Kind = type | tuple[type, ...]
_TYPES: tuple[_Kind, ...] = (
    str,
    str,
    int,
    (str, bytes),
    (str, bytes),
    int,
    int,
    int,
    int,
    (str, bytes),
    str,
)


class Salvage:
    """The replies of a damaged store, each proved by its key.

    Args:
        path: the store's file, after SQLite has tried it: that brings in what its -wal file holds.
    """

    def __init__(self, path: Path) -> None:
        """Open nothing yet."""
        self._path = path
        self._found: set[str] = set()
        self._named: set[str] = set()

    @property
    def lost(self) -> int:
        """The replies that an index still names, and that were not found."""
        return len(self._named - self._found)

    def replies(self) -> Iterator[Stored]:
        """All that can be read.

        Raises:
            OSError: the file cannot be opened.
        """
        with self._path.open("rb") as file:
            pages = _Pages(file.fileno())
            for page in pages:
                for values in pages.records(page):
                    yield from self._reply(values)

    def _reply(self, values: list[Any]) -> Iterator[Stored]:
        if len(values) == 2 and _KEY.fullmatch(str(values[0])):
            self._named.add(values[0])
        elif (found := proved(values)) and found.key not in self._found:
            self._found.add(found.key)
            yield found


def proved(values: Sequence[Any]) -> Stored | None:
    """The reply of a row, if it is whole and the key is that of its request."""
    row = (*values, None)[:12]  # a row of version 1 had no check
    kinds = zip(row, _TYPES, strict=False)
    if len(row) < 12 or not all(isinstance(value, kind) for value, kind in kinds):
        return None
    try:
        stored = as_stored(row)
    except (sqlite3.DatabaseError, UnicodeDecodeError):
        return None
    return stored if stored.key == digest(stored.body, stored.attempt, length=32) else None


class _Pages:
    """The pages of a SQLite file."""

    def __init__(self, file: int) -> None:
        self._file = file
        head = os.pread(file, 100, 0)
        sound = head.startswith(_MAGIC) and len(head) == 100
        size = int.from_bytes(head[16:18]) if sound else 0
        self._size = 65536 if size == 1 else size if size in (2**n for n in range(9, 16)) else _PAGE
        self._usable = self._size - (head[20] if sound and head[20] <= self._size - 480 else 0)
        self._count = -(-os.fstat(file).st_size // self._size)

    def __iter__(self) -> Iterator[bytes]:
        return map(self._page, range(1, self._count + 1))

    def records(self, page: bytes) -> Iterator[list[Any]]:
        """The values of each row or key on a page; what makes no sense is left out."""
        kind = page[0] if page else 0
        if kind not in (_TABLE, _INDEX, _INNER_INDEX):
            return
        head = 12 if kind == _INNER_INDEX else 8
        for cell in range(int.from_bytes(page[3:5])):
            at = head + 2 * cell
            try:
                yield self._record(page, kind, int.from_bytes(page[at : at + 2]))
            except (IndexError, ValueError):
                continue

    def _record(self, page: bytes, kind: int, at: int) -> list[Any]:
        if kind == _INNER_INDEX:
            at += 4
        length, at = _varint(page, at)
        if kind == _TABLE:
            _, at = _varint(page, at)
        return _values(self._payload(page, kind, at, length))

    def _payload(self, page: bytes, kind: int, at: int, length: int) -> bytes:
        usable = self._usable
        if length > self._count * usable:  # else a ring of pages would be followed for ever
            raise ValueError("the record is longer than the file")
        least = (usable - 12) * 32 // 255 - 23
        most = usable - 35 if kind == _TABLE else (usable - 12) * 64 // 255 - 23
        here = length
        if length > most:
            here = least + (length - least) % (usable - 4)
            here = here if here <= most else least
        payload = bytearray(page[at : at + here])
        following = page[at + here : at + here + 4]
        while len(payload) < length:
            more = self._page(int.from_bytes(following))
            if not more:
                raise ValueError("the chain of pages is broken")
            following = more[:4]
            payload += more[4 : min(usable, 4 + length - len(payload))]
        return bytes(payload)

    def _page(self, number: int) -> bytes:
        try:
            return os.pread(self._file, self._size, max(0, number - 1) * self._size)
        except OSError:  # the disk cannot read it
            return b""


def _values(record: bytes) -> list[Any]:
    head, at = _varint(record, 0)
    if head > _HEAD:
        raise ValueError("this is no row of ours")
    types, place = [], head
    while at < head:
        kind, at = _varint(record, at)
        types.append(kind)
    values: list[Any] = []
    for kind in types:
        length = _INTEGERS.get(kind, 8 if kind == 7 else max(0, (kind - 12) // 2))
        cell = record[place : place + length]
        if len(cell) < length:
            raise ValueError("the record is cut off")
        place += length
        values.append(_value(kind, cell))
    return values


def _value(kind: int, cell: bytes) -> Any:
    if kind in _INTEGERS:
        return int.from_bytes(cell, signed=True)
    if kind in (8, 9):
        return kind - 8
    if kind < 12:  # nothing, or a fraction, of which a reply has none
        return None
    return cell.decode() if kind % 2 else cell


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = 0
    for place in range(at, at + 8):
        value = value << 7 | data[place] & 0x7F
        if data[place] < 0x80:
            return value, place + 1
    return value << 8 | data[at + 8], at + 9
