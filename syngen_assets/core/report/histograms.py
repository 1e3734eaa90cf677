"""Histograms: how one or two sets of numbers are spread, drawn with a few bars and a line."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

WIDTH, HEIGHT = 560, 230
_LEFT, _RIGHT, _TOP, _FLOOR = 44, 548, 14, 184
_BINS = 26
_LABELS = 9
_TAIL = 0.5  # percent of the numbers that may lie beyond either end, and are put into the end bins
_STEPS = (1, 2, 5)
_TOPS = (1, 2, 4, 6, 8)

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Scale:
    """Where bins begin and end.

    Args:
        start: where the first bin begins.
        step: how wide each is.
        count: how many there are; the ends take what lies beyond them.
        is_open: whether anything lies beyond the last.
    """

    start: float
    step: float
    count: int
    is_open: bool = False

    def shares(self, numbers: Floats) -> Floats:
        """The share of the numbers that each bin has."""
        places = np.floor((numbers - self.start) / self.step + 1e-9).astype(np.int64)
        counts = np.bincount(np.clip(places, 0, self.count - 1), minlength=self.count)
        shares: Floats = counts / max(1, len(numbers))
        return shares

    def label(self, place: int) -> str:
        """Where a bin begins."""
        sign = "+" if self.is_open and place == self.count - 1 else ""
        return f"{round(self.start + place * self.step, 6):g}{sign}"


UNIT = Scale(0, 0.05, 20)
"""For what lies between 0 and 1."""


def scale(series: Sequence[Sequence[float]]) -> Scale:
    """Bins for numbers such as words or grades, of a round width."""
    numbers = np.concatenate([finite(part) for part in series])
    if not len(numbers):
        return UNIT
    low, high = np.percentile(numbers, [_TAIL, 100 - _TAIL])
    step = _round_up(max(float(high - low), 1) / _BINS, _STEPS)
    step = step if step >= 1 else 1
    start = math.floor(low / step) * step
    count = int((high - start) // step) + 1
    return Scale(start, step, count, bool(numbers.max() >= start + count * step))


def finite(numbers: Sequence[float]) -> Floats:
    """The numbers that are any."""
    there = np.asarray(numbers, dtype=np.float64)
    kept: Floats = there[np.isfinite(there)]
    return kept


def _round_up(number: float, digits: Sequence[int]) -> float:
    """The next larger number of one of the digits and noughts."""
    tens: float = 10.0 ** math.floor(math.log10(number))
    round_one: float = next((step * tens for step in digits if step * tens >= number), 10 * tens)
    return round_one


@dataclass(frozen=True)
class Histogram:
    """A histogram, ready to be drawn: the first set as bars, the second as a line of steps.

    Args:
        names: of the sets.
        bars: x, y, width and height of each bar.
        line: the path of the line, empty without a second set.
        across: x and label of the ticks below.
        up: y and label of the ticks beside.
        rows: the label of each bin with the percentage that each set has in it.
    """

    names: Sequence[str]
    bars: Sequence[tuple[float, float, float, float]]
    line: str
    across: Sequence[tuple[float, str]]
    up: Sequence[tuple[float, str]]
    rows: Sequence[tuple[Any, ...]]


def histogram(series: Mapping[str, Sequence[float]], on: Scale) -> Histogram:
    """The histogram of one or two sets of numbers.

    Args:
        series: name → its numbers; those that are none are left out.
        on: the bins.
    """
    shares = [on.shares(finite(numbers)) for numbers in series.values()]
    top = _round_up(max(0.01, *(float(part.max()) for part in shares)), _TOPS)
    wide = (_RIGHT - _LEFT) / on.count
    heights = [(_FLOOR - _TOP) * part / top for part in shares]
    every = math.ceil(on.count / _LABELS)
    ticks = [place for place in range(on.count) if place % every == 0]
    percents = [[f"{100 * share:.1f}%" for share in part] for part in shares]
    return Histogram(
        names=list(series),
        bars=[
            (_at(_LEFT + wide * place + 1), _at(_FLOOR - tall), _at(wide - 2), _at(tall))
            for place, tall in enumerate(heights[0])
            if tall
        ],
        line=_steps(heights[1], wide) if len(heights) > 1 else "",
        across=[(_at(_LEFT + wide * (place + _inset(on))), on.label(place)) for place in ticks],
        up=[(_at(_FLOOR - (_FLOOR - _TOP) * part), f"{100 * top * part:g}%") for part in (0.5, 1)],
        rows=[(on.label(place), *cells) for place, cells in enumerate(zip(*percents, strict=True))],
    )


def _inset(on: Scale) -> float:
    """Where the label of a bin stands: below its middle, if it is one whole number."""
    return 0.5 if on.step == 1 else 0


def _steps(heights: Floats, wide: float) -> str:
    """The path of a line that goes up and down at the edges of the bins."""
    path = [f"M{_LEFT} {_FLOOR}"]
    for place, tall in enumerate(heights):
        path.append(f"V{_at(_FLOOR - tall)}H{_at(_LEFT + wide * (place + 1))}")
    return "".join([*path, f"V{_FLOOR}"])


def _at(number: float) -> float:
    return round(float(number), 1)
