"""Reviews in lines of cells: each row of a reply that has its cells, however broken others are."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from syngen_assets.core.gates.names import CUT_OFF
from syngen_assets.core.product_reviews import ratings
from syngen_assets.core.product_reviews.cells import bared, parted, strict
from syngen_assets.core.product_reviews.written import UNREAD, Read, Written, field, shown, written

_DELIMITERS = ",;\t|"
_HOUSE = ("rating", "title", "text")
_LONGEST_HEAD = 200  # letters
_NAME = re.compile(r"[*_]*\w[\w ./-]{0,30}[*_:]*")
_FENCE = re.compile(r"^[ \t]*```[^\n]*\n?", re.MULTILINE)
_RULE = re.compile(r"[\s|:+=-]*-[\s|:+=-]*")  # between the head and the body of a Markdown table


@dataclass(frozen=True)
class Layout:
    """How a table is laid out.

    Args:
        fields: what each column holds, or None for what is not read.
        delimiter: what stands between two cells.
        begin: where its head begins.
        start: where its first row begins.
    """

    fields: tuple[str | None, ...]
    delimiter: str
    begin: int = 0
    start: int = 0


def read(text: str, *, ends: bool = True) -> Read:
    """The reviews of a reply in lines of cells.

    A line of names says which column is which; without one they are rating, title and text. Cells
    may be parted by commas, semicolons, tabs or bars. A row is read as RFC 4180 has it; where that
    gives another number of cells, its line is taken alone, and what is too much belongs to the
    text, because other cells hardly hold a delimiter. What stands before or after all rows, and
    has no rating where one should be, is talk and no problem.

    Args:
        text: the reply.
        ends: whether its last line is known to be whole.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    layout = head(text)
    fence = _FENCE.search(text)
    if fence and not (layout and layout.begin < fence.start()):
        text = _fenced(text)
        layout = head(text)
    layout = layout or _guessed(text)
    return _Table(text, layout, ends).read() if layout else Read()


def head(text: str) -> Layout | None:
    """The layout that the first line of names gives, if there is such a line."""
    for line in re.finditer(r"[^\n]+", text):
        if len(line.group()) > _LONGEST_HEAD:
            continue
        for delimiter in _DELIMITERS:
            names = [bared(cell) or "" for cell in parted(line.group(), delimiter)]
            fields = tuple(field(name) if _NAME.fullmatch(name) else None for name in names)
            alone = line.group().strip() in ("text", '"text"')  # reviews that have nothing else
            if "text" in fields and (alone or len([name for name in fields if name]) >= 2):
                return Layout(_once(names, fields), delimiter, line.start(), line.end() + 1)
    return None


def _once(names: Sequence[str], fields: Sequence[str | None]) -> tuple[str | None, ...]:
    """The fields, each for one column: the one that has its plain name, or else the first."""
    order = sorted(range(len(names)), key=lambda place: names[place].casefold() != fields[place])
    best = {fields[place]: place for place in reversed(order)}
    return tuple(name if best[name] == place else None for place, name in enumerate(fields))


def _fenced(text: str) -> str:
    """What stands within fences."""
    return "\n".join(_FENCE.split(text)[1::2])


def _guessed(text: str) -> Layout | None:
    """The layout of a table without names: the delimiter that follows most ratings."""
    counts = dict.fromkeys(_DELIMITERS, 0)
    for line in text.split("\n"):
        for mark in _DELIMITERS:
            first = line.lstrip(" |").split(mark, 1)[0]
            if _is_rating(bared(first)) and len(parted(line, mark)) >= len(_HOUSE):
                counts[mark] += 1
    best = max(_DELIMITERS, key=lambda mark: counts[mark])
    return Layout(_HOUSE, best) if counts[best] else None


def _is_rating(cell: str | None) -> bool:
    return cell is not None and ratings.said(cell) is not None


class _Table:
    """The rows of a reply, read from the first to the last."""

    def __init__(self, text: str, layout: Layout, ends: bool) -> None:
        self._text, self._layout, self._ends = text, layout, ends
        self._rows: list[Written] = []
        self._problems: list[str] = []
        self._talk: list[str] = []

    def read(self) -> Read:
        """All of them."""
        place = self._layout.start
        while place < len(self._text):
            place = self._step(place) + 1
        return Read(tuple(self._rows), tuple(self._problems))

    def _step(self, place: int) -> int:
        """Read what begins there; gives its end."""
        end = self._line_end(place)
        line = self._text[place:end]
        if not line.strip() or _RULE.fullmatch(line):
            return end
        found = strict(self._text, place, self._layout.delimiter)
        if found and len(found[0]) == len(self._layout.fields) and self._take(*found):
            return found[1]
        for stop in (end, self._next_row(end)):
            cells = self._cells(self._text[place:stop])
            if cells and self._take(cells, stop):
                return stop
        self._doubt(self._text[place:stop], stop)
        return stop

    def _take(self, cells: Sequence[str], end: int) -> bool:
        """Keep the row that ends there, if it is one and whole."""
        row = {name: cell for name, cell in zip(self._layout.fields, cells, strict=True) if name}
        if row.get("rating") and not _is_rating(row["rating"]):
            return False
        if not self._ends and end >= len(self._text):
            return False
        self._problems += [f"{UNREAD}: a line is no row: {shown(line)}" for line in self._talk]
        self._talk = []
        self._rows.append(written(row))
        return True

    def _doubt(self, piece: str, end: int) -> None:
        """Note a piece that is no row: a problem if it begins as one, else perhaps talk."""
        first = self._begins_as_row(piece)
        if first and end >= len(self._text):
            self._problems.append(f"{CUT_OFF}: the last row breaks off: {shown(piece)}")
        elif first:
            self._problems.append(f"{UNREAD}: a row cannot be read: {shown(piece)}")
        elif self._rows:
            self._talk.append(piece)

    def _cells(self, piece: str) -> list[str] | None:
        """The cells of a piece taken alone; None if there are too few, or one does not end."""
        raw, fields = parted(piece, self._layout.delimiter), self._layout.fields
        over = len(raw) - len(fields)
        if over < 0 or (over and "text" not in fields):
            return None
        at = fields.index("text")
        text = self._layout.delimiter.join(raw[at : at + over + 1])
        cells = [bared(cell) for cell in (*raw[:at], text, *raw[at + over + 1 :])]
        return None if None in cells else [cell or "" for cell in cells]

    def _begins_as_row(self, piece: str) -> bool:
        if "rating" not in self._layout.fields:
            return True
        line, place = piece.partition("\n")[0], self._layout.fields.index("rating")
        cells = parted(line, self._layout.delimiter)
        return len(cells) > place and _is_rating(bared(cells[place]))

    def _line_end(self, place: int) -> int:
        end = self._text.find("\n", place)
        return len(self._text) if end < 0 else end

    def _next_row(self, end: int) -> int:
        """The end of the last line before the next that begins as a row."""
        while end < len(self._text):
            following = self._line_end(end + 1)
            line = self._text[end + 1 : following]
            if self._layout.fields[0] != "rating" or self._begins_as_row(line):
                return end
            end = following
        return end
