"""Agreement: how far people who reviewed the same pairs said the same, by Krippendorff's alpha.

Pairs that one reviewer doubted are shown to a second one on purpose, so alpha is rather too low
than too high.
"""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt
import pandas as pd

from syngen_assets.core.measures.figure import Figure
from syngen_assets.core.measures.human import GROUP
from syngen_assets.core.measures.resampling import TIMES, Interval, mostly
from syngen_assets.core.measures.shares import unmeasured
from syngen_assets.core.reviews import AXES, PREFERENCES, SCALE, SIDES, Review
from syngen_assets.core.tables import records
from syngen_assets.core.telling import counted

FIRM, TENTATIVE = 0.80, 0.667  # Krippendorff's own bounds
LEAST = 10
"""Fewer pairs that two have reviewed tell nothing of agreement."""

_APART = 2  # levels on an axis that two reviewers cannot both mean

Counts = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Disagreement:
    """A pair on which reviewers differ.

    Args:
        pair_id: the pair.
        over: what they differ in: `preference`, or a side and an axis, such as `chosen safety`.
        reviews: what each of them said.
        settled: the word that ended it, if there is one.
    """

    pair_id: str
    over: tuple[str, ...]
    reviews: tuple[Review, ...]
    settled: Review | None = None


def agreement(reviews: pd.DataFrame) -> list[Figure]:
    """Alpha of the preference and of every axis, over the pairs that two or more have reviewed.

    Args:
        reviews: a `tables.REVIEWS`; words that settle a disagreement, and those of people whose
            field it is not, are no ratings.
    """
    said = [one for one in _blind(reviews) if not one.foreign]
    by_pair = _by_pair(said)
    axes = [_axis(by_pair, place, axis) for place, axis in enumerate(AXES)]
    return [_preference(by_pair), *axes]


def alpha(counts: Counts, level: str) -> float | None:
    """Krippendorff's alpha; None where nobody can be compared, or all said the same everywhere.

    Args:
        counts: for each unit, how many gave each value.
        level: `nominal`, or `ordinal` where the values are in order.
    """
    import krippendorff

    compared = counts[counts.sum(axis=1) > 1]
    if np.count_nonzero(compared.sum(axis=0)) < 2:
        return None
    found = krippendorff.alpha(
        value_counts=compared,
        value_domain=np.arange(counts.shape[1]),
        level_of_measurement=level,
    )
    return float(found)


def word(value: float) -> str:
    """What an alpha allows to conclude."""
    if value >= FIRM:
        return "firm"
    return "tentative" if value >= TENTATIVE else "too low to conclude from"


def disagreements(reviews: pd.DataFrame) -> list[Disagreement]:
    """The pairs on which reviewers differ: over which is better, or by two levels on an axis.

    Args:
        reviews: a `tables.REVIEWS`.
    """
    settled = {one.pair_id: one for one in settling(reviews)}
    found = []
    for pair_id, said in _by_pair([one for one in _blind(reviews) if not one.foreign]).items():
        over = _over(said)
        if over:
            found.append(Disagreement(pair_id, over, tuple(said), settled.get(pair_id)))
    return found


def standing(
    found: Sequence[Disagreement], pairs: Container[str]
) -> tuple[list[Disagreement], int]:
    """Those whose pair is still there to be looked at, and how many others there are.

    Args:
        found: the disagreements.
        pairs: the ids of all pairs that the tables hold.
    """
    there = [one for one in found if one.pair_id in pairs]
    return there, len(found) - len(there)


def settling(reviews: pd.DataFrame) -> list[Review]:
    """The words that end a disagreement, the last one of each pair at the end."""
    rows = reviews.loc[reviews["settles"] == "yes"].sort_values("at", kind="stable")
    return [Review.of(row) for row in records(rows)]


def _blind(reviews: pd.DataFrame) -> list[Review]:
    return [Review.of(row) for row in records(reviews.loc[reviews["settles"] == "no"])]


