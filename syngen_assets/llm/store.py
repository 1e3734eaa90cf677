"""The response store: every reply that was paid for, kept before anything reads it."""

import json
import sqlite3
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import astuple, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from syngen_assets.core.errors import StorageError
from syngen_assets.llm.chat import Reply, Usage

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
