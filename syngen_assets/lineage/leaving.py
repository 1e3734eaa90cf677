"""Leaving: from which release on a pair stands in none, and why, as far as it was recorded."""

from typing import Any

from syngen_assets.core.between import UNKNOWN
from syngen_assets.core.differences import differences
from syngen_assets.core.tables import records
from syngen_assets.lineage.calls import Row, part
from syngen_assets.lineage.finding import Found
from syngen_assets.storage.history import History
from syngen_assets.storage.tombstones import Tombstones


def leaving(found: Found, last: Row, history: History, tombstones: Tombstones) -> dict[str, Any]:
    """The release that a pair left with, and why; empty where it stands, or never stood.

    Args:
        found: the pair.
        last: the last that was said of it in the history, a row of `tables.RELEASE_ROWS`.
        history: the releases.
        tombstones: what happened to the rows of its domain's source.
    """
    if last.get("change") != "left":
        return {}
    told = part(last, "release", "gate", "why")
    return told if "why" in told else {**told, "why": _reason(found, last, history, tombstones)}


def _reason(found: Found, last: Row, history: History, tombstones: Tombstones) -> str:
    """Why, as `syngen diff` would say it of the two releases."""
    domain, number = found.domain, last["release"]
    facts = {row["release"]: row for row in records(history.releases(domain))}
    one, other = (
        (facts[release], records(history.rows(domain, release))) for release in (number - 1, number)
    )
    changed = differences(
        one, other, records(history.events(domain)), records(tombstones.changes())
    )
    mine = [each for each in changed if each.row["question_id"] == last["question_id"]]
    return ((mine[0].reason if mine else None) or UNKNOWN).text
