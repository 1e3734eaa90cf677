"""Trends: what became of each figure from release to release, beside its limit."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from syngen_assets.core.measures.figure import Figure
from syngen_assets.core.tables import records
from syngen_assets.core.telling import amount, limit, verdict

_NUMBER = r"-?\d+(?:\.\d+)?(?:e[-+]?\d+)?"

_OF_FIGURE = ("name", "group", "value", "low", "high", "floor", "unit", "rows", "status")
_URGENCY = ("failed", "warning", "passed", "no limit", "not measured")

Bounds = tuple[float | None, float | None]


@dataclass(frozen=True)
class Point:
    """A figure as it was measured of one release.

    Args:
        release: the release's number.
        at: when it was measured, in UTC.
        figure: the figure, with its value and limit at that time.
    """

    release: int
    at: str
    figure: Figure


@dataclass(frozen=True)
class Trend:
    """One figure over all releases that it was measured of, the oldest first."""

    name: str
    points: tuple[Point, ...]

    @property
    def last(self) -> Figure:
        """The figure as it is now."""
        return self.points[-1].figure

    @property
    def said(self) -> str:
        """What a picture of it shows, in a sentence."""
        unit = self.last.unit
        values = [f"{amount(p.figure.value, unit)} in release {p.release}" for p in self.points]
        within = f"; the limit is {limit(self.last)}" if self.last.gate else ""
        return f"{self.name}: {', '.join(values)}{within}"


def trends(history: pd.DataFrame, about: Mapping[str, str]) -> list[Trend]:
    """What became of each figure that the last release has; those beyond their limits first.

    Args:
        history: a `tables.AUDIT_HISTORY`.
        about: figure → what it tells.
    """
    found: dict[str, list[Point]] = {}
    for row in records(history):
        if row["value"] is not None:
            point = Point(row["release"], row["measured_at"], _figure(row, about))
            found.setdefault(row["name"], []).append(point)
    newest = max((points[-1].release for points in found.values()), default=0)
    lines = [Trend(name, tuple(points)) for name, points in found.items()]
    now = [line for line in lines if line.points[-1].release == newest]
    return sorted(now, key=lambda line: _URGENCY.index(verdict(line.last)))


def _figure(row: Mapping[str, Any], about: Mapping[str, str]) -> Figure:
    """A figure as the history holds it, which is without how it was measured."""
    told = {name: row[name] for name in _OF_FIGURE}
    words = about.get(row["name"], "")
    return Figure(**told, gate=row["gate"] or "", about=words, estimator="")


def bounds(gate: str) -> Bounds:
    """The limits that a gate names in words: `at most 1`, `at least 1` or `1 to 2`."""
    numbers = [float(number) for number in re.findall(_NUMBER, gate)]
    if len(numbers) == 2:
        return numbers[0], numbers[1]
    if len(numbers) != 1:
        return None, None
    return (None, numbers[0]) if gate.startswith("at most") else (numbers[0], None)
