"""Cells: the parts of a line, in quotation marks or bare."""

import re
from functools import cache

_QUOTED = r'[ \t]*"((?:[^"]|"")*)"[ \t]*'
_WRAPPED = re.compile(r'"(?P<straight>.*)"|“(?P<bent>.*)”', re.DOTALL)
_MOST = 200  # cells of a line in which quotation marks are looked at, each to the line's end
_DECORATED = re.compile(r"(\*\*|__|`)(.*)\1", re.DOTALL)


@cache
def _cell(delimiter: str) -> re.Pattern[str]:
    """A cell as RFC 4180 has it, and the delimiter or the end of the line after it."""
    mark = re.escape(delimiter)
    return re.compile(rf'(?:{_QUOTED}|(?![ \t]*")([^{mark}\n]*))(?:({mark})|(?=\n)|\Z)')


@cache
def _part(delimiter: str) -> re.Pattern[str]:
    """A cell that may hold bare quotation marks: it is closed by one before a delimiter."""
    mark = re.escape(delimiter)
    return re.compile(
        rf'(?:[ \t]*(?:"(?:[^"]|""|"(?![ \t]*(?:{mark}|\Z)))*+"|“[^”]*”)[ \t]*(?={mark}|\Z)'
        rf"|(?:\\{mark}|[^{mark}])*)({mark}|\Z)"
    )


def strict(text: str, place: int, delimiter: str) -> tuple[list[str], int] | None:
    """The cells of the row that begins there, as RFC 4180 has them, and where it ends."""
    cells: list[str] = []
    while found := _cell(delimiter).match(text, place):
        quoted, bare, more = found.groups()
        cells.append(bare.strip() if quoted is None else quoted.replace('""', '"'))
        place = found.end()
        if not more:
            return cells, place
    return None


def parted(line: str, delimiter: str) -> list[str]:
    """The cells of a line as they stand there, with their quotation marks."""
    if delimiter == "|":
        line = line.strip().removeprefix("|").removesuffix("|")
    cells: list[str] = []
    place = 0
    while found := _part(delimiter).match(line, place):
        cells.append(found.group().removesuffix(found[1]) if found[1] else found.group())
        place = found.end()
        if not found[1]:
            return cells
        if len(cells) == _MOST:
            break
    return cells + line[place:].split(delimiter)


def bared(cell: str) -> str | None:
    """What a cell holds, without its quotation marks; None if it opens one and does not end it."""
    cell = cell.strip()
    wrapped = _WRAPPED.fullmatch(cell)
    if wrapped:
        inside = wrapped["straight"] if wrapped["straight"] is not None else wrapped["bent"]
        if '""' in inside and inside.replace('""', "").count('"'):
            return None  # whoever doubles some marks doubles all: this is the half of a cell
        return inside.replace('""', '"').strip()
    if cell.startswith(('"', "“")):
        return None
    decorated = _DECORATED.fullmatch(cell)
    return decorated[2] if decorated else cell.replace(r"\|", "|")
