"""The figures of all releases, so that one sees what became better and what worse."""

from typing import TYPE_CHECKING

from syngen_assets.core.tables.figures import AUDIT_HISTORY
from syngen_assets.storage.warehouse import Warehouse

if TYPE_CHECKING:
    import pandas as pd


class FigureHistory:
    """What was measured of each release, the last time that it was."""

    def __init__(self, warehouse: Warehouse) -> None:
        """Use the tables of a warehouse."""
        self._warehouse = warehouse

    def record(self, domain: str, release: int, figures: "pd.DataFrame", when: str) -> None:
        """Keep the figures of a release, in place of those that were measured of it before.

        Args:
            domain: the domain.
            release: the release's number.
            figures: a `tables.AUDIT`.
            when: the time of it.
        """
        import pandas as pd

        before = self.table(domain)
        fresh = AUDIT_HISTORY.frame(figures.assign(release=release, measured_at=when))
        others = before.loc[before["release"] != release]
        rows = pd.concat([others, fresh], ignore_index=True) if len(others) else fresh
        ordered = rows.sort_values("release", kind="stable", ignore_index=True)
        self._warehouse.replace(AUDIT_HISTORY, domain, ordered)

    def table(self, domain: str) -> "pd.DataFrame":
        """The figures of every release, a `tables.AUDIT_HISTORY`, the oldest first."""
        found = self._warehouse.find(AUDIT_HISTORY, domain)
        return AUDIT_HISTORY.frame([]) if found is None else found
