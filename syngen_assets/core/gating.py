"""Gating: a run's pairs are measured beside their source questions, and held against the limits."""

from collections import OrderedDict
from collections.abc import Sequence
from typing import Any

import pandas as pd

from syngen_assets.core.identity import digest
from syngen_assets.core.measures.figure import Figure
from syngen_assets.core.repeats import WORDS_ONLY, Meanings
from syngen_assets.core.settings import Settings
from syngen_assets.core.table_gates import culprits, decide, limits
from syngen_assets.core.tables import usable

_KEPT = 4
_known: OrderedDict[str, list[Figure]] = OrderedDict()


def reference(cleaned: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """The source questions as they would be released, with what can be said to them.

    Returns:
        `prompt` and `chosen`; the second is empty where there is no reference answer.
    """
    shown = "normalized" if settings.domain.style == "normalized" else "display"
    rows = usable(cleaned)
    return pd.DataFrame({"prompt": rows[shown], "chosen": rows["excerpt"].fillna("")})


def measured(
    pairs: pd.DataFrame,
    cleaned: pd.DataFrame,
    settings: Settings,
    meanings: Meanings = WORDS_ONLY,
) -> list[Figure]:
    """The figures of the pairs that are not in quarantine, each with its limit and verdict.

    The check, the release and the audit of one run ask the same; it is worked out once.

    Args:
        pairs: a `tables.PAIRS`, or the released part of one.
        cleaned: a `tables.CLEAN_QUESTIONS`, beside whose questions they are measured.
        settings: the run's settings.
        meanings: how questions that mean the same are found.
    """
    from syngen_assets.core.measures.audit import AuditLimits, audit

    rows = usable(pairs) if "problem" in pairs.columns else pairs.reset_index(drop=True)
    real = reference(cleaned, settings)
    columns = [rows[name].tolist() for name in sorted(rows.columns) if name in _MEASURED]
    more = (settings.domain.version, settings.seed, settings.offline, meanings.by)
    name = digest(*map(_plain, columns), *map(list, (real["prompt"], real["chosen"])), *more)
    if name not in _known:
        beside = real if len(real) else None
        alike = settings.domain.duplicates
        counted = AuditLimits(settings.domain.limits.answer_tokens, alike.jaccard, alike.cosine)
        figures = audit(
            rows, reference=beside, seed=settings.seed, embed=meanings.embed, limits=counted
        )
        _known[name] = decide(figures, limits(settings.domain.table_gates))
        while len(_known) > _KEPT:
            _known.popitem(last=False)
    return _known[name]


_MEASURED = ("prompt", "chosen", "rejected", "flaw", "modification", "origin", "verified")


def _plain(values: list[Any]) -> list[Any]:
    return [value if isinstance(value, str) else None for value in values]


def faults(figures: Sequence[Figure], settings: Settings) -> dict[int, str]:
    """Place among the measured rows → the table gate that would pass without it, where few do."""
    return culprits(figures, limits(settings.domain.table_gates))
