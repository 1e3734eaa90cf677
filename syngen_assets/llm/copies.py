"""Copies of the response store: a file of JSON lines, one reply a line."""

import gzip
import json
import os
import sqlite3
import zlib
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import IO, Any, cast

from syngen_assets.core.errors import StorageError, UsageError
from syngen_assets.core.identity import digest
from syngen_assets.llm.chat import Reply, Usage
from syngen_assets.llm.database import damaged, explained, prepare
from syngen_assets.llm.rows import COLUMNS, Stored, plain_json
from syngen_assets.llm.salvage import Salvage, proved
from syngen_assets.sqlite import DAMAGE, connect

_FIELDS = {
    "key": str,
    "model": str,
    "attempt": int,
    "created": str,
    "finish": str,
    "prompt_tokens": int,
    "completion_tokens": int,
    "cached_tokens": int,
    "reasoning_tokens": int,
    "text": str,
    "body": dict,
}


@dataclass(frozen=True)
class Exported:
    """What was written.

    Args:
        replies: how many.
        lost: how many more there were that cannot be read any more.
        damaged: whether the store was read page by page, because something in it is not sound.
    """

    replies: int
    lost: int = 0
    damaged: bool = False


@dataclass(frozen=True)
class Loaded:
    """What was read from a file, and how many of it were not in the store before."""

    replies: int
    new: int


def export(store: Path, to: Path) -> Exported:
    """Write all replies of a store, sound or damaged, to a file of JSON lines.

    Args:
        store: the store's file.
        to: the file; gzipped if its name ends in `.gz`. It is written aside, then put in place.

    Raises:
        StorageError: the file cannot be written, or no reply can be read.
    """
    with explained(store):
        try:
            return Exported(_write(to, _sound(store)))
        except DAMAGE as error:
            if not damaged(error) and "I/O" not in str(error):
                raise
    salvage = Salvage(store)
    replies = _salvaged(salvage, store)
    first = next(replies, None)
    if first is None:
        raise StorageError(
            f"No reply can be read from {store}: it is no response store, or all of it is damaged. "
            "Restore a backup, or move it aside: its replies will be asked for and paid for again."
        )
    return Exported(_write(to, chain([first], replies)), salvage.lost, damaged=True)


def read(path: Path) -> Iterator[Stored]:
    """The replies of an exported file, each proved by its key.

    Raises:
        UsageError: the file cannot be read, or a line holds no reply or one of another key.
    """
    number = 0
    try:
        with path.open("rb") as file, _unpacked(file) as lines:
            for line in lines:
                number += 1
                if line.strip():
                    yield _from_line(json.loads(line))
    except (ValueError, TypeError, KeyError) as error:
        raise UsageError(
            f"{path}, line {number}: this is no reply of a response store ({error}). Mend the "
            "line or take it out, and import the file again: no reply is taken twice."
        ) from error
    except FileNotFoundError as error:
        raise UsageError(
            f"There is no {path}; give a file that syngen store export wrote."
        ) from error
    except (OSError, EOFError, zlib.error) as error:
        raise UsageError(
            f"{path} cannot be read beyond line {number} ({error}). Give a file that "
            "syngen store export wrote, whole."
        ) from error


def _sound(store: Path) -> Iterator[Stored]:
    with closing(connect(store)) as db:
        prepare(db, store)
        db.execute("begin")  # one state of the store, whoever writes meanwhile
        (named,) = db.execute("select count(key) from replies").fetchone()  # from the index
        last = count = 0
        for number, *row in db.execute(f"select rowid, {COLUMNS} from replies order by rowid"):
            stored = proved(row)
            if stored is None or number <= last:  # a page may stand where another one was
                raise sqlite3.DatabaseError(f"the reply {row[0]} is damaged")
            last, count = number, count + 1
            yield stored
        if count != named:
            raise sqlite3.DatabaseError("the index names other replies than there are")


def _salvaged(salvage: Salvage, store: Path) -> Iterator[Stored]:
    with explained(store):
        yield from salvage.replies()


def _write(to: Path, replies: Iterable[Stored]) -> int:
    aside = to.with_name(f".{to.name}.new")
    count = 0
    try:
        with aside.open("wb") as file:
            with _packed(file, to) as lines:
                for stored in replies:
                    lines.write(_to_line(stored))
                    count += 1
            file.flush()
            os.fsync(file.fileno())
        os.replace(aside, to)
    except OSError as error:
        raise StorageError(
            f"{to} cannot be written ({error.strerror or error}). Give a file in a folder that "
            "can be written and has room."
        ) from error
    finally:
        aside.unlink(missing_ok=True)
    return count


@contextmanager
def _packed(file: IO[bytes], path: Path) -> Iterator[IO[bytes]]:
    if path.suffix != ".gz":
        yield file
        return
    with gzip.GzipFile(path.stem, "wb", compresslevel=6, fileobj=file, mtime=0) as packed:
        yield cast(IO[bytes], packed)


@contextmanager
def _unpacked(file: IO[bytes]) -> Iterator[IO[bytes]]:
    magic = file.read(2)
    file.seek(0)
    if magic != b"\x1f\x8b":
        yield file
        return
    with gzip.GzipFile(fileobj=file) as unpacked:
        yield cast(IO[bytes], unpacked)


def _to_line(stored: Stored) -> bytes:
    reply, usage = stored.reply, stored.reply.usage
    line = {
        "key": stored.key,
        "model": stored.model,
        "attempt": stored.attempt,
        "created": stored.created,
        "finish": reply.finish,
        "prompt_tokens": usage.prompt,
        "completion_tokens": usage.completion,
        "cached_tokens": usage.cached,
        "reasoning_tokens": usage.reasoning,
        "text": reply.text,
        "body": stored.body,
    }
    return plain_json(line).encode() + b"\n"


def _from_line(line: Any) -> Stored:
    if type(line) is not dict:
        raise TypeError("a line is a JSON object")
    for name, kind in _FIELDS.items():
        if type(line[name]) is not kind:
            raise TypeError(f"{name} is not of the type {kind.__name__}")
    datetime.fromisoformat(line["created"])
    if line["key"] != digest(line["body"], line["attempt"], length=32):
        raise ValueError(f"the key {line['key']} is not that of its body and attempt")
    usage = Usage(
        prompt=line["prompt_tokens"],
        completion=line["completion_tokens"],
        cached=line["cached_tokens"],
        reasoning=line["reasoning_tokens"],
    )
    return Stored(
        key=line["key"],
        body=line["body"],
        attempt=line["attempt"],
        model=line["model"],
        created=line["created"],
        reply=Reply(line["key"], line["text"], line["finish"], usage, cached=True),
    )
