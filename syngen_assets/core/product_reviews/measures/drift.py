"""Drift: how far what reviews speak of leaves what real ones speak of, at once and by and by."""

from collections import Counter
from collections.abc import Callable, Collection, Sequence

import numpy as np
import numpy.typing as npt

from syngen_assets.core.measures.curves import divergence
from syngen_assets.core.measures.figure import Figure
from syngen_assets.core.measures.resampling import TIMES
from syngen_assets.core.measures.shares import unmeasured
from syngen_assets.core.product_reviews.measures.halves import Apart, Distance, between
from syngen_assets.core.product_reviews.measures.sample import ReviewSample

WORDS = 150
"""So many words carry what real reviews speak of; all others count as one."""

_GROUP = "drift"
_ORDERS = 50
_LEAST = 4  # calls
_NO_ASPECT = ""
_JS = "Jensen-Shannon distance, base 2,"

Floats = npt.NDArray[np.float64]


def _mixed(ours: Floats, theirs: Floats) -> Apart:
    """The distance of two mixes.

    Args:
        ours: how often each of our reviews (a row) has each thing (a column).
        theirs: the same of the other side.
    """
    return lambda one, two: _distance(one @ ours, two @ theirs)


def _distance(ours: Floats, theirs: Floats) -> Floats:
    with np.errstate(invalid="ignore"):
        return divergence(ours, theirs)


def _aspects(ours: ReviewSample, theirs: ReviewSample) -> tuple[Floats, Floats]:
    names = sorted({_NO_ASPECT}.union(*ours.aspects, *theirs.aspects))
    return _marked(ours.aspects, names), _marked(theirs.aspects, names)


def _marked(held: Sequence[Collection[str]], names: Sequence[str]) -> Floats:
    """Which of the aspects each review speaks of; the one of no name where it has none."""
    return np.array(
        [[name in (of or {_NO_ASPECT}) for name in names] for of in held], dtype=float
    ).reshape(len(held), len(names))


def _speaks_otherwise(ours: ReviewSample, theirs: ReviewSample) -> Apart:
    return _mixed(*_aspects(ours, theirs))


def _speaks_otherwise_by_tone(ours: ReviewSample, theirs: ReviewSample) -> Apart:
    """The distance of the mixes among reviews of one tone, weighted by how many have it."""
    left, right = _aspects(ours, theirs)
    tones = np.union1d(ours.numbers["tone"], theirs.numbers["tone"])
    sides = [
        (ours.numbers["tone"] == tone, theirs.numbers["tone"] == tone)
        for tone in tones[np.isfinite(tones)]
    ]

    def apart(one: Floats, two: Floats) -> Floats:
        total, weight = np.zeros(len(one)), np.zeros(len(one))
        for mine, other in sides:
            shares = one[:, mine].sum(axis=1), two[:, other].sum(axis=1)
            found = _distance(one[:, mine] @ left[mine], two[:, other] @ right[other])
            both = np.where((shares[0] > 0) & (shares[1] > 0), shares[0] + shares[1], 0)
            total += both * np.where(both > 0, np.nan_to_num(found) ** 2, 0)
            weight += both
        with np.errstate(invalid="ignore"):
            return np.sqrt(total / weight)

    return apart


def _uses_other_words(ours: ReviewSample, theirs: ReviewSample) -> Apart:
    """The distance of the mixes of those words that most of the other side's reviews have."""
    seen = Counter(word for review in theirs.concepts for word in review)
    ranked = sorted(seen, key=lambda word: (-seen[word], word))
    names = {word: place for place, word in enumerate(ranked[:WORDS])}
    return _mixed(_spoken(ours.concepts, names), _spoken(theirs.concepts, names))


def _spoken(held: Sequence[Collection[str]], names: dict[str, int]) -> Floats:
    counts = np.zeros((len(held), len(names) + 1))
    for row, review in zip(counts, held, strict=True):
        for word in review:
            row[names.get(word, len(names))] += 1
    return counts


_PARTS: tuple[Callable[[ReviewSample, ReviewSample], Apart], ...] = (
    _speaks_otherwise,
    _speaks_otherwise_by_tone,
    _uses_other_words,
)


