"""Folds: parts of a set that share no text, so that nothing is learned by heart."""

import heapq
from collections.abc import Hashable, Iterable, Sequence

import numpy as np
import numpy.typing as npt

Places = npt.NDArray[np.int64]

FOLDS = 5


def components(rows: Iterable[Sequence[Hashable]]) -> Places:
    """The number of its component for each row: rows with a thing in common are in one.

    Components are numbered in the order of their first rows.
    """
    parents: list[int] = []
    owners: dict[Hashable, int] = {}
    for place, things in enumerate(rows):
        parents.append(place)
        for thing in things:
            one, other = _root(parents, owners.setdefault(thing, place)), _root(parents, place)
            parents[max(one, other)] = min(one, other)
    roots = [_root(parents, place) for place in range(len(parents))]
    numbers: dict[int, int] = {}
    return np.array([numbers.setdefault(root, len(numbers)) for root in roots], dtype=np.int64)


def _root(parents: list[int], place: int) -> int:
    while parents[place] != place:
        parents[place] = place = parents[parents[place]]
    return place


def folded(component: Places) -> Places:
    """The fold of each row: components stay whole, the largest go first to the emptiest fold."""
    sizes = np.bincount(component)
    fullness = [(0, fold) for fold in range(FOLDS)]
    fold_of = np.zeros(len(sizes), dtype=np.int64)
    for number in np.argsort(-sizes, kind="stable"):
        rows, fold = heapq.heappop(fullness)
        fold_of[number] = fold
        heapq.heappush(fullness, (rows + int(sizes[number]), fold))
    return fold_of[component]
