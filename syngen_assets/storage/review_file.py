"""The file of reviews: how it is laid out, opened, and what its faults are called."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path

from syngen_assets.core.errors import StorageError
from syngen_assets.core.reviews import AXES, SIDES
from syngen_assets.sqlite import DAMAGE, connect, reason, transaction, version, write_ahead

_RATINGS = ", ".join(f"{side}_{axis} integer" for side in SIDES for axis in AXES)
_FIRST = (
    f"""
create table reviews (
    number integer primary key autoincrement, domain text not null,
    pair_id text not null, reviewer text not null, at text not null, first text not null,
    preferred text, {_RATINGS}, comment text, "foreign" text not null, settles text not null
)""",
    "create index reviews_of on reviews (domain, pair_id, reviewer)",
    """
create table words (
    number integer primary key autoincrement, domain text not null, modification text not null,
    word text not null, reviewer text not null, at text not null, comment text
)""",
    """
create table holds (
    domain text not null, reviewer text not null, pair_id text not null,
    primary key (domain, reviewer)
) without rowid""",
)
_LOOKS = (
    """
create table looks (
    domain text not null, reviewer text not null, pair_id text not null,
    primary key (domain, reviewer, pair_id)
) without rowid""",
)
_SCHEMA = (_FIRST, _LOOKS)
"""What each version of the file adds to the one before it."""

VERSION = len(_SCHEMA)


def opened(path: Path, patience: float) -> sqlite3.Connection:
    """A connection to the file, whose tables are made where it is new; see `connect`.

    Raises:
        StorageError: the file was written by a newer version.
        sqlite3.Error: the file holds no reviews, or cannot be used; see `explained`.
    """
    db = connect(path, patience)
    try:
        _prepare(db, path, patience)
    except BaseException:
        db.close()
        raise
    return db


def _prepare(db: sqlite3.Connection, path: Path, patience: float) -> None:
    write_ahead(db, patience)
    if version(db) < VERSION:
        with transaction(db):
            _build(db)
    if version(db) > VERSION:
        raise StorageError(
            f"{path} was written by a newer syngen (version {version(db)} of the file, this one "
            f"reads {VERSION}). Upgrade syngen-assets, or set another output folder."
        )


def _build(db: sqlite3.Connection) -> None:
    """Add what the file lacks; another process may have been faster."""
    there = version(db)
    if there == 0 and db.execute("select count(*) from sqlite_master").fetchone()[0]:
        raise sqlite3.DatabaseError("it is another program's database")
    for statement in chain.from_iterable(_SCHEMA[there:]):
        db.execute(statement)
    db.execute(f"pragma user_version = {max(there, VERSION)}")


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Errors of SQLite and of the disk as a `StorageError` that says the way out."""
    try:
        yield
    except (*DAMAGE, OSError) as error:
        raise StorageError(_sentence(path, error)) from error


def _sentence(path: Path, error: Exception) -> str:
    code = getattr(error, "sqlite_errorcode", None)
    if code == sqlite3.SQLITE_BUSY:
        return (
            f"The reviews in {path} are held by another process ({error}). Let that process end, "
            "then do the same again; nothing was saved."
        )
    if isinstance(error, sqlite3.OperationalError | OSError):
        return (
            f"The reviews in {path} cannot be written or read ({error}). Check the rights and the "
            "free space of its folder, or set another output folder."
        )
    return (
        f"{path} is no sound file of reviews ({reason(error)}). Restore a backup of it; or move it "
        "aside with its -wal file, and read what was exported with syngen review --import FILE."
    )
