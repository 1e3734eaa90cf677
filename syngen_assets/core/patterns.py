"""Patterns: the pieces that rule tables are written with."""

import re
from collections.abc import Iterable


def any_of(words: str) -> str:
    """A pattern that matches each of the words, which stand between spaces."""
    return f"(?:{'|'.join(words.split())})"


def union(rules: Iterable[str], flags: int = 0) -> re.Pattern[str]:
    """A pattern that matches where one of the rules does."""
    return re.compile("|".join(f"(?:{rule})" for rule in rules), flags)
