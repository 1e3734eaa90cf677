"""Release rows: a released pair with all that tells later why it is as it is."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from syngen_assets.core.identity import digest
from syngen_assets.core.settings import Settings
from syngen_assets.core.tables import records
from syngen_assets.core.tables.history import RELEASE_ROWS

_USED = ("display", "answer", "topic", "aspect", "synonyms")

Row = Mapping[str, Any]


def release_rows(
    released: pd.DataFrame,
    questions: pd.DataFrame,
    chosen: pd.DataFrame,
    rejected: pd.DataFrame,
    pairs: pd.DataFrame,
    cleaned: pd.DataFrame,
) -> pd.DataFrame:
    """The rows of a release as they are kept, a `tables.RELEASE_ROWS`.

    Args:
        released: a `tables.QUESTIONS_AND_RESPONSES`.
        questions: a `tables.QUESTIONS`.
        chosen: a `tables.CHOSEN_RESPONSES`.
        rejected: a `tables.REJECTED_RESPONSES`.
        pairs: a `tables.PAIRS`.
        cleaned: a `tables.CLEAN_QUESTIONS`.
    """
    tables = [_by_id(table) for table in (questions, chosen, rejected, pairs)]
    source = _by_id(cleaned)

    def row(pair: Row) -> dict[str, Any]:
        asked, good, bad, made = (table.get(pair["question_id"], {}) for table in tables)
        reference, donor = asked.get("reference_id"), made.get("donor_id")
        return {
            **pair,
            "prompt_id": asked.get("prompt_id"),
            "source_digest": _digest(source.get(pair["source_id"])),
            "reference_id": reference,
            "reference_digest": _digest(source.get(reference or "")),
            "donor_id": donor,
            "donor_digest": _digest(source.get(donor or "")),
            **_call("chosen", good, made),
            **_call("rejected", bad, made),
        }

    return RELEASE_ROWS.frame(map(row, records(released)))


def release_facts(settings: Settings) -> dict[str, Any]:
    """What a release was told, beside what it was made from."""
    return {
        "run": settings.run or None,
        "domain_version": settings.domain.version,
        "overrides": dict(settings.overrides),
    }


def held(pairs: pd.DataFrame, excluded: pd.DataFrame) -> dict[str, tuple[str, str]]:
    """Question → the gate that holds it back, and what that said.

    Args:
        pairs: a `tables.PAIRS`, after all words on it.
        excluded: a `tables.EXCLUSIONS`.
    """
    rows = [*records(excluded), *records(pairs.loc[pairs["problem"].notna()])]
    return {row["question_id"]: (row["gate"], row["problem"]) for row in rows}


def _by_id(rows: pd.DataFrame) -> dict[str, dict[str, Any]]:
    return {row["question_id"]: row for row in records(rows)}


def _digest(row: Row | None) -> str | None:
    return digest([row[name] for name in _USED]) if row else None


def _call(side: str, answer: Row, pair: Row) -> dict[str, Any]:
    return {
        f"{side}_template": answer.get("template"),
        f"{side}_version": answer.get("template_version"),
        f"{side}_request": pair.get(f"{side}_request"),
    }
