"""Mix: whether flaws and modifications are as evenly spread as was planned."""

from collections import Counter

import numpy as np

from syngen_assets.core.measures.figure import Figure
from syngen_assets.core.measures.resampling import BY_PROMPT
from syngen_assets.core.measures.sample import Sample, texts
from syngen_assets.core.measures.shares import unmeasured

_GROUP = "plan"


def mix(sample: Sample) -> list[Figure]:
    """What the columns `flaw` and `modification` tell of the plan."""
    return [_flaws(sample), _modifications(sample)]


def _named(sample: Sample, column: str) -> list[str]:
    """The cells of a column; all are empty where there is no such column."""
    if column not in sample.others.columns:
        return [""] * len(sample)
    return texts(sample.others[column])


def _flaws(sample: Sample) -> Figure:
    about = "How much of the set one flaw makes up: a model would learn to look for that one."
    how = f"largest share of one flaw, among rows whose flaw is named; {BY_PROMPT}"
    flaws = np.array(_named(sample, "flaw"), dtype=object)
    named = flaws != ""
    if not named.any():
        why = "no row names its flaw in a column `flaw`"
        return unmeasured("flaw_share", _GROUP, about, "share", why)
    counts = Counter(flaws[named].tolist())
    top = min(counts, key=lambda flaw: (-counts[flaw], flaw))
    low, high = sample.resamples.ratio(flaws == top, named)
    return Figure(
        "flaw_share",
        _GROUP,
        counts[top] / counts.total(),
        about,
        how,
        "share",
        low=low,
        high=high,
        rows=counts.total(),
        places=tuple(np.flatnonzero(flaws == top).tolist()),
        note=", ".join(f"{counts[flaw]:,} {flaw}" for flaw in sorted(counts)),
    )


def _modifications(sample: Sample) -> Figure:
    about = "By how many questions the modifications differ; a fair plan has them within one."
    how = "most frequent modification less the least frequent, among rows that name one; all rows"
    counts = Counter(filter(None, _named(sample, "modification")))
    if not counts:
        why = "no row names its modification in a column `modification`"
        return unmeasured("plan_deviation", _GROUP, about, "count", why)
    return Figure(
        "plan_deviation",
        _GROUP,
        max(counts.values()) - min(counts.values()),
        about,
        how,
        "count",
        rows=counts.total(),
        note=", ".join(f"{counts[name]:,} {name}" for name in sorted(counts)),
    )
