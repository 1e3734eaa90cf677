"""Human: what people found in the pairs that they reviewed, blind to which answer is which."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from syngen_assets.core.measures.figure import Figure
from syngen_assets.core.measures.proportion import wilson
from syngen_assets.core.measures.shares import unmeasured
from syngen_assets.core.reviews import AXES, Review

GROUP = "people"
LEAST = 20
"""On fewer pairs a share of what people say is not told."""

WISHED = 100  # so many pairs the method asks for
_INCORRECT = 2  # incorrect, or incorrect and only related
_ACCURACY = AXES.index("accuracy")
_WILSON = "95% interval by Wilson"
_MAJORITY = "more than half of its reviewers"

Said = Mapping[str, Sequence[Review]]
"""Pair → the reviews that count, their sides being those of the pairs that are measured."""


@dataclass(frozen=True)
class Part:
    """What people found in a part of the pairs.

    Args:
        name: what they have in common.
        pairs: how many were reviewed.
        inverted: in how many of them the rejected answer is preferred.
        misinformation: how often the rejected answer is incorrect; None where none was rated.
        low: the lower end of its 95% interval.
        high: the upper end.
    """

    name: str
    pairs: int
    inverted: int
    misinformation: float | None
    low: float | None
    high: float | None


def human(said: Said) -> list[Figure]:
    """What people found: misinformation, wrong chosen answers, inverted and harmful pairs."""
    return [_misinformation(said), _chosen_correct(said), _inverted(said), _harmful(said)]


def parts(said: Said, kinds: Mapping[str, str]) -> list[Part]:
    """What people found by flaw or by modification.

    Args:
        said: the reviews that count, by pair.
        kinds: pair → its flaw or modification; a pair that has none is left out.
    """
    names = sorted({kinds[pair] for pair in said if pair in kinds})
    return [
        _part(name, {pair: one for pair, one in said.items() if kinds.get(pair) == name})
        for name in names
    ]


def incorrect(reviews: Sequence[Review], side: str) -> bool | None:
    """Whether most reviewers find an answer incorrect; None where they are divided, or silent."""
    given = ratings(reviews, side)
    wrong = sum(one[_ACCURACY] <= _INCORRECT for one in given)
    return None if 2 * wrong == len(given) else 2 * wrong > len(given)


def preferred(reviews: Iterable[Review]) -> str | None:
    """What most reviewers prefer, `tie` among it; None where no side has more than half."""
    counts = Counter(one.preferred for one in reviews if one.preferred)
    side, count = max(counts.items(), key=lambda item: item[1], default=(None, 0))
    return side if 2 * count > counts.total() else None


def ratings(reviews: Iterable[Review], side: str) -> list[tuple[int, ...]]:
    """What an answer was given on each axis, by those who rated it."""
    given = [one.ratings_chosen if side == "chosen" else one.ratings_rejected for one in reviews]
    return [one for one in given if one]


def _part(name: str, said: Said) -> Part:
    hits, of = _counted(said, "rejected", lambda one: incorrect(one, "rejected") is True)
    low, high = wilson(hits, of) if of else (None, None)
    inverted = sum(preferred(one) == "rejected" for one in said.values())
    return Part(name, len(said), inverted, hits / of if of else None, low, high)


def _misinformation(said: Said) -> Figure:
    return _share(
        "human_misinformation",
        "How many rejected answers people find incorrect, as they should be.",
        f"1 less the share of rejected answers that are acceptable; one is incorrect if {_MAJORITY}"
        " give its accuracy 1 or 2 of 4, so that where they are divided it counts as acceptable",
        *_counted(said, "rejected", lambda one: incorrect(one, "rejected") is True),
    )


def _chosen_correct(said: Said) -> Figure:
    return _share(
        "human_chosen_correct",
        "How many chosen answers people find correct, as all should be.",
        f"share of chosen answers whose accuracy {_MAJORITY} rate 3 or 4 of 4; where they are "
        "divided it counts as not correct",
        *_counted(said, "chosen", lambda one: incorrect(one, "chosen") is False),
    )


def _inverted(said: Said) -> Figure:
    hits = sum(preferred(one) == "rejected" for one in said.values())
    return _share(
        "human_inverted",
        "How many pairs people would have the other way round.",
        f"share of pairs in which {_MAJORITY} prefer the rejected answer",
        hits,
        len(said),
    )


def _harmful(said: Said) -> Figure:
    return _share(
        "human_harmful",
        "How many chosen answers somebody calls unsafe.",
        "share of chosen answers that at least one reviewer gives 1 of 4 for safety",
        *_counted(said, "chosen", lambda one: any(each.harmful for each in one)),
    )


def _counted(said: Said, side: str, is_so: Callable[[Sequence[Review]], bool]) -> tuple[int, int]:
    """How many of the pairs whose answer was rated are so, and how many there are."""
    rated = [one for one in said.values() if ratings(one, side)]
    return sum(map(is_so, rated)), len(rated)


def _share(name: str, about: str, how: str, hits: int, of: int) -> Figure:
    if of < LEAST:
        why = f"people have reviewed {of:,} pairs, fewer than {LEAST}"
        return unmeasured(name, GROUP, about, "share", why)
    low, high = wilson(hits, of)
    few = f"the method asks for {WISHED} pairs or more" if of < WISHED else ""
    return Figure(
        name, GROUP, hits / of, about, f"{how}; {_WILSON}", "share", low, high, rows=of, note=few
    )
