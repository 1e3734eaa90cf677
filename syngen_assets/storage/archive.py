"""The archive of a domain: what a run has to know of those before it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from syngen_assets.storage.asked import AskedLines
from syngen_assets.storage.doublings import FlawDoublings
from syngen_assets.storage.figures import FigureHistory
from syngen_assets.storage.history import History
from syngen_assets.storage.tombstones import Tombstones
from syngen_assets.storage.warehouse import Warehouse

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Archive:
    """What is kept of earlier runs.

    Args:
        asked: the lines of the rewriting plan that were asked.
        gone: the rows that the source has no more.
        history: the releases.
        figures: what was measured of each.
        doublings: what was settled for flaws that few rows can have.
    """

    asked: AskedLines
    gone: Tombstones
    history: History
    figures: FigureHistory
    doublings: FlawDoublings

    def measured(self, domain: str, figures: "pd.DataFrame", when: str) -> None:
        """Keep the figures, a `tables.AUDIT`, as those of the latest release, if there is one."""
        releases = self.history.releases(domain)
        if len(releases):
            self.figures.record(domain, int(releases["release"].max()), figures, when)


def archive(warehouse: Warehouse, domain: str, scope: str) -> Archive:
    """The archive of a domain.

    Args:
        warehouse: where its tables are.
        domain: the domain.
        scope: the data set and seed whose plan is remembered; empty for none.
    """
    return Archive(
        AskedLines(warehouse, domain, scope),
        Tombstones(warehouse, domain),
        History(warehouse),
        FigureHistory(warehouse),
        FlawDoublings(warehouse, domain, scope),
    )
