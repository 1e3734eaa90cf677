"""Telling: a figure in words, the same in the report, in the card and wherever it is read."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping

from syngen_assets.core.measures.figure import Figure, Status, Unit

NOTHING = "–"

_VERDICTS: Mapping[Status, str] = {
    "none": "no limit",
    "passed": "passed",
    "warned": "warning",
    "failed": "failed",
    "not measured": "not measured",
}
_URGENCY = ("failed", "warning", "not measured", "passed", "no limit")
_AFTER: Mapping[Unit, str] = {"points": " points", "bits": " bits", "words": " words"}
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:e[-+]?\d+)?")


def amount(value: float | None, unit: Unit) -> str:
    """A value with its unit; shares are told as percentages, and a dash stands for none."""
    if value is None or not math.isfinite(value):
        return NOTHING
    return f"{_number(value, unit)}{_AFTER.get(unit, '')}"


def _number(value: float, unit: Unit) -> str:
    if unit == "count":
        return f"{value:,.0f}"
    if unit in ("share", "points"):
        return _percents(100 * value) + ("%" if unit == "share" else "")
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"


def _percents(value: float) -> str:
    """One decimal; more where a small share would look like none."""
    return f"{value:.1f}" if abs(value) >= 0.1 or not value else f"{value:.1g}"


def measured(figure: Figure) -> bool:
    """Whether there is a number to tell."""
    return figure.value is not None and math.isfinite(figure.value)


def value(figure: Figure) -> str:
    """The figure itself."""
    return amount(figure.value, figure.unit) if measured(figure) else _VERDICTS["not measured"]


def interval(figure: Figure) -> str:
    """Its 95% interval; a dash where all rows were counted."""
    if figure.low is None or figure.high is None or not measured(figure):
        return NOTHING
    low, high = (_number(end, figure.unit) for end in (figure.low, figure.high))
    return f"{low} to {high}"


def limit(figure: Figure) -> str:
    """Its limit, in the unit of the figure."""
    if figure.unit not in ("share", "points"):
        return figure.gate or NOTHING
    sign = "%" if figure.unit == "share" else ""
    words = _NUMBER.sub(lambda found: f"{100 * float(found[0]):.3g}{sign}", figure.gate)
    return f"{words}{_AFTER.get(figure.unit, '')}" if words else NOTHING


def verdict(figure: Figure) -> str:
    """Whether it keeps to its limit; what was not measured has not passed."""
    return _VERDICTS[figure.status if measured(figure) else "not measured"]


def gated(figures: Iterable[Figure]) -> list[Figure]:
    """The figures that have a limit, those first of which one should know first."""
    with_limit = [figure for figure in figures if figure.gate]
    return sorted(with_limit, key=lambda figure: _URGENCY.index(verdict(figure)))


def tally(figures: Iterable[Figure]) -> str:
    """How many gates have which verdict, such as `3 gates: 2 passed, 1 not measured`."""
    said = Counter(verdict(figure) for figure in gated(figures))
    parts = [
        counted(number, word) if word == "warning" else f"{number} {word}"
        for word in _URGENCY[::-1]
        if (number := said[word])
    ]
    return ": ".join([counted(said.total(), "gate"), *([", ".join(parts)] if parts else [])])


def counted(number: int, thing: str) -> str:
    """So many of a thing, in the singular where it is one."""
    return f"{number:,} {thing}" + ("" if number == 1 else "s")
