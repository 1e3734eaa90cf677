"""The record: what was measured of a file, for programs to read."""

import math
from collections.abc import Sequence
from typing import Any

from syngen_assets.core.measures.figure import Figure
from syngen_assets.core.shapes import Preferences

_NAMED = 20


def record(file: str, found: Preferences, figures: Sequence[Figure]) -> dict[str, Any]:
    """All that was measured of a file, by the names of the measures."""
    first = list(found.unreadable.items())[:_NAMED]
    return {
        "file": file,
        "shape": found.form.name,
        "rows": len(found.pairs),
        "unreadable": len(found.unreadable),
        "unreadable_rows": [{"row": row, "why": why} for row, why in first],
        "notes": found.notes,
        "measures": {figure.name: _measure(figure) for figure in figures},
    }


def _measure(figure: Figure) -> dict[str, Any]:
    """A figure; it has passed unless it failed, if it has a limit and was measured."""
    verdicts = {"passed": True, "warned": True, "failed": False}
    return {
        **{name: _number(getattr(figure, name)) for name in ("value", "low", "high", "floor")},
        "gate": figure.gate or None,
        "passed": verdicts.get(figure.status),
        "status": figure.status,
        "compared": _number(figure.compared),
        "unit": figure.unit,
        "group": figure.group,
        "about": figure.about,
        "estimator": figure.estimator,
        "note": figure.note,
        "measured_rows": figure.rows,
        "rows": list(figure.places[:_NAMED]),
    }


def _number(value: float | None) -> float | None:
    return None if value is None or not math.isfinite(value) else float(value)
