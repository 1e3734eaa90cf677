"""Variety: whether the reviews are many reviews, or one in many forms."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from syngen_assets.core.duplicates import near_duplicates
from syngen_assets.core.measures.closeness import vendi
from syngen_assets.core.measures.corpus import Corpus
from syngen_assets.core.measures.diversity import bleu, compression, distinct, vocabulary
from syngen_assets.core.measures.figure import Figure, Unit
from syngen_assets.core.measures.mtld import THRESHOLD
from syngen_assets.core.measures.proportion import wilson
from syngen_assets.core.measures.resampling import Interval, jackknife, twentieths
from syngen_assets.core.measures.shares import unmeasured
from syngen_assets.core.product_reviews.measures.sample import ReviewSample

JACCARD = 0.7
"""Reviews that share so many of their words are near-duplicates."""

_GROUP = "diversity"
_DRAWS = 5
_BLEU_MOST = 500
_MOST = 10_000
_WORDS = "words in lower case, as `core.text.words` cuts them"
_JACKKNIFE = "95% interval: jackknife, leaving out a twentieth of the distinct reviews at a time"
_WILSON = "Wilson's 95% interval, as if each review were written by itself"
_NEEDS = "needs an embedder: install the extra `embeddings`, or name one"


@dataclass(frozen=True)
class _Measure:
    """A measure of one set, which falls or rises with its size: so both sides have as many rows.

    Args:
        by_words: it falls with the number of words, so both sides have as many of those.
        is_share: it counts reviews.
        missing: why it was not measured, where it is no number.
    """

    name: str
    unit: Unit
    about: str
    estimator: str
    of: Callable[[ReviewSample], float]
    most: int = _MOST
    by_words: bool = False
    is_share: bool = False
    missing: str = "there are too few words"


def _worded(measure: Callable[[Corpus], float]) -> Callable[[ReviewSample], float]:
    return lambda sample: measure(sample.corpus)


def _unique(sample: ReviewSample) -> float:
    return len(np.unique(sample.corpus.groups)) / len(sample)


def _nearly_again(sample: ReviewSample) -> float:
    return len(near_duplicates(sample.texts, threshold=JACCARD)) / len(sample)


def _meanings(sample: ReviewSample) -> float:
    return math.nan if sample.vectors is None else vendi(sample.vectors)


_MEASURES = (
    _Measure(
        "distinct_1",
        "ratio",
        "How many of the words of all reviews are different ones.",
        f"different words divided by all words, all reviews together; {_WORDS}",
        _worded(distinct(1)),
        by_words=True,
    ),
    _Measure(
        "distinct_2",
        "ratio",
        "How many of the pairs of neighbouring words are different ones.",
        f"different word pairs divided by all, within reviews, all reviews together; {_WORDS}",
        _worded(distinct(2)),
        by_words=True,
    ),
    _Measure(
        "self_bleu",
        "score",
        "How well a review can be put together from the others, from 0 to 100; less is better.",
        "mean of sacrebleu's sentence BLEU-4 (exponential smoothing, effective order) of each "
        f"review against all others; {_WORDS}",
        _worded(bleu),
        most=_BLEU_MOST,
    ),
    _Measure(
        "compression_ratio",
        "ratio",
        "How much smaller gzip makes the reviews: the more they repeat, the more.",
        "bytes of the texts, joined by line feeds, divided by the bytes that gzip packs them to",
        _worded(compression),
    ),
    _Measure(
        "mtld",
        "words",
        "How many words the reviews run on, on average, before they repeat themselves too much.",
        f"MTLD, threshold {THRESHOLD}, both directions, of all reviews one after the other in an "
        f"order drawn by digest; {_WORDS}",
        _worded(vocabulary),
    ),
    _Measure(
        "vendi",
        "score",
        "As how many wholly different reviews the set counts, by what they mean.",
        "Vendi score: exp of the entropy of the eigenvalues of the cosines, divided by their "
        "number",
        _meanings,
        most=1_000,
        missing=_NEEDS,
    ),
    _Measure(
        "unique_share",
        "share",
        "How many of the reviews are different ones.",
        "different texts, normalised (lower case, no punctuation), divided by all",
        _unique,
        is_share=True,
    ),
    _Measure(
        "near_duplicate_share",
        "share",
        "How many of the reviews say nearly what an earlier one says, in other order or with a few "
        "words changed.",
        f"share of reviews that share at least {JACCARD:g} of their words (Jaccard of the sets of "
        "normalised words) with one that comes earlier and is kept",
        _nearly_again,
        is_share=True,
    ),
)


def variety(ours: ReviewSample, real: ReviewSample) -> list[Figure]:
    """All measures of diversity and uniqueness, beside those of as many real reviews."""
    return [_figure(one, ours, real) for one in _MEASURES]


def _figure(one: _Measure, ours: ReviewSample, real: ReviewSample) -> Figure:
    if not len(ours):
        return unmeasured(one.name, _GROUP, one.about, one.unit, "there are no reviews")
    count = min(len(ours), len(real) or one.most, one.most)
    some = ours.first(count)
    others = [real.first(count, draw) for draw in range(_DRAWS if count < len(real) else 1)]
    words = min(int(side.corpus.cut.counts.sum()) for side in (some, *others) if len(side))
    some, others = (_cut(one, some, words), [_cut(one, other, words) for other in others])
    value = one.of(some)
    if not math.isfinite(value):
        return unmeasured(one.name, _GROUP, one.about, one.unit, one.missing)
    floors = [floor for other in others if len(other) and math.isfinite(floor := one.of(other))]
    low, high = _between(one, some, value)
    return Figure(
        one.name,
        _GROUP,
        value,
        one.about,
        f"{one.estimator}; {_held(one, len(some), words)}{_WILSON if one.is_share else _JACKKNIFE}",
        one.unit,
        low=low,
        high=high,
        floor=float(np.mean(floors)) if floors else None,
        rows=len(some),
    )


def _cut(one: _Measure, sample: ReviewSample, words: int) -> ReviewSample:
    """The sample, or so many of its words where the measure falls with their number."""
    if not one.by_words:
        return sample
    order = sample.order()
    there = np.cumsum(sample.numbers["words"][order]) <= words
    return sample.at(np.sort(order[there]))


def _held(one: _Measure, count: int, words: int) -> str:
    rows = f"{count:,} reviews" + (f" with {words:,} words" if one.by_words else "")
    return f"{rows}, drawn by digest where there are more; the floor is that of as many real ones; "


def _between(one: _Measure, some: ReviewSample, value: float) -> Interval:
    if one.is_share:
        return wilson(round(value * len(some)), len(some))
    parts = twentieths(some.corpus.groups, some.order())
    return jackknife(parts, lambda left: one.of(some.at(left)), value)
