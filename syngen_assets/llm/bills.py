"""Bills: what a reply cost and how long it took, as it was when it was made."""

import sqlite3
from collections.abc import Iterable
from dataclasses import astuple, dataclass
from datetime import date

TABLE = """
create table bills (
    key text primary key, usd real, seconds real, batch text
) without rowid"""


@dataclass(frozen=True)
class Bill:
    """What the call of one reply cost and took.

    Args:
        key: the reply's key.
        usd: what was charged; None where no price was known.
        seconds: from the call to its reply, of the try that brought it; None for one in a batch.
        batch: the batch that it was in, if it was in one.
    """

    key: str
    usd: float | None = None
    seconds: float | None = None
    batch: str | None = None


def add(db: sqlite3.Connection, bills: Iterable[Bill]) -> None:
    """Enter bills, in the transaction that is open; the first one for a key stays."""
    db.executemany("insert or ignore into bills values (?, ?, ?, ?)", map(astuple, bills))


def read(db: sqlite3.Connection, key: str) -> Bill | None:
    """The bill of a reply; none for one that was made by a program, or came from a copy."""
    row = db.execute("select key, usd, seconds, batch from bills where key = ?", [key]).fetchone()
    return Bill(*row) if row else None


def in_batches(db: sqlite3.Connection, domain: str | None, since: date | None) -> tuple[int, float]:
    """How many replies came in batches, and US dollars for those of known price.

    Args:
        db: the store.
        domain: whose; None for all.
        since: the first day on which a batch was written down; None for the beginning.
    """
    calls, usd = db.execute(
        "select count(*), coalesce(sum(bills.usd), 0.0) from bills "
        "join batches on batches.id = bills.batch where (?1 is null or domain = ?1) "
        "and (?2 is null or created >= ?2)",
        (domain, since and since.isoformat()),
    ).fetchone()
    return int(calls), float(usd)
