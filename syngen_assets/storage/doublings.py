"""How often the weights of flaws were doubled, so that what was paid for keeps its flaw."""

from collections.abc import Mapping
from typing import Any

from syngen_assets.core.doublings import Doublings, Possible, settled
from syngen_assets.core.tables import records
from syngen_assets.core.tables.changes import FLAW_DOUBLINGS
from syngen_assets.storage.warehouse import Warehouse


class FlawDoublings:
    """What a domain's runs have settled for one data set with one seed.

    Offline no flaw is asked for, and nothing is kept.
    """

    def __init__(self, warehouse: Warehouse, domain: str, scope: str) -> None:
        """Use what was settled in one scope; if it is empty, there is nothing, nor is it kept."""
        self._warehouse, self._domain, self._scope = warehouse, domain, scope

    def settle(self, possible: Possible) -> Doublings:
        """What holds for these rows, kept before anything is asked for them."""
        before, now = self._known(), self.foretell(possible)
        if self._scope and now != before:
            others = [row for row in self._rows() if row["scope"] != self._scope]
            rows = FLAW_DOUBLINGS.frame([*others, *self._cells(now)])
            self._warehouse.replace(FLAW_DOUBLINGS, self._domain, rows)
        return now

    def foretell(self, possible: Possible) -> Doublings:
        """What would hold for these rows; nothing is kept."""
        return settled(possible, self._known())

    def _known(self) -> Doublings:
        mine = [row for row in self._rows() if row["scope"] == self._scope]
        of = {row["flaw"]: row["doublings"] for row in mine}
        return Doublings(mine[0]["rows"], of) if mine else Doublings()

    def _rows(self) -> list[dict[str, Any]]:
        found = self._warehouse.find(FLAW_DOUBLINGS, self._domain) if self._scope else None
        return [] if found is None else records(found)

    def _cells(self, now: Doublings) -> list[Mapping[str, Any]]:
        return [
            {"scope": self._scope, "rows": now.rows, "flaw": flaw, "doublings": count}
            for flaw, count in now.of.items()
        ]
