"""Counting personas: how many there are, and how many of those found said the same as others."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from syngen_assets.core.duplicates import near_duplicates
from syngen_assets.core.gates import gate_name
from syngen_assets.core.personas.growing import COPY
from syngen_assets.core.tables import usable

LOOSE = 0.7


@dataclass(frozen=True)
class Counts:
    """What became of the personas that were asked for.

    Args:
        asked: how often somebody was asked for.
        kept: how many are no copy of another.
        words: how many are left out for the words that they share with another.
        meaning: how many are left out for meaning the same as another.
        loosely: how many of the kept ones share words with another at a Jaccard of `LOOSE`.
        by_iteration: how many were kept of each iteration; 0 are those found in texts.
    """

    asked: int
    kept: int
    words: int
    meaning: int
    loosely: int
    by_iteration: Mapping[int, int]


def counts(personas: pd.DataFrame) -> Counts:
    """The counts of a `tables.PERSONAS`."""
    kept = usable(personas)
    why = personas["problem"].dropna().map(gate_name)
    by_iteration = kept["iteration"].value_counts().sort_index()
    return Counts(
        asked=len(personas),
        kept=len(kept),
        words=int((why == f"{COPY} (words)").sum()),
        meaning=int((why == f"{COPY} (meaning)").sum()),
        loosely=len(near_duplicates(kept["persona"], threshold=LOOSE)),
        by_iteration={int(str(place)): int(count) for place, count in by_iteration.items()},
    )
