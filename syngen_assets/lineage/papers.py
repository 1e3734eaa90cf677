"""Papers: every place where something of a pair's life is kept."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from syngen_assets.llm.prices import Prices
from syngen_assets.llm.store import REPLIES, ResponseStore
from syngen_assets.storage.folders import TABLES
from syngen_assets.storage.history import History
from syngen_assets.storage.reader import Reader
from syngen_assets.storage.reviews import REVIEWS_FILE, ReviewStore
from syngen_assets.storage.warehouse import Warehouse


@dataclass(frozen=True)
class Opened:
    """The papers while they are read."""

    tables: Reader
    replies: ResponseStore
    reviews: ReviewStore
    warehouse: Warehouse

    @property
    def history(self) -> History:
        """The releases of all domains."""
        return History(self.warehouse)


@dataclass(frozen=True)
class Papers:
    """An output folder, with what one must know besides to tell of it.

    Args:
        root: the project's folder, where the domains are.
        folder: the folder of all results.
        prices: the prices of calls that were booked without one.
    """

    root: Path
    folder: Path
    prices: Prices

    @property
    def tables(self) -> Path:
        """The file of the tables."""
        return self.folder / TABLES

    @contextmanager
    def opened(self) -> Iterator[Opened]:
        """Everything, for as long as one life takes; meanwhile no run can write its tables.

        Raises:
            StorageError: there are no tables, or something cannot be read.
        """
        tables = Warehouse(self.tables)
        with (
            ResponseStore(self.folder / REPLIES) as replies,
            ReviewStore(self.folder / REVIEWS_FILE) as reviews,
            tables.reading() as reader,
        ):
            yield Opened(reader, replies, reviews, tables)
