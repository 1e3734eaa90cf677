"""Doublings: how often the weight of a flaw is doubled, so that the mix is as meant.

Few rows can have some flaws. The factor is a power of two, and one that was settled is kept while
it is near enough: a row more or less would change the flaws of a dozen other rows now and then,
and their answers would be paid for again.
"""

import math
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field

_NEAR = 1.0  # doublings by which a settled one may be off; fresh ones are off by half of one
_FEW = 2  # so many times fewer rows are a trial, and so many times more are another set

Possible = Sequence[Collection[str]]
"""For each row, the flaws that it can have."""


@dataclass(frozen=True)
class Doublings:
    """What was settled for a set of rows.

    Args:
        rows: how many they were.
        of: flaw → how often its weight is doubled.
    """

    rows: int = 0
    of: Mapping[str, int] = field(default_factory=dict)

    def raised(self, weights: Mapping[str, float]) -> dict[str, float]:
        """The weights of flaws, raised for those that few rows can have."""
        return {name: weight * 2 ** self.of.get(name, 0) for name, weight in weights.items()}


Settle = Callable[[Possible], Doublings]


def settled(possible: Possible, before: Doublings = Doublings()) -> Doublings:
    """What holds for these rows; what was settled before stays where it is near enough.

    A trial with few rows changes nothing of it, and for many more rows it is settled anew.
    """
    rows = len(possible)
    counts = Counter(name for names in possible for name in names)
    exact = {name: math.log2(rows / count) for name, count in counts.items()}
    if rows > _FEW * before.rows:
        return Doublings(rows, {name: round(rare) for name, rare in exact.items()})
    is_trial = rows * _FEW < before.rows
    near = {
        name: there
        for name, there in before.of.items()
        if is_trial or abs(exact.get(name, there) - there) <= _NEAR
    }
    fresh = {name: round(rare) for name, rare in exact.items()}
    return Doublings(before.rows if is_trial else rows, {**fresh, **near})
