"""Real answers: what measures of answers come to on those of a reference."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from syngen_assets.core.measures.figure import Figure
from syngen_assets.core.measures.hedges import hedge_figures
from syngen_assets.core.measures.readability import readability
from syngen_assets.core.measures.sample import Sample
from syngen_assets.core.measures.sentiment import sentiment

MOST = 2_000
"""So many real answers are enough."""

_SIDES = ("_chosen", "_rejected")


def with_floors(figures: Sequence[Figure], real: Sample | None, count: int) -> list[Figure]:
    """The figures, those of one side's answers beside the same of real answers.

    Args:
        figures: what was measured.
        real: real questions with their answers, where they have any.
        count: how many pairs were measured; no more answers are looked at.
    """
    answered = _answered(real) if real else None
    if answered is None or not len(answered):
        return list(figures)
    some = answered.at(answered.order[: min(count, MOST)])
    found = {
        one.name.removesuffix("_chosen"): one.value
        for one in [*hedge_figures(some), *readability(some), *sentiment(some)]
        if one.name.endswith("_chosen")
    }
    return [_beside(figure, found, len(some)) for figure in figures]


def _answered(real: Sample) -> Sample:
    """The real questions that have an answer."""
    return real.at(np.flatnonzero([bool(answer.strip()) for answer in real.chosen]))


def _beside(figure: Figure, found: dict[str, float | None], count: int) -> Figure:
    stem = next((figure.name.removesuffix(s) for s in _SIDES if figure.name.endswith(s)), "")
    if found.get(stem) is None or figure.value is None:
        return figure
    how = f"{figure.estimator}; the floor is that of {count:,} real answers"
    return replace(figure, floor=found[stem], estimator=how)
