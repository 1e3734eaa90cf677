"""Nearness: how far new reviews are from the real ones that are nearest to them."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from syngen_assets.core.measures.closeness import Embed
from syngen_assets.core.measures.figure import Figure, Unit
from syngen_assets.core.measures.proportion import wilson
from syngen_assets.core.measures.shares import unmeasured

GROUP = "replicas"
COSINE = 0.9  # two texts whose vectors are so near mean the same

Floats = npt.NDArray[np.float64]

_ROWS = 1_000  # that are compared with all others at a time
_NEAR = 1e-6  # distances of the same texts in two batches differ by less

_ABOUT: dict[str, tuple[Unit, str]] = {
    "replica_cosine": ("share", "How often a new review means what a real one means."),
    "replica_nndr": (
        "ratio",
        "How near new reviews are to one real review, beside the next; 0 is a copy, 1 is best.",
    ),
    "replica_nearer": (
        "share",
        "How often a new review is nearer to the real ones that were shown; half is best.",
    ),
}


def nearness(
    ours: Sequence[str],
    shown: Sequence[str],
    others: Sequence[str],
    *,
    held_out: bool,
    embed: Embed | None,
) -> list[Figure]:
    """How near new reviews are to real ones.

    Args:
        ours: the texts of the new reviews.
        shown: the texts of real reviews that a model was shown.
        others: as many other real ones.
        held_out: whether the others were never shown.
        embed: gives vectors of texts; without it nearness is that of words.
    """
    if not ours or len(shown) < 2:
        return [_unmeasured(name, "there are too few reviews") for name in _ABOUT]
    laid = vectors([*ours, *shown, *others], embed)
    own, first, second = (
        laid[: len(ours)],
        laid[len(ours) : len(ours) + len(shown)],
        laid[len(ours) + len(shown) :],
    )
    by = "vectors of their meaning" if embed else "TF-IDF of words and pairs of words"
    found = two_nearest(own, first if held_out else laid[len(ours) :])
    return [
        _cosine(found) if embed else _unmeasured("replica_cosine", "needs an embedder"),
        _ratio(ratios(found), ratios(two_nearest(first, second)), by),
        _nearer(nearer(own, first, second), by, held_out),
    ]


def _unmeasured(name: str, why: str) -> Figure:
    unit, about = _ABOUT[name]
    return unmeasured(name, GROUP, about, unit, why)


def _cosine(distances: Floats) -> Figure:
    marks = 1 - distances[:, 0] >= COSINE
    low, high = wilson(int(marks.sum()), len(marks))
    return Figure(
        "replica_cosine",
        GROUP,
        float(marks.mean()),
        _ABOUT["replica_cosine"][1],
        f"share of reviews whose vector has a cosine of at least {COSINE:g} with that of a real "
        "one; Wilson's 95% interval",
        "share",
        low=low,
        high=high,
        rows=len(marks),
        places=tuple(np.flatnonzero(marks).tolist()),
    )


def _ratio(values: Floats, floor: Floats, by: str) -> Figure:
    order = np.sort(values)
    half, spread = len(order) / 2, 0.98 * np.sqrt(len(order))  # of 95%, by the binomial
    low, high = (
        order[int(np.clip(place, 0, len(order) - 1))] for place in (half - spread, half + spread)
    )
    return Figure(
        "replica_nndr",
        GROUP,
        float(np.median(values)),
        _ABOUT["replica_nndr"][1],
        "median of the distance to the nearest real review, divided by that to the next, by "
        f"{by}; interval by the binomial; the floor is that of one half of the real reviews "
        "beside the other",
        "ratio",
        low=float(low),
        high=float(high),
        floor=float(np.median(floor)),
        rows=len(values),
        places=tuple(np.argsort(values, kind="stable")[:5].tolist()),
    )


def _nearer(marks: Floats, by: str, held_out: bool) -> Figure:
    low, high = wilson(round(float(marks.sum())), len(marks))
    others = "that were never shown" if held_out else "of the other half"
    note = "" if held_out else "both halves were shown: it tells whether one is copied more"
    return Figure(
        "replica_nearer",
        GROUP,
        float(marks.mean()),
        _ABOUT["replica_nearer"][1],
        f"share of reviews that are nearer to the real ones shown than to as many {others}, ties "
        f"half (the DCR share), by {by}; Wilson's 95% interval",
        "share",
        low=low,
        high=high,
        rows=len(marks),
        note=note,
    )


def vectors(texts: Sequence[str], embed: Embed | None) -> Any:
    """A vector of length 1 for each text, by its meaning, or else by its words."""
    if embed is not None:
        return embed(texts).astype(float)
    from sklearn.feature_extraction.text import TfidfVectorizer

    weigh: Any = TfidfVectorizer(
        ngram_range=(1, 2), token_pattern=r"(?u)\b\w+\b", sublinear_tf=True
    )
    return weigh.fit_transform(texts if any(map(str.strip, texts)) else ["nothing"] * len(texts))


def two_nearest(ours: Any, theirs: Any) -> Floats:
    """The distances of each of our vectors to the two of theirs that are nearest, the nearer first.

    A distance is 1 less the cosine. There must be two of theirs at least.
    """
    found = [np.empty((0, 2))]
    for start in range(0, ours.shape[0], _ROWS):
        cosines = ours[start : start + _ROWS] @ theirs.T
        dense = cosines if isinstance(cosines, np.ndarray) else cosines.toarray()
        found.append(np.sort(np.partition(1 - dense, 1, axis=1)[:, :2], axis=1))
    distances: Floats = np.concatenate(found)
    return np.where(distances < _NEAR, 0.0, distances)


def ratios(distances: Floats) -> Floats:
    """The nearest distance by the second nearest (NNDR): 0 for a copy, near 1 for a new text."""
    near, next_near = distances.T
    found: Floats = np.divide(near, next_near, out=np.zeros(len(near)), where=next_near > 0)
    return found


def nearer(ours: Any, first: Any, second: Any) -> Floats:
    """Whether each of our vectors is nearer to the first set than to the second; a half for a tie.

    The sets are equally large, since the larger one has a nearer neighbour by chance.
    """
    one, other = (two_nearest(ours, side)[:, 0] for side in (first, second))
    found: Floats = np.where(np.abs(one - other) < _NEAR, 0.5, (one < other).astype(float))
    return found
