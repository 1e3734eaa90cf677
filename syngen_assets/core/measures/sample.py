"""A sample: the pairs that are measured, their texts prepared once for all measures."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from syngen_assets.core.cleaning import normalize
from syngen_assets.core.identity import digest
from syngen_assets.core.measures.resampling import Resamples
from syngen_assets.core.measures.words import Cut, Vocabulary

Places = npt.NDArray[np.int64]

NAMES = ("prompt", "chosen", "rejected")


def texts(cells: Iterable[object]) -> list[str]:
    """The cells as texts: what is missing is empty."""
    return [cell if isinstance(cell, str) else _text(cell) for cell in cells]


def _text(cell: object) -> str:
    return "" if cell is None or cell is pd.NA or cell != cell else str(cell)


@dataclass(frozen=True)
class Sample:
    """Pairs, and what all measures need of them.

    Args:
        prompts: what was asked, a text per pair.
        chosen: the answers that are right.
        rejected: the answers that are wrong.
        others: the other columns of the table.
        seed: decides all draws.
        vocabulary: numbers the words; reference questions share it.
    """

    prompts: list[str]
    chosen: list[str]
    rejected: list[str]
    others: pd.DataFrame
    seed: int = 0
    vocabulary: Vocabulary = field(default_factory=Vocabulary)

    @classmethod
    def of(cls, pairs: pd.DataFrame, seed: int = 0) -> "Sample":
        """The pairs of a table with the columns `prompt`, `chosen` and `rejected`."""
        others = pairs.drop(columns=list(NAMES)).reset_index(drop=True)
        prompts, chosen, rejected = (texts(pairs[name]) for name in NAMES)
        return cls(prompts, chosen, rejected, others, seed)

    def __len__(self) -> int:
        """How many pairs there are."""
        return len(self.prompts)

    def at(self, places: Places) -> "Sample":
        """Some of the pairs, in this order."""
        sides = (self.prompts, self.chosen, self.rejected)
        prompts, chosen, rejected = ([side[place] for place in places] for side in sides)
        return Sample(
            prompts, chosen, rejected, self.others.iloc[places], self.seed, self.vocabulary
        )

    @cached_property
    def normal(self) -> list[str]:
        """The prompts in the plain form in which they are compared."""
        return [normalize(prompt) for prompt in self.prompts]

    @cached_property
    def groups(self) -> Places:
        """The number of its prompt for each pair: pairs of one prompt have the same."""
        return np.unique(self.normal, return_inverse=True)[1] if len(self) else _none()

    @cached_property
    def order(self) -> Places:
        """The places of the pairs in an order by chance, which hangs on what they say alone."""
        return drawn(
            zip(
                self.normal, map(sorted, zip(self.chosen, self.rejected, strict=True)), strict=True
            ),
            self.seed,
        )

    @cached_property
    def resamples(self) -> Resamples:
        """The bootstrap samples of the prompts."""
        return Resamples(self.groups, self.order, self.seed)

    @cached_property
    def prompt_words(self) -> Cut:
        """The words of the prompts."""
        return self.vocabulary.cut(self.prompts)

    @cached_property
    def chosen_words(self) -> Cut:
        """The words of the chosen answers."""
        return self.vocabulary.cut(self.chosen)

    @cached_property
    def rejected_words(self) -> Cut:
        """The words of the rejected answers."""
        return self.vocabulary.cut(self.rejected)


def drawn(contents: Iterable[object], seed: int) -> Places:
    """The places of contents in an order by chance: a row more moves no two of the others."""
    keys = [digest("audit", seed, content, length=16) for content in contents]
    return np.argsort(np.array(keys, dtype=str), kind="stable").astype(np.int64)


def _none() -> Places:
    return np.zeros(0, dtype=np.int64)
