"""The response store: every reply that was paid for, kept before anything reads it."""

import json
import sqlite3
import threading
import time
from collections import deque
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import astuple, dataclass, replace
from datetime import UTC, datetime
from itertools import chain, islice
from pathlib import Path
from typing import Any

from syngen_assets.core.errors import ModelError, StorageError
from syngen_assets.llm.chat import ChatModel, Keep, Reply, Request, Usage, ignore, key

_VERSION = 1
_TABLE = """
create table replies (
    key text primary key, body text not null, attempt integer not null,
    text text not null, finish text not null,
    prompt_tokens integer not null, completion_tokens integer not null,
    cached_tokens integer not null, reasoning_tokens integer not null,
    model text not null, created text not null
)"""
_REPLY = "key, text, finish, prompt_tokens, completion_tokens, cached_tokens, reasoning_tokens"
_BATCH = 500  # keys in one look into the store
_BACKLOG = 10_000  # replies that may wait for the slowest call
_PATIENCE = 30.0  # seconds that a lock of another process is waited for


@dataclass(frozen=True)
class Stored:
    """All that the store knows of one reply."""

    key: str
    body: dict[str, Any]
    attempt: int
    model: str
    created: str
    reply: Reply


class ResponseStore:
    """Replies by key, in one SQLite file that many processes and threads may share.

    A reply is committed before `put` returns, and the first one for a key stays.

    Raises:
        StorageError: if the file cannot be used as a store; so do all methods.
    """

    def __init__(self, path: str | Path) -> None:
        """Open the file, or make it and its folder."""
        self.path = Path(path)
        self._lock = threading.Lock()
        with self._explained():
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(
                self.path, timeout=_PATIENCE, isolation_level=None, check_same_thread=False
            )
            try:
                self._prepare()
            except BaseException:
                self._db.close()
                raise

    def __enter__(self) -> "ResponseStore":
        """The store itself."""
        return self

    def __exit__(self, *error: object) -> None:
        """Close it."""
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._db.close()

    def get_many(self, keys: Iterable[str]) -> dict[str, Reply]:
        """The replies there are for these keys."""
        wanted = json.dumps(list(keys))
        query = f"select {_REPLY} from replies where key in (select value from json_each(?))"
        with self._explained(), self._lock:
            return {row[0]: _reply(row) for row in self._db.execute(query, [wanted])}

    def put(self, request_body: dict[str, Any], attempt: int, model: str, reply: Reply) -> None:
        """Keep a reply."""
        body = json.dumps(request_body, ensure_ascii=False, separators=(",", ":"))
        created = datetime.now(UTC).isoformat(timespec="seconds")
        row = (reply.key, body, attempt, reply.text, reply.finish, *astuple(reply.usage))
        with self._explained(), self._lock:
            self._db.execute(
                "insert or ignore into replies values (?,?,?,?,?,?,?,?,?,?,?)",
                (*row, model, created),
            )

    def stored(self, key: str) -> Stored | None:
        """All that is known of the reply with this key, if there is one."""
        query = f"select {_REPLY}, body, attempt, model, created from replies where key = ?"
        with self._explained(), self._lock:
            row = self._db.execute(query, [key]).fetchone()
        if row is None:
            return None
        body, attempt, model, created = row[7:]
        return Stored(key, json.loads(body), attempt, model, created, _reply(row))

    def _prepare(self) -> None:
        self._db.execute("pragma synchronous = full")
        deadline = time.monotonic() + _PATIENCE
        while True:
            try:  # the change to WAL does not wait for a lock by itself
                self._db.execute("pragma journal_mode = wal")
                break
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                    raise
                time.sleep(0.01)
        if self._version() == 0:
            self._create()
        if self._version() > _VERSION:
            raise StorageError(
                f"{self.path} was written by a newer syngen (store version {self._version()}, "
                f"this one reads {_VERSION}). Upgrade syngen-assets, or set another output folder."
            )

    def _version(self) -> int:
        return int(self._db.execute("pragma user_version").fetchone()[0])

    def _create(self) -> None:
        self._db.execute("begin immediate")
        if self._version() == 0:  # no other process was faster
            if self._db.execute("select 1 from sqlite_master").fetchone():
                raise sqlite3.DatabaseError("it is another program's database")
            self._db.execute(_TABLE)
            self._db.execute(f"pragma user_version = {_VERSION}")
        self._db.execute("commit")

    @contextmanager
    def _explained(self) -> Iterator[None]:
        """Errors of SQLite and of the disk as ours."""
        try:
            yield
        except sqlite3.ProgrammingError:
            raise
        except (sqlite3.OperationalError, OSError) as error:
            raise StorageError(
                f"The response store {self.path} cannot be written or read ({error}). "
                "Check the rights and the free space of its folder, or set another output folder."
            ) from error
        except sqlite3.DatabaseError as error:
            raise StorageError(
                f"{self.path} is no sound response store ({error}). Restore a backup of it, or "
                "move it aside: its replies will be asked for and paid for again."
            ) from error


