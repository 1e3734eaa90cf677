"""Shingles: texts as sets of their words, or of runs of words, in little memory."""

from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import blake2b
from typing import Any

import numpy as np
from numpy.typing import NDArray

from syngen_assets.core.cleaning import normalize

Numbers = NDArray[np.int64]


@dataclass
class Shingles:
    """The different sets of shingles that some texts have.

    Args:
        vocabulary: each shingle's number, in the order of their first appearance.
        members: the numbers of all sets in a row, each set in rising order.
        ends: where each set ends in `members`.
        of: which set each text has.
    """

    vocabulary: dict[str, int] = field(default_factory=dict)
    members: "array[int]" = field(default_factory=lambda: array("i"))
    ends: "array[int]" = field(default_factory=lambda: array("q"))
    of: "array[int]" = field(default_factory=lambda: array("i"))

    @property
    def sizes(self) -> Numbers:
        """How many shingles each set has."""
        counted: Numbers = np.diff(np.asarray(self.ends), prepend=0)
        return counted

    @property
    def firsts(self) -> Numbers:
        """The first text of each set."""
        places: Numbers = np.unique(np.asarray(self.of), return_index=True)[1]
        return places

    def set(self, number: int) -> "array[int]":
        """The shingles of a set."""
        return self.members[self.ends[number - 1] if number else 0 : self.ends[number]]

    @cached_property
    def matrix(self) -> Any:
        """The sets as rows of a sparse matrix of ones, a column for each shingle."""
        from scipy.sparse import csr_array

        ones = np.ones(len(self.members), np.int32)
        starts = np.concatenate([[0], np.asarray(self.ends)])
        shape = (len(self.ends), max(1, len(self.vocabulary)))
        return csr_array((ones, np.asarray(self.members), starts), shape=shape)

    def likeness(self, some: Numbers, others: Numbers) -> NDArray[np.float64]:
        """The Jaccard similarity of each of some sets with the one at its place in the others."""
        matrix, sizes = self.matrix, self.sizes
        common = matrix[some].multiply(matrix[others]).sum(axis=1)
        share: NDArray[np.float64] = common / (sizes[some] + sizes[others] - common)
        return share


def shingles(texts: Iterable[str], length: int = 1) -> Shingles:
    """The sets of runs of `length` words of some texts, which are compared in their plain form.

    A text of fewer words has itself as its one shingle, and a text of none has none.
    """
    found, known = Shingles(), dict[bytes, int]()
    for text in texts:
        numbers = {
            found.vocabulary.setdefault(run, len(found.vocabulary)) for run in _runs(text, length)
        }
        members = array("i", sorted(numbers))
        name = blake2b(members.tobytes(), digest_size=16).digest()
        number = known.setdefault(name, len(known))
        if number == len(found.ends):
            found.members.extend(members)
            found.ends.append(len(found.members))
        found.of.append(number)
    return found


def _runs(text: str, length: int) -> Iterator[str]:
    words = normalize(text).split()
    if length == 1 or not words:
        yield from words
        return
    for start in range(max(1, len(words) - length + 1)):
        yield " ".join(words[start : start + length])
