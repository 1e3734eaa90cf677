"""Ratings: the number of stars that a text says, in figures, in words or in stars."""

import re

from syngen_assets.core.patterns import any_of

_WORDS = "zero one two three four five six seven eight nine ten"
_NUMBERS = {word: place for place, word in enumerate(_WORDS.split())}
_SAID = re.compile(
    rf"(?:rating|rated|score)?\s*[:=]?\s*(?P<number>\d{{1,3}}(?:[.,]\d{{1,2}})?|{any_of(_WORDS)})"
    r"\s*(?:(?:/|out of|of|von)\s*\d{1,3})?\s*(?:[-\s]?stars?|★|⭐️?|points?)?\.?",
    re.IGNORECASE,
)
_OF = re.compile(r"(?:/|\bof|\bvon)\s*(?P<most>\d{1,3})", re.IGNORECASE)
_STARS = re.compile(r"(?P<full>(?:[★⭐✭✮🌟]️?\s*){1,10})(?P<rest>(?:[☆✩]\s*)*)")


def said(text: str) -> float | None:
    """The rating that a text says; None if it says none.

    `5`, `4.0`, `4/5`, `3 out of 5 stars`, `five` and `★★★★☆` are ratings.
    """
    text = text.strip(" \t\n\"'*_`")
    if stars := _STARS.fullmatch(text):
        return float(sum(sign in "★⭐✭✮🌟" for sign in stars["full"]))
    found = _SAID.fullmatch(text)
    if not found:
        return None
    number = found["number"].lower()
    return float(_NUMBERS[number] if number in _NUMBERS else number.replace(",", "."))


def whole(text: str) -> int | None:
    """The rating that a text says, if it is a whole number."""
    number = said(text)
    return int(number) if number is not None and number.is_integer() else None


def stars(text: str, scale: tuple[int, int]) -> int | None:
    """The rating that a text says, if it is a whole number of that very scale.

    What half a star or "4/10" mean on a scale of five would be a guess.

    Args:
        text: the rating as it stands.
        scale: the least and the most stars.
    """
    number, scaled = whole(text), _OF.search(text)
    if number is None or not scale[0] <= number <= scale[1]:
        return None
    return number if not scaled or int(scaled["most"]) == scale[1] else None
