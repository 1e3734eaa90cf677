"""Asked: whether reviews are what was asked of each of them."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from syngen_assets.core.measures.figure import Figure, Unit
from syngen_assets.core.measures.resampling import TIMES, Resamples, mostly
from syngen_assets.core.measures.shares import unmeasured
from syngen_assets.core.product_reviews.measures.sample import ReviewSample
from syngen_assets.core.product_reviews.wanted import Wanted

_GROUP = "asked and got"

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class _Wish:
    """A measure of how well a wish was kept.

    Args:
        kept: how well each review keeps it; no number where nothing of the sort was asked.
        missing: why it was not measured, where nobody asked.
    """

    name: str
    unit: Unit
    about: str
    estimator: str
    kept: Callable[[Sequence[Wanted], ReviewSample], Floats]
    missing: str


def _rating(wanted: Sequence[Wanted], got: ReviewSample) -> Floats:
    asked = _numbers([each.rating for each in wanted])
    return np.where(np.isnan(asked), np.nan, asked == got.numbers["rating"])


def _numbers(values: Sequence[float | None]) -> Floats:
    return np.array([np.nan if value is None else value for value in values], dtype=float)


def _aspects(wanted: Sequence[Wanted], got: ReviewSample) -> Floats:
    found = [
        len(spoken.intersection(each.aspects)) / len(each.aspects) if each.aspects else np.nan
        for each, spoken in zip(wanted, got.aspects, strict=True)
    ]
    return np.array(found, dtype=float)


def _words(wanted: Sequence[Wanted], got: ReviewSample) -> Floats:
    lengths = got.numbers["words"]
    within = [
        each.words[0] <= length <= each.words[1]
        for each, length in zip(wanted, lengths, strict=True)
    ]
    return np.array(within, dtype=float)


def _grades(wanted: Sequence[Wanted], got: ReviewSample) -> Floats:
    return np.abs(_numbers([each.grade for each in wanted]) - got.numbers["grade"])


_WISHES = (
    _Wish(
        "rating_as_asked_share",
        "share",
        "How many reviews have the rating that was asked for.",
        "share of reviews read whose rating is the one asked for, among those with a wish for one",
        _rating,
        "no rating was asked for",
    ),
    _Wish(
        "aspects_as_asked_share",
        "share",
        "How many of the aspects that were asked for the reviews speak of.",
        "mean over reviews read of the share of the aspects asked for whose words stand in the "
        "text, among those with a wish for any",
        _aspects,
        "no aspect was asked for",
    ),
    _Wish(
        "words_as_asked_share",
        "share",
        "How many reviews are as long as was asked for.",
        "share of reviews read whose words are within the range asked for",
        _words,
        "no length was asked for",
    ),
    _Wish(
        "grade_from_asked",
        "grade",
        "How many years at school the reviews are from the level that was asked for.",
        "mean difference, without its sign, of the Flesch-Kincaid grade asked for and measured",
        _grades,
        "no reading level was asked for",
    ),
)
_FOLLOWS: tuple[str, str, str, Unit] = (
    "grade_follows_asked",
    _GROUP,
    "Whether reviews that were asked to be harder are harder: 1 is always, 0 is by chance.",
    "score",
)


def as_asked(said: pd.DataFrame, got: ReviewSample) -> list[Figure]:
    """Whether the reviews that were read are what was asked of them, good ones or not.

    Args:
        said: the rows of a `tables.SYNTHETIC_REVIEWS` that have a text.
        got: the same as a sample.
    """
    known = np.flatnonzero(said["place"].notna() & said["wanted"].notna())
    asked, got = said.iloc[known], got.at(known)
    wanted = [Wanted.of(json.loads(cell)) for cell in asked["wanted"]]
    codes = pd.factorize(asked["call_id"], sort=True)[0].astype(np.int64)
    resamples = Resamples(codes, np.argsort(codes, kind="stable"), got.seed)
    found = [_figure(one, one.kept(wanted, got), resamples) for one in _WISHES]
    return [*found, _follows(wanted, got, resamples)]


def _figure(one: _Wish, kept: Floats, resamples: Resamples) -> Figure:
    there = np.isfinite(kept)
    if not there.any():
        return unmeasured(one.name, _GROUP, one.about, one.unit, one.missing)
    low, high = mostly(resamples.ratios(np.where(there, kept, 0), there.astype(float)))
    return Figure(
        one.name,
        _GROUP,
        float(kept[there].mean()),
        one.about,
        f"{one.estimator}; 95% interval: {TIMES:,} bootstrap samples of the calls",
        one.unit,
        low=low,
        high=high,
        rows=int(there.sum()),
    )


def _follows(wanted: Sequence[Wanted], got: ReviewSample, resamples: Resamples) -> Figure:
    asked, measured = _numbers([each.grade for each in wanted]), got.numbers["grade"]
    there = np.isfinite(asked) & np.isfinite(measured)
    if len(np.unique(asked[there])) < 2:
        return unmeasured(*_FOLLOWS, "not two reading levels were asked for")
    name, group, about, unit = _FOLLOWS
    left, right = _ranks(asked[there]), _ranks(measured[there])
    spread = resamples.statistics(lambda weights: _correlated(left, right, weights[:, there]))
    low, high = mostly(spread)
    return Figure(
        name,
        group,
        float(_correlated(left, right, np.ones((1, len(left))))[0]),
        about,
        "Spearman's rank correlation of the Flesch-Kincaid grades asked for and measured; 95% "
        f"interval: {TIMES:,} bootstrap samples of the calls, the ranks are not given anew",
        unit,
        low=low,
        high=high,
        rows=int(there.sum()),
    )


def _ranks(values: Floats) -> Floats:
    """The rank of each value, that of equal ones their mean."""
    return np.asarray(pd.Series(values).rank(), dtype=np.float64)


def _correlated(left: Floats, right: Floats, weights: Floats) -> Floats:
    """Pearson's correlation in each sample."""
    with np.errstate(invalid="ignore", divide="ignore"):
        shares = weights / weights.sum(axis=1, keepdims=True)
        mine, other = (values - (shares @ values)[:, None] for values in (left, right))
        spread = np.sqrt((shares * mine**2).sum(axis=1) * (shares * other**2).sum(axis=1))
        found: Floats = (shares * mine * other).sum(axis=1) / spread
    return found
