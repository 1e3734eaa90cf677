"""Duplicates: questions that the set asks more than once."""

from collections.abc import Collection

import numpy as np

from syngen_assets.core.duplicates import near_duplicates
from syngen_assets.core.measures.figure import Figure
from syngen_assets.core.measures.sample import Sample

_GROUP = "duplicates"


def repeated(sample: Sample, jaccard: float) -> list[Figure]:
    """The questions that repeat an earlier one, in the same words or nearly.

    Args:
        sample: the pairs.
        jaccard: questions that share so many of their words are near-duplicates.
    """
    same = _same(sample)
    return [same, _nearly(sample, jaccard, set(same.places))]


def _same(sample: Sample) -> Figure:
    _, first = np.unique(sample.groups, return_index=True)
    again = np.setdiff1d(np.arange(len(sample)), first)
    return Figure(
        "duplicate_prompts",
        _GROUP,
        len(again),
        "How many rows ask what an earlier row asks in the same words.",
        "rows whose prompt, normalised (lower case, no punctuation), an earlier row has; all rows",
        "count",
        rows=len(sample),
        places=tuple(again.tolist()),
    )


def _nearly(sample: Sample, jaccard: float, same: Collection[int]) -> Figure:
    found = near_duplicates(sample.prompts, threshold=jaccard)
    again = sorted(place for place in found if place not in same)
    return Figure(
        "near_duplicate_prompts",
        _GROUP,
        len(again),
        "How many rows ask nearly what an earlier row asks, in other order or with a word changed.",
        f"rows whose prompt shares at least {jaccard:g} of its words (Jaccard of the sets of "
        "normalised words, found by MinHash of 128 permutations and compared in full) with one "
        "that comes earlier and is kept; rows of the same words are counted elsewhere; all rows",
        "count",
        rows=len(sample),
        places=tuple(again),
    )
