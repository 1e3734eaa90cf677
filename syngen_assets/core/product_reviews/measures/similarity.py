"""Similarity: whether reviews are as long, as rated, as cheerful and as worded as real ones."""

from collections.abc import Callable
from functools import partial

import numpy as np
import numpy.typing as npt

from syngen_assets.core.cleaning import normalize
from syngen_assets.core.measures.classifier import HOW
from syngen_assets.core.measures.curves import Curves
from syngen_assets.core.measures.detector import detected
from syngen_assets.core.product_reviews.measures.drift import ASPECTS
from syngen_assets.core.product_reviews.measures.halves import Apart, Distance
from syngen_assets.core.product_reviews.measures.sample import ReviewSample

MOST = 1_000
"""So many reviews of a side are enough where all are compared with all, or a model is fitted."""

_GROUP = "similarity"
_KS = "Kolmogorov-Smirnov statistic of"
_JS = "Jensen-Shannon distance, base 2, of"

Floats = npt.NDArray[np.float64]


def _laid(
    name: str,
    curve: Callable[[Curves, Floats, Floats], Floats],
    ours: ReviewSample,
    theirs: ReviewSample,
) -> Apart | None:
    """The numbers of one name laid beside each other; a review that has none does not count."""
    left, right = ours.numbers[name], theirs.numbers[name]
    mine, other = np.isfinite(left), np.isfinite(right)
    if not mine.any() or not other.any():
        return None
    curves = Curves.of(left[mine], right[other])
    return lambda one, two: curve(curves, one[:, mine], two[:, other])


def _told_apart(ours: ReviewSample, theirs: ReviewSample) -> Apart | None:
    """How surely a bag of words tells the two apart, by models fitted without each text's fold."""
    curves = detected(*([normalize(text) for text in side.texts] for side in (ours, theirs)))
    return curves.area if curves else None


def _means_apart(ours: ReviewSample, theirs: ReviewSample) -> Apart | None:
    """The maximum mean discrepancy of the vectors, with a Gaussian kernel of median width."""
    if ours.vectors is None or theirs.vectors is None:
        return None
    points = np.concatenate([ours.vectors, theirs.vectors]).astype(float)
    squares = np.maximum(2 - 2 * points @ points.T, 0)
    width = float(np.median(squares[np.triu_indices(len(points), 1)])) or 1.0
    kernel, count = np.exp(-squares / width), len(ours)
    within = kernel[:count, :count], kernel[count:, count:]
    across = kernel[:count, count:]

    def apart(one: Floats, two: Floats) -> Floats:
        mine, other = _alike(within[0], one), _alike(within[1], two)
        between = ((one @ across) * two).sum(axis=1) / (one.sum(axis=1) * two.sum(axis=1))
        squared: Floats = np.maximum(mine + other - 2 * between, 0)
        return np.sqrt(squared)

    return apart


def _alike(kernel: Floats, weights: Floats) -> Floats:
    """The mean likeness of two different reviews of one side."""
    whole, squares = weights.sum(axis=1), (weights**2).sum(axis=1)
    each = ((weights @ kernel) * weights).sum(axis=1) - (weights**2 @ np.diag(kernel))
    alike: Floats = each / (whole**2 - squares)
    return alike


SIMILARITY = (
    Distance(
        "length_ks",
        _GROUP,
        "score",
        "How far the lengths are from those of real reviews, from 0 to 1.",
        f"{_KS} words per review, as `core.text.words` cuts them",
        partial(_laid, "words", Curves.gap),
    ),
    Distance(
        "length_distance",
        _GROUP,
        "words",
        "By how many words a review would have to change for the lengths to be as in real ones.",
        "first Wasserstein distance of words per review",
        partial(_laid, "words", Curves.work),
    ),
    Distance(
        "sentiment_ks",
        _GROUP,
        "score",
        "How far the moods are from those of real reviews, from 0 to 1.",
        f"{_KS} VADER's compound scores of the texts",
        partial(_laid, "mood", Curves.gap),
    ),
    Distance(
        "readability_ks",
        _GROUP,
        "score",
        "How far the reading levels are from those of real reviews, from 0 to 1.",
        f"{_KS} Flesch-Kincaid grades; reviews without a word are left out",
        partial(_laid, "grade", Curves.gap),
        "no review has a word",
    ),
    Distance(
        "rating_distance",
        _GROUP,
        "score",
        "How otherwise the ratings are spread than in real reviews, from 0 to 1.",
        f"{_JS} the ratings",
        partial(_laid, "rating", Curves.divergence),
        "the reviews have no ratings",
    ),
    ASPECTS,
    Distance(
        "first_word_distance",
        _GROUP,
        "score",
        "How otherwise the reviews begin than real ones, from 0 to 1.",
        f"{_JS} the first words",
        partial(_laid, "opening", Curves.divergence),
    ),
    Distance(
        "meaning_distance",
        _GROUP,
        "score",
        "How far what the reviews mean is from what real ones mean; 0 is alike.",
        "maximum mean discrepancy of the vectors: root of the unbiased estimate, 0 where that is "
        "negative; Gaussian kernel whose width is the median squared distance",
        _means_apart,
        "needs an embedder: install the extra `embeddings`, or name one",
        MOST,
    ),
    Distance(
        "detector_auc",
        _GROUP,
        "share",
        "How often a bag of words tells a review of the set from a real one; half is chance.",
        f"area under the ROC curve; {HOW}; equal texts stand in one fold; without case and "
        "punctuation; the fit is not repeated in the bootstrap",
        _told_apart,
        most=MOST,
    ),
)
