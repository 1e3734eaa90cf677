"""Tombstones: the rows that a source had, and what happened to its rows from time to time."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from syngen_assets.core.changes import Changes, carried, compare, ids, is_same_set
from syngen_assets.core.settings import Settings
from syngen_assets.core.tables import RAW_QUESTIONS, records
from syngen_assets.core.tables.changes import SOURCE_CHANGES, TOMBSTONES
from syngen_assets.storage.warehouse import Warehouse

if TYPE_CHECKING:
    import pandas as pd


class Tombstones:
    """What is gone from the sources of a domain."""

    def __init__(self, warehouse: Warehouse, domain: str) -> None:
        """Use the tables of a warehouse."""
        self._warehouse, self._domain = warehouse, domain

    def table(self) -> "pd.DataFrame":
        """The rows that are gone, a `tables.TOMBSTONES`."""
        found = self._warehouse.find(TOMBSTONES, self._domain)
        return TOMBSTONES.frame([]) if found is None else found

    def changes(self) -> "pd.DataFrame":
        """What happened to rows, a `tables.SOURCE_CHANGES`, the oldest first."""
        found = self._warehouse.find(SOURCE_CHANGES, self._domain)
        return SOURCE_CHANGES.frame([]) if found is None else found

    def of(self, raw: "pd.DataFrame") -> "pd.DataFrame":
        """The rows that are gone from the data set that a `tables.RAW_QUESTIONS` is of."""
        stones = self.table()
        wanted = _set(raw)
        mine = [_named(row) == wanted for row in records(stones)]
        return stones.loc[mine].reset_index(drop=True)

    def missed(self, raw: "pd.DataFrame", settings: Settings) -> "pd.DataFrame":
        """The rows that are gone and that the domain does without, a `tables.TOMBSTONES`.

        Args:
            raw: a `tables.RAW_QUESTIONS`, of the data set that is meant.
            settings: the run's settings, for the policy.
        """
        keeps = settings.domain.source.removed == "keep"
        stones = self.of(raw)
        return stones.loc[stones["became"].notna()] if keeps else stones

    def take_in(self, now: "pd.DataFrame", keep: bool, when: str) -> tuple["pd.DataFrame", Changes]:
        """Hold the rows of a source against those that were read before.

        Args:
            now: the rows as they were read, a `tables.RAW_QUESTIONS`.
            keep: carry on the rows that are gone.
            when: the time of it.

        Returns:
            The rows to go on with, and what changed. Another data set is no change.
        """
        before = self._warehouse.find(RAW_QUESTIONS, self._domain)
        if before is None or not len(before) or not is_same_set(before, now):
            return now, Changes()
        changes = compare(before, now)
        self._note(changes, now, when)
        return (carried(before, now, changes) if keep else now), changes

    def _note(self, changes: Changes, now: "pd.DataFrame", when: str) -> None:
        if changes.before == changes.after:
            return
        stones, here, wanted = self.table(), ids(now), _set(now)
        mine = [_named(row) == wanted for row in records(stones)]
        back = {id for id in stones.loc[mine, "question_id"] if id in here}
        fresh = list(_stones(changes, wanted, when))
        again = {row["question_id"] for row in fresh}
        kept = [
            row
            for row, ours in zip(records(stones), mine, strict=True)
            if not ours or row["question_id"] not in back | again
        ]
        known = {_event(row) for row in records(self.changes())}
        log = [row for row in _log(changes, back, wanted, when) if _event(row) not in known]
        if fresh or back:
            self._warehouse.replace(TOMBSTONES, self._domain, TOMBSTONES.frame([*kept, *fresh]))
        if log:
            self._warehouse.add(SOURCE_CHANGES, self._domain, SOURCE_CHANGES.frame(log))


def _event(row: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(row[name] for name in SOURCE_CHANGES.names if name != "seen_at")


def _set(raw: "pd.DataFrame") -> dict[str, Any]:
    return records(raw.head(1)[["dataset", "config", "split"]])[0]


def _named(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in ("dataset", "config", "split")}


def _stones(changes: Changes, source: Mapping[str, Any], when: str) -> Iterator[dict[str, Any]]:
    for id, row in {**changes.gone, **changes.reworded}.items():
        yield {
            **{name: value or None for name, value in row.items() if name in TOMBSTONES.names},
            **source,
            "question_id": id,
            "last_revision": changes.before,
            "gone_revision": changes.after,
            "gone_at": when,
            "became": changes.became.get(id),
        }


def _log(
    changes: Changes, back: set[str], source: Mapping[str, Any], when: str
) -> Iterator[dict[str, Any]]:
    happened = {
        "new": [id for id in changes.new if id not in back],
        "back": sorted(back),
        "changed": [*changes.changed, *changes.became.values()],
        "gone": [*changes.gone, *changes.became],
    }
    moved = {"before": changes.before, "after": changes.after, "seen_at": when}
    for change, names in happened.items():
        yield from ({"question_id": id, "change": change, **source, **moved} for id in names)
