"""Duplicates: the texts that say nearly the same as an earlier one."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from syngen_assets.core.candidates import candidates
from syngen_assets.core.shingles import Numbers, shingles


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
    found_pairs = [(np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0))]
    for earlier, later in candidates(found, threshold, permutations):
        likeness = found.likeness(earlier, later)
        sure = likeness >= threshold
        found_pairs.append((earlier[sure], later[sure], likeness[sure]))
    copies = keep_first(*(np.concatenate(column) for column in zip(*found_pairs, strict=True)))
    firsts = found.firsts.tolist()
    kept = [firsts[copies.get(number, number)] for number in found.of]
    return {place: first for place, first in enumerate(kept) if first != place}


def keep_first(earlier: Numbers, later: Numbers, likeness: NDArray[np.floating]) -> dict[int, int]:
    """What is left out of pairs that are too alike, and which kept one it is most like."""
    order = np.lexsort((earlier, -likeness, later))
    copies: dict[int, int] = {}
    for one, other in zip(earlier[order].tolist(), later[order].tolist(), strict=True):
        if one not in copies:
            copies.setdefault(other, one)
    return copies
