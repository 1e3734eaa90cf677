"""The warehouse: every table of every domain in one DuckDB file."""

import threading
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from syngen_assets.core.errors import StorageError
from syngen_assets.core.rows import BATCH, Rows
from syngen_assets.core.tables import EXCLUSIONS, Table
from syngen_assets.core.tables.grounds import GROUNDS
from syngen_assets.storage import layout
from syngen_assets.storage.reader import Reader

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

PATIENCE = 30.0
_PAUSE = 0.1
_T = TypeVar("_T")
_WRITING = threading.Lock()  # DuckDB lets two writers of one process run into each other


class Warehouse:
    """Tables by name and domain.

    Connections are short, so that other programs can read the file between two steps; while
    another process holds the file, a call waits up to `patience` seconds for it.
    """

    def __init__(self, path: Path, patience: float = PATIENCE) -> None:
        """Use the file at `path`; it is made at the first write."""
        self.path = path
        self.patience = patience

    def replace(
        self,
        table: Table,
        domain: str,
        rows: "pd.DataFrame | Rows",
        ground: "pd.DataFrame | None" = None,
    ) -> None:
        """Put the rows in place of all that the domain has in the table, in one transaction.

        `ground` takes the place of the same assets in `tables.GROUNDS`, in that transaction too.
        """
        batches = rows if isinstance(rows, Rows) else [rows]

        def work(con: "duckdb.DuckDBPyConnection") -> None:
            layout.replace(con, table, domain, batches)
            if ground is not None:
                layout.declare(con, GROUNDS)
                layout.put(con, GROUNDS, domain, ground, "asset")

        self._write(table, work)

    def add(self, table: Table, domain: str, rows: "pd.DataFrame") -> None:
        """Put the rows behind those that the domain has in the table."""
        frame = table.frame(rows)
        self._write(table, lambda con: layout.add(con, table, domain, [frame]))

    def rows(self, table: Table, domain: str) -> Rows:
        """As `table`, but as a stream of batches; each is read by a connection of its own.

        Raises:
            StorageError: the domain has no such table yet.
        """
        count = None
        if self.path.exists():
            with self._connection(read_only=True) as con:
                if layout.written(con, table, domain):
                    count = layout.count(con, table, domain)
        if count is None:
            raise self._missing(table, domain)
        return Rows(table, count, lambda: self._batches(table, domain))

    def _batches(self, table: Table, domain: str) -> "Iterator[pd.DataFrame]":
        query = (  # all columns, as an older declaration may lack some
            f"select rowid as place, * exclude (domain) from {table.stored} "
            "where domain = ? and rowid > ? order by rowid limit ?"
        )
        last, size = -1, BATCH
        while size == BATCH:
            with self._connection(read_only=True) as con:
                found = con.execute(query, [domain, last, BATCH]).df()
            size = len(found)
            if size:
                last = int(found["place"].max())
                yield table.frame(found)

    def table(self, table: Table, domain: str) -> "pd.DataFrame":
        """The domain's rows of the table, in the order in which they were written.

        Raises:
            StorageError: the domain has no such table yet.
        """
        frame = self.find(table, domain)
        if frame is None:
            raise self._missing(table, domain)
        return frame

    def _missing(self, table: Table, domain: str) -> StorageError:
        return StorageError(
            f"{self.path} has no table {table.name} of the domain {domain} yet; "
            f"materialise {table.name} first."
        )

    def find(self, table: Table, domain: str) -> "pd.DataFrame | None":
        """The domain's rows of the table, or None if it was never written."""
        if not self.path.exists():
            return None
        with self._connection(read_only=True) as con:
            if not layout.written(con, table, domain):
                return None
            query = f"select * exclude (domain) from {table.stored} where domain = ? order by rowid"
            return table.frame(con.execute(query, [domain]).df())

    @contextmanager
    def reading(self) -> Iterator[Reader]:
        """One short look at the tables as they are now, for whoever wants single rows of them.

        Raises:
            StorageError: nothing was ever written.
        """
        if not self.path.exists():
            raise StorageError(f"{self.path} is not there; make it with syngen run.")
        with self._connection(read_only=True) as con:
            yield Reader(con)

    def _write(self, table: Table, work: "Callable[[duckdb.DuckDBPyConnection], None]") -> None:
        with _WRITING, self._connection(read_only=False) as con:
            con.execute("begin")
            layout.declare(con, table)
            work(con)
            con.execute("commit")

    @contextmanager
    def _connection(self, read_only: bool) -> "Iterator[duckdb.DuckDBPyConnection]":
        import duckdb

        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            con = _patiently(
                lambda: duckdb.connect(str(self.path), read_only=read_only), self.patience
            )
        except (duckdb.Error, OSError) as error:
            reason = " ".join(str(error).split()).rstrip(".!")
            way = "Close the program that holds it" if "lock" in reason else "Move it away"
            raise StorageError(
                f"The tables in {self.path} cannot be opened: {reason}. {way}, or choose another "
                "folder with --output."
            ) from error
        try:
            yield con
        except duckdb.Error as error:
            raise StorageError(f"{self.path}: {' '.join(str(error).split())}") from error
        finally:
            con.close()


class Exclusions:
    """The questions that a domain's data set goes without, since their pairs failed a gate.

    An exclusion holds for one scope: another model, domain file or wording may do better.
    """

    def __init__(self, warehouse: Warehouse, domain: str, scope: str) -> None:
        """Read and write the exclusions of one domain and scope."""
        self._warehouse, self._domain, self._scope = warehouse, domain, scope

    def table(self) -> "pd.DataFrame":
        """The excluded questions, with the pairs that failed."""
        found = self._warehouse.find(EXCLUSIONS, self._domain)
        rows = EXCLUSIONS.frame([]) if found is None else found
        return rows.loc[rows["scope"] == self._scope].reset_index(drop=True)

    def ids(self) -> set[str]:
        """The excluded questions."""
        return set(self.table()["question_id"])

    def add(self, failed: "pd.DataFrame", when: str) -> None:
        """Exclude the questions of pairs that failed.

        Args:
            failed: rows of `tables.EXCLUSIONS` without scope and time.
            when: the time of it.
        """
        fresh = failed.loc[~failed["question_id"].isin(list(self.ids()))]
        if len(fresh):
            rows = fresh.assign(scope=self._scope, excluded_at=when)
            self._warehouse.add(EXCLUSIONS, self._domain, rows)

    def lift(self, questions: "Collection[str]") -> None:
        """Exclude these questions no longer."""
        found = self._warehouse.find(EXCLUSIONS, self._domain) if questions else None
        if found is not None:
            gone = (found["scope"] == self._scope) & found["question_id"].isin(list(questions))
            self._warehouse.replace(EXCLUSIONS, self._domain, found.loc[~gone])


def _patiently(connect: Callable[[], _T], patience: float) -> _T:
    """Connect, trying again while another process holds the lock."""
    import duckdb

    deadline = time.monotonic() + patience
    while True:
        try:
            return connect()
        except duckdb.IOException as error:
            if "lock" not in str(error) or time.monotonic() > deadline:
                raise
            time.sleep(_PAUSE)
