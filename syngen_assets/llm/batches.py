"""Batches: what is handed in at a server together, and how far it has come."""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from syngen_assets.llm import ledger
from syngen_assets.llm.ledger import Account, Spend
from syngen_assets.llm.lines import Line
from syngen_assets.llm.rows import plain_json
from syngen_assets.llm.tariffs import Tariff

BATCHES = """
create table batches (
    name text primary key, domain text not null, run text not null, step text not null,
    model text not null, base_url text not null, key_variable text not null, tariff text,
    asked_by text not null, state text not null, file text, id text,
    calls integer not null, tokens integer not null, usd real,
    created text not null, said text not null default '', done integer not null default 0
)"""
State = Literal["intended", "uploaded", "sent", "landed"]
_COLUMNS = (
    "name, domain, run, step, model, base_url, key_variable, tariff, asked_by, state, file, id, "
    "calls, tokens, usd, created, said"
)


@dataclass(frozen=True)
class Batch:
    """Calls that are handed in together.

    Args:
        name: our own, which the server is told.
        account: who is charged.
        key_variable: where the key for the server comes from.
        tariff: what the calls cost in a batch, or None where that is unknown.
        asked_by: the Dagster run that handed it in.
        state: `intended` is only written down, `uploaded` has a file at the server, `sent` is
            worked at there, `landed` is settled here.
        file: the server's name of its file.
        id: the server's name of the batch.
        calls: how many lines it has.
        tokens: the most that they can take.
        usd: the most that they can cost, or None where that is unknown.
        created: when it was written down, in UTC.
        said: how it ended, for people.
    """

    name: str
    account: Account
    model: str
    base_url: str
    key_variable: str
    tariff: Tariff | None
    asked_by: str
    state: State = "intended"
    file: str | None = None
    id: str | None = None
    calls: int = 0
    tokens: int = 0
    usd: float | None = None
    created: str = ""
    said: str = ""

    @property
    def shown(self) -> str:
        """What people call it: the server's name for it, where it has one."""
        return self.id or self.name

    @property
    def since(self) -> float:
        """When it was written down, in seconds since 1970."""
        return datetime.fromisoformat(self.created).timestamp()


def intend(db: sqlite3.Connection, batch: Batch, lines: Sequence[Line]) -> None:
    """Write a batch down with its lines, before anything is sent."""
    account, tariff = batch.account, batch.tariff.told if batch.tariff else None
    owner = (account.domain, account.run, account.step)
    place = (batch.model, batch.base_url, batch.key_variable, tariff, batch.asked_by)
    most = (batch.calls, batch.tokens, batch.usd)
    values = (batch.name, *owner, *place, "intended", None, None, *most, batch.created, "")
    db.execute(f"insert into batches ({_COLUMNS}) values ({','.join('?' * len(values))})", values)
    db.executemany(
        "insert into batch_lines (key, batch, attempt, body, state) values (?,?,?,?,'out')",
        [(line.key, batch.name, line.attempt, plain_json(line.body)) for line in lines],
    )


def drop(db: sqlite3.Connection, name: str) -> None:
    """Forget a batch that never went to work at the server."""
    db.execute("delete from batch_lines where batch = ?", [name])
    db.execute("delete from batches where name = ? and state in ('intended', 'uploaded')", [name])


def uploaded(db: sqlite3.Connection, name: str, file: str) -> None:
    """Its file is at the server."""
    db.execute("update batches set state = 'uploaded', file = ? where name = ?", [file, name])


def sent(db: sqlite3.Connection, name: str, id: str) -> None:
    """The server works at it, under this name."""
    db.execute("update batches set state = 'sent', id = ? where name = ?", [id, name])


def finish(db: sqlite3.Connection, run: str) -> None:
    """All that the batches were for that are charged to a run is made."""
    db.execute("update batches set done = 1 where run = ? and state = 'landed'", [run])


def batches(db: sqlite3.Connection, domain: str | None, *states: State) -> list[Batch]:
    """The batches in one of these states, oldest first; None is of every domain."""
    rows = db.execute(
        f"select {_COLUMNS} from batches where (?1 is null or domain = ?1) and not done "
        "and state in (select value from json_each(?2)) order by created, rowid",
        [domain, json.dumps(states)],
    )
    return [_batch(row) for row in rows]


def _batch(row: Sequence[Any]) -> Batch:
    name, domain, run, step, model, base_url, variable, tariff, *rest = row
    account = Account(domain, run, step)
    return Batch(
        name, account, model, base_url, variable, Tariff.of(tariff) if tariff else None, *rest
    )


def owners(db: sqlite3.Connection, names: Iterable[str]) -> set[str]:
    """The domains whose batches these are, by what people call them."""
    query = """
        select distinct domain from batches
        where coalesce(id, name) in (select value from json_each(?))"""
    return {domain for (domain,) in db.execute(query, [json.dumps(list(names))])}


def held(some: Iterable[Batch]) -> list[Spend]:
    """The most that batches may cost which have not landed, as rows of the ledger."""
    return [
        Spend(
            day=batch.created[:10],
            domain=batch.account.domain,
            run=batch.account.run,
            step=batch.account.step,
            model=batch.model,
            calls=batch.calls,
            prompt_tokens=batch.tokens,
            completion_tokens=0,
            cached_tokens=0,
            reasoning_tokens=0,
            usd=batch.usd,
            unpriced=batch.calls if batch.usd is None else 0,
        )
        for batch in some
    ]


def settle(
    db: sqlite3.Connection, batch: Batch, charges: Iterable[Spend], rest: str, said: str
) -> None:
    """Book a batch and end it; a line of which nothing came failed for the server's reason."""
    ledger.add(db, charges)
    db.execute(
        "update batch_lines set state = 'failed', said = ? where batch = ? and state = 'out'",
        [rest, batch.name],
    )
    db.execute("update batches set state = 'landed', said = ? where name = ?", [said, batch.name])
