"""The history of releases: what each was made from, and every row that any of them had."""

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from syngen_assets.core.identity import digest
from syngen_assets.core.rows import BATCH
from syngen_assets.core.tables import records
from syngen_assets.core.tables.history import PARTED, RELEASE_ROWS, RELEASES
from syngen_assets.storage.warehouse import Warehouse

if TYPE_CHECKING:
    import pandas as pd

_EVENT = ("release", "change", "gate", "why")
_ORIGIN = ("dataset", "revision")
_LATER = ("persona_id",)  # columns that came later: an empty one leaves a row what it was


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
        kept, every = self.releases(domain), self._all(domain)
        number = int(kept["release"].max()) if len(kept) else 0
        standing, now = _standing(every, number), RELEASE_ROWS.frame(rows)
        were, are = _marks(standing), _marks(now)
        mark = digest(sorted(are.values()), *(facts[name] for name in _ORIGIN))
        if number and kept["digest"].iat[-1] == mark:
            return number
        fresh = now.loc[[were.get(pair) != are[pair] for pair in now["pair_id"]]]
        gone = [_leaving(row, held or {}) for row in records(standing) if row["pair_id"] not in are]
        events = [*gone, *records(fresh.assign(change="stands"))]
        told = {**facts} | {name: json.dumps(facts[name], sort_keys=True) for name in PARTED}
        told |= {"release": number + 1, "released_at": when, "pairs": len(now), "digest": mark}
        if (every["release"] > number).any():  # left by a run that did not come to its end
            sound = every.loc[every["release"] <= number]
            self._warehouse.replace(RELEASE_ROWS, domain, sound)
        changed = RELEASE_ROWS.frame(events).assign(release=number + 1)
        self._warehouse.add(RELEASE_ROWS, domain, changed)
        self._warehouse.add(RELEASES, domain, RELEASES.frame([told]))
        return number + 1

    def releases(self, domain: str) -> "pd.DataFrame":
        """All releases of a domain, a `tables.RELEASES`, the oldest first."""
        found = self._warehouse.find(RELEASES, domain)
        return RELEASES.frame([]) if found is None else found

    def rows(self, domain: str, number: int) -> "pd.DataFrame":
        """The rows of a release, a `tables.RELEASE_ROWS`; `release` is since when each stands."""
        return _standing(self.events(domain), number)

    def events(self, domain: str) -> "pd.DataFrame":
        """Every row that came, changed or left, a `tables.RELEASE_ROWS`, the oldest first."""
        rows = self._all(domain)
        return rows.loc[rows["release"].isin(self.releases(domain)["release"])]

    def _all(self, domain: str) -> "pd.DataFrame":
        found = self._warehouse.find(RELEASE_ROWS, domain)
        return RELEASE_ROWS.frame([]) if found is None else found

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


def _standing(events: "pd.DataFrame", number: int) -> "pd.DataFrame":
    """The rows of a release: of each pair what was said of it last, unless it left."""
    last = events.loc[events["release"] <= number].drop_duplicates("pair_id", keep="last")
    return last.loc[last["change"] == "stands"].reset_index(drop=True)


def _marks(rows: "pd.DataFrame") -> dict[str, str]:
    """Pair → a digest of what its row says, whenever it came."""
    marks: dict[str, str] = {}
    told = rows.drop(columns=[*_EVENT, *_LATER])
    later = rows[list(_LATER)].fillna("")
    for start in range(0, len(rows), BATCH):
        cells = told.iloc[start : start + BATCH].fillna("").to_numpy().tolist()
        more = later.iloc[start : start + BATCH].to_numpy().tolist()
        pairs = rows["pair_id"].iloc[start : start + BATCH]
        every = zip(pairs, cells, more, strict=True)
        marks |= {pair: digest([*said, *filter(None, added)]) for pair, said, added in every}
    return marks


def _leaving(row: Mapping[str, Any], held: Mapping[str, tuple[str, str]]) -> dict[str, Any]:
    gate, why = held.get(row["question_id"], (None, None))
    texts = {name: row[name] for name in ("pair_id", "question_id", "source_id", "modification")}
    return {**texts, "change": "left", "gate": gate, "why": why}
