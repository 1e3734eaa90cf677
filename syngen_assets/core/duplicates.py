"""Duplicates: the texts that say nearly the same as an earlier one."""

from collections.abc import Callable, Iterable

import numpy as np
from numpy.typing import NDArray

from syngen_assets.core.candidates import candidates
from syngen_assets.core.shingles import Numbers, shingles

_ROWS, _COLUMNS = 1024, 16_384  # vectors that are compared at a time, and with how many
_SLACK = 1e-6  # what the order of additions may change in a cosine

Vectors = NDArray[np.float32]
Likeness = NDArray[np.float64]
Watch = Callable[[Iterable[int]], Iterable[int]]


def near_duplicates(
    texts: Iterable[str], *, threshold: float = 0.9, shingle: int = 1, permutations: int = 128
) -> dict[int, int]:
    """The texts that nearly repeat an earlier one, each with the place of that one.

    Two texts are as alike as their sets of shingles are, by Jaccard. A text is compared with those
    that are kept, and of several the most alike is named. MinHash finds the candidates, and all
    of them are compared in full.

    Args:
        texts: the texts, those to keep first; their plain form is compared.
        threshold: how alike two texts must be, above 0 and up to 1.
        shingle: words in a shingle.
        permutations: the length of a signature.
    """
    found = shingles(texts, shingle)
    pairs = [_no_pairs()]
    for earlier, later in candidates(found, threshold, permutations):
        likeness = found.likeness(earlier, later)
        sure = likeness >= threshold
        pairs.append((earlier[sure], later[sure], likeness[sure]))
    copies: dict[int, int] = {}
    _keep_first(copies, *(np.concatenate(part) for part in zip(*pairs, strict=True)))
    firsts = found.firsts.tolist()
    kept = [firsts[copies.get(number, number)] for number in found.of]
    return {place: first for place, first in enumerate(kept) if first != place}


def close_duplicates(
    vectors: Vectors, threshold: float = 0.9, *, kept: int = 0, watch: Watch = iter
) -> dict[int, int]:
    """The vectors whose cosine with an earlier one is too high, with the place of that one.

    A vector is compared with those that are kept, and of several the closest is named. All are
    compared with all, so it takes time by the square of their number: on two cores ten thousand
    take seconds, a hundred thousand minutes, and a million hours.

    Args:
        vectors: rows of length 1, those to keep first.
        threshold: the cosine that two may not reach.
        kept: so many of the first are kept already, and are not compared with one another.
        watch: sees the blocks of vectors go by.
    """
    copies: dict[int, int] = {}
    for start in watch(range(kept, len(vectors), _ROWS)):
        block = vectors[start : start + _ROWS]
        pairs = [_no_pairs()]
        for first in range(0, start + len(block), _COLUMNS):
            cosines = block @ vectors[first : min(first + _COLUMNS, start + len(block))].T
            row, column = np.nonzero(cosines >= threshold - _SLACK)
            row, column = (each[column + first < row + start] for each in (row, column))
            pairs.append((column + first, row + start, cosines[row, column].astype(np.float64)))
        _keep_first(copies, *(np.concatenate(part) for part in zip(*pairs, strict=True)))
    return copies


def _no_pairs() -> tuple[Numbers, Numbers, Likeness]:
    return np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0)


def _keep_first(
    copies: dict[int, int], earlier: Numbers, later: Numbers, likeness: Likeness
) -> None:
    """Add to the copies what is too like something that is none, and what it is most like."""
    order = np.lexsort((earlier, -likeness, later))
    for one, other in zip(earlier[order].tolist(), later[order].tolist(), strict=True):
        if one not in copies:
            copies.setdefault(other, one)
