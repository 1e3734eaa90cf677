"""A reader of single rows: what is wanted of a table without taking the whole of it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from syngen_assets.core.tables import Table
from syngen_assets.storage.layout import columns

if TYPE_CHECKING:
    import duckdb

_MOST = 50


class Reader:
    """Rows of the tables of a warehouse, as dictionaries in which a missing cell is None.

    A table that was never written, or was before it had the column, has no rows.
    """

    def __init__(self, con: "duckdb.DuckDBPyConnection") -> None:
        """Read over a connection that somebody else closes."""
        self._con = con

    def where(self, table: Table, domain: str, column: str, value: object) -> list[dict[str, Any]]:
        """The domain's rows with this value in this column, in order; none for None."""
        if value is None:
            return []
        return self._found(table, f'"{column}" = ?', [domain, value], {column})

    def beginning(
        self, table: Table, domain: str, column: str, text: str, most: int = _MOST
    ) -> list[dict[str, Any]]:
        """The domain's rows whose cell in this column begins with a text, some at most."""
        condition = f'starts_with("{column}", ?)'
        return self._found(table, condition, [domain, text], {column}, most)

    def every(self, table: Table, domain: str) -> list[dict[str, Any]]:
        """All rows of the domain, in order."""
        return self._found(table, "true", [domain], set())

    def holding(
        self, table: Table, domain: str, column: str, words: Sequence[str], most: int = _MOST
    ) -> list[dict[str, Any]]:
        """The domain's rows whose cell in this column holds all words, whatever their case."""
        condition = " and ".join([f'contains(lower("{column}"), ?)'] * len(words)) or "true"
        found = [domain, *(word.casefold() for word in words)]
        return self._found(table, condition, found, {column}, most)

    def _found(
        self,
        table: Table,
        condition: str,
        values: Sequence[object],
        needed: set[str],
        most: int | None = None,
    ) -> list[dict[str, Any]]:
        there = columns(self._con, table)
        if not there or not needed <= there.keys():
            return []
        limit = f" limit {most}" if most else ""
        query = f"select * from {table.stored} where domain = ? and {condition} order by rowid"
        found = self._con.execute(query + limit, list(values))
        names = [column[0] for column in found.description or ()]
        rows = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
        return [{name: row.get(name) for name in table.names} for row in rows]
