"""The history of releases: what each was made from, and every row that any of them had."""

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from syngen_assets.core.identity import digest
from syngen_assets.core.tables import records
from syngen_assets.core.tables.history import PARTED, RELEASE_ROWS, RELEASES
from syngen_assets.storage.warehouse import Warehouse

if TYPE_CHECKING:
    import pandas as pd

_EVENT = ("release", "change", "gate", "why")
_ORIGIN = ("dataset", "revision")


class History:
    """The releases of all domains.

    A row is kept once, when it comes or changes, and once more when it leaves; so a release costs
    as much space as it differs from the one before, and one that does not differ costs none.
    """

    def __init__(self, warehouse: Warehouse) -> None:
        """Use the tables of a warehouse."""
        self._warehouse = warehouse

    def record(
        self,
        domain: str,
        rows: "pd.DataFrame",
        facts: Mapping[str, Any],
        when: str,
        held: Mapping[str, tuple[str, str]] | None = None,
    ) -> int:
        """Keep a release, unless it is the one that was kept last.

        Args:
            domain: the domain.
            rows: the pairs, as a `tables.RELEASE_ROWS` without the columns of an event.
            facts: the cells of a `tables.RELEASES` that tell what it was made from.
            when: the time of it.
            held: question → the gate that holds it back now, and what that said.

        Returns:
            The release's number.
        """
        before = self.releases(domain)
        number = int(before["release"].max()) if len(before) else 0
        standing = {row["pair_id"]: row for row in records(self.rows(domain, number))}
        now = {row["pair_id"]: row for row in records(RELEASE_ROWS.frame(rows))}
        content = sorted(digest(_plain(row)) for row in now.values())
        mark = digest(content, *(facts[name] for name in _ORIGIN))
        if number and before["digest"].iat[-1] == mark:
            return number
        number += 1
        kept = {**facts} | {name: json.dumps(facts[name], sort_keys=True) for name in PARTED}
        kept |= {"release": number, "released_at": when, "pairs": len(now), "digest": mark}
        fresh = [
            {**row, "release": number, "change": "stands"}
            for id, row in now.items()
            if id not in standing or _plain(standing[id]) != _plain(row)
        ]
        gone = [_leaving(row, number, held or {}) for id, row in standing.items() if id not in now]
        self._warehouse.replace(
            RELEASE_ROWS, domain, RELEASE_ROWS.frame([*records(self.events(domain)), *gone, *fresh])
        )
        self._warehouse.add(RELEASES, domain, RELEASES.frame([kept]))
        return number

    def releases(self, domain: str) -> "pd.DataFrame":
        """All releases of a domain, a `tables.RELEASES`, the oldest first."""
        found = self._warehouse.find(RELEASES, domain)
        return RELEASES.frame([]) if found is None else found

    def rows(self, domain: str, number: int) -> "pd.DataFrame":
        """The rows of a release, a `tables.RELEASE_ROWS`; `release` tells since when each stands.

        A row that came back stands where it first did.
        """
        events = self.events(domain)
        last: dict[str, dict[str, Any]] = {}
        for row in records(events.loc[events["release"] <= number]):
            last[row["pair_id"]] = row
        return RELEASE_ROWS.frame(row for row in last.values() if row["change"] == "stands")

    def events(self, domain: str) -> "pd.DataFrame":
        """Every row that came, changed or left, a `tables.RELEASE_ROWS`, the oldest first."""
        found = self._warehouse.find(RELEASE_ROWS, domain)
        rows = RELEASE_ROWS.frame([]) if found is None else found
        kept = list(self.releases(domain)["release"])
        return rows.loc[rows["release"].isin(kept)].reset_index(drop=True)

    def of_pair(self, domain: str, pair_id: str) -> list[dict[str, Any]]:
        """The releases in which a pair stands: the cells of each, the oldest first."""
        releases = records(self.releases(domain))
        if not releases:
            return []
        with self._warehouse.reading() as read:
            mine = read.where(RELEASE_ROWS, domain, "pair_id", pair_id)
        changes = {row["release"]: row["change"] for row in mine}
        found, stands = [], False
        for release in releases:
            stands = changes.get(release["release"], "stands" if stands else "") == "stands"
            found += [release] if stands else []
        return found


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    """What a row says, whenever it came."""
    return {name: value for name, value in row.items() if name not in _EVENT}


def _leaving(
    row: Mapping[str, Any], number: int, held: Mapping[str, tuple[str, str]]
) -> dict[str, Any]:
    gate, why = held.get(row["question_id"], (None, None))
    texts = {name: row[name] for name in ("pair_id", "question_id", "source_id", "modification")}
    return {**texts, "release": number, "change": "left", "gate": gate, "why": why}
