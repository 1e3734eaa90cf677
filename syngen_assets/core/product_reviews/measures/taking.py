"""Taking: every measure, taken of the reviews of each kind of prompt."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from syngen_assets.core.measures.closeness import Embed
from syngen_assets.core.measures.figure import Figure
from syngen_assets.core.measures.words import Vocabulary
from syngen_assets.core.product_reviews.measures.anonymity import anonymity
from syngen_assets.core.product_reviews.measures.asked import as_asked
from syngen_assets.core.product_reviews.measures.counting import counting
from syngen_assets.core.product_reviews.measures.drift import DRIFT, along_calls
from syngen_assets.core.product_reviews.measures.halves import Real
from syngen_assets.core.product_reviews.measures.levels import levels
from syngen_assets.core.product_reviews.measures.sample import Reader, ReviewSample, scale_of
from syngen_assets.core.product_reviews.measures.similarity import SIMILARITY
from syngen_assets.core.product_reviews.measures.variety import variety
from syngen_assets.core.product_reviews.replicas import checks
from syngen_assets.core.tables import usable

Measured = Mapping[str, Sequence[Figure]]
"""The figures of each kind of prompt."""


def measured(
    real: pd.DataFrame,
    written: pd.DataFrame,
    *,
    target: int | None = None,
    scale: tuple[float, float] | None = None,
    seed: int = 0,
    embed: Embed | None = None,
) -> Measured:
    """Measure new reviews beside the real ones, each kind of prompt by itself.

    Args:
        real: a `tables.REAL_REVIEWS`; those without a problem are compared with.
        written: a `tables.SYNTHETIC_REVIEWS`; those without a problem are measured, and all others
            count where calls do.
        target: how many reviews each kind was to give, if it is known.
        scale: the lowest and the highest rating; those of the real reviews, where none is given.
        seed: decides all draws.
        embed: gives vectors of texts; without it what needs them is not measured.
    """
    there = usable(real)
    reader = Reader(scale or scale_of(there["rating"]), Vocabulary(), seed, embed)
    beside = Real(reader.embedded(reader.sample(there)))
    said = written.loc[written["text"].notna()].reset_index(drop=True)
    sample = reader.sample(said)
    kinds = {kind: (written["kind"] == kind, said["kind"] == kind) for kind in _kinds(written)}
    return {
        kind: [
            *counting(written.loc[all_rows], target),
            *_of_texts(said.loc[own], sample.at(np.flatnonzero(own)), reader, beside),
            *_of_rows(real, said.loc[own & said["problem"].isna()], reader),
        ]
        for kind, (all_rows, own) in kinds.items()
    }


def _kinds(written: pd.DataFrame) -> list[str]:
    return [str(kind) for kind in written["kind"].unique()]


def _of_texts(
    said: pd.DataFrame, sample: ReviewSample, reader: Reader, beside: Real
) -> list[Figure]:
    """What is measured of the texts of one kind: of all that were read, and of the good ones."""
    good = np.flatnonzero(said["problem"].isna())
    return [*as_asked(said, sample), *_compared(reader.embedded(sample.at(good)), beside)]


def _of_rows(real: pd.DataFrame, made: pd.DataFrame, reader: Reader) -> list[Figure]:
    """Whether the reviews are copies of real ones, and whether they hold personal data."""
    sides = usable(real)["text"].tolist(), made["text"].tolist()
    copies = checks(*sides, seed=reader.seed, embed=reader.embed)
    return [*copies, *anonymity(real, made)]


def _compared(ours: ReviewSample, beside: Real) -> list[Figure]:
    """What is measured of the reviews themselves, beside the real ones."""
    return [
        *beside.figures((*DRIFT, *SIMILARITY), ours),
        along_calls(ours),
        *levels(ours, beside.sample),
        *variety(ours, beside.sample),
    ]


def rows(figures: Measured) -> list[dict[str, Any]]:
    """The figures as rows of a `tables.REVIEW_MEASURES`."""
    return [
        {
            "kind": kind,
            "measure": one.name,
            "group": one.group,
            "value": one.value,
            "low": one.low,
            "high": one.high,
            "floor": one.floor,
            "unit": one.unit,
            "rows": one.rows,
            "status": one.status,
            "about": _about(one),
        }
        for kind, some in figures.items()
        for one in some
    ]


def _about(one: Figure) -> str:
    """What it tells, how it was measured, and what else one must know."""
    told = [
        one.about,
        *(f"{part[0].upper()}{part[1:]}." for part in (one.estimator, one.note) if part),
    ]
    return " ".join(told)
