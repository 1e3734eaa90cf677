"""Counting: whether calls give as many reviews as were asked for, and all of them together."""

import numpy as np
import pandas as pd

from syngen_assets.core.measures.figure import Figure, Unit
from syngen_assets.core.measures.proportion import wilson
from syngen_assets.core.measures.resampling import TIMES, Resamples
from syngen_assets.core.measures.shares import unmeasured

_GROUP = "number of rows"
_NO_CALLS = "no call was made"


def counting(written: pd.DataFrame, target: int | None) -> list[Figure]:
    """How exact the number of rows is, call by call and in the end.

    Args:
        written: a `tables.SYNTHETIC_REVIEWS`, of one kind.
        target: how many reviews were to be released, if it is known.
    """
    calls = written.groupby("call_id", sort=True)
    asked = calls["asked"].first().to_numpy(dtype=float)
    got = calls["place"].count().to_numpy(dtype=float)
    return [
        _exact(asked, got),
        _miss(asked, got),
        _usable(written),
        _final(int(written["problem"].isna().sum()), target),
    ]


_EXACT: tuple[str, str, str, Unit] = (
    "calls_exact_share",
    _GROUP,
    "How many calls gave exactly as many reviews as they asked for.",
    "share",
)
_MISS: tuple[str, str, str, Unit] = (
    "rows_missed_per_call",
    _GROUP,
    "By how many reviews a call gave too few or too many, on average.",
    "count",
)
_USABLE: tuple[str, str, str, Unit] = (
    "rows_usable_share",
    _GROUP,
    "How many of the reviews that were read are good ones.",
    "share",
)
_FINAL: tuple[str, str, str, Unit] = (
    "rows_final_share",
    _GROUP,
    "How many of the reviews that were wanted are there in the end.",
    "share",
)


def _exact(asked: np.ndarray, got: np.ndarray) -> Figure:
    if not len(asked):
        return unmeasured(*_EXACT, _NO_CALLS)
    name, group, about, unit = _EXACT
    low, high = wilson(int((asked == got).sum()), len(asked))
    return Figure(
        name,
        group,
        float(np.mean(asked == got)),
        about,
        "calls with as many reviews read in the reply as asked for, divided by all; Wilson's 95% "
        "interval",
        unit,
        low=low,
        high=high,
        rows=len(asked),
        note=f"{len(asked):,} calls, {int(got.sum()):,} reviews read of {int(asked.sum()):,} asked",
    )


def _miss(asked: np.ndarray, got: np.ndarray) -> Figure:
    if not len(asked):
        return unmeasured(*_MISS, _NO_CALLS)
    name, group, about, unit = _MISS
    places = np.arange(len(asked))
    low, high = Resamples(places, places, 0).ratio(np.abs(asked - got))
    return Figure(
        name,
        group,
        float(np.abs(asked - got).mean()),
        about,
        "mean over calls of the difference, without its sign, of reviews asked for and read; 95% "
        f"interval: {TIMES:,} bootstrap samples of the calls",
        unit,
        low=low,
        high=high,
        rows=len(asked),
    )


def _usable(written: pd.DataFrame) -> Figure:
    reviews = written.loc[written["place"].notna()]
    if not len(reviews):
        return unmeasured(*_USABLE, "no review was read")
    name, group, about, unit = _USABLE
    good = reviews["problem"].isna().to_numpy(dtype=bool)
    codes = pd.factorize(reviews["call_id"], sort=True)[0].astype(np.int64)
    low, high = Resamples(codes, np.argsort(codes, kind="stable"), 0).ratio(good)
    return Figure(
        name,
        group,
        float(good.mean()),
        about,
        "reviews read without a problem, divided by all that were read; one that was not needed "
        f"any more has that as its problem; 95% interval: {TIMES:,} bootstrap samples of the calls",
        unit,
        low=low,
        high=high,
        rows=len(reviews),
    )


def _final(released: int, target: int | None) -> Figure:
    if not target:
        return unmeasured(*_FINAL, "it is not known how many reviews were wanted")
    name, group, about, unit = _FINAL
    return Figure(
        name,
        group,
        released / target,
        about,
        "reviews without a problem, divided by the number that was wanted; all rows",
        unit,
        rows=released,
        note=f"{released:,} of {target:,}",
        gate="exactly 1",
        status="passed" if released == target else "failed",
    )
