"""Balance: which flaw each row gets, so that the rejected answers as a set leave no tell.

Each row has several options. The chance of each is tilted as little as can be from an even draw
until the mean of what is measured in a text is the same in chosen and rejected answers: its words,
its length, and the mix of flaws. (Entropy balancing, a convex problem.) Then each row draws for
itself, so that a row more moves the chances of the others by little, and few of their draws.
"""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from syngen_assets.core.identity import draw
from syngen_assets.core.text import words

BLOCK = 16_384  # rows that are balanced together; more rows make more blocks, by identity
CAP = 0.295  # of the rows may have one flaw: a little is left for those that are tried again
MOST = 0.285  # of them are meant to, so that chance seldom leads to the cap
_REACH = 0.9  # share of the rows that could have a flaw, of which it may take so many
_SLACK = 0.1  # how much a difference of means may remain: the less, the less even the draws
_SEEN = 3  # options that a word stands in, or it tells nothing
_OUNCE = 0.5  # what the sign of a difference in length weighs beside a word
_STEPS = 150
_TINY = 1e-12


@dataclass(frozen=True)
class Option:
    """One way to spoil an answer: the flaw, the text that comes of it, and who lent it, if any."""

    flaw: str
    answer: str
    donor: str | None = None


@dataclass(frozen=True)
class Choice:
    """A row that has options: its identity and its correct answer."""

    id: str
    chosen: str
    options: Sequence[Option]


def plan(rows: Sequence[Choice], weights: Mapping[str, float], seed: int) -> dict[str, list[int]]:
    """For each row the places of its options in the order in which they are tried.

    Args:
        rows: in any order; a row without options gets none.
        weights: flaw → its weight in the mix, as far as rows can have it.
        seed: where chance begins.
    """
    orders: dict[str, list[int]] = {}
    for block in _blocks([row for row in rows if row.options], seed):
        chances = _chances(block, shares(block, weights))
        orders.update(_drawn(block, chances, seed))
    return orders


def shares(rows: Sequence[Choice], weights: Mapping[str, float]) -> dict[str, float]:
    """The part of the rows that each flaw shall have: by weight, none above what it can or may."""
    can = Counter(flaw for row in rows for flaw in {option.flaw for option in row.options})
    tops = {flaw: min(MOST, _REACH * can[flaw] / len(rows)) for flaw in weights if can[flaw]}
    if sum(tops.values()) <= 1:
        return {flaw: top / sum(tops.values()) for flaw, top in tops.items()}
    low, high = 0.0, max(top / weights[flaw] for flaw, top in tops.items())
    for _ in range(60):
        level = (low + high) / 2
        full = sum(min(top, level * weights[flaw]) for flaw, top in tops.items()) >= 1
        low, high = (low, level) if full else (level, high)
    return {flaw: min(top, high * weights[flaw]) for flaw, top in tops.items()}


def _blocks(rows: Sequence[Choice], seed: int) -> list[list[Choice]]:
    """The rows by identity; how many blocks there are hardly ever hangs on one row."""
    count = 2 ** max(0, math.ceil(math.log2(len(rows) / BLOCK))) if rows else 1
    blocks: list[list[Choice]] = [[] for _ in range(count)]
    for row in sorted(rows, key=lambda row: draw(seed, "turn", row.id)):
        blocks[int(draw(seed, "block", row.id) * count)].append(row)
    return [block for block in blocks if block]


def _chances(rows: Sequence[Choice], mix: Mapping[str, float]) -> Any:
    """The chance of each option, row after row, at which the means are balanced."""
    import numpy as np
    from scipy.optimize import minimize

    measured, wanted = _measures(rows, mix)
    turned = measured.T.tocsr()
    counts = np.array([len(row.options) for row in rows])
    first, own = np.r_[0, np.cumsum(counts)[:-1]], np.repeat(np.arange(len(rows)), counts)
    alike = [
        math.log(count)
        for row in rows
        for kinds in [Counter(option.flaw for option in row.options)]
        for count in (kinds[option.flaw] for option in row.options)
    ]

    def spread(prices: Any) -> tuple[Any, float]:
        scores = -np.array(alike) - measured @ prices
        peaks = np.maximum.reduceat(scores, first)
        sizes = np.exp(scores - peaks[own])
        sums = np.add.reduceat(sizes, first)
        return sizes / sums[own], float((np.log(sums) + peaks).sum())

    def cost(prices: Any) -> tuple[float, Any]:
        chances, total = spread(prices)
        penalty = 0.5 * _SLACK * float(prices @ prices)
        return total + float(wanted @ prices) + penalty, wanted + _SLACK * prices - turned @ chances

    start = np.zeros(measured.shape[1])
    found = minimize(cost, start, jac=True, method="L-BFGS-B", options={"maxiter": _STEPS})
    return np.split(spread(found.x)[0], first[1:])


def _measures(rows: Sequence[Choice], mix: Mapping[str, float]) -> tuple[Any, Any]:
    """How each option differs from its chosen answer, and what the sums over all rows shall be."""
    import numpy as np
    from scipy import sparse
    from sklearn.feature_extraction.text import TfidfVectorizer

    chosen = [row.chosen for row in rows]
    own = np.repeat(np.arange(len(rows)), [len(row.options) for row in rows])
    options = [option for row in rows for option in row.options]
    texts = TfidfVectorizer(min_df=_SEEN).fit_transform(
        [*chosen, *(option.answer for option in options)]
    )
    said = texts[len(rows) :] - texts[: len(rows)][own]
    sizes = np.array([_sizes(option.answer) for option in options])
    longer = sizes - np.array([_sizes(text) for text in chosen])[own]
    lengths = np.c_[_OUNCE * np.sign(longer[:, :2]), longer[:, 0] / 10, longer[:, 2]]
    kinds = np.array([[option.flaw == flaw for flaw in mix] for option in options]) * _OUNCE
    wanted = np.zeros(said.shape[1] + lengths.shape[1] + len(mix))
    wanted[len(wanted) - len(mix) :] = [share * len(rows) * _OUNCE for share in mix.values()]
    return sparse.hstack([said, lengths, kinds]).tocsr(), wanted


def _sizes(text: str) -> tuple[int, int, float]:
    """Words, letters, and letters per word."""
    count = len(words(text))
    return count, len(text), len(text) / (count or 1)


def _drawn(rows: Sequence[Choice], chances: Any, seed: int) -> dict[str, list[int]]:
    """Each row's options in a drawn order, first those that break no rule of the set.

    What is lent is lent once, and no flaw has more rows than it may, as far as that can be.
    """
    lent, made, orders = set[str](), Counter[str](), {}
    most = math.floor(CAP * len(rows))

    def spent(option: Option) -> bool:
        return option.donor in lent or made[option.flaw] >= most

    for row, likely in zip(rows, chances, strict=True):
        draws = [draw(seed, row.id, option.flaw, option.answer) for option in row.options]
        order = sorted(range(len(draws)), key=lambda n: -math.log(draws[n]) / max(likely[n], _TINY))
        order.sort(key=lambda n: spent(row.options[n]))
        first = row.options[order[0]]
        made[first.flaw] += 1
        if first.donor:
            lent.add(first.donor)
        orders[row.id] = order
    return orders
