"""Lines: the calls of batches, each until it has its reply, and why it has none."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

LINES = """
create table batch_lines (
    key text not null, batch text not null, attempt integer not null, body text not null,
    state text not null, status integer not null default 0, said text not null default '',
    primary key (key, batch)
) without rowid"""

Ending = Literal["refused", "failed"]
"""Why a line brought no reply: for a reason of its own, or of the server's."""


@dataclass(frozen=True)
class Line:
    """One call of a batch; its key is its name in the store, and at the server.

    Args:
        body: everything that shapes the answer, as it is wanted.
    """

    key: str
    attempt: int
    body: Mapping[str, Any]


@dataclass(frozen=True)
class Past:
    """What batches know of one call.

    Args:
        out: whether it is in a batch that has not landed.
        refused: how often it failed for a reason of its own.
        failed: how often for one of the server's.
        said: why, the last time.
    """

    out: bool = False
    refused: int = 0
    failed: int = 0
    said: str = ""


def of(db: sqlite3.Connection, name: str) -> Iterator[Line]:
    """The lines of a batch that have not landed."""
    query = "select key, attempt, body from batch_lines where batch = ? and state = 'out'"
    for key, attempt, body in db.execute(f"{query} order by key", [name]):
        yield Line(key, attempt, json.loads(body))


def past(db: sqlite3.Connection, keys: Iterable[str]) -> dict[str, Past]:
    """What is known of those of the calls that were ever in a batch and brought no reply."""
    query = """
        select key, line.state, line.said from batch_lines as line join batches on name = batch
        where line.key in (select value from json_each(?)) order by created, batches.rowid"""
    known: dict[str, Past] = {}
    for key, state, said in db.execute(query, [json.dumps(list(keys))]):
        before = known.get(key, Past())
        known[key] = Past(
            out=before.out or state == "out",
            refused=before.refused + (state == "refused"),
            failed=before.failed + (state == "failed"),
            said=said or before.said,
        )
    return known


def holding(db: sqlite3.Connection, keys: Iterable[str]) -> list[str]:
    """What the server calls the batches in which these calls are out."""
    query = """
        select distinct coalesce(batches.id, name)
        from batch_lines as line join batches on name = batch
        where line.state = 'out' and key in (select value from json_each(?)) order by 1"""
    return [name for (name,) in db.execute(query, [json.dumps(list(keys))])]


def refusals(db: sqlite3.Connection, model: str, base_url: str) -> list[tuple[int, str, str]]:
    """What a server said to lines that it refused: its status, its words and what was sent."""
    query = """
        select status, line.said, min(body) from batch_lines as line
        join batches on name = batch
        where line.state = 'refused' and model = ? and base_url = ? group by status, line.said"""
    return list(db.execute(query, [model, base_url]))


def answered(db: sqlite3.Connection, batch: str, key: str) -> None:
    """A line has its reply, and is a line no more."""
    db.execute("delete from batch_lines where key = ? and batch = ?", [key, batch])


def unanswered(
    db: sqlite3.Connection, batch: str, key: str, ending: Ending, status: int, said: str
) -> None:
    """A line brought no reply, and why."""
    db.execute(
        "update batch_lines set state = ?, status = ?, said = ? where key = ? and batch = ?",
        [ending, status, said, key, batch],
    )


def out(db: sqlite3.Connection, batch: str, key: str) -> Line | None:
    """The line with this key, if it has not landed."""
    query = "select attempt, body from batch_lines where key = ? and batch = ? and state = 'out'"
    row = db.execute(query, [key, batch]).fetchone()
    return Line(key, row[0], json.loads(row[1])) if row else None
