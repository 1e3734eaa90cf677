"""The record of a life: everything that is known of one pair, in the order in which it happened."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from syngen_assets.core.tables import RAW_QUESTIONS, VERDICTS, records
from syngen_assets.core.verdicts import SIDES
from syngen_assets.lineage.calls import NAMES, Calls, cost, part
from syngen_assets.lineage.finding import Found, find
from syngen_assets.lineage.gates import gates
from syngen_assets.lineage.leaving import leaving
from syngen_assets.lineage.papers import Opened, Papers
from syngen_assets.lineage.rows import Rows, rows_of
from syngen_assets.storage.tombstones import Tombstones

_STONE = ("gone_revision", "gone_at", "became")
_PERSONA = (
    *("persona_id", "persona", "role", "age", "literacy", "goal"),
    *("origin", "source_id", "relation", "iteration"),
)
_RELEASE = ("release", "released_at", "run", "revision", "model", "pairs")

Row = Mapping[str, Any]


def explain(pair: str, domains: list[str], papers: Papers) -> dict[str, Any]:
    """Everything that is known of one pair.

    Args:
        pair: the pair's id, the first four or more digits of it, or its question.
        domains: the domains that are looked through.
        papers: where all is kept.

    Raises:
        UsageError: there is no such pair, or more than one.
    """
    with papers.opened() as opened:
        return life(find(pair, domains, opened.tables, papers.tables), opened, papers)


def life(found: Found, opened: Opened, papers: Papers) -> dict[str, Any]:
    """The life of a pair that was found."""
    calls = Calls(opened.replies, papers.prices)
    rows = rows_of(found, opened.tables)
    told, history = _Life(found, rows, calls), opened.history
    stood = history.of_pair(found.domain, found.pair_id)
    stones = Tombstones(opened.warehouse, found.domain)
    record = told.record() | {
        "gates": told.gates(papers.root),
        "verdict": told.verdict(),
        "reviews": _reviews(found, opened),
        "releases": [part(one, *_RELEASE) for one in stood],
        "left": leaving(found, rows.last, history, stones),
    }
    return {**record, "cost": cost(_calls(record))}


@dataclass(frozen=True)
class _Life:
    """A pair with its rows, and the calls that were made for it."""

    found: Found
    rows: Rows
    calls: Calls

    def record(self) -> dict[str, Any]:
        """How the pair came to be; a part of which nothing is known is empty."""
        rows, domain = self.rows, self.found.domain
        texts = part(rows.pair, "pair_id", "prompt", "chosen", "rejected")
        lent = ("question_id", "row", "topic", "aspect", "answer")
        return {
            "pair": {"domain": domain, **texts, "standing": self.found.standing},
            "release": part(rows.released, "split", "note") or self._stopped(),
            "source": self._source(),
            **({"persona": list(map(self._persona, rows.personas))} if rows.personas else {}),
            "question": {
                **part(rows.question, "origin", "modification", "topic", "aspect"),
                **self._called(rows.synthetic),
            },
            "chosen": {
                "reference": part(rows.reference, "question_id", "row", "answer"),
                **self._called(rows.good),
            },
            "rejected": {
                **part(rows.bad, "flaw", "before", "after"),
                "donor": part(rows.donor, *lent),
                **self._called(rows.bad),
            },
        }

    def gates(self, root: Path) -> dict[str, Any]:
        """How the pair stands at the gates of its domain."""
        pair = self.rows.pair
        question = self.rows.question.get("display") or pair["prompt"]
        texts = (question, pair["chosen"], pair["rejected"])
        return gates(texts, self._stopped(), root, self.found.domain)

    def verdict(self) -> dict[str, Any]:
        """What a judge said of the pair, in both orders; empty where none was asked."""
        row = self.rows.verdict
        if not row:
            return {}
        unsaid = ("_id", "_request", "_tokens", "_earlier")
        told = [name for name in VERDICTS.names if not name.endswith(unsaid)]
        calls: dict[str, Any] = {}
        for order in SIDES:
            request, earlier = row[f"{order}_first_request"], row[f"{order}_first_earlier"]
            one = {**row, "request": request, "earlier": earlier, "problem": None}
            calls[f"{order}_first_earlier"] = self.calls.earlier(one)
            calls[f"{order}_first_call"] = self.calls.last(one)
        return {**part(row, *(name for name in told if name not in NAMES)), **calls}

    def _stopped(self) -> dict[str, Any]:
        """The gate that keeps it from the release, if one does."""
        stopped = part(self.rows.pair, "gate", "problem")
        return stopped or part(self.rows.excluded, "gate", "problem")  # by a judge's word

    def _source(self) -> dict[str, Any]:
        rows = self.rows
        there = part(rows.raw, *RAW_QUESTIONS.names)
        gone = part(rows.stone, *RAW_QUESTIONS.names)
        if gone and not there:
            there = {**gone, "revision": rows.stone["last_revision"]}
        told = part(rows.source, "question_id", "display")
        if told and not there:  # the source was read anew since, alone, and its rows have moved
            cells = part(rows.source, "row", "topic", "aspect", "answer")
            there = {"question": told["display"], **cells}
        return {**there, **told, **({"gone": part(rows.stone, *_STONE)} if gone else {})}

    def _persona(self, row: Row) -> dict[str, Any]:
        """Who a persona is, and how it was found."""
        return {**part(row, *_PERSONA), **self._called(row)}

    def _called(self, row: Row) -> dict[str, Any]:
        return {"earlier": self.calls.earlier(row), "call": self.calls.last(row)}


def _reviews(found: Found, opened: Opened) -> list[dict[str, Any]]:
    """What people said of the pair, every word of it, in the order in which it came in."""
    said = opened.reviews.history(found.domain)
    own = records(said.loc[said["pair_id"] == found.pair_id])
    return [part(row, *(name for name in row if name != "pair_id")) for row in own]


def _calls(part_of: object) -> Iterator[Row]:
    """Every call that a record tells of, wherever in it."""
    if isinstance(part_of, Mapping):
        if "received" in part_of:
            yield part_of
        else:
            for value in part_of.values():
                yield from _calls(value)
    elif isinstance(part_of, list):
        for value in part_of:
            yield from _calls(value)
