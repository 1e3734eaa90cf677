"""A sample of reviews: their texts and what is measured of each, worked out once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from syngen_assets.core.likeness import content
from syngen_assets.core.measures.closeness import Embed, Vectors
from syngen_assets.core.measures.corpus import Corpus
from syngen_assets.core.measures.readability import grades
from syngen_assets.core.measures.resampling import Resamples
from syngen_assets.core.measures.sample import Sample, drawn
from syngen_assets.core.measures.sentiment import moods
from syngen_assets.core.measures.syllables import syllables
from syngen_assets.core.measures.words import Vocabulary
from syngen_assets.core.product_reviews.aspects import of_cell

LOW, HIGH = -1.0, 1.0
"""The tone of a rating below the middle of the scale, and of one above it."""

Floats = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]


@dataclass(frozen=True)
class ReviewSample:
    """Reviews, and what all measures need of them.

    Args:
        corpus: what each says, as diversity is measured on it.
        numbers: name → a number for each review, which is none where it has none: `rating`, its
            `tone` (-1, 0 or 1), `words`, `grade`, `mood`, `opening` (the number of its first word)
            and `call` (the number of the call that asked for it).
        aspects: the aspects that each speaks of.
        concepts: the words of each that carry its meaning.
        seed: decides all draws.
        vectors: one per text, where there is an embedder.
    """

    corpus: Corpus
    numbers: Mapping[str, Floats]
    aspects: tuple[frozenset[str], ...]
    concepts: tuple[frozenset[str], ...]
    seed: int = 0
    vectors: Vectors | None = None

    def __len__(self) -> int:
        """How many reviews there are."""
        return len(self.corpus)

    @property
    def texts(self) -> Sequence[str]:
        """What each says."""
        return self.corpus.texts

    def at(self, places: Places) -> "ReviewSample":
        """Some of the reviews, in this order."""
        return ReviewSample(
            self.corpus.at(places),
            {name: column[places] for name, column in self.numbers.items()},
            _at(self.aspects, places),
            _at(self.concepts, places),
            self.seed,
            None if self.vectors is None else self.vectors[places],
        )

    def order(self, draw: int = 0) -> Places:
        """The places in an order by chance, another for each draw; a text decides its place."""
        return drawn(self.texts, self.seed + draw)

    def first(self, count: int, draw: int = 0) -> "ReviewSample":
        """So many of the reviews, by chance; all of them as they stand, where there are no more."""
        return self if count >= len(self) else self.at(np.sort(self.order(draw)[:count]))

    @cached_property
    def resamples(self) -> Resamples:
        """The bootstrap samples of the reviews; those of one text are drawn together."""
        return Resamples(self.corpus.groups, self.order(), self.seed)


def _at(items: tuple[Any, ...], places: Places) -> tuple[Any, ...]:
    return tuple(items[place] for place in places.tolist())


@dataclass(frozen=True)
class Reader:
    """Makes samples that can be compared: words and tones mean the same in all of them.

    Args:
        scale: the lowest and the highest rating.
        vocabulary: numbers the words.
        seed: decides all draws.
        embed: gives a vector of length 1 for each text, or None.
    """

    scale: tuple[float, float]
    vocabulary: Vocabulary
    seed: int = 0
    embed: Embed | None = None

    def sample(self, table: pd.DataFrame) -> ReviewSample:
        """The reviews of a table with the columns `text`, `rating` and `aspects`, and `number`."""
        texts = [str(text) for text in table["text"]]
        blank, none = [""] * len(texts), pd.DataFrame(index=range(len(texts)))
        worded = Sample(texts, blank, blank, none, self.seed, self.vocabulary)
        cut = worded.prompt_words
        ratings = _numbers(table, "rating")
        numbers = {
            "rating": ratings,
            "tone": self._tones(ratings),
            "words": cut.counts.astype(float),
            "grade": grades(texts, cut, syllables(self.vocabulary.words())),
            "mood": moods(texts),
            "opening": np.where(cut.counts > 0, np.append(cut.ids, 0)[cut.starts[:-1]], -1.0),
            "call": _numbers(table, "number"),
        }
        return ReviewSample(
            Corpus.of(worded),
            numbers,
            tuple(frozenset(of_cell(said)) for said in table["aspects"]),
            tuple(map(content, texts)),
            self.seed,
        )

    def embedded(self, sample: ReviewSample) -> ReviewSample:
        """The sample with the vectors of its texts, where there is an embedder."""
        if self.embed is None or not len(sample):
            return sample
        return replace(sample, vectors=self.embed(sample.texts))

    def _tones(self, ratings: Floats) -> Floats:
        low, high = self.scale
        return np.where(np.isnan(ratings), np.nan, np.sign(np.round(2 * ratings - low - high, 6)))


def _numbers(table: pd.DataFrame, column: str) -> Floats:
    if column not in table.columns:
        return np.full(len(table), np.nan)
    found: Floats = pd.to_numeric(table[column]).to_numpy(dtype=float, na_value=np.nan)
    return found


def scale_of(ratings: pd.Series) -> tuple[float, float]:
    """The lowest and the highest of the ratings; from 0 to 0 where there are none."""
    there = pd.to_numeric(ratings).dropna()
    return (float(there.min()), float(there.max())) if len(there) else (0.0, 0.0)
