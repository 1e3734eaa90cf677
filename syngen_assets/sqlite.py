"""The files of SQLite that several processes share: how they are opened, and written safely."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PATIENCE = 30.0  # seconds that a lock of another process is waited for

# What may come of a damaged file; the second where SQLite quotes it in what it says.
DAMAGE = (sqlite3.DatabaseError, UnicodeDecodeError)


def connect(path: Path, patience: float = PATIENCE) -> sqlite3.Connection:
    """A connection for any thread; who uses it sees to it that only one does at a time."""
    return sqlite3.connect(path, timeout=patience, isolation_level=None, check_same_thread=False)


def reason(error: Exception) -> str:
    """What SQLite says, without the bytes of a damaged text."""
    return str(error).partition(" with text ")[0]


def write_ahead(db: sqlite3.Connection, patience: float = PATIENCE) -> None:
    """What is committed is on the disk from now on, and who reads waits for nobody who writes."""
    db.execute("pragma synchronous = full")
    deadline = time.monotonic() + patience
    while True:  # the change to WAL does not wait for a lock by itself
        try:
            db.execute("pragma journal_mode = wal")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(0.01)


def version(db: sqlite3.Connection) -> int:
    """The version of the file's tables; 0 for a new file."""
    return int(db.execute("pragma user_version").fetchone()[0])


@contextmanager
def transaction(db: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    """All or nothing."""
    db.execute("begin immediate")
    try:
        yield db
        db.execute("commit")
    finally:
        if db.in_transaction:
            db.execute("rollback")
