"""The lines that were asked, so that a plan stays as it is where its source does."""

from collections.abc import Iterable, Mapping
from typing import Any

from syngen_assets.core.mending import Asked, merged
from syngen_assets.core.tables import records
from syngen_assets.core.tables.changes import ASKED_LINES
from syngen_assets.storage.warehouse import Warehouse


class AskedLines:
    """The lines that a domain's runs have asked of one data set with one seed.

    There is one for each rewriting that was paid for, and one for each question without; none is
    taken out, so that a row that comes back finds its line. Offline nothing is paid, and nothing
    is kept.
    """

    def __init__(self, warehouse: Warehouse, domain: str, scope: str) -> None:
        """Use the lines of one scope; if it is empty, there are none and none are kept."""
        self._warehouse, self._domain, self._scope = warehouse, domain, scope

    def lines(self) -> list[Asked]:
        """What was asked, the last run's lines first, in their order."""
        return [
            Asked(
                row["source_id"],
                row["modification"] or "",
                failed=row["failed"] == "yes",
                last=row["last"] == "yes",
                persona_id=row["persona_id"] or "",
            )
            for row in self._rows()
            if row["scope"] == self._scope
        ]

    def keep(self, asked: Iterable[Mapping[str, Any]], entries: Iterable[str]) -> None:
        """Keep what a run asked.

        Args:
            asked: rows of a `tables.SYNTHETIC_QUESTIONS`, in their order.
            entries: the ids of all source questions.
        """
        if not self._scope:
            return
        lines = [
            Asked(
                row["source_id"],
                row["modification"],
                failed=bool(row["problem"]),
                persona_id=row.get("persona_id") or "",
            )
            for row in asked
        ]
        used = {line.source_id for line in lines}
        lines += [Asked(id, "") for id in entries if id not in used]
        before = self.lines()
        if (now := merged(lines, before)) == before:
            return
        others = [row for row in self._rows() if row["scope"] != self._scope]
        rows = ASKED_LINES.frame([*others, *map(self._row, now)])
        self._warehouse.replace(ASKED_LINES, self._domain, rows)

    def _rows(self) -> list[dict[str, Any]]:
        found = self._warehouse.find(ASKED_LINES, self._domain) if self._scope else None
        return [] if found is None else records(found)

    def _row(self, line: Asked) -> dict[str, Any]:
        return {
            "scope": self._scope,
            "source_id": line.source_id,
            "modification": line.modification or None,
            "failed": "yes" if line.failed else "no",
            "last": "yes" if line.last else "no",
            "persona_id": line.persona_id or None,
        }
