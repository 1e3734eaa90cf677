"""Verified: in how many rejected answers a program found the flaw that they are said to have."""

import numpy as np

from syngen_assets.core.measures.figure import Figure
from syngen_assets.core.measures.proportion import wilson
from syngen_assets.core.measures.sample import Sample, texts
from syngen_assets.core.measures.shares import unmeasured

_ABOUT = "How many rejected answers surely have the flaw that they are said to have."
_HOW = (
    "share of `yes` in the column `verified`, of those that say yes or no; not measured where most "
    "say neither; Wilson's 95% interval"
)


def verified(sample: Sample) -> Figure:
    """The share of verified flaws, among the pairs of which a rule can tell."""
    told = texts(sample.others["verified"]) if "verified" in sample.others.columns else []
    marks = np.array([cell.casefold() for cell in told], dtype=object)
    yes, no = np.flatnonzero(marks == "yes"), np.flatnonzero(marks == "no")
    count = len(yes) + len(no)
    if 2 * count < len(sample) or not count:
        why = f"{count:,} of {len(sample):,} rows say yes or no in a column `verified`"
        return unmeasured("verified_share", "flaws", _ABOUT, "share", why)
    low, high = wilson(len(yes), count)
    return Figure(
        "verified_share",
        "flaws",
        len(yes) / count,
        _ABOUT,
        _HOW,
        "share",
        low=low,
        high=high,
        rows=count,
        places=tuple(no.tolist()),
        note=f"{len(sample) - count:,} pairs cannot be told by rule",
    )
