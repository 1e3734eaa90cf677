"""Levels: how long, how hard to read, how cheerful and how well rated reviews are by themselves."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from syngen_assets.core.measures.curves import Curves, medians
from syngen_assets.core.measures.figure import Figure, Unit
from syngen_assets.core.measures.resampling import TIMES, mostly
from syngen_assets.core.measures.shares import unmeasured
from syngen_assets.core.product_reviews.measures.sample import HIGH, LOW, ReviewSample

CLEAR = 0.05
"""A text whose compound score is farther from 0 is sad or cheerful, as VADER's authors say."""

Floats = npt.NDArray[np.float64]
_Weighted = Callable[[Floats], Floats]


@dataclass(frozen=True)
class _Level:
    """A measure of one set that does not depend on its size.

    Args:
        lay: gives what measures the sample, by the weights of its reviews; None where it cannot.
        missing: why it was not measured, where it cannot be.
        places: tells the reviews that are at fault, if it counts faults.
    """

    name: str
    group: str
    unit: Unit
    about: str
    estimator: str
    lay: Callable[[ReviewSample], _Weighted | None]
    missing: str
    places: Callable[[ReviewSample], npt.NDArray[np.bool_]] | None = None


def _mean(name: str) -> Callable[[ReviewSample], _Weighted | None]:
    def lay(sample: ReviewSample) -> _Weighted | None:
        there = np.isfinite(sample.numbers[name])
        values = sample.numbers[name][there]
        return _ratio(values, np.ones(len(values)), there) if there.any() else None

    return lay


def _ratio(above: Floats, below: Floats, there: npt.NDArray[np.bool_]) -> _Weighted:
    def measure(weights: Floats) -> Floats:
        with np.errstate(invalid="ignore", divide="ignore"):
            found: Floats = (weights[:, there] @ above) / (weights[:, there] @ below)
        return found

    return measure


def _median_grade(sample: ReviewSample) -> _Weighted | None:
    grades = sample.numbers["grade"]
    there = np.isfinite(grades)
    return (lambda weights: medians(grades[there], weights[:, there])) if there.any() else None


def _happier(sample: ReviewSample) -> _Weighted | None:
    """How often a review with a high rating is more cheerful than one with a low rating."""
    tones, moods = sample.numbers["tone"], sample.numbers["mood"]
    high, low = tones == HIGH, tones == LOW
    if not high.any() or not low.any():
        return None
    curves = Curves.of(moods[high], moods[low])

    def measure(weights: Floats) -> Floats:
        with np.errstate(invalid="ignore"):
            return curves.area(weights[:, high], weights[:, low])

    return measure


def _clashes(sample: ReviewSample) -> npt.NDArray[np.bool_]:
    """Which reviews are rated high and read sad, or are rated low and read cheerful."""
    tones, moods = sample.numbers["tone"], sample.numbers["mood"]
    marks: npt.NDArray[np.bool_] = ((tones == HIGH) & (moods <= -CLEAR)) | (
        (tones == LOW) & (moods >= CLEAR)
    )
    return marks


def _clashing(sample: ReviewSample) -> _Weighted | None:
    there = np.isin(sample.numbers["tone"], [LOW, HIGH])
    marks = _clashes(sample)[there].astype(float)
    return _ratio(marks, np.ones(len(marks)), there) if there.any() else None


_UNRATED = "the reviews have no ratings"
_LEVELS = (
    _Level(
        "rating_mean",
        "level",
        "score",
        "How well the reviews rate, on average.",
        "mean of the ratings",
        _mean("rating"),
        _UNRATED,
    ),
    _Level(
        "words_mean",
        "level",
        "words",
        "How long the reviews are.",
        "mean words per review, as `core.text.words` cuts them",
        _mean("words"),
        "there are no reviews",
    ),
    _Level(
        "grade_median",
        "level",
        "grade",
        "The years at school that half of the reviews ask for.",
        "median Flesch-Kincaid grade; reviews without a word are left out",
        _median_grade,
        "no review has a word",
    ),
    _Level(
        "sentiment_mean",
        "level",
        "score",
        "How cheerful the reviews are, from -1 to 1.",
        "mean of VADER's compound scores of the texts",
        _mean("mood"),
        "there are no reviews",
    ),
    _Level(
        "happier_when_rated_higher",
        "agreement",
        "share",
        "How often a review that is rated high reads more cheerful than one that is rated low; "
        "half is chance.",
        "area under the ROC curve of VADER's compound scores, reviews above the middle of the "
        "scale against those below it, ties half",
        _happier,
        "needs reviews that are rated high and reviews that are rated low",
    ),
    _Level(
        "sentiment_clash_share",
        "agreement",
        "share",
        "How many reviews are rated high and read sad, or are rated low and read cheerful.",
        f"share of those above the middle of the scale with a compound score of at most -{CLEAR:g} "
        f"and those below it with one of at least {CLEAR:g}, among both",
        _clashing,
        _UNRATED,
        _clashes,
    ),
)


def levels(ours: ReviewSample, real: ReviewSample) -> list[Figure]:
    """What the reviews are like, and whether mood and rating agree, beside all real ones."""
    return [_figure(one, ours, real) for one in _LEVELS]


def _figure(one: _Level, ours: ReviewSample, real: ReviewSample) -> Figure:
    measure, beside = one.lay(ours), one.lay(real)
    if measure is None:
        return unmeasured(one.name, one.group, one.about, one.unit, one.missing)
    low, high = mostly(ours.resamples.statistics(measure))
    return Figure(
        one.name,
        one.group,
        float(measure(np.ones((1, len(ours))))[0]),
        one.about,
        f"{one.estimator}; the floor is that of all {len(real):,} real ones; 95% interval: "
        f"{TIMES:,} bootstrap samples of the reviews",
        one.unit,
        low=low,
        high=high,
        floor=None if beside is None else float(beside(np.ones((1, len(real))))[0]),
        rows=len(ours),
        places=tuple(np.flatnonzero(one.places(ours)).tolist()) if one.places else (),
    )
