"""Landing: what came of a batch goes into the store, with its price, all of it or nothing."""

import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from syngen_assets.core.errors import ModelError
from syngen_assets.core.telling import counted
from syngen_assets.llm import batches, bills, ledger, lines
from syngen_assets.llm.batches import Batch
from syngen_assets.llm.bills import Bill
from syngen_assets.llm.chat import Reply, Usage
from syngen_assets.llm.desk import Desk, Standing, UnknownError
from syngen_assets.llm.ledger import Spend
from syngen_assets.llm.lines import Ending, Line
from syngen_assets.llm.results import Result, results
from syngen_assets.llm.rows import INSERT, Stored, as_row, now
from syngen_assets.llm.store import ResponseStore


@dataclass(frozen=True)
class Landed:
    """What came of a batch.

    Args:
        batch: which one.
        said: how many lines were answered and how the others ended, for people.
        answered: how many lines have their replies now.
    """

    batch: Batch
    said: str
    answered: int


def land(store: ResponseStore, batch: Batch, desk: Desk) -> Landed | None:
    """Put what came of a batch into the store; None while more is to come.

    It is safe to be called by several processes at once, and again after a kill.

    Raises:
        ModelError: the server does not say, or what it gave out is no result.
    """
    assert batch.id
    with _known(store, batch, desk, ""):
        standing = desk.standing(batch.id)
    if not standing.over:
        return None
    with TemporaryDirectory(prefix="syngen-batch-") as folder:
        files = [Path(folder) / str(number) for number in range(len(standing.files))]
        for name, file in zip(standing.files, files, strict=True):
            with _known(store, batch, desk, "the results of "):
                desk.fetch(name, file)
            _has_results(file, batch, desk)
        with store.transaction() as db:
            return _Landing(db, batch, desk).of(standing, files)


@contextmanager
def _known(store: ResponseStore, batch: Batch, desk: Desk, what: str) -> Iterator[None]:
    """Say what to do where a server no longer has what it took; nothing comes of waiting."""
    try:
        yield
    except UnknownError as error:
        force = " --force" if what else ""
        raise UnknownError(
            f"The server at {desk.place.where} no longer knows {what}{batch.shown} ({error.said}). "
            f"If {batch.key_variable} is that of another account now, change it back; otherwise "
            f"give the batch up, and its {counted(batch.calls, 'line')} will be handed in again: "
            f"syngen store give-up {batch.shown}{force} --output {store.path.parent}",
            error.said,
        ) from None


def _has_results(file: Path, batch: Batch, desk: Desk) -> None:
    """Refuse a file none of whose lines is a result: it is something else than was asked for."""
    with file.open("rb") as content:
        first = next((line for line in content if line.strip()), b"")
        content.seek(0)
        if first and not any(results(content)):
            shown = desk.place.clean(first[:60].decode("utf-8", "replace"))
            raise ModelError(
                f"What the server at {desk.place.where} gave out as results of {batch.shown} are "
                f"none; it begins {shown!r}. The batch is kept; run again later."
            )


class _Landing:
    """One batch that lands, in a transaction."""

    def __init__(self, db: sqlite3.Connection, batch: Batch, desk: Desk) -> None:
        self._db, self._batch, self._clean = db, batch, desk.place.clean
        self._counts: Counter[str] = Counter()

    def of(self, standing: Standing, files: list[Path]) -> Landed | None:
        """Settle every line."""
        name = self._batch.name
        there = batches.batches(self._db, self._batch.account.domain, "sent")
        if name not in [one.name for one in there]:
            return None  # another process was faster
        charges = [charge for file in files for charge in self._charges(file)]
        left = sum(1 for _ in lines.of(self._db, name))
        self._counts["without a result"] += left
        why = standing.said or f"the batch {standing.status} before the line had an answer"
        said = self._words(standing)
        batches.settle(self._db, self._batch, charges, why, said)
        return Landed(self._batch, said, self._counts["answered"])

    def _charges(self, file: Path) -> Iterator[Spend]:
        with file.open("rb") as content:
            for result in results(content):
                line = result and lines.out(self._db, self._batch.name, result.key)
                if not result or not line:
                    self._counts["unknown" if result else "unreadable"] += 1
                    continue
                usd = self._usd(result)
                if result.reply:
                    self._answered(line, result.reply, usd)
                else:
                    self._unanswered(result)
                if result.reply or result.usage != Usage():
                    yield ledger.charge(self._batch.account, self._batch.model, result.usage, usd)

    def _answered(self, line: Line, reply: Reply, usd: float | None) -> None:
        body, model = dict(line.body), self._batch.model
        row = as_row(Stored(line.key, body, line.attempt, model, now(), reply))
        self._db.execute(INSERT, row)
        bills.add(self._db, [Bill(line.key, usd, batch=self._batch.id)])
        lines.answered(self._db, self._batch.name, line.key)
        self._counts["answered"] += 1

    def _unanswered(self, result: Result) -> None:
        ending: Ending = "refused" if result.refused else "failed"
        said = self._clean(result.said)
        lines.unanswered(self._db, self._batch.name, result.key, ending, result.status, said)
        self._counts["failed"] += 1

    def _usd(self, result: Result) -> float | None:
        tariff = self._batch.tariff
        if tariff is None or (result.usage == Usage() and not tariff.is_free):
            return None  # a price that nobody knows, or tokens that the server did not count
        return tariff.usd(result.usage)

    def _words(self, standing: Standing) -> str:
        answered = f"{self._counts['answered']:,} of {counted(self._batch.calls, 'line')} answered"
        others = [
            f"{self._counts[name]:,} {name}"
            for name in ("failed", "without a result", "unknown", "unreadable")
            if self._counts[name]
        ]
        status = "" if standing.status == "completed" else f"{standing.status}: "
        why = f" ({standing.said})" if standing.said else ""
        return f"{status}{', '.join([answered, *others])}{why}"
