"""Table gates: what a preference set as a whole keeps to, decided on what was measured."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Annotated, Literal

from pydantic import Field
from pydantic import model_validator as whole

from syngen_assets.core.measures.figure import COMPARABLE, Figure, Status
from syngen_assets.core.parts import Part

Severity = Literal["error", "warn", "ignore"]
Bound = Annotated[float, Field(allow_inf_nan=False)]

MANY = 1_000  # from so many rows on the point decides, below it the interval
FEWEST = 30  # fewer rows are a trial, of which shares tell nothing
_RELATIVE = 0.9  # a set may be this much less diverse than real questions of the same number
_FIRM = 0.75  # without real questions, an absolute limit of diversity is firm from here on
_FEW = 0.05  # so large a part of the rows can be replaced; more is no matter of a few rows


class Limit(Part):
    """The limit of one measure.

    Args:
        at_least: the figure is not smaller.
        at_most: the figure is not greater.
        relative: where real questions are known, nine tenths of their own figure are enough.
        severity: `error` stops a release, `warn` is only said, `ignore` is not
            looked at.
    """

    at_least: Bound | None = None
    at_most: Bound | None = None
    relative: bool = False
    severity: Severity = "error"

    @whole(mode="after")
    def _in_order(self) -> "Limit":
        low, high = self.at_least, self.at_most
        if low is not None and high is not None and low > high:
            raise ValueError("at_least is greater than at_most")
        return self


LIMITS: Mapping[str, Limit] = MappingProxyType(
    {
        # The same row twice, or a row that says nothing.
        "duplicate_prompts": Limit(at_most=0),
        "near_duplicate_prompts": Limit(at_most=0),
        "close_prompts": Limit(at_most=0),
        "identical_share": Limit(at_most=0),
        "empty_share": Limit(at_most=0),
        "refusal_share": Limit(at_most=0),
        "leak_share": Limit(at_most=0),
        "self_contradiction_share": Limit(at_most=0),
        "over_limit_share": Limit(at_most=0),
        "formula_cells": Limit(at_most=0, severity="warn"),
        "personal_data_per_1000": Limit(at_most=0),
        # What a model could learn in place of the fact.
        "longer_chosen_share": Limit(at_least=0.45, at_most=0.55),
        "length_only_accuracy": Limit(at_most=0.55),
        "longer_chosen_share_letters": Limit(at_least=0.45, at_most=0.55, severity="warn"),
        "length_match_share": Limit(at_least=0.95),
        "answer_only_accuracy": Limit(at_most=0.65),
        "hedge_gap": Limit(at_most=0.05),
        "sentiment_ks": Limit(at_most=0.15),
        "grade_gap": Limit(at_most=1),
        "absurd_share": Limit(at_most=0.01),
        "polarity_flip_share": Limit(at_most=0.05),
        "flaw_share": Limit(at_most=0.30),
        "verified_share": Limit(at_least=0.98),
        "plan_deviation": Limit(at_most=1, severity="warn"),  # not every topic can be asked of all
        # Questions that are not one question in many forms.
        "opening_entropy": Limit(at_least=5, relative=True),
        "top_opening_share": Limit(at_most=0.15, relative=True),
        "distinct_1": Limit(at_least=0.40, relative=True),
        "distinct_2": Limit(at_least=0.72, relative=True),
        "self_bleu": Limit(at_most=35, relative=True),
        "compression_ratio": Limit(at_most=2.7, relative=True),
        "mixed_style_share": Limit(at_most=0.05),
    }
)
"""The limits of a domain that says nothing else."""


def limits(own: Mapping[str, Limit]) -> dict[str, Limit]:
    """The limits that hold where these are said: what one of them leaves open stays as it is.

    A bound that somebody sets holds as it stands, beside any source, unless it is said to be
    relative.
    """
    merged = dict(LIMITS)
    for name, said in own.items():
        own_bound = {"at_least", "at_most"} & said.model_fields_set
        both = LIMITS[name].model_dump() | ({"relative": False} if own_bound else {})
        both |= said.model_dump(exclude_unset=True)
        if both["at_least"] is None and both["at_most"] is None:
            raise ValueError(
                f"{name} has neither at_least nor at_most; to leave it out write "
                "{severity: ignore}"
            )
        merged[name] = Limit.model_validate(both)
    return merged


def decide(figures: Iterable[Figure], limits: Mapping[str, Limit] = LIMITS) -> list[Figure]:
    """The figures, each with its limit in words and whether it keeps to it.

    A figure fails when its whole 95% interval lies beyond the limit, and is warned of when only
    the point does. From 1,000 rows on, and where no row is allowed, the point decides. Of fewer
    than 30 rows, and of the diversity of fewer than 140, it is only warned; where no real
    questions tell how diverse a subject can be, so it is down to three quarters of a limit.
    """
    return [
        _decided(figure, limits[figure.name])
        if figure.name in limits and limits[figure.name].severity != "ignore"
        else figure
        for figure in figures
    ]


def _decided(figure: Figure, limit: Limit) -> Figure:
    low, high = bounds(figure, limit)
    words = _words(low, high)
    if figure.value is None:
        return replace(figure, gate=words, status="not measured")
    point = figure.value if figure.compared is None else figure.compared
    if not _beyond(point, point, low, high, "any"):
        return replace(figure, gate=words, status="passed")
    is_firm = limit.severity == "error" and _firmly(figure, point, limit, low, high)
    return replace(figure, gate=words, status="failed" if is_firm else "warned")


def _firmly(
    figure: Figure, point: float, limit: Limit, low: float | None, high: float | None
) -> bool:
    """Whether a point beyond the limit is more than chance, or than what its subject brings."""
    if 0 in (low, high):
        return True
    if figure.rows < (COMPARABLE if limit.relative else FEWEST):
        return False
    if limit.relative and figure.floor is None:
        low = None if low is None else low * _FIRM
        high = None if high is None else high / _FIRM
    if figure.low is None or figure.high is None or figure.rows >= MANY:
        return _beyond(point, point, low, high, "any")
    shift = point - (figure.value or 0)
    return _beyond(figure.low + shift, figure.high + shift, low, high, "whole")


def _beyond(
    left: float, right: float, low: float | None, high: float | None, part: Literal["any", "whole"]
) -> bool:
    """Whether an interval lies beyond its limits, with any part of it or as a whole."""
    if part == "any":
        return (low is not None and left < low) or (high is not None and right > high)
    return (low is not None and right < low) or (high is not None and left > high)


def bounds(figure: Figure, limit: Limit) -> tuple[float | None, float | None]:
    """The limits that hold for a figure: absolute, or what real questions come to if lower."""
    low, high = limit.at_least, limit.at_most
    if limit.relative and figure.floor is not None:
        low = None if low is None else min(low, figure.floor * _RELATIVE)
        high = None if high is None else max(high, figure.floor / _RELATIVE)
    return low, high


def _words(low: float | None, high: float | None) -> str:
    if low is not None and high is not None:
        return f"{low:.3g} to {high:.3g}"
    return f"at most {high:.3g}" if low is None else f"at least {low:.3g}"


def by_status(figures: Iterable[Figure], status: Status) -> list[str]:
    """The names of the gates that came to this."""
    return [figure.name for figure in figures if figure.gate and figure.status == status]


def failed(figures: Iterable[Figure]) -> list[Figure]:
    """The figures that stop a release."""
    return [figure for figure in figures if figure.status == "failed"]


def sentence(figure: Figure) -> str:
    """The figure and its limit, in words."""
    between = "" if figure.low is None else f" (95%: {figure.low:.3g} to {figure.high:.3g})"
    held = "" if figure.compared is None else f", compared as {figure.compared:.3g}"
    return f"{figure.name} is {figure.value:.3g}{between}{held}; it should be {figure.gate}"


def culprits(figures: Sequence[Figure], limits: Mapping[str, Limit] = LIMITS) -> dict[int, str]:
    """The rows without which the failed gates would pass, where they are few.

    Returns:
        place of a row → the gate that it fails, with what was measured.
    """
    found: dict[int, str] = {}
    for figure in failed(figures):
        for place in figure.places[: _excess(figure, limits[figure.name])]:
            found.setdefault(place, f"{figure.name}: {figure.value:.3g}, allowed is {figure.gate}")
    return found


def _excess(figure: Figure, limit: Limit) -> int:
    """How many of the rows a figure names have to go.

    Where none is allowed, all; of a share, none if those that are too many are more than a few.
    """
    low, high = bounds(figure, limit)
    if high == 0:
        return len(figure.places)
    if figure.unit not in ("share", "points"):
        return 0
    point = (figure.value or 0) if figure.compared is None else figure.compared
    if high is not None and point > high:
        needed = math.ceil((point - high) * figure.rows / (1 - high)) if high < 1 else 0
    elif low is not None and high is None and low > 0:
        needed = math.ceil(figure.rows * (1 - point / low))
    else:
        return 0
    most = math.floor(_FEW * figure.rows)
    return needed if needed <= min(most, len(figure.places)) else 0
