"""Cutting: a text into the cells of its rows, each row by itself so that one breaks no other."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from statistics import fmean

_MARKS = (",", ";", "\t", "|")
_NONE = "\x1f"  # stands between no cells: the text has one column
_LOOKED_AT = 50  # rows by which it is told what stands between the cells
_LONGEST = 200  # lines that one row may have; a quotation mark that is never closed has more


@dataclass(frozen=True)
class Line:
    """A row as it stands in the file.

    Args:
        number: the line on which it begins, from 1.
        cells: its cells.
    """

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Broken:
    """A row that could not be read.

    Args:
        number: the line on which it begins, from 1.
        problem: why not.
        text: what stands there.
    """

    number: int
    problem: str
    text: str


@dataclass(frozen=True)
class Cut:
    """The rows of a text, the first of which may be a heading.

    Args:
        lines: those that could be cut.
        broken: those that could not.
        empty: how many had nothing in any cell.
    """

    lines: tuple[Line, ...]
    broken: tuple[Broken, ...]
    empty: int


def cut(text: str) -> Cut:
    """Cut a text as RFC 4180 says, whatever stands between its cells: `,`, `;`, tab or `|`.

    A row whose quotation marks do not close is broken, and the next line is tried as a row again.
    """
    lines = list(io.StringIO(text, newline=""))
    found, broken, empty = [], [], 0
    for row in _rows(lines, _mark(lines)):
        if isinstance(row, Broken):
            broken.append(row)
        elif any(cell.strip() for cell in row.cells):
            found.append(row)
        else:
            empty += bool(row.cells)
    return Cut(tuple(found), tuple(broken), empty)


def _mark(lines: Sequence[str]) -> str:
    """What stands between the cells: that which cuts most of the first rows like the first one."""
    best, share = _NONE, 0.5
    for mark in _MARKS:
        rows = islice(_rows(lines, mark), _LOOKED_AT)
        cells = [row.cells for row in rows if isinstance(row, Line) and any(row.cells)]
        if not cells or len(cells[0]) < 2:
            continue
        alike = fmean(len(fitted(one, len(cells[0]))) == len(cells[0]) for one in cells)
        if alike > share:
            best, share = mark, alike
    return best


def fitted(cells: Sequence[str], width: int) -> tuple[str, ...]:
    """The cells without the empty ones that are too many at the end."""
    extra = "".join(cells[width:]).strip()
    return tuple(cells if extra else cells[:width])


def _rows(lines: Sequence[str], mark: str) -> Iterator[Line | Broken]:
    at = 0
    while at < len(lines):
        some = (lines[place] for place in range(at, min(at + _LONGEST, len(lines))))
        reader = csv.reader(some, delimiter=mark, strict=True)
        try:
            cells = next(reader)
            yield Line(at + 1, tuple(cells))
            at += reader.line_num
        except csv.Error as error:
            yield Broken(at + 1, f"broken_row: {_why(error)}", lines[at].strip())
            at += 1


def _why(error: csv.Error) -> str:
    if "unexpected end" in str(error):
        return "a quotation mark is opened and never closed"
    if "expected after" in str(error):
        return "a quotation mark closes in the middle of a cell; one in a text is written twice"
    return str(error)
