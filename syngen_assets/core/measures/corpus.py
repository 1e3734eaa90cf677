"""A corpus: the questions of a set as diversity is measured on them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from syngen_assets.core.measures.sample import Sample
from syngen_assets.core.measures.words import Cut

Places = npt.NDArray[np.int64]

OPENING = 3


@dataclass(frozen=True)
class Corpus:
    """Questions, in the order of the table.

    Args:
        texts: the questions.
        cut: their words.
        openings: the number of the first three words of each.
        groups: the number of its normalised form for each.
        ranks: when each comes in an order by chance.
    """

    texts: Sequence[str]
    cut: Cut
    openings: Places
    groups: Places
    ranks: Places

    @classmethod
    def of(cls, sample: Sample) -> "Corpus":
        """The questions of a sample."""
        cut = sample.prompt_words
        heads = [tuple(cut.row(place)[:OPENING]) for place in range(len(sample))]
        numbers: dict[tuple[int, ...], int] = {}
        openings = [numbers.setdefault(head, len(numbers)) for head in heads]
        ranks = np.argsort(sample.order)
        return cls(sample.prompts, cut, np.array(openings, dtype=np.int64), sample.groups, ranks)

    def __len__(self) -> int:
        """How many questions there are."""
        return len(self.texts)

    def at(self, places: Places) -> "Corpus":
        """Some of the questions, in this order."""
        return Corpus(
            [self.texts[place] for place in places],
            self.cut.take(places),
            self.openings[places],
            self.groups[places],
            self.ranks[places],
        )

    @property
    def order(self) -> Places:
        """The places in the order by chance."""
        return np.argsort(self.ranks)

    def drawn(self, count: int, start: int = 0) -> "Corpus":
        """So many of the questions, by chance: those from a start on, and again from the first."""
        return self.at(np.roll(self.order, -start)[:count])

    def within(self, words: int) -> "Corpus":
        """The questions from the first on that have no more than so many words together."""
        return self.at(np.flatnonzero(np.cumsum(self.cut.counts) <= words))

    def first(self, count: int) -> "Corpus":
        """The questions, or so many of them by chance where there are more; in this order."""
        return self if len(self) <= count else self.at(np.sort(self.order[:count]))
