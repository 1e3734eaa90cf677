"""Headings: what the columns of a file are called, and whether its first row says so."""

import re
from collections import Counter
from collections.abc import Collection, Sequence

_NUMBER = re.compile(r"\d+(?:[.,]\d+)?(?:\s*/\s*\d+)?|[★☆⭐]+")
_MOST_WORDS, _MOST_LETTERS = 5, 40
_APART = re.compile(r"[\W_]+")


def is_heading(first: Sequence[str], known: Collection[str]) -> bool:
    """Whether a row names the columns rather than filling them.

    Args:
        first: its cells.
        known: names that columns often have.
    """
    if {plain(cell) for cell in first} & {plain(name) for name in known}:
        return True
    return not any(_is_data(cell.strip()) for cell in first)


def _is_data(cell: str) -> bool:
    long = len(cell.split()) > _MOST_WORDS or len(cell) > _MOST_LETTERS
    return long or bool(_NUMBER.fullmatch(cell))


def named(cells: Sequence[str]) -> tuple[str, ...]:
    """The names in a heading; each is there once, and none is empty."""
    seen: Counter[str] = Counter()
    names = []
    for place, cell in enumerate(cells, start=1):
        name = " ".join(cell.split()) or f"column {place}"
        seen[name] += 1
        names.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return tuple(names)


def repeated(cells: Sequence[str]) -> list[str]:
    """The names that a heading has more than once."""
    counts = Counter(" ".join(cell.split()) for cell in cells)
    return [name for name, count in counts.items() if name and count > 1]


def numbered(width: int) -> tuple[str, ...]:
    """The names of columns that have none."""
    return tuple(f"column {place}" for place in range(1, width + 1))


def plain(name: str) -> str:
    """A name as it is compared: `Review Text` and `review_text` are one."""
    return _APART.sub("", name).casefold()
