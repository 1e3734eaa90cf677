"""What personas bring: questions that one coloured beside as many plain ones of the same set."""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import pandas as pd

from syngen_assets.core.measures.closeness import MOST, Embed, Vectors, vendi
from syngen_assets.core.measures.corpus import Corpus
from syngen_assets.core.measures.figure import Figure, Unit
from syngen_assets.core.measures.resampling import Interval, Places, jackknife, twentieths
from syngen_assets.core.measures.sample import Sample
from syngen_assets.core.measures.shares import unmeasured

_GROUP = "personas"
_FEWEST = 20  # of either kind: an interval leaves out a twentieth at a time
_SIDES = ("with", "without")
_HOW = "95% interval: jackknife, leaving out a twentieth of the distinct prompts at a time"

Of = Callable[[Places], float]
"""A measure of the questions at some places."""


@dataclass(frozen=True)
class _Measure:
    name: str
    unit: Unit
    about: str
    estimator: str
    words: int = 0  # in a run of those that are compared; 0 where meaning is


_MEASURES = (
    _Measure(
        "distinct_1",
        "ratio",
        "How many of the words of the questions are different ones",
        "different words divided by all words",
        words=1,
    ),
    _Measure(
        "distinct_2",
        "ratio",
        "How many of the pairs of neighbouring words are different ones",
        "different word pairs divided by all, within prompts",
        words=2,
    ),
    _Measure(
        "vendi",
        "score",
        "As how many wholly different questions they count, by what they mean",
        "Vendi score: exp of the entropy of the eigenvalues of their cosines, divided by their "
        "number",
    ),
)


def brought(rows: pd.DataFrame, seed: int, embed: Embed | None = None) -> list[Figure]:
    """Every measure with personas, without, and the one less the other; none without personas.

    Which questions are coloured was drawn by identity, so the two sides differ by that alone.

    Args:
        rows: columns `prompt`, `chosen`, `rejected`, `origin` and `persona_id`.
        seed: decides which questions are taken of the larger side.
        embed: gives vectors of texts; without it Vendi is not measured.
    """
    made = rows.loc[rows["origin"] == "synthetic"]
    coloured = made["persona_id"].notna()
    if not coloured.any():
        return []
    columns = ["prompt", "chosen", "rejected"]
    vocabulary = Sample.of(made[columns], seed).vocabulary
    sides = [
        replace(Sample.of(made.loc[which, columns], seed), vocabulary=vocabulary)
        for which in (coloured, ~coloured)
    ]
    count = min(len(side) for side in sides)
    if count < _FEWEST:
        why = f"there are fewer than {_FEWEST} synthetic questions with a persona, or without"
        return [_none(one, side, why) for one in _MEASURES for side in (*_SIDES, "gain")]
    taken = [side.at(side.order[:count]) for side in sides]
    return [figure for one in _MEASURES for figure in _figures(one, taken, embed)]


def _figures(one: _Measure, samples: list[Sample], embed: Embed | None) -> list[Figure]:
    if not one.words and embed is None:
        why = "needs an embedder: install the extra `embeddings`, or name one"
        return [_none(one, side, why) for side in (*_SIDES, "gain")]
    corpora = [Corpus.of(sample).first(MOST) for sample in samples]
    if embed and not one.words:
        measures, drawn = [_of_meaning(embed(list(corpus.texts))) for corpus in corpora], ""
    else:
        measures, drawn = _of_words(corpora, one.words)
    values = [of(np.arange(len(corpus))) for of, corpus in zip(measures, corpora, strict=True)]
    if not np.isfinite(values).all():
        return [_none(one, side, "there are too few words") for side in (*_SIDES, "gain")]
    ends = [
        jackknife(twentieths(corpus.groups, corpus.order), of, value)
        for of, corpus, value in zip(measures, corpora, values, strict=True)
    ]
    rows = len(corpora[0])
    how = f"{one.estimator}{drawn}; {rows:,} questions of either kind, drawn by digest; {_HOW}"
    told = zip(_SIDES, values, ends, strict=True)
    figures = [_told(one, side, value, end, how, rows) for side, value, end in told]
    gain = values[0] - values[1]
    return [*figures, _told(one, "gain", gain, _apart(gain, values, ends), how, rows)]


def _of_words(corpora: list[Corpus], size: int) -> tuple[list[Of], str]:
    """The measure of either side at as many runs of words, and how that is said.

    Longer questions have more words, and so fewer new ones: the side with more of them is taken at
    what a draw of as many as the other has would come to on average.
    """
    counts = [len(corpus.cut.grams(size)) for corpus in corpora]
    measures: list[Of] = [
        partial(_share_of_new, corpus, size, min(counts) / max(count, 1))
        for corpus, count in zip(corpora, counts, strict=True)
    ]
    return measures, f", as it would be of {min(counts):,} of either kind on average (rarefied)"


def _share_of_new(corpus: Corpus, size: int, part: float, places: Places) -> float:
    """How many runs of words are different ones, of a part of them drawn by chance, on average."""
    from scipy.special import gammaln

    _, often = np.unique(corpus.cut.take(places).grams(size), return_counts=True)
    every = int(often.sum())
    some = round(part * every)
    if not some:
        return math.nan
    others = np.maximum(every - often - some, 0)
    missed = (
        gammaln(every - often + 1)
        - gammaln(others + 1)
        - gammaln(every + 1)
        + gammaln(every - some + 1)
    )  # the logarithm of the chance that no such run is drawn
    chance = np.where(every - often >= some, np.exp(missed), 0.0)
    return float((1 - chance).sum() / some)


def _of_meaning(vectors: Vectors) -> Of:
    return lambda places: vendi(vectors[places])


def _apart(gain: float, values: list[float], ends: list[Interval]) -> Interval:
    """The interval of a difference of two sides that are drawn apart from each other."""
    wide = [high - value for value, (_, high) in zip(values, ends, strict=True) if high is not None]
    if len(wide) < len(values):
        return None, None
    far = math.hypot(*wide)
    return gain - far, gain + far


def _told(one: _Measure, side: str, value: float, ends: Interval, how: str, rows: int) -> Figure:
    low, high = ends
    name, about = _named(one, side)
    return Figure(name, _GROUP, value, about, how, one.unit, low=low, high=high, rows=rows)


def _none(one: _Measure, side: str, why: str) -> Figure:
    name, about = _named(one, side)
    return unmeasured(name, _GROUP, about, one.unit, why)


def _named(one: _Measure, side: str) -> tuple[str, str]:
    if side == "gain":
        return f"{one.name}_gain_by_personas", f"{one.about}: with personas less without."
    return f"{one.name}_{side}_personas", f"{one.about}, {side} personas."
