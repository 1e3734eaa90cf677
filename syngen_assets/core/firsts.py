"""Firsts: of texts that nearly say the same, the one that came first."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from syngen_assets.core.duplicates import Vectors, close_duplicates, near_duplicates

Embed = Callable[[Sequence[str]], Vectors]
"""Gives a vector of length 1 for each text."""


@dataclass(frozen=True)
class Copy:
    """What a text nearly repeats: the id of an earlier one, and by what that was told."""

    of: str
    by: Literal["words", "meaning"]


class Firsts:
    """Texts of which no two are nearly the same; what comes is compared with all that were kept.

    `normalized` holds their plain forms.

    Args:
        jaccard: how alike the sets of their words may not be.
        cosine: how close their vectors may not be.
        embed: gives the vectors, or None where only words are compared.
    """

    def __init__(self, jaccard: float, cosine: float, embed: Embed | None = None) -> None:
        """Begin with none."""
        self._jaccard, self._cosine, self._embed = jaccard, cosine, embed
        self.normalized: list[str] = []
        self._ids: list[str] = []
        self._vectors: list[Vectors] = []

    def add(
        self, ids: Sequence[str], normalized: Sequence[str], texts: Sequence[str]
    ) -> dict[int, Copy]:
        """Take in what is new of some texts.

        Args:
            ids: what the texts are called.
            normalized: their plain forms, whose words are compared; those to keep first.
            texts: the texts, whose meaning is compared.

        Returns:
            The places of those that nearly repeat an earlier one, with that; they are not taken in.
        """
        copies = near_duplicates([*self.normalized, *normalized], threshold=self._jaccard)
        fresh, found = self._parted(range(len(ids)), ids, copies, "words")
        if self._embed and fresh:
            vectors = self._embed([texts[place] for place in fresh])
            vectors = np.concatenate([*self._vectors, vectors])
            copies = close_duplicates(vectors, self._cosine, kept=len(self._ids))
            self._vectors = [np.delete(vectors, list(copies), axis=0)]
            fresh, more = self._parted(fresh, ids, copies, "meaning")
            found |= more
        self._ids += [ids[place] for place in fresh]
        self.normalized += [normalized[place] for place in fresh]
        return found

    def _parted(
        self,
        places: Sequence[int],
        ids: Sequence[str],
        copies: Mapping[int, int],
        by: Literal["words", "meaning"],
    ) -> tuple[list[int], dict[int, Copy]]:
        """Which of the places are new, and what the others repeat; copies count from the first."""
        names, before = [*self._ids, *(ids[place] for place in places)], len(self._ids)
        found = {places[copy - before]: Copy(names[first], by) for copy, first in copies.items()}
        return [place for place in places if place not in found], found
