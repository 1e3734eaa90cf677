"""Sentiment: whether one side is more cheerful than the other."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from syngen_assets.core.measures.curves import Curves
from syngen_assets.core.measures.figure import Figure
from syngen_assets.core.measures.resampling import BY_PROMPT, UNBIASED, distance
from syngen_assets.core.measures.sample import Sample

MOST = 20_000
"""So many pairs are enough; of more, a sample is drawn."""

_GROUP = "language"
_HOW = "VADER compound scores, from -1 (grim) to 1 (cheerful)"

Floats = npt.NDArray[np.float64]


def sentiment(sample: Sample) -> list[Figure]:
    """How cheerful either side is, and how far their scores are apart."""
    drawn = f"; {MOST:,} of {len(sample):,} pairs, drawn by digest" if len(sample) > MOST else ""
    some = sample if len(sample) <= MOST else sample.at(sample.order[:MOST])
    chosen, rejected = np.split(moods([*some.chosen, *some.rejected]), 2)
    return [
        _side(some, "chosen", chosen, drawn),
        _side(some, "rejected", rejected, drawn),
        _gap(some, chosen, rejected, drawn),
    ]


def moods(texts: Sequence[str]) -> Floats:
    """How cheerful each text is: VADER's compound score, from -1 (grim) to 1 (cheerful)."""
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    judge = SentimentIntensityAnalyzer()
    return np.array([judge.polarity_scores(text)["compound"] for text in texts], dtype=float)


def _side(sample: Sample, side: str, scores: Floats, drawn: str) -> Figure:
    low, high = sample.resamples.ratio(scores)
    return Figure(
        f"sentiment_{side}",
        _GROUP,
        float(scores.mean()),
        f"How cheerful the {side} answers are, from -1 to 1.",
        f"mean of the {_HOW}{drawn}; {BY_PROMPT}",
        "score",
        low=low,
        high=high,
        rows=len(sample),
    )


def _gap(sample: Sample, chosen: Floats, rejected: Floats, drawn: str) -> Figure:
    from scipy.stats import ks_2samp

    curves, once = Curves.of(chosen, rejected), np.ones((1, len(sample)))
    value = float(curves.gap(once, once)[0])
    low, high = distance(sample.resamples.statistics(lambda w: curves.gap(w, w)), value)
    return Figure(
        "sentiment_ks",
        _GROUP,
        value,
        "How far the moods of the two sides are apart, from 0 to 1: a model would learn the mood.",
        f"Kolmogorov-Smirnov statistic of the {_HOW}{drawn}; {BY_PROMPT}{UNBIASED}",
        "score",
        low=low,
        high=high,
        rows=len(sample),
        note=f"p = {ks_2samp(chosen, rejected).pvalue:.2g} by scipy.stats.ks_2samp",
    )
