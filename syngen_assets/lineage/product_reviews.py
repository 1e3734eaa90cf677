"""The life of a new review: the real ones that it goes back to, its call, and what became of it."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from syngen_assets.core.errors import UsageError
from syngen_assets.core.tables import (
    PRODUCT_REVIEWS,
    RAW_REVIEWS,
    REAL_REVIEWS,
    REVIEW_PROMPTS,
    SYNTHETIC_REVIEWS,
    Table,
)
from syngen_assets.lineage.calls import Calls, cost, part
from syngen_assets.lineage.papers import Opened, Papers
from syngen_assets.storage.reader import Reader

_LEAST = 4  # digits of an id that may stand for all of them
_SHOWN = 5  # ids that an error names
_REAL = ("review_id", "row", "rating", "title", "text", "aspects", "words")
_SOURCE = ("dataset", "config", "split", "revision", "row")

Row = Mapping[str, Any]


def find(asked: str, domains: Iterable[str], tables: Reader) -> tuple[str, Row] | None:
    """The domain and row of the one new review that an id means; None if it means no one.

    Args:
        asked: the review's id, or the first four or more digits of it.
        domains: the domains that are looked through.
        tables: the tables.

    Raises:
        UsageError: it means more than one.
    """
    if len(asked) < _LEAST:
        return None
    found = [
        (domain, row)
        for domain in domains
        for row in tables.beginning(SYNTHETIC_REVIEWS, domain, "synthetic_id", asked)
    ]
    if len(found) > 1:
        listed = ", ".join(sorted(str(row["synthetic_id"]) for _, row in found)[:_SHOWN])
        raise UsageError(
            f"More than one review begins with {asked!r} ({listed}, …). Give more digits of one."
        )
    return found[0] if found else None


def life(domain: str, row: Row, opened: Opened, papers: Papers) -> dict[str, Any]:
    """Everything that is known of a new review, in the order in which it happened."""
    tables = opened.tables
    asked = json.loads(row["wanted"]) if row["wanted"] else {}
    real = _one(tables, REAL_REVIEWS, domain, "review_id", asked.get("like"))
    raw = _one(tables, RAW_REVIEWS, domain, "row", real.get("row"))
    planned = _one(tables, REVIEW_PROMPTS, domain, "call_id", row["call_id"])
    call = Calls(opened.replies, papers.prices).last(
        {**planned, "model": row["model"], "request": row["request_key"]}
    )
    return {
        "review": {
            "domain": domain,
            "review_id": row["synthetic_id"],
            **part(row, "kind", "rating", "title", "text", "aspects", "words"),
            "standing": _standing(domain, row, tables),
        },
        "source": part(raw, *_SOURCE),
        "modelled on": part(real, *_REAL),
        "asked": {name: said for name, said in asked.items() if said and name != "like"},
        "shown": [
            part(_one(tables, REAL_REVIEWS, domain, "review_id", id), *_REAL)
            for id in json.loads(planned.get("examples") or "[]")
        ],
        "call": {"call_id": row["call_id"], **part(row, "number", "asked", "place"), **call},
        "slips": [str(slip) for slip in json.loads(row["noise"] or "[]")],
        **part(row, "problem"),
        "cost": cost([call] if "received" in call else []),
    }


def _one(tables: Reader, table: Table, domain: str, column: str, value: object) -> Row:
    return next(iter(tables.where(table, domain, column, value)), {})


def _standing(domain: str, row: Row, tables: Reader) -> str:
    if row["problem"]:
        return "held back"
    released = tables.where(PRODUCT_REVIEWS, domain, "review_id", row["synthetic_id"])
    return "released" if released else "measured beside the released ones"
