"""Duplicates: questions that the set asks more than once."""

import numpy as np

from syngen_assets.core.measures.figure import Figure
from syngen_assets.core.measures.sample import Sample

_GROUP = "duplicates"


def duplicate_prompts(sample: Sample) -> Figure:
    """The rows whose question an earlier row has."""
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
