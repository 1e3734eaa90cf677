"""Beside real questions: how far the set's questions are from those of a reference."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from syngen_assets.core.measures.classifier import HOW
from syngen_assets.core.measures.curves import Curves
from syngen_assets.core.measures.detector import detected
from syngen_assets.core.measures.figure import Figure, Unit
from syngen_assets.core.measures.resampling import BY_PROMPT, UNBIASED, Interval, distance, within
from syngen_assets.core.measures.sample import Sample
from syngen_assets.core.measures.shares import unmeasured

MOST = 5_000
"""So many questions of either side are enough for the detector."""

_GROUP = "real questions"
_NO_REFERENCE = "needs real questions to compare with: name a reference set"

Floats = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]
Measure = Callable[[Sample, Sample], float]


@dataclass(frozen=True)
class _Distance:
    """A measure of how far two sets of questions are apart."""

    name: str
    unit: Unit
    about: str
    estimator: str
    numbers: Callable[[Sample], Floats]
    curve: Callable[[Curves, Floats, Floats], Floats]

    def curves(self, ours: Sample, theirs: Sample) -> Curves:
        """The numbers of both sets laid beside each other."""
        return Curves.of(self.numbers(ours), self.numbers(theirs))

    def value(self, ours: Sample, theirs: Sample) -> float:
        """The distance of two sets."""
        once = np.ones((1, len(ours))), np.ones((1, len(theirs)))
        return float(self.curve(self.curves(ours, theirs), *once)[0])

    def interval(self, ours: Sample, theirs: Sample, value: float) -> Interval:
        """The interval of the distance, both sets drawn anew each time."""
        curves = self.curves(ours, theirs)
        spread = ours.resamples.beside(
            theirs.resamples, lambda left, right: self.curve(curves, left, right)
        )
        return distance(spread, value)


def _counts(sample: Sample) -> Floats:
    return sample.prompt_words.counts.astype(float)


def _first_words(sample: Sample) -> Floats:
    cut = sample.prompt_words
    firsts = np.append(cut.ids, 0)[cut.starts[:-1]].astype(float)
    return np.where(cut.counts > 0, firsts, -1)


_DISTANCES = (
    _Distance(
        "words_per_question_ks",
        "score",
        "How far the lengths of the questions are from those of real ones, from 0 to 1.",
        "Kolmogorov-Smirnov statistic of words per prompt",
        _counts,
        Curves.gap,
    ),
    _Distance(
        "words_per_question_distance",
        "words",
        "By how many words a question would have to change for the lengths to be as in real ones.",
        "first Wasserstein distance of words per prompt",
        _counts,
        Curves.work,
    ),
    _Distance(
        "first_word_distance",
        "score",
        "How otherwise the questions begin than real ones, from 0 to 1.",
        "Jensen-Shannon distance, base 2, of the first words",
        _first_words,
        Curves.divergence,
    ),
)


def beside(sample: Sample, real: Sample | None) -> list[Figure]:
    """What compares the questions with real ones; those known to be synthetic, where some are."""
    ours, which = _made(sample)
    lengths = _mean_words(ours, real, which)
    if real is None or len(real) < 2 or not len(ours):
        why = _NO_REFERENCE if real is None else "there are too few questions"
        names = [(one.name, one.unit, one.about) for one in _DISTANCES]
        return [lengths, *(_unmeasured(*one, why) for one in [*names, _DETECTOR])]
    distances = [_distance(one, ours, real, which) for one in _DISTANCES]
    return [lengths, *distances, _detector(ours, real, which)]


def _made(sample: Sample) -> tuple[Sample, str]:
    """The synthetic questions, where a column `origin` tells them from others."""
    if "origin" not in sample.others.columns:
        return sample, "all prompts"
    places = np.flatnonzero((sample.others["origin"] == "synthetic").to_numpy(dtype=bool))
    if not 0 < len(places) < len(sample):
        return sample, "all prompts"
    return sample.at(places), "the prompts whose origin is synthetic"


def _unmeasured(name: str, unit: Unit, about: str, why: str) -> Figure:
    return unmeasured(name, _GROUP, about, unit, why)


def _mean_words(ours: Sample, real: Sample | None, which: str) -> Figure:
    counts = ours.prompt_words.counts
    low, high = ours.resamples.ratio(counts)
    return Figure(
        "words_per_question",
        _GROUP,
        float(counts.mean()),
        "How long the questions are.",
        f"mean words of {which}, as `core.text.words` cuts them; the floor is the mean of all "
        f"real ones; {BY_PROMPT}",
        "words",
        low=low,
        high=high,
        floor=float(real.prompt_words.counts.mean()) if real is not None and len(real) else None,
        rows=len(ours),
    )


def _halves(ours: Sample, real: Sample) -> tuple[Sample, Sample, Sample]:
    """So many of ours, and two halves of the real ones, all of one size."""
    count = min(len(ours), len(real) // 2)
    first, second = real.order[:count], real.order[count : 2 * count]
    return ours.at(ours.order[:count]), real.at(first), real.at(second)


def _distance(one: _Distance, ours: Sample, real: Sample, which: str) -> Figure:
    value, (some, first, second) = one.value(ours, real), _halves(ours, real)
    low, high = one.interval(ours, real, value)
    return Figure(
        one.name,
        _GROUP,
        value,
        one.about,
        f"{one.estimator}, {which} against all real ones; {_held(len(some))}; "
        f"{BY_PROMPT}{UNBIASED}",
        one.unit,
        low=low,
        high=high,
        floor=one.value(first, second),
        compared=one.value(some, first),
        rows=len(ours),
    )


def _held(count: int) -> str:
    return (
        f"floor: two halves of {count:,} real ones each, beside which as many of ours are compared"
    )


_DETECTOR: tuple[str, Unit, str] = (
    "detector_auc",
    "share",
    "How often a bag of words tells a question of the set from a real one; half is chance.",
)


def _detector(ours: Sample, real: Sample, which: str) -> Figure:
    name, unit, about = _DETECTOR
    count = min(len(ours), len(real), MOST)
    made, true = ours.at(ours.order[:count]), real.at(real.order[:count])
    measured = _told(made, true)
    if measured is None:
        return _unmeasured(name, unit, about, "there are too few questions or too few words")
    value, (low, high) = measured
    some, first, second = _halves(made, real)
    compared, floor = _told(some, first), _told(second, first)
    return Figure(
        name,
        _GROUP,
        value,
        about,
        f"area under the ROC curve; {HOW}; equal prompts stand in one fold; {count:,} of {which} "
        f"against as many real ones, without case and punctuation; {_held(len(some))}; "
        f"{BY_PROMPT}, the fit is not repeated",
        unit,
        low=low,
        high=high,
        floor=floor[0] if floor else None,
        compared=compared[0] if compared and floor else None,
        rows=count,
    )


def _told(ours: Sample, theirs: Sample) -> tuple[float, Interval] | None:
    """How well the two are told apart; None where they cannot be laid in folds."""
    curves = detected(ours.normal, theirs.normal)
    if curves is None:
        return None
    once = np.ones((1, len(ours))), np.ones((1, len(theirs)))
    spread = ours.resamples.beside(theirs.resamples, curves.area)
    return float(curves.area(*once)[0]), within(spread)
