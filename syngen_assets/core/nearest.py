"""Nearest: which of the known words was probably meant by one that is not known."""

from collections.abc import Iterable
from difflib import get_close_matches


def perhaps(said: str, known: Iterable[str]) -> str:
    """The end of a sentence that says what was probably meant; empty where nothing is like it."""
    near = get_close_matches(said, list(known), n=1)
    return f"; perhaps {near[0]} is meant" if near else ""
