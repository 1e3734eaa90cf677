"""The record of a life: everything that is known of one pair, in the order in which it happened."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from syngen_assets.core.tables import (
    CHOSEN_RESPONSES,
    CLEAN_QUESTIONS,
    EXCLUSIONS,
    QUESTIONS,
    QUESTIONS_AND_RESPONSES,
    RAW_QUESTIONS,
    REJECTED_RESPONSES,
    SYNTHETIC_QUESTIONS,
    VERDICTS,
    Table,
    records,
)
from syngen_assets.core.verdicts import SIDES
from syngen_assets.lineage.archive import Archive, Open
from syngen_assets.lineage.calls import NAMES, Calls, cost, part
from syngen_assets.lineage.finding import Found, find
from syngen_assets.lineage.gates import gates

Row = Mapping[str, Any]


def explain(pair: str, domains: list[str], archive: Archive) -> dict[str, Any]:
    """Everything that is known of one pair.

    Args:
        pair: the pair's id, the first four or more digits of it, or its question.
        domains: the domains that are looked through.
        archive: where all is kept.

    Raises:
        UsageError: there is no such pair, or more than one.
    """
    with archive.opened() as opened:
        found = find(pair, domains, opened.tables, archive.tables)
        return life(found, opened, archive)


def life(found: Found, opened: Open, archive: Archive) -> dict[str, Any]:
    """The life of a pair that was found."""
    calls = Calls(opened.replies, archive.prices)
    record = _Life(found, opened, calls, archive.root).record()
    return {**record, "cost": cost(_calls(record))}


@dataclass(frozen=True)
class _Life:
    """A pair with the places where something of it is kept."""

    found: Found
    opened: Open
    calls: Calls
    root: Path

    def record(self) -> dict[str, Any]:
        """All of it; a part of which nothing is known is empty."""
        pair = self.found.row
        question = self._one(QUESTIONS, "question_id", pair["question_id"])
        good = self._reply(CHOSEN_RESPONSES, pair.get("chosen_request"))
        bad = self._reply(REJECTED_RESPONSES, pair.get("rejected_request"))
        told = part(pair, "pair_id", "prompt", "chosen", "rejected")
        release = self._release(pair)
        return {
            "pair": {"domain": self.found.domain, **told, "standing": self.found.standing},
            "release": release,
            "source": self._source(pair.get("source_id")),
            "question": self._question(question),
            "chosen": {
                "reference": self._answer(question.get("reference_id"), "row", "answer"),
                **self._called(good),
            },
            "rejected": {
                **part(bad, "flaw", "before", "after"),
                "donor": self._answer(bad.get("donor_id"), "row", "topic", "aspect", "answer"),
                **self._called(bad),
            },
            "gates": gates(
                (question.get("display") or pair["prompt"], pair["chosen"], pair["rejected"]),
                part(pair, "gate", "problem") or part(release, "gate", "problem"),
                self.root,
                self.found.domain,
            ),
            "verdict": self._verdict(self._one(VERDICTS, "pair_id", pair["pair_id"])),
            "reviews": self._reviews(),
        }

    def _one(self, table: Table, column: str, value: object) -> dict[str, Any]:
        rows = self.opened.tables.where(table, self.found.domain, column, value)
        return rows[0] if rows else {}

    def _reply(self, table: Table, request: str | None) -> dict[str, Any]:
        """The row of a reply; of one that another has replaced no more than the request is left."""
        return self._one(table, "request", request) or part({"request": request}, "request")

    def _release(self, pair: Row) -> dict[str, Any]:
        released = self._one(QUESTIONS_AND_RESPONSES, "pair_id", pair["pair_id"])
        excluded = self._one(EXCLUSIONS, "chosen_request", pair.get("chosen_request"))
        return (
            part(released, "split", "note")
            or part(pair, "gate", "problem")
            or part(excluded, "gate", "problem")  # by a judge's word
        )

    def _source(self, source_id: str | None) -> dict[str, Any]:
        source = self._one(CLEAN_QUESTIONS, "question_id", source_id)
        raw = self._one(RAW_QUESTIONS, "row", source.get("row"))
        return {**part(raw, *RAW_QUESTIONS.names), **part(source, "question_id", "display")}

    def _question(self, question: Row) -> dict[str, Any]:
        synthetic = self._one(SYNTHETIC_QUESTIONS, "prompt_id", question.get("prompt_id"))
        told = part(question, "origin", "modification", "topic", "aspect")
        return {**told, **self._called(synthetic)}

    def _answer(self, question_id: str | None, *names: str) -> dict[str, Any]:
        row = self._one(CLEAN_QUESTIONS, "question_id", question_id)
        return part(row, "question_id", *names)

    def _called(self, row: Row) -> dict[str, Any]:
        return {"earlier": self.calls.earlier(row), "call": self.calls.last(row)}

    def _verdict(self, row: Row) -> dict[str, Any]:
        """What a judge said of the pair, in both orders; empty where none was asked."""
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

    def _reviews(self) -> list[dict[str, Any]]:
        """What people said of the pair, every word of it, in the order in which it came in."""
        said = self.opened.reviews.history(self.found.domain)
        own = records(said.loc[said["pair_id"] == self.found.pair_id])
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