def _by_pair(said: Sequence[Review]) -> dict[str, list[Review]]:
    """The pairs with two reviews or more, in the order of their ids."""
    by_pair: dict[str, list[Review]] = {}
    for one in sorted(said, key=lambda one: (one.pair_id, one.reviewer)):
        by_pair.setdefault(one.pair_id, []).append(one)
    return {name: all_of_it for name, all_of_it in by_pair.items() if len(all_of_it) > 1}


def _over(said: Sequence[Review]) -> tuple[str, ...]:
    over = []
    if {"chosen", "rejected"} <= {one.preferred for one in said}:
        over.append("preference")
    for side in SIDES:
        given = [ratings for one in said if (ratings := _ratings(one, side))]
        over += [
            f"{side} {axis}"
            for place, axis in enumerate(AXES)
            if any(abs(a[place] - b[place]) >= _APART for a, b in combinations(given, 2))
        ]
    return tuple(over)


def _ratings(one: Review, side: str) -> tuple[int, ...] | None:
    return one.ratings_chosen if side == "chosen" else one.ratings_rejected


def _preference(by_pair: Mapping[str, Sequence[Review]]) -> Figure:
    units = {
        pair: [_tally([PREFERENCES.index(str(one.preferred)) for one in said], len(PREFERENCES))]
        for pair, said in by_pair.items()
    }
    about = "How far reviewers agree on which answer is the better one."
    return _figure("preference", about, units, "nominal")


def _axis(by_pair: Mapping[str, Sequence[Review]], place: int, axis: str) -> Figure:
    units = {}
    for pair, said in by_pair.items():
        given = [[r[place] - 1 for one in said if (r := _ratings(one, side))] for side in SIDES]
        units[pair] = [_tally(values, len(SCALE)) for values in given if len(values) > 1]
    about = f"How far reviewers agree on the {axis} of an answer."
    return _figure(
        axis, about, {pair: tallies for pair, tallies in units.items() if tallies}, "ordinal"
    )


def _tally(values: Sequence[int], size: int) -> Counts:
    return np.bincount(values, minlength=size)


def _figure(what: str, about: str, units: Mapping[str, Sequence[Counts]], level: str) -> Figure:
    name = f"alpha_{what}"
    if len(units) < LEAST:
        have = "has" if len(units) == 1 else "have"
        why = f"{counted(len(units), 'pair')} {have} two reviews, fewer than {LEAST}"
        return unmeasured(name, GROUP, about, "score", why)
    owners = np.repeat(np.arange(len(units)), [len(tallies) for tallies in units.values()])
    counts = np.array([tally for tallies in units.values() for tally in tallies])
    value, same = alpha(counts, level), _same(counts)
    told = f"two reviewers say the same in {same:.0%} of the cases"
    if value is None:
        why = f"{told}, and without any difference nothing tells agreement from habit"
        return unmeasured(name, GROUP, about, "score", why)
    low, high = _interval(counts, owners, level) if same < 1 else (None, None)
    told += "" if same < 1 else ", and where no two differ resampling tells no interval"
    how = (
        f"Krippendorff's alpha ({level}) over the answers that two or more have reviewed blind; "
        f"95% interval: {TIMES:,} bootstrap samples of the pairs"
    )
    note = f"{word(value)}; {told}"
    return Figure(name, GROUP, value, about, how, "score", low, high, rows=len(units), note=note)


def _same(counts: Counts) -> float:
    """How often two reviewers of the same answer gave it the same."""
    size = counts.sum(axis=1)
    return float((counts * (counts - 1)).sum() / (size * (size - 1)).sum())


def _interval(counts: Counts, owners: npt.NDArray[np.int64], level: str) -> Interval:
    """The middle 95% of alpha in samples of the pairs; a sample without variation gives none."""
    chance, size = np.random.default_rng(0), int(owners.max()) + 1
    found = np.full(TIMES, np.nan)
    for place in range(TIMES):
        often = np.bincount(chance.integers(0, size, size), minlength=size)
        value = alpha(np.repeat(counts, often[owners], axis=0), level)
        found[place] = np.nan if value is None else value
    return mostly(found)
