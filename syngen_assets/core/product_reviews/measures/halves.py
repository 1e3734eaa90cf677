"""Halves: how far a set is from the real one, beside how far two halves of that are apart."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from syngen_assets.core.measures.figure import Figure, Unit
from syngen_assets.core.measures.resampling import TIMES, Interval, distance
from syngen_assets.core.measures.shares import unmeasured
from syngen_assets.core.product_reviews.measures.sample import ReviewSample

FEW = 500
"""With fewer reviews on a side than these, a figure says so."""

_LEAST = 4  # reviews on a side
_TOO_FEW = "there are too few reviews to lay beside one another"
_MANY = 5
_LOOKED_AT = 2_000  # reviews: the more there are on a side, the fewer halvings are needed

Floats = npt.NDArray[np.float64]
Apart = Callable[[Floats, Floats], Floats]
"""Gives a distance per sample: it gets the weights of the reviews of either side, by sample."""


@dataclass(frozen=True)
class Distance:
    """A measure of how far two sets of reviews are apart.

    Args:
        name: the measure.
        group: the heading that it stands under.
        unit: what it counts.
        about: what it tells.
        estimator: how it is measured.
        lay: lays our reviews beside as many real ones; None where it cannot be measured of them.
        missing: why it was not measured, where it cannot be.
        most: so many reviews of a side are enough.
    """

    name: str
    group: str
    unit: Unit
    about: str
    estimator: str
    lay: Callable[[ReviewSample, ReviewSample], Apart | None]
    missing: str = "there are too few reviews"
    most: int = 10_000


@dataclass(frozen=True)
class Halving:
    """As many of our reviews as are in each of two halves of the real ones."""

    ours: ReviewSample
    first: ReviewSample
    second: ReviewSample


@dataclass(frozen=True)
class Real:
    """The real reviews that sets are compared with; what their halves come to is kept."""

    sample: ReviewSample
    _floors: dict[tuple[str, int], list[float]] = field(default_factory=dict)

    def figures(self, distances: Iterable[Distance], ours: ReviewSample) -> list[Figure]:
        """How far our reviews are from the real ones: of as many as there are in half of those."""
        laid: dict[int, list[Halving]] = {}
        found = []
        for one in distances:
            count = min(len(ours), len(self.sample) // 2, one.most)
            if count < _LEAST:
                found.append(unmeasured(one.name, one.group, one.about, one.unit, _TOO_FEW))
                continue
            if count not in laid:
                laid[count] = self._halvings(ours, count)
            found.append(self._measured(one, laid[count]))
        return found

    def _measured(self, one: Distance, halvings: Sequence[Halving]) -> Figure:
        count = len(halvings[0].ours)
        laid = [one.lay(halving.ours, halving.first) for halving in halvings]
        values = [_value(apart, count) for apart in laid]
        apart = laid[0]
        if apart is None or not np.isfinite(values).all():
            return unmeasured(one.name, one.group, one.about, one.unit, one.missing)
        return self._figure(one, halvings, values, apart)

    def _figure(
        self, one: Distance, halvings: Sequence[Halving], values: Sequence[float], apart: Apart
    ) -> Figure:
        value, sides = float(np.mean(values)), halvings[0]
        spread = sides.ours.resamples.beside(sides.first.resamples, apart)
        low, high = between(spread, value)
        floors = self._floor(one, halvings)
        return Figure(
            one.name,
            one.group,
            value,
            one.about,
            f"{one.estimator}; {held(len(sides.ours), len(halvings))}",
            one.unit,
            low=low,
            high=high,
            floor=float(np.mean(floors)),
            rows=len(sides.ours),
            note=_note(len(sides.ours), floors),
        )

    def _floor(self, one: Distance, halvings: Sequence[Halving]) -> list[float]:
        """How far the halves are apart, which is the same for all sets of one size."""
        name = one.name, len(halvings[0].ours)
        if name not in self._floors:
            self._floors[name] = [
                _value(one.lay(each.second, each.first), name[1]) for each in halvings
            ]
        return self._floors[name]

    def _halvings(self, ours: ReviewSample, count: int) -> list[Halving]:
        real, many = self.sample, min(_MANY, max(1, _LOOKED_AT // count))
        orders = [real.order(draw) for draw in range(many)]
        return [
            Halving(
                ours.first(count, draw), real.at(order[:count]), real.at(order[count : 2 * count])
            )
            for draw, order in enumerate(orders)
        ]


def held(count: int, many: int) -> str:
    """How the two sides were drawn, and the interval."""
    return (
        f"{count:,} reviews of the set against as many real ones, drawn by digest, mean of {many} "
        "draws; floor: those real ones against as many others; 95% interval: "
        f"{TIMES:,} bootstrap samples of the reviews, less what resampling adds to a distance"
    )


def _note(count: int, floors: Sequence[float]) -> str:
    few = f"{count:,} reviews on a side, fewer than {FEW}: small differences hide"
    spread = f"the floor of a single draw lay between {min(floors):.3g} and {max(floors):.3g}"
    return "; ".join([*([few] if count < FEW else []), *([spread] if len(floors) > 1 else [])])


def _value(apart: Apart | None, count: int) -> float:
    once = np.ones((1, count))
    return np.nan if apart is None else float(apart(once, once)[0])


def between(spread: Floats, value: float) -> Interval:
    """The interval; none where more than a few samples gave no distance."""
    sound = spread[np.isfinite(spread)]
    return distance(sound, value) if len(sound) >= 0.95 * len(spread) else (None, None)
