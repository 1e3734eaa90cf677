"""The life of a pair, from its source row to its release, as one record."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from syngen_assets.core.cleaning import normalize
from syngen_assets.core.errors import UsageError
from syngen_assets.core.settings import OFFLINE_NAME
from syngen_assets.core.tables import (
    CHOSEN_RESPONSES,
    CLEAN_QUESTIONS,
    EXCLUSIONS,
    PAIRS,
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
from syngen_assets.llm.prices import Prices
from syngen_assets.llm.store import ResponseStore, Stored
from syngen_assets.storage.warehouse import Warehouse

if TYPE_CHECKING:
    import pandas as pd

_LEAST = 4
_CALL = ("template", "template_version", "model", "request", "attempt")


def explain(
    pair: str, domains: list[str], tables: Warehouse, replies: Path, known: Prices
) -> dict[str, Any]:
    """Everything that is known of one pair.

    Args:
        pair: the pair's id, the first four or more digits of it, or its question.
        domains: the domains that are looked through.
        tables: the warehouse.
        replies: the response store's file.
        known: the prices of calls.

    Raises:
        UsageError: there is no such pair, or more than one.
    """
    asked = normalize(pair)
    found = [
        (domain, row)
        for domain in domains
        for row in _rows(tables.find(PAIRS, domain))
        if normalize(row["prompt"]) == asked
        or (len(pair) >= _LEAST and row["pair_id"].startswith(pair))
    ]
    if len(found) != 1:
        seen = f"{len(found)} pairs begin with" if found else "There is no pair"
        raise UsageError(
            f"{seen} {pair!r} in {tables.path}. Give a pair_id (see preferences/*.parquet), or a "
            "prompt."
        )
    domain, row = found[0]
    return _record(domain, row, tables, replies, known)


def _record(
    domain: str, pair: dict[str, Any], tables: Warehouse, replies: Path, known: Prices
) -> dict[str, Any]:
    def one(table: Table, column: str, value: object) -> dict[str, Any]:
        rows = _rows(tables.find(table, domain))
        return next((row for row in rows if value is not None and row[column] == value), {})

    question = one(QUESTIONS, "question_id", pair["question_id"])
    source = one(CLEAN_QUESTIONS, "question_id", pair["source_id"])
    synthetic = one(SYNTHETIC_QUESTIONS, "prompt_id", question.get("prompt_id"))
    good = one(CHOSEN_RESPONSES, "question_id", pair["question_id"])
    bad = one(REJECTED_RESPONSES, "question_id", pair["question_id"])
    reference = one(CLEAN_QUESTIONS, "question_id", question.get("reference_id"))
    donor = one(CLEAN_QUESTIONS, "question_id", bad.get("donor_id"))
    excluded = one(EXCLUSIONS, "chosen_request", pair["chosen_request"])  # by a judge's word
    verdict = one(VERDICTS, "pair_id", pair["pair_id"])
    released = one(QUESTIONS_AND_RESPONSES, "pair_id", pair["pair_id"])
    with ResponseStore(replies) as store:
        return {
            "pair": {"domain": domain, **_part(pair, "pair_id", "prompt", "chosen", "rejected")},
            "release": _part(released, "split", "note")
            or _part(pair, "gate", "problem")
            or _part(excluded, "gate", "problem"),
            "source": {
                **_part(one(RAW_QUESTIONS, "row", source.get("row")), *RAW_QUESTIONS.names),
                **_part(source, "question_id", "display"),
            },
            "question": {
                **_part(question, "origin", "modification", "topic", "aspect"),
                "call": _call(synthetic, store, known),
            },
            "chosen": {
                "reference": _part(reference, "question_id", "row", "answer"),
                "call": _call(good, store, known),
            },
            "rejected": {
                **_part(bad, "flaw", "before", "after"),
                "donor": _part(donor, "question_id", "row", "topic", "aspect", "answer"),
                "call": _call(bad, store, known),
            },
            "verdict": _verdict(verdict, store, known),
        }


def _verdict(row: dict[str, Any], store: ResponseStore, known: Prices) -> dict[str, Any]:
    """What a judge said of the pair, in both orders; empty where none was asked."""
    if not row:
        return {}
    calls = {
        order: _call({**row, "request": row[f"{order}_first_request"]}, store, known)
        for order in SIDES
    }
    told = [
        name
        for name in VERDICTS.names
        if not name.endswith(("_id", "_request", "_tokens", "_earlier"))
    ]
    return {
        **_part(row, *(name for name in told if name not in _CALL)),
        **{f"{order}_first_call": call for order, call in calls.items()},
    }


def _call(row: dict[str, Any], store: ResponseStore, known: Prices) -> dict[str, Any]:
    """One model call: what was sent, what came back, and what it cost."""
    stored = store.stored(row["request"]) if row.get("request") else None
    if not stored:
        return _part(row, *_CALL)
    usage = stored.reply.usage
    return {
        **_part(row, *_CALL),
        "sent": stored.body,
        "received": stored.reply.text,
        "finish": stored.reply.finish,
        "prompt_tokens": usage.prompt,
        "completion_tokens": usage.completion,
        "usd": _usd(stored, known),
        "at": stored.created,
    }


def _usd(stored: Stored, known: Prices) -> float | None:
    """US dollars of a call, or None where its tokens or their price are unknown."""
    if stored.model == OFFLINE_NAME:
        return 0.0
    return known.usd(stored.model, stored.reply.usage, stored.body.get("base_url"))


def _part(row: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: row[name] for name in names if row.get(name) is not None}


def _rows(table: "pd.DataFrame | None") -> list[dict[str, Any]]:
    return [] if table is None else records(table)
