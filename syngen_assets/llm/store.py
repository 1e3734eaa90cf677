"""The response store: every reply that was paid for, kept before anything reads it."""

import json
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from syngen_assets.llm import bills, copies, ledger, upkeep
from syngen_assets.llm.bills import Bill
from syngen_assets.llm.chat import Reply, Usage
from syngen_assets.llm.claims import Claims
from syngen_assets.llm.database import checkpoint, explained, prepare
from syngen_assets.llm.ledger import Account, Spend
from syngen_assets.llm.rows import COLUMNS, INSERT, REPLY, Stored, as_reply, as_row, as_stored, now
from syngen_assets.llm.writer import Entry, Writer
from syngen_assets.sqlite import PATIENCE, connect
from syngen_assets.sqlite import transaction as together

__all__ = ["REPLIES", "Account", "ResponseStore", "Spend", "Stored"]

REPLIES = "replies.sqlite"  # the store's name in an output folder
_BATCH = 1000  # keys in one query, rows in one transaction
_CHECKPOINT = 500  # rows ahead of the file; it takes longer than a commit, so it comes after one


class ResponseStore:
    """Replies by key, in one SQLite file that many processes and threads may share.

    A reply is found as soon as it is put, and is committed 50 ms or 100 replies later at most; the
    first one for a key stays.

    Args:
        path: the file.
        patience: seconds that a lock of another process is waited for.

    Raises:
        StorageError: if the file cannot be used as a store; so do all methods.
    """

    def __init__(self, path: str | Path, patience: float = PATIENCE) -> None:
        """Open the file, or make it and its folder."""
        self.path = Path(path)
        self._claims: Claims | None = None
        self._claiming, self._reading, self._storing = (threading.Lock() for _ in range(3))
        with explained(self.path):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._db = connect(self.path, patience)
            try:
                prepare(self._db, self.path)
                self._view = connect(self.path, patience)
            except BaseException:
                self._db.close()
                raise
        self._ahead = 0  # rows since the last checkpoint
        self._writer = Writer(self._commit, self._kept)

    def __enter__(self) -> "ResponseStore":
        """The store itself."""
        return self

    def __exit__(self, *error: object) -> None:
        """Close it."""
        self.close()

    def close(self) -> None:
        """Commit everything, end all claims and let go of the file.

        Raises:
            StorageError: some replies could not be committed and are lost; says how many.
        """
        try:
            self._writer.close()
        finally:
            with self._claiming:
                if self._claims:
                    self._claims.close()
                self._claims = None
            with self._reading, self._storing:
                self._view.close()
                self._db.close()

    def flush(self) -> None:
        """Return when all that was put before is committed; what had failed is tried again.

        Raises:
            StorageError: it failed again; nothing is lost before `close`.
        """
        self._writer.flush()

    def get_many(self, keys: Iterable[str]) -> dict[str, Reply]:
        """The replies there are for these keys, committed or not."""
        names = list(keys)
        waiting = self._writer.waiting()  # looked at first: what leaves it is in the file by then
        found = {name: _known(waiting[name]) for name in names if name in waiting}
        query = f"select {REPLY} from replies where key in (select value from json_each(?))"
        for start in range(0, len(names), _BATCH):
            wanted = json.dumps(names[start : start + _BATCH])
            with explained(self.path), self._reading:
                for row in self._view.execute(query, [wanted]):
                    found[row[0]] = as_reply(row)
        return found

    def put(
        self,
        request_body: dict[str, Any],
        attempt: int,
        model: str,
        reply: Reply,
        account: Account | None = None,
        usd: float | None = None,
    ) -> None:
        """Keep a reply, and book what it cost to the account, if there is one.

        It returns at once, unless a hundred others wait for the disk.

        Args:
            usd: the price of the call; None where it is not known.

        Raises:
            StorageError: replies cannot be committed; this one is kept in memory with the others,
                and `flush` and `close` try again.
        """
        row = as_row(Stored(reply.key, request_body, attempt, model, now(), reply))
        paid = ledger.charge(account, model, reply.usage, usd) if account else None
        took = reply.seconds is not None  # a program's replies cost nothing and take no time
        bill = Bill(reply.key, usd, reply.seconds) if took else None
        self._writer.add(Entry(reply, row, bill, paid))

    def charge(self, account: Account, model: str, usage: Usage, usd: float | None) -> None:
        """Book a call that was paid and brought no reply to keep; None is an unknown price."""
        self._writer.add(Entry(charge=ledger.charge(account, model, usage, usd)))

    def spend(self, domain: str | None = None, since: date | None = None) -> list[Spend]:
        """What was spent, by day (UTC), domain, run, step and model, oldest first."""
        self.flush()
        with explained(self.path), self._reading:
            return ledger.read(self._view, domain, since)

    def claim(self, keys: Iterable[str]) -> set[str]:
        """Those of the keys that nobody is asking for at this moment, in any thread or process.

        They are held until `release`, `close` or the end of the process. Look the keys up again
        after a claim: who held them before may have put their replies.
        """
        with explained(self.path):
            with self._claiming:
                if self._claims is None:
                    self._claims = Claims(self.path.with_name(f"{self.path.name}-claims"))
                claims = self._claims
            return claims.claim(keys)

    def release(self, keys: Iterable[str]) -> None:
        """Let others ask for these keys; for one whose reply is not committed, when it is."""
        self._part(self._writer.parting(keys))

    def stored(self, key: str) -> Stored | None:
        """All that is known of the reply with this key, if there is one."""
        waiting = self._writer.waiting().get(key)
        query = f"select {COLUMNS} from replies where key = ?"
        with explained(self.path), self._reading:
            row = self._view.execute(query, [key]).fetchone() or (waiting and waiting.row)
            return as_stored(row) if row else None

    def bill(self, key: str) -> Bill | None:
        """What the reply with this key cost and took, if a model made it."""
        self.flush()
        with explained(self.path), self._reading:
            return bills.read(self._view, key)

    def stats(self) -> upkeep.Stats:
        """How much there is, how old, and of which models; reads the whole file."""
        self.flush()
        with explained(self.path), self._reading:
            return upkeep.stats(self._view, self.path)

    def prune(
        self, older_than: timedelta | None = None, model: str | None = None, dry_run: bool = False
    ) -> upkeep.Pruned:
        """Delete the replies that are older and of this model, and give their space back.

        Raises:
            UsageError: neither is given.
        """
        self.flush()
        with explained(self.path), self._storing:
            return upkeep.prune(self._db, self.path, older_than, model, dry_run)

    def export(self, path: str | Path) -> copies.Exported:
        """Write all replies to a file of JSON lines, gzipped if its name ends in `.gz`."""
        self.flush()
        return copies.export(self.path, Path(path))

    def load(self, path: str | Path) -> copies.Loaded:
        """Take the replies of an exported file that are not here yet.

        Raises:
            UsageError: a line holds no reply, or one that belongs to another key.
        """
        self.flush()
        replies, new = 0, 0
        lines = copies.read(Path(path))
        while batch := [as_row(stored) for stored in islice(lines, _BATCH)]:
            with self.transaction() as db:
                before = db.total_changes
                db.executemany(INSERT, batch)
                new += db.total_changes - before
            with self._storing:
                checkpoint(self._db)
            replies += len(batch)
        return copies.Loaded(replies, new)

    def _commit(self, entries: Sequence[Entry]) -> None:
        with self.transaction() as db:
            db.executemany(INSERT, [entry.row for entry in entries if entry.row])
            bills.add(db, [entry.bill for entry in entries if entry.bill])
            ledger.add(db, [entry.charge for entry in entries if entry.charge])
        self._ahead += len(entries)

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """The file, for what is written together or not at all."""
        with explained(self.path), self._storing, together(self._db):
            yield self._db

    def _kept(self, parting: list[str]) -> None:
        self._part(parting)
        if self._ahead >= _CHECKPOINT:
            self._ahead = 0
            with self._storing:
                checkpoint(self._db)

    def _part(self, keys: list[str]) -> None:
        with self._claiming:
            if self._claims:
                self._claims.release(keys)


def _known(entry: Entry) -> Reply:
    assert entry.reply
    return replace(entry.reply, cached=True)
