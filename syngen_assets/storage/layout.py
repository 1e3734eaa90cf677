"""The layout of a declared table in DuckDB: one for all domains, with the domain in front."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from syngen_assets.core.tables import QUESTIONS_AND_RESPONSES, Kind, Table

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

_TYPES: dict[Kind, str] = {"text": "varchar", "integer": "bigint", "number": "double"}


def columns(con: "duckdb.DuckDBPyConnection", table: Table) -> dict[str, Any]:
    """The columns that the table has now, with their types; none if it is not there."""
    query = (
        "select column_name, data_type from duckdb_columns() "
        "where table_name = ? and schema_name = 'main' order by column_index"
    )
    return dict(con.execute(query, [table.stored]).fetchall())


def declare(con: "duckdb.DuckDBPyConnection", table: Table) -> None:
    """Make the table as declared; where an older declaration made it, keep what still fits."""
    wanted = {"domain": "VARCHAR"} | {c.name: _TYPES[c.kind].upper() for c in table.columns}
    there = columns(con, table)
    if there != wanted:
        kept = ", ".join(f'"{name}"' for name in wanted if there.get(name) == wanted[name])
        old = f"{table.stored}_before"
        if there:
            con.execute(f'alter table {table.stored} rename to "{old}"')
        listed = ", ".join(f'"{name}" {kind}' for name, kind in wanted.items())
        con.execute(f"create table {table.stored} ({listed})")
        if there:
            con.execute(
                f'insert into {table.stored} ({kept}) select {kept} from "{old}" order by rowid'
            )
            con.execute(f'drop table "{old}"')
        con.execute(
            f"comment on table {table.stored} is '{table.row.replace(chr(39), chr(39) * 2)}'"
        )
    con.execute(
        "create table if not exists written "
        "(domain varchar, name varchar, primary key (domain, name))"
    )
    if table is QUESTIONS_AND_RESPONSES:
        con.execute(
            f"create or replace view {table.name} as select prompt as question, chosen, rejected, "
            f"domain, pair_id from {table.stored}"
        )


def written(con: "duckdb.DuckDBPyConnection", table: Table, domain: str) -> bool:
    """Whether the domain's part of the table was ever written."""
    import duckdb

    query = "select count(*) from written where domain = ? and name = ?"
    try:
        con.execute(f"select 1 from {table.stored} limit 0")
        row = con.execute(query, [domain, table.stored]).fetchone()
    except duckdb.CatalogException:  # one is not there: to look first takes ten times as long
        return False
    return bool(row and row[0])


def count(con: "duckdb.DuckDBPyConnection", table: Table, domain: str) -> int:
    """How many rows the domain has in the table."""
    row = con.execute(f"select count(*) from {table.stored} where domain = ?", [domain]).fetchone()
    return int(row[0]) if row else 0


def replace(
    con: "duckdb.DuckDBPyConnection", table: Table, domain: str, batches: "Iterable[pd.DataFrame]"
) -> None:
    """Put the rows in place of all that the domain has."""
    con.execute(f"delete from {table.stored} where domain = ?", [domain])
    add(con, table, domain, batches)


def put(
    con: "duckdb.DuckDBPyConnection", table: Table, domain: str, rows: "pd.DataFrame", key: str
) -> None:
    """Put the rows in place of those of the domain that have the same cell in a column."""
    query = f'delete from {table.stored} where domain = ? and "{key}" = ?'
    for value in rows[key]:
        con.execute(query, [domain, value])
    add(con, table, domain, [rows])


def add(
    con: "duckdb.DuckDBPyConnection", table: Table, domain: str, batches: "Iterable[pd.DataFrame]"
) -> None:
    """Put the rows behind those that the domain has."""
    for batch in batches:
        _insert(con, table, domain, table.frame(batch))
    con.execute("insert or ignore into written values (?, ?)", [domain, table.stored])


def _insert(
    con: "duckdb.DuckDBPyConnection", table: Table, domain: str, frame: "pd.DataFrame"
) -> None:
    names = ", ".join(f'"{name}"' for name in table.names)
    con.register("incoming", frame)
    con.execute(
        f"insert into {table.stored} (domain, {names}) select ?, {names} from incoming", [domain]
    )
    con.unregister("incoming")
