"""Shares: how many of the pairs have something, which ones, and how surely."""

import numpy as np
import numpy.typing as npt

from syngen_assets.core.measures.figure import Figure, Unit
from syngen_assets.core.measures.resampling import BY_PROMPT
from syngen_assets.core.measures.sample import Sample

Marks = npt.NDArray[np.bool_]


def share(sample: Sample, marks: Marks, *, name: str, group: str, about: str, how: str) -> Figure:
    """The share of the pairs that are marked.

    Args:
        sample: the pairs.
        marks: whether each has what is counted.
        name: the measure.
        group: the heading that it stands under.
        about: what it tells.
        how: how a pair is marked.
    """
    low, high = sample.resamples.ratio(marks)
    return Figure(
        name,
        group,
        float(np.mean(marks)),
        about,
        f"{how}; {BY_PROMPT}",
        "share",
        low=low,
        high=high,
        rows=len(sample),
        places=tuple(np.flatnonzero(marks).tolist()),
    )


def unmeasured(name: str, group: str, about: str, unit: Unit, why: str) -> Figure:
    """A measure that could not be taken, and why."""
    return Figure(name, group, None, about, "", unit, note=why, status="not measured")
