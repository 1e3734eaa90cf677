"""Upkeep of the response store: what is in it, and how the old goes out of it."""

import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from syngen_assets.core.errors import UsageError
from syngen_assets.llm.database import checkpoint

_BATCH = 1000  # rows deleted in one transaction, so that others who write wait for moments only


@dataclass
class ModelStats:
    """What the store holds of one model."""

    model: str
    replies: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0


@dataclass(frozen=True)
class Stats:
    """What the store holds.

    Args:
        file_bytes: the file, with what is written ahead of it.
        text_bytes: requests and replies alone.
        oldest: when the first reply came, in UTC; None where there is no reply.
        newest: when the last one came.
        models: the one with most replies first.
    """

    path: str
    replies: int
    file_bytes: int
    text_bytes: int
    oldest: str | None
    newest: str | None
    models: list[ModelStats]


@dataclass(frozen=True)
class Pruned:
    """What was deleted, or would be.

    Args:
        replies: how many were.
        kept: how many stay.
        freed_bytes: by how much the file shrank.
    """

    replies: int
    kept: int
    freed_bytes: int


def stats(db: sqlite3.Connection, path: Path) -> Stats:
    """Count everything."""
    models: dict[str, ModelStats] = {}
    size, ages = 0, set[str]()
    for row in db.execute(
        "select model, prompt_tokens, completion_tokens, created, "
        "length(cast(body as blob)) + length(cast(text as blob)) from replies"
    ):
        if tuple(map(type, row[1:])) != (int, int, str, int):
            raise sqlite3.DatabaseError("a reply is damaged")
        model, prompt, completion, created, length = row
        of = models.setdefault(model, ModelStats(str(model)))
        of.replies += 1
        of.prompt_tokens += prompt
        of.completion_tokens += completion
        size += length
        ages.add(created)
    return Stats(
        path=str(path),
        replies=sum(of.replies for of in models.values()),
        file_bytes=_bytes(path),
        text_bytes=size,
        oldest=min(ages, default=None),
        newest=max(ages, default=None),
        models=sorted(models.values(), key=lambda of: (-of.replies, of.model)),
    )


def prune(
    db: sqlite3.Connection, path: Path, older_than: timedelta | None, model: str | None, dry: bool
) -> Pruned:
    """Delete replies in small transactions, then shrink the file.

    Raises:
        UsageError: nothing says which.
    """
    if older_than is None and model is None:
        raise UsageError("Say which replies: --older-than DAYS, --model M, or both.")
    before = None
    if older_than is not None:
        before = (datetime.now(UTC) - older_than).isoformat(timespec="seconds")
    which = "(?1 is null or created < ?1) and (?2 is null or model = ?2)"
    size = _bytes(path)
    (total,) = db.execute("select count(*) from replies").fetchone()
    if dry:
        query = f"select count(*) from replies where {which}"
        (deleted,) = db.execute(query, (before, model)).fetchone()
        return Pruned(deleted, total - deleted, 0)
    deleted, (last,) = 0, db.execute("select max(rowid) from replies").fetchone()
    for start in range(0, (last or 0) + 1, _BATCH):
        some = f"from replies where rowid >= ?3 and rowid < ?4 and {which}"
        told = (before, model, start, start + _BATCH)
        db.execute(f"delete from bills where key in (select key {some})", told)
        deleted += db.execute(f"delete {some}", told).rowcount
        checkpoint(db)
    if db.execute("pragma freelist_count").fetchone()[0]:
        db.execute("vacuum")
    db.execute("pragma wal_checkpoint(truncate)")
    return Pruned(deleted, total - deleted, max(0, size - _bytes(path)))


def _bytes(path: Path) -> int:
    files = (path, path.with_name(f"{path.name}-wal"))
    return sum(file.stat().st_size for file in files if file.exists())
