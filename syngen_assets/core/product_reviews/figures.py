"""Figures: how reviews are spread beside the original ones, as numbers and as small charts."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
import numpy.typing as npt
import pandas as pd

from syngen_assets.core import charts
from syngen_assets.core.measures.sentiment import moods
from syngen_assets.core.product_reviews.aspects import of_cell
from syngen_assets.core.report.histograms import Scale, finite, scale
from syngen_assets.core.tables import usable
from syngen_assets.core.text import words

ORIGINAL, NEW = "original", "new"

_MOODS = Scale(-1, 0.2, 10)
_NO_ASPECT = "none of them"
_MOST = 5_000  # reviews of a side whose mood is worked out

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Distribution:
    """How the original and the new reviews are spread over the same steps.

    Args:
        title: what is told of them.
        about: how to read it, in a sentence.
        unit: what the labels count.
        labels: the steps, or the names.
        percents: `original` and `new` → the percentage of the reviews in each step.
        is_named: the labels are names and stand each beside its bars.
    """

    title: str
    about: str
    unit: str
    labels: tuple[str, ...]
    percents: Mapping[str, tuple[float, ...]]
    is_named: bool = False

    @property
    def svg(self) -> str:
        """The two as a small chart."""
        if self.is_named:
            return charts.beside(self.labels, self.percents)
        return charts.columns(self.labels, self.percents, self.unit)

    @property
    def said(self) -> str:
        """What the chart shows, for those who do not see it: where the two differ most."""
        gaps = [abs(one - two) for one, two in zip(*self.percents.values(), strict=True)]
        if not gaps:
            return f"{self.title}: there is nothing to show"
        place = int(np.argmax(gaps))
        told = " and ".join(
            f"{each[place]:g}% of the {name}" for name, each in self.percents.items()
        )
        return f"{self.title}: they differ most at {self.labels[place]} ({told})"


def distributions(real: pd.DataFrame, made: pd.DataFrame) -> list[Distribution]:
    """Ratings, aspects, lengths and moods of both, those that there are.

    Args:
        real: a `tables.REAL_REVIEWS`.
        made: a `tables.SYNTHETIC_REVIEWS` or `tables.PRODUCT_REVIEWS`, of one kind of prompt.
    """
    sides = {
        name: usable(table) if "problem" in table.columns else table
        for name, table in ((ORIGINAL, real), (NEW, made))
    }
    rated = {name: pd.to_numeric(side["rating"]).dropna() for name, side in sides.items()}
    found = [_ratings(rated), _aspects(sides), _lengths(sides), _moods(sides)]
    return [one for one in found if one is not None]


def pictures(real: pd.DataFrame, made: pd.DataFrame) -> dict[str, str]:
    """The distributions as Markdown pictures that carry themselves, by their titles in small."""
    return {
        one.title.lower(): charts.picture(one.svg, one.said) for one in distributions(real, made)
    }


def _ratings(rated: Mapping[str, pd.Series]) -> Distribution | None:
    if any(side.empty for side in rated.values()):
        return None
    low = int(min(side.min() for side in rated.values()))
    high = int(max(side.max() for side in rated.values()))
    steps = range(low, high + 1)
    return Distribution(
        "Ratings",
        "New reviews are rated as the original ones are: the plan asks for the same shares.",
        "stars",
        tuple(map(str, steps)),
        {name: _percents(side.astype(int), steps) for name, side in rated.items()},
        is_named=True,
    )


def _percents(values: Sequence[object] | pd.Series, among: Sequence[object]) -> tuple[float, ...]:
    counts = Counter(values)
    return tuple(round(100 * counts[name] / max(1, len(values)), 1) for name in among)


def _aspects(sides: Mapping[str, pd.DataFrame]) -> Distribution | None:
    spoken = {
        name: [of_cell(said) or (_NO_ASPECT,) for said in side["aspects"]]
        for name, side in sides.items()
    }
    counts = {name: Counter(chain.from_iterable(some)) for name, some in spoken.items()}
    names = sorted(counts[ORIGINAL] + counts[NEW], key=lambda name: (-counts[ORIGINAL][name], name))
    if not {*names} - {_NO_ASPECT}:
        return None
    return Distribution(
        "Aspects",
        "How many of the reviews speak of each aspect; one review may speak of several.",
        "aspect",
        tuple(names),
        {
            side: tuple(round(100 * counts[side][name] / max(1, len(some)), 1) for name in names)
            for side, some in spoken.items()
        },
        is_named=True,
    )


def _lengths(sides: Mapping[str, pd.DataFrame]) -> Distribution | None:
    counts = {
        name: np.array([len(words(text)) for text in side["text"]], dtype=float)
        for name, side in sides.items()
    }
    about = "How many words the reviews have; the two shapes should lie on each other."
    return _spread("Lengths", about, "words", counts, None)


def _moods(sides: Mapping[str, pd.DataFrame]) -> Distribution | None:
    found = {name: moods(side["text"].head(_MOST).tolist()) for name, side in sides.items()}
    about = "How cheerful the reviews read, from -1 (grim) to 1 (cheerful), by VADER."
    return _spread("Moods", about, "mood", found, _MOODS)


def _spread(
    title: str, about: str, unit: str, series: Mapping[str, Floats], on: Scale | None
) -> Distribution | None:
    there = {name: finite(list(numbers)) for name, numbers in series.items()}
    if any(not len(numbers) for numbers in there.values()):
        return None
    steps = on or scale([list(numbers) for numbers in there.values()])
    return Distribution(
        title,
        about,
        unit,
        tuple(steps.label(place) for place in range(steps.count)),
        {
            name: tuple(round(100 * float(share), 1) for share in steps.shares(numbers))
            for name, numbers in there.items()
        },
    )