def _drifted(ours: ReviewSample, theirs: ReviewSample) -> Apart:
    """The mean of the three distances; of two, where the reviews have no ratings."""
    parts = [part(ours, theirs) for part in _PARTS]
    if not np.isfinite(ours.numbers["tone"]).any():
        parts = [parts[0], parts[2]]
    return lambda one, two: np.mean([part(one, two) for part in parts], axis=0)


ASPECTS = Distance(
    "aspect_distance",
    "similarity",
    "score",
    "How otherwise the aspects are spread that reviews speak of than in real ones, from 0 to 1.",
    f"{_JS} of the aspects that are spoken of, one count for each in a review; a review without "
    "any counts as one of no aspect",
    _speaks_otherwise,
)

DRIFT = (
    Distance(
        "concept_drift",
        _GROUP,
        "score",
        "How far what the reviews speak of leaves what real ones speak of, from 0 to 1.",
        "mean of aspect_distance, aspect_by_tone_distance and vocabulary_distance; without the "
        "second where the reviews have no ratings",
        _drifted,
    ),
    Distance(
        "aspect_by_tone_distance",
        _GROUP,
        "score",
        "How otherwise praise and blame are shared out among the aspects, from 0 to 1.",
        f"root of the mean squared {_JS} of the aspects within reviews that are rated below, at "
        "and above the middle of the scale, weighted by how many there are; a tone that one side "
        "lacks does not count",
        _speaks_otherwise_by_tone,
        "the reviews have no ratings",
    ),
    Distance(
        "vocabulary_distance",
        _GROUP,
        "score",
        "How otherwise the reviews are worded where words carry a meaning, from 0 to 1.",
        f"{_JS} of the content words (`core.likeness.content`), each once in a review: the {WORDS} "
        "that stand in most of the real reviews that are compared with, all others as one",
        _uses_other_words,
    ),
)

_ALONG = (
    "drift_along_calls",
    _GROUP,
    "How far later calls have moved away from what earlier ones speak of, from 0 to 1.",
)

_HOW = (
    "the estimator of concept_drift, of the reviews of the last half of the calls against those of "
    f"the first half; floor: mean of {_ORDERS} orders of the calls by chance; 95% interval: "
    f"{TIMES:,} bootstrap samples of the reviews, less what resampling adds to a distance"
)


def along_calls(ours: ReviewSample) -> Figure:
    """Concept drift between the first and the last half of the calls, beside orders by chance."""
    calls = np.unique(ours.numbers["call"][np.isfinite(ours.numbers["call"])])
    if len(calls) < _LEAST:
        return unmeasured(*_ALONG, "score", f"there are {len(calls)} calls; it takes {_LEAST}")
    early, late = _parted(ours, calls)
    apart = _drifted(late, early)
    value = _once(apart, late, early)
    chance = np.random.default_rng(ours.seed)
    orders = [_parted(ours, chance.permutation(calls)) for _ in range(_ORDERS)]
    floors = [_once(_drifted(last, first), last, first) for first, last in orders]
    if not np.isfinite([value, *floors]).all():
        return unmeasured(*_ALONG, "score", "some calls have no word that carries a meaning")
    low, high = between(late.resamples.beside(early.resamples, apart), value)
    return Figure(
        *_ALONG[:2],
        value,
        _ALONG[2],
        _HOW,
        "score",
        low=low,
        high=high,
        floor=float(np.mean(floors)),
        rows=len(ours),
        note=f"{sum(one >= value for one in floors)} of {_ORDERS} orders by chance drift as much",
    )


def _parted(ours: ReviewSample, calls: Floats) -> tuple[ReviewSample, ReviewSample]:
    """The reviews of the first half of the calls, and those of the last."""
    is_early = np.isin(ours.numbers["call"], calls[: len(calls) // 2])
    return ours.at(np.flatnonzero(is_early)), ours.at(np.flatnonzero(~is_early))


def _once(apart: Apart, ours: ReviewSample, theirs: ReviewSample) -> float:
    return float(apart(np.ones((1, len(ours))), np.ones((1, len(theirs))))[0])
