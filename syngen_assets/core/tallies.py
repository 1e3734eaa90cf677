"""Tallies: how many reviews there are, by reviewer and by kind of pair."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from syngen_assets.core.queue import SOURCE
from syngen_assets.core.reviews import Review


@dataclass(frozen=True)
class OfReviewer:
    """What one reviewer has done.

    Args:
        name: who it is.
        pairs: how many pairs they reviewed blind.
        foreign: how many were not their field.
        settled: how many disagreements they ended.
        last: the day of the last of it.
    """

    name: str
    pairs: int
    foreign: int
    settled: int
    last: str


@dataclass(frozen=True)
class OfKind:
    """How much is reviewed of the pairs of one modification and flaw.

    Args:
        modification: the modification, or what stands for none.
        flaw: the flaw.
        pairs: how many pairs there are.
        once: how many of them somebody has reviewed.
        twice: how many two or more have.
        misled: in how many somebody prefers the answer that is wrong on purpose.
    """

    modification: str
    flaw: str
    pairs: int
    once: int
    twice: int
    misled: int


def of_reviewers(said: Sequence[Review]) -> list[OfReviewer]:
    """Every reviewer, by name."""
    by_name: dict[str, list[Review]] = {}
    for one in said:
        by_name.setdefault(one.reviewer, []).append(one)
    return [
        OfReviewer(
            name,
            sum(not (one.settles or one.foreign) for one in own),
            sum(one.foreign for one in own),
            sum(one.settles for one in own),
            max(one.at for one in own)[:10],
        )
        for name, own in sorted(by_name.items())
    ]


def of_kinds(pairs: pd.DataFrame, said: Sequence[Review]) -> list[OfKind]:
    """Every modification with every flaw that there is, those with the fewest reviews first."""
    blind = [one for one in said if not (one.settles or one.foreign)]
    times = Counter(one.pair_id for one in blind)
    misled = {one.pair_id for one in blind if one.inverted}
    kinds = pairs.assign(modification=pairs["modification"].fillna(SOURCE))
    found = [
        OfKind(
            str(modification),
            str(flaw),
            len(ids),
            sum(times[name] > 0 for name in ids),
            sum(times[name] > 1 for name in ids),
            sum(name in misled for name in ids),
        )
        for (modification, flaw), ids in kinds.groupby(["modification", "flaw"])["pair_id"]
    ]
    return sorted(found, key=lambda one: (one.once / one.pairs, one.modification, one.flaw))
