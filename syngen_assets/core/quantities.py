"""Quantities: the numbers that words say, and whether two of them are two stories."""

import re
from collections.abc import Sequence

from syngen_assets.core.text import words

_ROUNDING = 0.25  # numbers that differ by less may be the same, told roughly
_NUMBERS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "twenty": 20, "thirty": 30, "forty": 40,
    "fifty": 50, "million": 1e6, "billion": 1e9,
}  # fmt: skip


def value(word: str) -> float | None:
    """The number that a word says, if it says one."""
    if word in _NUMBERS:
        return float(_NUMBERS[word])
    return float(word.replace(",", "")) if re.fullmatch(r"\d[\d,]*(?:\.\d+)?", word) else None


def is_far(old: str, new: str) -> bool:
    """Whether both words are numbers, and no rounding leads from the one to the other."""
    one, other = value(old), value(new)
    if one is None or other is None:
        return False
    return abs(one - other) > _ROUNDING * max(one, other)


def is_said(told: str, unit: str, texts: Sequence[str]) -> bool:
    """Whether one of the texts has the number, with the word that follows it."""
    phrase = f" {told} {unit} ".replace("  ", " ")
    return any(phrase in f" {' '.join(words(text.casefold()))} " for text in texts)
