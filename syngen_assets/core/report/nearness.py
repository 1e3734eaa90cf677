"""Nearness: how much of its words a question shares with others."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from syngen_assets.core.cleaning import normalize
from syngen_assets.core.shingles import Numbers, Shingles, shingles

MOST = 1_000  # questions that are compared with all
_CELLS = 2_000_000  # likenesses that are held at a time

Likeness = NDArray[np.float64]


def alike(one: str, other: str) -> float:
    """The share of the different words of two texts that both have: their Jaccard similarity."""
    left, right = set(normalize(one).split()), set(normalize(other).split())
    return len(left & right) / (len(left | right) or 1)


def nearest(questions: Sequence[str], places: Sequence[int]) -> list[float]:
    """For each place the Jaccard similarity of its question with the most alike of the others.

    Args:
        questions: all questions.
        places: those that are compared with all.
    """
    if len(questions) < 2:
        return []
    found = shingles(questions)
    repeated = np.bincount(np.asarray(found.of)) > 1
    numbers = np.asarray(found.of)[np.asarray(places, dtype=np.int64)]
    block = max(1, _CELLS // len(found.sizes))
    best = [_best(found, numbers[at : at + block]) for at in range(0, len(numbers), block)]
    likeness = np.where(repeated[numbers], 1.0, np.concatenate([np.zeros(0), *best]))
    return [float(value) for value in likeness]


def _best(found: Shingles, numbers: Numbers) -> Likeness:
    """For each set the likeness of that other one which is most like it."""
    common = (found.matrix[numbers] @ found.matrix.T).toarray()
    sizes = found.sizes
    either = sizes[numbers][:, None] + sizes[None, :] - common
    likeness = common / np.maximum(either, 1)
    likeness[np.arange(len(numbers)), numbers] = 0
    best: Likeness = likeness.max(axis=1)
    return best
