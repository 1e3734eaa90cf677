"""Curves: two sets of numbers laid beside each other, value by value."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Curves:
    """Two sets of numbers, ours and theirs, on the values that any of them has.

    All methods take weights, a row of them per sample and a column per number, and give a
    figure per sample.
    """

    ours: Places
    theirs: Places
    values: Floats

    @classmethod
    def of(cls, ours: Sequence[float] | Floats, theirs: Sequence[float] | Floats) -> "Curves":
        """Lay out the numbers."""
        values, places = np.unique(np.concatenate([ours, theirs]), return_inverse=True)
        return cls(places[: len(ours)], places[len(ours) :], values)

    def area(self, ours: Floats, theirs: Floats) -> Floats:
        """How often a number of ours is above one of theirs, ties half: the area under the ROC."""
        left, right = self._masses(ours, theirs)
        below = np.cumsum(right, axis=1) - right / 2
        area: Floats = (left * below).sum(axis=1) / (left.sum(axis=1) * right.sum(axis=1))
        return area

    def gap(self, ours: Floats, theirs: Floats) -> Floats:
        """The largest distance of the two cumulated shares: the Kolmogorov-Smirnov statistic."""
        gaps: Floats = np.abs(self._cumulated(ours, theirs)).max(axis=1)
        return gaps

    def work(self, ours: Floats, theirs: Floats) -> Floats:
        """How far a number has to move on average: the first Wasserstein distance."""
        steps = np.diff(self.values)
        work: Floats = (np.abs(self._cumulated(ours, theirs))[:, :-1] * steps).sum(axis=1)
        return work

    def divergence(self, ours: Floats, theirs: Floats) -> Floats:
        """How otherwise the values are spread: the Jensen-Shannon distance, base 2."""
        return divergence(*self._masses(ours, theirs))

    def _cumulated(self, ours: Floats, theirs: Floats) -> Floats:
        left, right = self._masses(ours, theirs)
        with np.errstate(invalid="ignore"):
            left = np.cumsum(left, axis=1) / left.sum(axis=1, keepdims=True)
            right = np.cumsum(right, axis=1) / right.sum(axis=1, keepdims=True)
        difference: Floats = left - right
        return difference

    def _masses(self, ours: Floats, theirs: Floats) -> tuple[Floats, Floats]:
        """The weight of each value."""
        width = len(self.values)
        return _sums(ours, self.ours, width), _sums(theirs, self.theirs, width)


def divergence(left: Floats, right: Floats) -> Floats:
    """The Jensen-Shannon distance, base 2, of two sets of masses, a row of them per sample."""
    left, right = left / left.sum(axis=1)[:, None], right / right.sum(axis=1)[:, None]
    middle = _surprise((left + right) / 2)
    return np.sqrt(np.maximum(middle - (_surprise(left) + _surprise(right)) / 2, 0))


def _surprise(shares: Floats) -> Floats:
    """The entropy of each row, in bits."""
    logs = np.log2(shares, out=np.zeros_like(shares), where=shares > 0)
    bits: Floats = -(shares * logs).sum(axis=1)
    return bits


def _sums(weights: Floats, places: Places, width: int) -> Floats:
    order = np.argsort(places, kind="stable")
    there, starts = np.unique(places[order], return_index=True)
    sums = np.zeros((len(weights), width))
    sums[:, there] = np.add.reduceat(weights[:, order], starts, axis=1)
    return sums


def medians(values: Floats, weights: Floats) -> Floats:
    """The median of the values in each sample: a row of weights that are whole numbers."""
    order = np.argsort(values, kind="stable")
    cumulated = np.cumsum(weights[:, order], axis=1)
    total = cumulated[:, -1:]
    low = np.argmax(cumulated >= np.floor((total + 1) / 2), axis=1)
    high = np.argmax(cumulated >= np.floor(total / 2) + 1, axis=1)
    middle: Floats = (values[order][low] + values[order][high]) / 2
    return middle
