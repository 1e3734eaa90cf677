"""Rows: of every table the one that belongs to a pair, wherever the pair stands now."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from syngen_assets.core.questions import source_id
from syngen_assets.core.tables import (
    CHOSEN_RESPONSES,
    CLEAN_QUESTIONS,
    EXCLUSIONS,
    PERSONAS,
    QUESTIONS,
    QUESTIONS_AND_RESPONSES,
    RAW_QUESTIONS,
    REJECTED_RESPONSES,
    SYNTHETIC_QUESTIONS,
    VERDICTS,
    Table,
)
from syngen_assets.core.tables.changes import TOMBSTONES
from syngen_assets.core.tables.history import RELEASE_ROWS
from syngen_assets.lineage.calls import part
from syngen_assets.lineage.finding import Found
from syngen_assets.storage.reader import Reader

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Rows:
    """The rows of a pair; one that is in no table, or in none any more, is empty.

    Args:
        pair: itself.
        question: its question.
        synthetic: the reply that the question was made of.
        good: its correct answer.
        bad: its deliberately wrong one.
        source: its source question.
        raw: the same, as the source has it.
        stone: the same, where the source has it no more.
        reference: the clean question on whose reference answer it rests.
        donor: the clean question whose answer was lent to it.
        verdict: a judge's.
        released: its row in the release.
        excluded: why its question was replaced.
        last: the last that was said of it in the history of releases.
        personas: who asks its question, behind those from whom that persona was grown.
    """

    pair: Row
    question: Row
    synthetic: Row
    good: Row
    bad: Row
    source: Row
    raw: Row
    stone: Row
    reference: Row
    donor: Row
    verdict: Row
    released: Row
    excluded: Row
    last: Row
    personas: tuple[Row, ...]


def rows_of(found: Found, tables: Reader) -> Rows:
    """The rows of a pair that was found."""
    pair = found.row

    def every(table: Table, column: str, value: object) -> list[dict[str, Any]]:
        return tables.where(table, found.domain, column, value)

    def one(table: Table, column: str, value: object) -> dict[str, Any]:
        return next(iter(every(table, column, value)), {})

    asked = pair["question_id"]
    made = [row for row in every(SYNTHETIC_QUESTIONS, "question_id", asked) if not row["problem"]]
    synthetic = made[0] if made else _left(pair, "question")
    question = one(QUESTIONS, "question_id", asked) or {**pair, **part(synthetic, *synthetic)}
    good = one(CHOSEN_RESPONSES, "request", pair.get("chosen_request")) or _left(pair, "chosen")
    bad = one(REJECTED_RESPONSES, "request", pair.get("rejected_request"))
    bad = bad or {**_left(pair, "rejected"), "flaw": pair.get("flaw")}
    origin = pair.get("source_id") or question.get("source_id") or asked
    source = one(CLEAN_QUESTIONS, "question_id", origin)

    def grown(persona: object) -> Iterator[Row]:
        row = one(PERSONAS, "persona_id", persona)
        if row:
            yield from grown(row["parent_id"])
        if persona:
            yield row or {"persona_id": persona}  # made anew since, without this one

    return Rows(
        pair=pair,
        question=question,
        synthetic=synthetic,
        good=good,
        bad=bad,
        source=source,
        raw=_same(one(RAW_QUESTIONS, "row", source.get("row")), origin),
        stone=one(TOMBSTONES, "question_id", origin),
        reference=one(CLEAN_QUESTIONS, "question_id", question.get("reference_id")),
        donor=one(CLEAN_QUESTIONS, "question_id", bad.get("donor_id") or pair.get("donor_id")),
        verdict=one(VERDICTS, "pair_id", pair["pair_id"]),
        released=one(QUESTIONS_AND_RESPONSES, "pair_id", pair["pair_id"]),
        excluded=one(EXCLUSIONS, "chosen_request", pair.get("chosen_request")),
        last=next(reversed(every(RELEASE_ROWS, "pair_id", pair["pair_id"])), {}),
        personas=tuple(grown(question.get("persona_id"))),
    )


def _same(raw: Row, wanted: str) -> Row:
    """The row, unless another stands in its place since the source was read anew."""
    return raw if raw.get("question") and source_id(raw) == wanted else {}


def _left(pair: Row, side: str) -> dict[str, Any]:
    """What is left of a reply whose row another has replaced."""
    names = {"request": "request", "template": "template", "template_version": "version"}
    return {name: pair.get(f"{side}_{of}") for name, of in names.items()}
