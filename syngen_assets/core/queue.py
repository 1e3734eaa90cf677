"""The queue: which pairs a reviewer is shown next, and which answer stands first.

A share of the pairs, drawn by identity, is shown to every reviewer, in one order for all, so that
what two of them have both seen grows from the first hour. So is a pair that one reviewer called
inverted or harmful: one word withdraws nothing, so somebody else has to see it. Every other pair
is for one reviewer, and everybody has an order of their own. No such order can tell what somebody
else is looking at right now; that is held in the store (`ReviewStore.hold`).
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from syngen_assets.core.identity import draw
from syngen_assets.core.reviews import SIDES, Review
from syngen_assets.core.tables import records

OVERLAP = 0.2
AGREE = 2
SOURCE = "source"
"""What stands in the place of a modification for a source question."""

Stratum = tuple[str, str]


@dataclass(frozen=True)
class Queue:
    """What a reviewer is shown next.

    Args:
        pairs: their ids, the next one first.
        shared: those of them that others are shown too.
    """

    pairs: list[str]
    shared: frozenset[str]


def queued(
    pairs: pd.DataFrame,
    reviews: pd.DataFrame,
    reviewer: str,
    *,
    seed: int,
    overlap: float = OVERLAP,
    agree: int = AGREE,
    looked: Collection[str] = (),
) -> Queue:
    """What a reviewer is shown next: of each modification and flaw as many as of any other.

    What the reviewer has seen, blind or with its sides named, or others have settled, does not
    come again; what is not their field goes to others.

    Args:
        pairs: a `tables.PAIRS` or a `tables.QUESTIONS_AND_RESPONSES`; what is in quarantine is
            not shown.
        reviews: a `tables.REVIEWS`.
        reviewer: whose queue it is.
        seed: where chance begins.
        overlap: the share of the pairs that every reviewer is shown.
        agree: how many must say the same of a pair before it is withdrawn.
        looked: the pairs that the reviewer has seen with their sides named.
    """
    strata = _strata(pairs)
    said = [Review.of(row) for row in records(reviews) if row["pair_id"] in strata]
    spoken = [one for one in said if not one.foreign]
    who = reviewer.casefold()
    mine = {one.pair_id for one in said if one.reviewer.casefold() == who}
    left = strata.keys() - mine - {*looked, *(one.pair_id for one in said if one.settles)}
    common = _common(strata, seed, overlap)
    again = sorted(_doubted(spoken, agree) - set(common))
    alone = left - set(common) - set(again) - {one.pair_id for one in spoken}
    own = {name: draw(seed, "alone", name, who) for name in alone}
    shared = [name for name in (*again, *common) if name in left]
    seen = len(mine & {*again, *common}), len(mine)
    counts = Counter(strata[one.pair_id] for one in spoken)
    order = _woven(shared, own, strata, counts, seen, overlap)
    return Queue(list(order), frozenset(shared))


def order(pair_id: str, reviewer: str) -> str:
    """The side that stands as answer A for this reviewer, by identity."""
    return SIDES[draw("first", pair_id, reviewer.casefold()) < 0.5]


def _strata(pairs: pd.DataFrame) -> dict[str, Stratum]:
    """Pair → its modification and flaw."""
    rows = pairs.loc[pairs["problem"].isna()] if "problem" in pairs.columns else pairs
    names = rows["modification"].fillna(SOURCE)
    return dict(zip(rows["pair_id"], zip(names, rows["flaw"], strict=True), strict=True))


def _common(strata: Mapping[str, Stratum], seed: int, overlap: float) -> list[str]:
    """The pairs that everybody is shown, in the order that is the same for all."""
    names = [name for name in strata if draw(seed, "overlap", name) < overlap]
    draws = {name: draw(seed, "common", name) for name in names}
    return list(_woven([], draws, strata, Counter(), (0, 0), overlap))


def _doubted(spoken: Sequence[Review], agree: int) -> set[str]:
    """The pairs that somebody called inverted or harmful, and too few have seen to decide."""
    seen = Counter(one.pair_id for one in spoken)
    doubted = {one.pair_id for one in spoken if one.inverted or one.harmful}
    return {name for name in doubted if seen[name] < agree}


def _woven(
    shared: Sequence[str],
    alone: Mapping[str, float],
    strata: Mapping[str, Stratum],
    counts: Counter[Stratum],
    seen: tuple[int, int],
    overlap: float,
) -> Iterator[str]:
    """Both in one order: at any time the share `overlap` of what a reviewer has seen is shared.

    Args:
        shared: the pairs that others are shown too, in their order.
        alone: each pair that is for one reviewer, and its draw; of these the next one is of the
            stratum with the fewest reviews.
        strata: the stratum of each pair.
        counts: how many reviews each stratum has.
        seen: how many shared ones the reviewer has seen, and how many of all.
        overlap: the share that is aimed at.
    """
    common, waiting = list(reversed(shared)), defaultdict[Stratum, list[str]](list)
    for name in sorted(alone, key=lambda name: -alone[name]):
        waiting[strata[name]].append(name)
    both, every = seen
    while common or waiting:
        is_shared = bool(common) and (both < overlap * (every + 1) or not waiting)
        if is_shared:
            name = common.pop()
        else:
            least = min(waiting, key=lambda one: (counts[one], alone[waiting[one][-1]]))
            name = waiting[least].pop()
            if not waiting[least]:
                del waiting[least]
        both, every = both + is_shared, every + 1
        counts[strata[name]] += 1
        yield name