def _reply(row: Sequence[Any]) -> Reply:
    name, text, finish, *tokens = row[:7]
    return Reply(name, text, finish, Usage(*tokens), cached=True)


class StoredChat:
    """A chat model that asks another one only what the store does not know.

    `calls`, `cached` and `usage` count what was asked, what was known, and the tokens paid for.

    Args:
        inner: the model that is asked.
        store: where replies are looked up and kept.
    """

    def __init__(self, inner: ChatModel, store: ResponseStore) -> None:
        """Begin with empty books."""
        self.inner, self.store = inner, store
        self.calls, self.cached, self.usage = 0, 0, Usage()
        self._lock = threading.Lock()

    @property
    def name(self) -> str:
        """The inner model's name."""
        return self.inner.name

    def body(self, request: Request) -> dict[str, Any]:
        """The inner model's body."""
        return self.inner.body(request)

    def ask(self, requests: Iterable[Request], keep: Keep = ignore) -> Iterator[Reply]:
        """The replies, in order; each is stored before anything reads it."""
        known = self._look_up(iter(requests))
        for request, reply in known:
            if isinstance(reply, Reply):
                keep(request, reply)
                yield self.count(reply)
            else:
                yield from _Stream(self, known, keep).replies(request, reply)

    def count(self, reply: Reply) -> Reply:
        """Put a reply on the books of the run."""
        with self._lock:
            self.calls += not reply.cached
            self.cached += reply.cached
            if not reply.cached:
                paid = zip(astuple(self.usage), astuple(reply.usage), strict=True)
                self.usage = Usage(*map(sum, paid))
        return reply

    def _look_up(self, requests: Iterator[Request]) -> "Iterator[tuple[Request, Reply | str]]":
        """Each request with its stored reply, or with its key."""
        while batch := list(islice(requests, _BATCH)):
            keys = [key(self.inner, request) for request in batch]
            found = self.store.get_many(keys)
            for request, name in zip(batch, keys, strict=True):
                yield request, found.get(name, name)


@dataclass
class _Place:
    """A place in the order of a stream, taken before the reply is there."""

    reply: Reply | None = None


class _Stream:
    """One stream of the inner model: from a miss on, until too many replies wait for a slow one."""

    def __init__(
        self, chat: StoredChat, known: "Iterator[tuple[Request, Reply | str]]", keep: Keep
    ) -> None:
        self._chat, self._known, self._keep = chat, known, keep
        self._line: deque[tuple[_Place, bool]] = deque()  # all; whether the place is a repeat
        self._asked: dict[str, _Place] = {}  # by key, in the order of asking

    def replies(self, request: Request, name: str) -> Iterator[Reply]:
        stream = self._chat.inner.ask(self._misses(request, name), self._kept)
        try:
            for reply in stream:
                self._asked.pop(next(iter(self._asked))).reply = reply
                if reply.problem:
                    self._chat.count(reply)
                yield from self._ready()
        finally:
            if isinstance(stream, Generator):
                stream.close()
        yield from self._ready()
        if self._line:
            raise ModelError(f"{self._chat.name} gave fewer replies than it took requests.")

    def _ready(self) -> Iterator[Reply]:
        while self._line and (reply := self._line[0][0].reply):
            _, repeat = self._line.popleft()
            if repeat and not reply.problem:
                reply = self._chat.count(replace(reply, cached=True))
            yield reply

    def _misses(self, first: Request, name: str) -> Iterator[Request]:
        start: tuple[Request, Reply | str] = (first, name)
        for request, found in chain([start], self._known):
            if isinstance(found, str) and found not in self._asked:  # may have come by now
                found = self._chat.store.get_many([found]).get(found, found)
            if isinstance(found, Reply):
                self._keep(request, found)
                self._line.append((_Place(self._chat.count(found)), False))
            elif found in self._asked:
                self._line.append((self._asked[found], True))
            else:
                self._asked[found] = _Place()
                self._line.append((self._asked[found], False))
                yield request
            if len(self._line) >= _BACKLOG:
                return

    def _kept(self, request: Request, reply: Reply) -> None:
        if reply.problem is None:
            chat = self._chat
            chat.store.put(chat.body(request), request.attempt, chat.name, reply)
            chat.count(reply)
            self._keep(request, reply)
