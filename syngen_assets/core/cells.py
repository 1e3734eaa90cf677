"""Cells: what stands in a row that people filled, and what is wrong with it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from syngen_assets.core.errors import UsageError
from syngen_assets.core.reviews import AXES, SCALE, Review, check_time


@dataclass(frozen=True)
class Mistake:
    """A cell that cannot be taken.

    Args:
        row: the row's number, as a spreadsheet or an editor shows it.
        column: the column.
        text: what it holds and what it may hold.
    """

    row: int
    column: str
    text: str

    def __str__(self) -> str:
        """Where it is and what is wrong, such as `row 7, b_clarity: '9' is none of 1, 2, 3, 4`."""
        return f"row {self.row}, {self.column}: {self.text}"


class Moment(NamedTuple):
    """When rows are read.

    Args:
        at: the time now.
        latest: the time after which nothing in them can have been said.
    """

    at: str
    latest: str


class Cells:
    """The cells of a row, and what is wrong with them."""

    def __init__(self, number: int, row: Mapping[str, Any]) -> None:
        """Find nothing wrong yet."""
        self._number = number
        self._row = {str(name).strip(): text(value) for name, value in row.items() if name}
        self.mistakes: list[Mistake] = []

    @property
    def columns(self) -> list[str]:
        """The names of the cells."""
        return list(self._row)

    def __getitem__(self, column: str) -> str:
        """What a cell holds; an empty text where there is none."""
        return self._row.get(column, "")

    def wrong(self, column: str, allowed: str) -> None:
        """Note that a cell cannot be taken."""
        held = self[column]
        told = repr(held if len(held) <= 40 else f"{held[:39]}…") if held else "nothing"
        self.mistakes.append(Mistake(self._number, column, f"{told} is {allowed}"))

    def one_of(self, column: str, allowed: Mapping[str, Any]) -> Any:
        """What a cell means, in any case of its letters; None where it means nothing."""
        found = allowed.get(self[column].casefold())
        if found is None and self[column]:
            self.wrong(column, f"none of {', '.join(name for name in allowed if name)}")
        return found

    def ratings(self, prefix: str) -> tuple[int, ...] | None:
        """What an answer was given: all of its axes, or none."""
        names = [f"{prefix}_{axis}" for axis in AXES]
        if not any(self[name] for name in names):
            return None
        scale = {str(mark): mark for mark in SCALE} | {f"{mark}.0": mark for mark in SCALE}
        found = [scale.get(self[name]) for name in names]
        for name, mark in zip(names, found, strict=True):
            if mark is None:
                self.wrong(name, f"none of {', '.join(map(str, SCALE))}")
        return tuple(mark for mark in found if mark)

    def time(self, column: str, now: Moment) -> str:
        """The time that a cell tells, none that is to come; now where it tells none.

        A review that was said later counts more, so one of tomorrow would outdo all until then.
        """
        told = self[column] or now.at
        try:
            check_time(told)
        except UsageError:
            self.wrong(column, "no time in UTC such as 2026-01-31T12:00:00+00:00")
        else:
            if told > now.latest:
                self.wrong(column, f"later than now, {now.at}; write when it was said, or nothing")
        return told

    def review(self, **said: Any) -> Review | None:
        """The review, if nothing is wrong with the row."""
        if self.mistakes:
            return None
        try:
            return Review(**said)
        except UsageError as error:
            self.mistakes.append(Mistake(self._number, "reviewer", str(error)))
            return None


def text(value: Any) -> str:
    """A cell as text: nothing for what is missing, in whatever way the file says so."""
    if value is None or value != value:
        return ""
    return str(value).strip()
