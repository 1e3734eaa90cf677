"""Readability: how many years at school an answer takes."""

import numpy as np
import numpy.typing as npt

from syngen_assets.core.excerpts import sentences
from syngen_assets.core.measures.curves import medians
from syngen_assets.core.measures.figure import Figure
from syngen_assets.core.measures.resampling import BY_PROMPT, Interval, apart, within
from syngen_assets.core.measures.sample import Sample
from syngen_assets.core.measures.syllables import syllables
from syngen_assets.core.measures.words import Cut

_GROUP = "language"
_HOW = (
    "Flesch-Kincaid grade, .39 words per sentence + 11.8 syllables per word - 15.59, syllables by "
    "the CMU dictionary and by groups of vowels for words that it lacks; answers without a word "
    "are left out"
)

Floats = npt.NDArray[np.float64]


def readability(sample: Sample) -> list[Figure]:
    """The grades of both sides, and how far apart they are."""
    chosen_words, rejected_words = sample.chosen_words, sample.rejected_words
    each = syllables(sample.vocabulary.words())
    chosen = grades(sample.chosen, chosen_words, each)
    rejected = grades(sample.rejected, rejected_words, each)
    return [
        _side(sample, "chosen", chosen),
        _side(sample, "rejected", rejected),
        _gap(sample, chosen, rejected),
    ]


def grades(texts: list[str], cut: Cut, each: npt.NDArray[np.int64]) -> Floats:
    """The grade of each text, not a number where it has no word.

    Args:
        texts: the texts.
        cut: their words.
        each: the syllables of each word of the vocabulary.
    """
    words = cut.counts
    sums = np.concatenate([[0], np.cumsum(each[cut.ids])])[cut.starts]
    parts = np.array([max(1, len(sentences(text))) for text in texts])
    with np.errstate(divide="ignore", invalid="ignore"):
        grade: Floats = 0.39 * words / parts + 11.8 * np.diff(sums) / words - 15.59
    return grade


def _side(sample: Sample, side: str, grade: Floats) -> Figure:
    about = f"The years at school that half of the {side} answers ask for; patients need 6 to 8."
    name, how = f"grade_{side}", f"median over {side} answers of the {_HOW}; {BY_PROMPT}"
    there = np.isfinite(grade)
    if not there.any():
        return _unworded(name, about, how)
    spread = sample.resamples.statistics(lambda weights: medians(grade[there], weights[:, there]))
    return _figure(name, float(np.median(grade[there])), about, how, within(spread), there)


def _gap(sample: Sample, chosen: Floats, rejected: Floats) -> Figure:
    about = "How many years at school the two sides are apart: a model would learn to talk down."
    name = "grade_gap"
    how = (
        f"difference, without its sign, of the medians of chosen and rejected: {_HOW}; {BY_PROMPT}"
    )
    there = np.isfinite(chosen) & np.isfinite(rejected)
    if not there.any():
        return _unworded(name, about, how)
    left, right = chosen[there], rejected[there]

    def apart_by(weights: Floats) -> Floats:
        return medians(left, weights[:, there]) - medians(right, weights[:, there])

    value = abs(float(np.median(left) - np.median(right)))
    return _figure(name, value, about, how, apart(sample.resamples.statistics(apart_by)), there)


def _figure(
    name: str, value: float, about: str, how: str, interval: Interval, there: npt.NDArray[np.bool_]
) -> Figure:
    low, high = interval
    rows = int(there.sum())
    return Figure(name, _GROUP, value, about, how, "grade", low=low, high=high, rows=rows)


def _unworded(name: str, about: str, how: str) -> Figure:
    why = "no answer has a word"
    return Figure(name, _GROUP, None, about, how, "grade", note=why, status="not measured")
