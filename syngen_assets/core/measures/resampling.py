"""Resampling: 95% intervals of what was measured, by prompt."""

from collections.abc import Callable, Iterator
from functools import cached_property

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]
Interval = tuple[float | None, float | None]

TIMES = 1_000
BUNDLES = 10_000
"""So many groups are drawn one by one; where there are more, they are drawn in bundles."""

BY_PROMPT = f"95% interval: {TIMES:,} bootstrap samples of the distinct prompts"

UNBIASED = ", less what resampling adds to a distance"

_CELLS = 2_000_000  # weights that are held at once
_JACKKNIFE = 20
_STUDENT = 2.093  # of 19 degrees of freedom: 20 groups are no large sample


class Resamples:
    """Bootstrap samples in which the rows of one prompt are drawn together, or not at all.

    Args:
        groups: the number of its prompt for each row.
        order: the rows in an order that hangs on what they say; it decides who shares a bundle.
        seed: decides the draws.
    """

    def __init__(self, groups: Places, order: Places, seed: int) -> None:
        """Draw nothing yet."""
        ranks = _ranks(groups, order)
        self._bundles = ranks % BUNDLES
        self._count = int(self._bundles.max()) + 1 if len(ranks) else 0
        self._seed = seed

    @cached_property
    def _weights(self) -> npt.NDArray[np.uint16]:
        """How often each bundle is in each sample."""
        chance = np.random.default_rng(self._seed)
        size, weights = self._count, np.zeros((TIMES, self._count), dtype=np.uint16)
        for row in weights:
            row += np.bincount(chance.integers(0, size, size), minlength=size).astype(np.uint16)
        return weights

    def ratio(self, above: npt.ArrayLike, below: npt.ArrayLike | None = None) -> Interval:
        """The interval of a sum over rows, divided by another; of a mean, where there is none."""
        values = self.ratios(above, below)
        return within(values)

    def ratios(self, above: npt.ArrayLike, below: npt.ArrayLike | None = None) -> Floats:
        """A sum over rows divided by another, in each sample."""
        top = self._sums(above)
        bottom = self._sums(np.ones(len(self._bundles)) if below is None else below)
        with np.errstate(divide="ignore", invalid="ignore"):
            return top / bottom

    def _sums(self, values: npt.ArrayLike) -> Floats:
        each = np.bincount(self._bundles, np.asarray(values, dtype=float), self._count)
        sums: Floats = np.concatenate([block @ each for block in self._blocks(self._count)])
        return sums

    def statistics(self, measure: Callable[[Floats], Floats]) -> Floats:
        """What a measure gives for each sample: it gets the weights of all rows, sample by row."""
        blocks = self._blocks(len(self._bundles))
        return np.concatenate([measure(block[:, self._bundles]) for block in blocks])

    def beside(self, others: "Resamples", measure: Callable[[Floats, Floats], Floats]) -> Floats:
        """What a measure of two sets gives for each sample, of the one and of the other."""
        width = len(self._bundles) + len(others._bundles)
        blocks = zip(self._blocks(width), others._blocks(width), strict=True)
        return np.concatenate(
            [measure(own[:, self._bundles], their[:, others._bundles]) for own, their in blocks]
        )

    def _blocks(self, width: int) -> Iterator[Floats]:
        step = max(1, _CELLS // max(width, 1))
        for start in range(0, TIMES, step):
            yield self._weights[start : start + step].astype(float)


def within(values: Floats) -> Interval:
    """The middle 95% of the values; none where a sample gave no value."""
    sound = values[np.isfinite(values)]
    if len(sound) < len(values) or not len(sound):
        return None, None
    low, high = np.quantile(sound, [0.025, 0.975])
    return float(low), float(high)


def mostly(values: Floats) -> Interval:
    """The middle 95% of the values, where at most a twentieth of the samples gave none."""
    sound = values[np.isfinite(values)]
    return within(sound) if len(sound) >= 0.95 * len(values) else (None, None)


def apart(values: Floats) -> Interval:
    """The interval of a difference without its sign, from values that have theirs."""
    low, high = within(values)
    if low is None or high is None or low >= 0:
        return low, high
    return (0.0, max(-low, high)) if high > 0 else (-high, -low)


def jackknife(groups: Places, measure: Callable[[Places], float], value: float) -> Interval:
    """The interval of a measure of a whole corpus, from leaving out a twentieth at a time.

    A bootstrap sample has texts twice, which such a measure would take for a lack of diversity.

    Args:
        groups: the twentieth that each text belongs to.
        measure: measures the texts at some places.
        value: the measure of all of them.
    """
    names = np.unique(groups)
    if len(names) < _JACKKNIFE:
        return None, None
    left = np.array([measure(np.flatnonzero(groups != name)) for name in names])
    if not np.isfinite(left).all():
        return None, None
    error = np.sqrt((len(names) - 1) * np.mean((left - left.mean()) ** 2))
    return value - _STUDENT * float(error), value + _STUDENT * float(error)


def twentieths(groups: Places, order: Places) -> Places:
    """The twentieth of each row: rows of one prompt are in the same one."""
    return _ranks(groups, order) % _JACKKNIFE


def _ranks(groups: Places, order: Places) -> Places:
    """When the group of each row comes first in an order."""
    _, numbers = np.unique(groups, return_inverse=True)
    _, first = np.unique(numbers[order], return_index=True)
    ranks = np.empty(len(first), dtype=np.int64)
    ranks[np.argsort(first, kind="stable")] = np.arange(len(first))
    found: Places = ranks[numbers]
    return found


def distance(values: Floats, value: float) -> Interval:
    """The interval of a distance, which chance makes greater in samples than it is."""
    low, high = within(values - (float(values.mean()) - value))
    return (None, None) if low is None or high is None else (max(low, 0.0), max(high, 0.0))
