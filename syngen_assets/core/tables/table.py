"""What a table is: its columns, its types, and what its rows must fulfil."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd

Kind = Literal["text", "integer", "number"]

_DTYPES: Mapping[Kind, Any] = {"text": "str", "integer": "Int64", "number": "Float64"}
ID = r"^[0-9a-f]{12}$"
KEY = r"^[0-9a-f]{32}$"


@dataclass(frozen=True)
class Column:
    """A column: its name, what it holds, and what every usable row must fulfil in it.

    Args:
        optional: the cell may be missing.
        unique: no two usable rows share a value.
        among: the allowed values; all, if there are none.
        pattern: a regular expression that every value matches.
    """

    name: str
    about: str
    kind: Kind = "text"
    optional: bool = False
    unique: bool = False
    among: tuple[str, ...] = ()
    pattern: str | None = None


@dataclass(frozen=True)
class Table:
    """A table: what one row is, its columns, and what its rows must fulfil together.

    Args:
        name: the asset's name.
        row: what one row is.
        columns: in order.
        shown: the columns that a preview has.
        differ: pairs of columns that never hold the same in a row.
        may_be_empty: having no rows is no fault.
        stored_as: the table's name in the warehouse, where it is another one.
    """

    name: str
    row: str
    columns: tuple[Column, ...]
    shown: tuple[str, ...] = ()
    differ: tuple[tuple[str, str], ...] = ()
    may_be_empty: bool = False
    stored_as: str = ""

    @property
    def stored(self) -> str:
        """The table's name in the warehouse."""
        return self.stored_as or self.name

    @property
    def names(self) -> list[str]:
        """The column names, in order."""
        return [column.name for column in self.columns]

    def frame(self, rows: pd.DataFrame | Iterable[Mapping[str, Any]]) -> pd.DataFrame:
        """The rows as this table: its columns in order, its types, a plain index.

        A column that is absent is all missing. A missing text is NaN, never the text "nan".
        """
        frame = rows if isinstance(rows, pd.DataFrame) else pd.DataFrame(list(rows))
        frame = frame.reindex(columns=self.names).reset_index(drop=True)
        return frame.astype({column.name: _DTYPES[column.kind] for column in self.columns})


def usable(table: pd.DataFrame) -> pd.DataFrame:
    """The rows with no problem, on a plain index: the only filter in the pipeline."""
    return table.loc[table["problem"].isna()].reset_index(drop=True)


def records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows as dictionaries in which a missing cell is None."""
    plain = table.astype(object).where(table.notna(), None)
    return [{str(name): value for name, value in row.items()} for row in plain.to_dict("records")]
