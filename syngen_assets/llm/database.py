"""The file of the response store: how it is laid out, opened, and what its faults are called."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from syngen_assets.core.errors import StorageError
from syngen_assets.llm import batches, bills, lines
from syngen_assets.sqlite import DAMAGE, reason, transaction, version, write_ahead

_REPLIES = """
create table replies (
    key text primary key, body text not null, attempt integer not null,
    text text not null, finish text not null,
    prompt_tokens integer not null, completion_tokens integer not null,
    cached_tokens integer not null, reasoning_tokens integer not null,
    model text not null, created text not null
)"""
_SPEND = """
create table spend (
    day text, domain text, run text, step text, model text, calls integer not null,
    prompt_tokens integer not null, completion_tokens integer not null,
    cached_tokens integer not null, reasoning_tokens integer not null,
    usd real, unpriced integer not null,
    primary key (day, domain, run, step, model)
) without rowid"""
# What brings a store from each version to the next; a new one goes through all of them.
_STEPS = (
    (_REPLIES,),
    ("alter table replies add column crc integer", _SPEND),
    (bills.TABLE,),
    (batches.BATCHES, lines.LINES),
)
VERSION = len(_STEPS)


def prepare(db: sqlite3.Connection, path: Path) -> None:
    """Make the tables, or bring an older store up to date, in one transaction.

    Raises:
        StorageError: the store was written by a newer version.
        sqlite3.Error: the file is no store, or cannot be used; see `explained`.
    """
    write_ahead(db)
    db.execute("pragma wal_autocheckpoint = 0")  # who writes does it when nobody waits
    if version(db) < VERSION:
        with transaction(db):
            made = version(db)  # another process may have been faster
            tables = {name for (name,) in db.execute("select name from sqlite_master")}
            if "replies" not in tables if made else tables:
                raise sqlite3.DatabaseError("it is another program's database")
            for step in _STEPS[made:]:
                for statement in step:
                    db.execute(statement)
            db.execute(f"pragma user_version = {VERSION}")
    if version(db) > VERSION:
        raise StorageError(
            f"{path} was written by a newer syngen (store version {version(db)}, "
            f"this one reads {VERSION}). Upgrade syngen-assets, or set another output folder."
        )


def checkpoint(db: sqlite3.Connection) -> None:
    """Put what was written ahead into its place, as far as nobody reads it.

    Nothing hangs on it: what cannot be put in place now is as safe where it is.
    """
    with suppress(sqlite3.Error):
        db.execute("pragma wal_checkpoint(passive)")


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Errors of SQLite and of the disk as a `StorageError` that says the way out."""
    try:
        yield
    except sqlite3.ProgrammingError:
        raise
    except (*DAMAGE, OSError) as error:
        raise StorageError(_sentence(path, error)) from error


def damaged(error: Exception) -> bool:
    """Whether an error comes from what is in the file, and not from its folder, disk or locks."""
    if isinstance(error, sqlite3.OperationalError):
        return "decode" in str(error)  # a text that is none
    return isinstance(error, DAMAGE)


def _sentence(path: Path, error: Exception) -> str:
    if damaged(error):
        return (
            f"{path} is no sound response store ({reason(error)}). Restore a backup of it; or save "
            "what can be read with syngen store export FILE, move it aside with its -wal file, and "
            "read FILE with syngen store import: what is missing will be asked and paid for again."
        )
    if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_BUSY:
        return (
            f"The response store {path} is held by another process ({error}). "
            "Let that process end, then go on with the same command."
        )
    return (
        f"The response store {path} cannot be written or read ({error}). "
        "Check the rights and the free space of its folder, or set another output folder."
    )
