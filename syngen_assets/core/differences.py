"""Differences: which rows were added, removed and changed between two releases, and why each."""

import json
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from syngen_assets.core.between import UNKNOWN, Between, Reason, Row
from syngen_assets.core.domain_parts import edits
from syngen_assets.core.reasons import MARKS, because_edited, why_added, why_changed, why_removed
from syngen_assets.core.replanned import because_replanned
from syngen_assets.core.tables.history import PARTED

Kind = Literal["added", "removed", "changed"]

KINDS: tuple[Kind, ...] = ("added", "removed", "changed")
_COMPARED = ("chosen", "rejected", *MARKS)


@dataclass(frozen=True)
class Difference:
    """A row that one of two releases has otherwise than the other.

    Args:
        change: what became of it.
        row: the row, as it is in the later release or was last.
        reason: why.
    """

    change: Kind
    row: Row
    reason: Reason | None

    def record(self) -> dict[str, Any]:
        """The difference as plain values."""
        names = ("pair_id", "question_id", "prompt", "origin", "modification", "source_id")
        kind, text = self.reason or UNKNOWN
        return {
            "change": self.change,
            **{name: self.row[name] for name in names},
            "reason": kind,
            "why": text,
        }


def differences(
    one: tuple[Row, Sequence[Row]],
    other: tuple[Row, Sequence[Row]],
    events: Sequence[Row],
    moved: Sequence[Row],
) -> list[Difference]:
    """What differs between two releases, each row with its reason.

    Args:
        one: the earlier release, a row of `tables.RELEASES`, and its rows.
        other: the later one.
        events: rows of `tables.RELEASE_ROWS`, the oldest first.
        moved: rows of `tables.SOURCE_CHANGES`, the oldest first.
    """
    before = {row["question_id"]: row for row in one[1]}
    after = {row["question_id"]: row for row in other[1]}
    between = _between(one[0], other[0], events, moved, {row["source_id"] for row in one[1]})
    gone = [row for id, row in before.items() if id not in after]
    come = [row for id, row in after.items() if id not in before]
    between = replace(between, others=bool(gone or come))
    both = [(before[id], row) for id, row in after.items() if id in before]
    found = [Difference("added", row, why_added(row, between)) for row in come]
    found += [Difference("removed", row, why_removed(row, between)) for row in gone]
    found += [
        Difference("changed", row, why_changed(was, row, between))
        for was, row in both
        if any(was[name] != row[name] for name in _COMPARED)
    ]
    if anew := because_replanned(between):
        found = [replace(one, reason=one.reason or anew) for one in found]
    return _placed(found, because_edited(between))


def _between(
    one: Row, other: Row, events: Sequence[Row], moved: Sequence[Row], used: Collection[str]
) -> Between:
    first, last = parted(one), parted(other)
    left = {
        event["question_id"]: event
        for event in events
        if event["change"] == "left" and event["release"] <= last["release"]
    }

    since = [row for row in moved if first["released_at"] < row["seen_at"] <= last["released_at"]]
    at_hand = [row for row in moved if row["after"] == first["revision"]]
    return Between(
        one=first,
        other=last,
        edits=tuple(edits(first["domain_parts"], last["domain_parts"])),
        left=left,
        moved={row["question_id"]: row for row in since},
        unseen={row["question_id"]: row for row in at_hand if row["question_id"] not in used},
    )


def parted(release: Row) -> dict[str, Any]:
    """A row of `tables.RELEASES` with its JSON read."""
    return dict(release) | {name: json.loads(release[name] or "{}") for name in PARTED}


def _placed(found: Sequence[Difference], edited: Reason | None) -> list[Difference]:
    """Rows without a reason of their own stand where others stood, or left their place to others.

    Each is paired with one that has a reason, of the same modification if there is one.
    """
    open_places = {
        change: [one for one in found if one.change == change and one.reason]
        for change in ("added", "removed")
    }
    result = []
    for one in found:
        if not one.reason:
            across = open_places["removed" if one.change == "added" else "added"]
            partner = _partner(one, across)
            reason = _place(one, partner) if partner else edited
            one = replace(one, reason=reason or UNKNOWN)
        result.append(one)
    return result


def _partner(one: Difference, across: list[Difference]) -> Difference | None:
    if not across:
        return None
    alike = [other for other in across if other.row["modification"] == one.row["modification"]]
    partner = (alike or across)[0]
    across.remove(partner)
    return partner


def _place(one: Difference, partner: Difference) -> Reason:
    pair, why = partner.row["pair_id"], (partner.reason or UNKNOWN).text
    if one.change == "added":
        return Reason("took a place", f"took the place of {pair}: {why}")
    return Reason("gave its place", f"gave its place to {pair}: {why}")


def told(
    domain: str, one: Row, other: Row, found: Sequence[Difference], same: int
) -> dict[str, Any]:
    """The differences as one record, for programs."""
    counts = Counter((one.change, (one.reason or UNKNOWN).kind) for one in found)
    shown = ("release", "released_at", "dataset", "revision", "model", "questions", "seed", "pairs")
    return {
        "domain": domain,
        "from": {name: one[name] for name in shown},
        "to": {name: other[name] for name in shown},
        **{change: sum(one.change == change for one in found) for change in KINDS},
        "same": same,
        "reasons": [
            {"change": change, "reason": kind, "rows": count}
            for (change, kind), count in sorted(counts.items(), key=lambda item: -item[1])
        ],
        "rows": [one.record() for one in found],
    }


def text(record: Mapping[str, Any]) -> str:
    """The record for people: how many rows differ for which reason, then the rows."""
    one, other = record["from"], record["to"]
    lines = [
        f"{record['domain']}: {_release(one)} → {_release(other)}",
        f"{record['added']:,} added, {record['removed']:,} removed, {record['changed']:,} changed, "
        f"{record['same']:,} the same",
    ]
    if record["reasons"]:
        lines.append("")
    lines += [
        f"{reason['rows']:>6,} {reason['change']:<8} {reason['reason']}"
        for reason in record["reasons"]
    ]
    for change in KINDS:
        rows = [row for row in record["rows"] if row["change"] == change]
        lines += ["", f"{change}:"] if rows else []
        for row in rows:
            how = f" [{row['modification']}]" if row["modification"] else ""
            lines += [f"  {row['pair_id']} {row['prompt']}{how}", f"      {row['why']}"]
    return "\n".join(lines)


def _release(facts: Mapping[str, Any]) -> str:
    return (
        f"release {facts['release']} ({facts['released_at'][:10]}, revision "
        f"{facts['revision'][:8]}, {facts['pairs']:,} pairs)"
    )
