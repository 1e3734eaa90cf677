"""Controls: what a judge must not do, whatever the pairs are, measured on its own verdicts."""

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType

import numpy as np
import pandas as pd

from syngen_assets.core.measures.figure import Figure
from syngen_assets.core.measures.heard import Floats, Heard
from syngen_assets.core.measures.hedges import hedges
from syngen_assets.core.measures.proportion import wilson
from syngen_assets.core.measures.resampling import BY_PROMPT, apart, within
from syngen_assets.core.measures.shares import unmeasured
from syngen_assets.core.table_gates import Limit, decide

GROUP = "judge"
CONSISTENT = "of the pairs with the same verdict in both orders, the only ones that count"
CONTROLS: Mapping[str, Limit] = MappingProxyType(
    {
        "judge_consistency": Limit(at_least=0.6),
        "judge_position_bias": Limit(at_least=-0.2, at_most=0.2),
        "judge_discernment": Limit(at_least=0.3),
        "judge_length_pull": Limit(at_least=-0.3, at_most=0.3),
        "judge_hedge_pull": Limit(at_least=-0.3, at_most=0.3),
    }
)
"""A judge beyond one of these is not believed."""

_BEYOND = ("failed", "warned")
_FEW = 10  # pairs on either side, below which a pull is not measured
_NOBODY = "no verdict could be read"
_NEVER = "no verdict was the same in both orders"
_CAUTIOUS = re.compile(
    r"\b(?:may|might|could|can|perhaps|possibly|probably|usually|generally|often|sometimes"
    r"|typically|likely|it depends|in some cases|seek|consult)\b",
    re.IGNORECASE,
)


def controls(pairs: pd.DataFrame, verdicts: pd.DataFrame) -> list[Figure]:
    """The controls of a judge, each with its limit and whether the judge keeps to it.

    Args:
        pairs: a `tables.PAIRS`.
        verdicts: a `tables.VERDICTS`.
    """
    return controls_of(Heard.of(pairs, verdicts))


def doubts(figures: Iterable[Figure]) -> list[str]:
    """The controls among the figures that a judge does not keep to, were it by chance.

    Nobody is believed because too little is known of him: here the point decides.
    """
    return [one.name for one in figures if one.name in CONTROLS and one.status in _BEYOND]


def controls_of(heard: Heard) -> list[Figure]:
    """The controls of what was heard."""
    agreed = heard.consistent
    figures = [
        _consistency(heard),
        _position_bias(heard),
        _discernment(agreed),
        _pull(agreed, "judge_length_pull", "more words", agreed.longer),
        _pull(agreed, "judge_hedge_pull", "more words of caution", agreed.more(_caution)),
    ]
    return decide(figures, CONTROLS)


def _caution(text: str) -> int:
    return len(_CAUTIOUS.findall(text)) + hedges(text)


def _consistency(heard: Heard) -> Figure:
    name, about = "judge_consistency", "How often the judge says the same when the answers swap."
    if not len(heard):
        return unmeasured(name, GROUP, about, "share", _NOBODY)
    low, high = wilson(len(heard.consistent), len(heard))
    return Figure(
        name,
        GROUP,
        len(heard.consistent) / len(heard),
        about,
        "share of the pairs with the same preference in both orders; 95% interval by Wilson",
        "share",
        low=low,
        high=high,
        rows=len(heard),
    )


def _position_bias(heard: Heard) -> Figure:
    name = "judge_position_bias"
    about = "How much more often it prefers what it reads first; 1 is always, -1 is never."
    if not len(heard):
        return unmeasured(name, GROUP, about, "points", _NOBODY)
    ahead = sum(
        (heard.marks(order) == first).astype(float) - (heard.marks(order) == second)
        for order, first, second in (
            ("chosen_first", "chosen", "rejected"),
            ("rejected_first", "rejected", "chosen"),
        )
    )
    bias = np.asarray(ahead, dtype=float) / 2
    low, high = heard.resamples.ratio(bias)
    how = "share of all calls that prefer the first answer, less that which prefer the second"
    value = float(bias.mean())
    return Figure(
        name, GROUP, value, about, f"{how}; {BY_PROMPT}", "points", low, high, rows=len(heard)
    )


def _discernment(agreed: Heard) -> Figure:
    name, about = "judge_discernment", "How far its verdicts are from those of a tossed coin."
    if not len(agreed):
        return unmeasured(name, GROUP, about, "points", _NEVER)
    low, high = apart(2 * agreed.resamples.ratios(agreed.wins) - 1)
    return Figure(
        name,
        GROUP,
        abs(2 * float(agreed.wins.mean()) - 1),
        about,
        f"difference, without its sign, of the shares {CONSISTENT}, that prefer the chosen and "
        f"the rejected answer; {BY_PROMPT}",
        "points",
        low=low,
        high=high,
        rows=len(agreed),
    )


def _pull(agreed: Heard, name: str, what: str, more: Floats) -> Figure:
    about = f"How much {what} alone win: 0 is not at all, 1 is always."
    chosen, rejected = (more > 0).astype(float), (more < 0).astype(float)
    sides = int(chosen.sum()), int(rejected.sum())
    if min(sides) < _FEW:
        why = f"{what} are in {sides[0]} chosen and {sides[1]} rejected answers; {_FEW} are needed"
        return unmeasured(name, GROUP, about, "points", why)
    rates = [agreed.resamples.ratios(agreed.wins * side, side) for side in (chosen, rejected)]
    low, high = within(rates[0] - rates[1])
    ours, theirs = (float(agreed.wins @ side / side.sum()) for side in (chosen, rejected))
    return Figure(
        name,
        GROUP,
        ours - theirs,
        about,
        f"win rate of the chosen answer where it has {what}, less that where the rejected one "
        f"has them, {CONSISTENT}; a tie is half a win; {BY_PROMPT}",
        "points",
        low=low,
        high=high,
        rows=sum(sides),
    )
