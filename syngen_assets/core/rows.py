"""Rows: a table that may not fit into memory, as a stream of batches."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pandas as pd

from syngen_assets.core.tables import Table, records

BATCH = 5_000
"""Rows in a batch."""


class Rows:
    """A declared table as batches in order, which may be gone through as often as wanted.

    Args:
        table: the declaration.
        count: how many rows there are.
        batches: goes through them, from the first.
    """

    def __init__(
        self, table: Table, count: int, batches: Callable[[], Iterable[pd.DataFrame]]
    ) -> None:
        """Read nothing yet."""
        self.table, self._count, self._batches = table, count, batches

    @classmethod
    def of(cls, table: Table, frame: pd.DataFrame) -> "Rows":
        """The rows of a frame."""
        return cls(table, len(frame), lambda: [frame])

    def __len__(self) -> int:
        """How many rows there are."""
        return self._count

    def __iter__(self) -> Iterator[pd.DataFrame]:
        """The batches, each on a plain index."""
        return iter(self._batches())

    def records(self) -> Iterator[dict[str, Any]]:
        """The rows as dictionaries in which a missing cell is None."""
        for batch in self:
            yield from records(batch)

    def frame(self) -> pd.DataFrame:
        """All rows at once."""
        batches = list(self)
        return batches[0] if len(batches) == 1 else self.table.frame(_joined(batches))

    def column(self, name: str) -> "pd.Series[Any]":
        """One column of all rows."""
        return self.table.frame(_joined([batch[[name]] for batch in self]))[name]

    def at(self, places: Iterable[int]) -> pd.DataFrame:
        """The rows at some places, in order."""
        wanted, found, start = sorted(places), [], 0
        for batch in self:
            here = [place - start for place in wanted if start <= place < start + len(batch)]
            found.append(batch.iloc[here])
            start += len(batch)
        return self.table.frame(_joined(found))


def _joined(batches: list[pd.DataFrame]) -> pd.DataFrame:
    return pd.concat(batches, ignore_index=True) if batches else pd.DataFrame()
