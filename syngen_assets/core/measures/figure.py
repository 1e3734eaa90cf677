"""Figures: what was measured, how surely, beside what, and whether that passes."""

from dataclasses import dataclass
from typing import Literal

COMPARABLE = 140  # the absolute limits of diversity were found on sets of so many questions

Unit = Literal["count", "share", "points", "bits", "ratio", "words", "grade", "score"]
Status = Literal["none", "passed", "warned", "failed", "not measured"]


@dataclass(frozen=True)
class Figure:
    """One measured figure of a preference set.

    Args:
        name: the measure, such as `longer_chosen_share`.
        group: the heading that it stands under, such as `length`.
        value: the figure, or None where it was not measured.
        about: what it tells, in a sentence for people who do not know the method.
        estimator: how it was measured, with all choices that another reading would make otherwise.
        unit: what it counts; a share lies between 0 and 1, a difference of two shares too.
        low: the lower end of its 95% interval by prompt, or None where it is a count of all rows.
        high: the upper end.
        floor: the same measure on real questions of the same number, or None without a reference.
        compared: what a gate is held against, where that is not the value itself: the measure at
            as many rows as the floor or an absolute limit has.
        rows: how many rows it rests on.
        places: rows that a person should look at, from 0, the worst first.
        note: what else one must know; why it was not measured.
        gate: the limit in words, such as `at most 0.55`; empty where there is none.
        status: whether it keeps to the limit.
    """

    name: str
    group: str
    value: float | None
    about: str
    estimator: str
    unit: Unit
    low: float | None = None
    high: float | None = None
    floor: float | None = None
    compared: float | None = None
    rows: int = 0
    places: tuple[int, ...] = ()
    note: str = ""
    gate: str = ""
    status: Status = "none"
