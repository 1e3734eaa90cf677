"""Judged: what a judge found in the pairs, with its controls beside it."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from syngen_assets.core.measures.controls import CONSISTENT, GROUP, controls_of
from syngen_assets.core.measures.figure import Figure
from syngen_assets.core.measures.heard import Heard
from syngen_assets.core.measures.length_control import HOW, win_rates
from syngen_assets.core.measures.proportion import wilson
from syngen_assets.core.measures.resampling import BY_PROMPT, within
from syngen_assets.core.measures.shares import unmeasured
from syngen_assets.core.opinions import AXES

_NONE = "no verdict could be read, or none was the same in both orders"
_WILSON = "95% interval by Wilson"


def judged(pairs: pd.DataFrame, verdicts: pd.DataFrame) -> list[Figure]:
    """All figures of a judge: what it found, and whether it can be believed.

    Args:
        pairs: a `tables.PAIRS`.
        verdicts: a `tables.VERDICTS`.
    """
    heard = Heard.of(pairs, verdicts)
    return [
        _misinformation(heard),
        _wrong(heard),
        _inverted(heard.consistent),
        _win_rate(heard.consistent),
        _length_controlled(heard.consistent),
        *(_gap(heard, axis) for axis in AXES),
        _unread(heard),
        *controls_of(heard),
    ]


@dataclass(frozen=True)
class Part:
    """What a judge found in a part of the pairs.

    Args:
        name: what they have in common.
        pairs: how many were judged.
        inverted: how many of them are inverted.
        win_rate: how often the chosen answer wins, where both orders agree; None for nowhere.
        misinformation: how often the rejected answer is clearly incorrect, likewise.
        low: the lower end of its 95% interval.
        high: the upper end.
    """

    name: str
    pairs: int
    inverted: int
    win_rate: float | None
    misinformation: float | None
    low: float | None
    high: float | None


def parts(pairs: pd.DataFrame, verdicts: pd.DataFrame, column: str) -> list[Part]:
    """What a judge found by flaw or by modification; pairs that have none are left out."""
    heard = Heard.of(pairs, verdicts)
    kinds = heard.rows[column]
    return [
        _part(str(name), heard.among((kinds == name).to_numpy(dtype=bool)))
        for name in sorted(kinds.dropna().unique())
    ]


def _part(name: str, heard: Heard) -> Part:
    agreed, found = heard.consistent, _misinformation(heard)
    inverted = int((heard.marks("inverted") == "yes").sum())
    rate = float(agreed.wins.mean()) if len(agreed) else None
    return Part(name, len(heard), inverted, rate, found.value, found.low, found.high)


def _misinformation(heard: Heard) -> Figure:
    return _clear(
        heard,
        "rejected",
        name="judged_misinformation",
        about="How many rejected answers the judge calls clearly incorrect, as they should be.",
        noted="no",
    )


def _wrong(heard: Heard) -> Figure:
    return _clear(
        heard,
        "chosen",
        name="judged_chosen_wrong",
        about="How many chosen answers the judge calls clearly incorrect, as none should be.",
        noted="yes",
    )


def _clear(heard: Heard, side: str, *, name: str, about: str, noted: str) -> Figure:
    said = heard.marks(f"{side}_incorrect")
    split = int((said == "inconsistent").sum())
    counted = len(heard) - split
    if not counted:
        return unmeasured(name, GROUP, about, "share", _NONE)
    hits = int((said == "yes").sum())
    low, high = wilson(hits, counted)
    return Figure(
        name,
        GROUP,
        hits / counted,
        about,
        f"share of the pairs whose {side} answer is clearly incorrect in both orders, of those "
        f"for which both say the same; {_WILSON}",
        "share",
        low=low,
        high=high,
        rows=counted,
        places=tuple(heard.places[said == noted].tolist()),
        note=f"{split:,} pairs are left out, for which the orders differ" if split else "",
    )


def _inverted(agreed: Heard) -> Figure:
    name, about = "judged_inverted", "How many pairs the judge would have the other way round."
    if not len(agreed):
        return unmeasured(name, GROUP, about, "share", _NONE)
    marks = agreed.marks("inverted") == "yes"
    low, high = wilson(int(marks.sum()), len(agreed))
    return Figure(
        name,
        GROUP,
        float(marks.mean()),
        about,
        f"share {CONSISTENT}, in which the rejected answer is preferred; {_WILSON}",
        "share",
        low=low,
        high=high,
        rows=len(agreed),
        places=tuple(agreed.places[marks].tolist()),
    )


def _win_rate(agreed: Heard) -> Figure:
    name, about = "judged_win_rate", "How often the judge prefers the chosen answer."
    if not len(agreed):
        return unmeasured(name, GROUP, about, "share", _NONE)
    low, high = agreed.resamples.ratio(agreed.wins)
    return Figure(
        name,
        GROUP,
        float(agreed.wins.mean()),
        about,
        f"share {CONSISTENT}, in which the chosen answer wins; a tie is half a win; {BY_PROMPT}",
        "share",
        low=low,
        high=high,
        rows=len(agreed),
    )


def _length_controlled(agreed: Heard) -> Figure:
    name = "length_controlled_win_rate"
    about = "How often the chosen answer would win if both were of the same length."
    if not len(agreed):
        return unmeasured(name, GROUP, about, "share", _NONE)
    whole = win_rates(agreed.wins, agreed.longer, np.ones((1, len(agreed))))
    drawn = agreed.resamples.statistics(
        lambda weights: win_rates(agreed.wins, agreed.longer, weights)
    )
    low, high = within(drawn)
    return Figure(
        name,
        GROUP,
        float(whole[0]),
        about,
        f"{HOW}; {CONSISTENT}; {BY_PROMPT}",
        "share",
        low=low,
        high=high,
        rows=len(agreed),
    )


def _gap(heard: Heard, axis: str) -> Figure:
    name = f"judged_{axis}_gap"
    about = f"How much better the chosen answers are rated for {axis}, on a scale from 1 to 5."
    if not len(heard):
        return unmeasured(name, GROUP, about, "score", _NONE)
    gap = (heard.rows[f"chosen_{axis}"] - heard.rows[f"rejected_{axis}"]).to_numpy(dtype=float)
    low, high = heard.resamples.ratio(gap)
    how = "mean rating of the chosen answers in both orders, less that of the rejected ones"
    value = float(gap.mean())
    return Figure(
        name, GROUP, value, about, f"{how}; {BY_PROMPT}", "score", low, high, rows=len(heard)
    )


def _unread(heard: Heard) -> Figure:
    asked = heard.unread + len(heard)
    about = "How many pairs have no verdict, because a reply could not be read."
    if not asked:
        return unmeasured("judged_unread", GROUP, about, "share", "no pair was judged")
    how = "share of the pairs asked about with a reply that no try made readable, in either order"
    return Figure("judged_unread", GROUP, heard.unread / asked, about, how, "share", rows=asked)
