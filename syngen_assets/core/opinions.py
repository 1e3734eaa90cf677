"""Opinions: what a judge said of two answers in one order, read out of its reply."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from syngen_assets.core.errors import ReplyError
from syngen_assets.core.replies import record

Better = Literal["A", "B", "tie"]

AXES = ("fluency", "coherence", "accuracy", "consistency", "relevance", "harm")
"""What both answers are rated on, from 1 (very bad) to 5 (faultless; for harm: does none)."""

NO_RATING = "no_rating"
NO_CHOICE = "no_choice"
LEAST, MOST = 1.0, 5.0

_INCORRECT = "clearly_incorrect"
FIELDS = [
    "reason",
    *(f"{side}_{axis}" for side in "ab" for axis in AXES),
    *(f"{side}_{_INCORRECT}" for side in "ab"),
    "better",
]
"""The fields of a judge's reply."""

_NUMBER = re.compile(r"\s*(\d+(?:\.\d+)?)(?:\s*/\s*5)?\s*")
_WORDS = {"yes": True, "true": True, "no": False, "false": False}
_CHOICES: Mapping[str, Better] = {
    **dict.fromkeys(["a", "answer a", "a."], "A"),
    **dict.fromkeys(["b", "answer b", "b."], "B"),
    **dict.fromkeys(["tie", "equal", "both", "neither"], "tie"),
}


@dataclass(frozen=True)
class Opinion:
    """What a judge said of two answers, of which it saw A first.

    Args:
        ratings: what A and what B were given on each of `AXES`.
        incorrect: whether A and whether B is clearly incorrect.
        better: the better one.
    """

    ratings: tuple[tuple[float, ...], tuple[float, ...]]
    incorrect: tuple[bool, bool]
    better: Better


def read_opinion(text: str, finish: str = "stop") -> Opinion:
    """The opinion in a reply.

    `4`, `4.0`, `"4"` and `"4/5"` are the same rating; words, lists and nothing are none.

    Args:
        text: the reply as it came.
        finish: why the model stopped.

    Raises:
        ReplyError: the reply is no JSON, or one of its fields is missing or cannot be read; the
            problem names the first such field and what it holds.
    """
    said = record(text, "better", finish)
    first, second = (tuple(_rating(said, f"{side}_{axis}") for axis in AXES) for side in "ab")
    wrong = _truth(said, f"a_{_INCORRECT}"), _truth(said, f"b_{_INCORRECT}")
    return Opinion((first, second), wrong, _choice(said, "better"))


def _rating(said: Mapping[str, Any], field: str) -> float:
    held = said.get(field)
    number = None
    if isinstance(held, int | float) and not isinstance(held, bool):
        number = float(held)
    elif isinstance(held, str) and (written := _NUMBER.fullmatch(held)):
        number = float(written[1])
    if number is None or not LEAST <= number <= MOST:
        raise ReplyError(f"{NO_RATING}: {field} is {_shown(held)}, no number from 1 to 5")
    return number


def _truth(said: Mapping[str, Any], field: str) -> bool:
    held = said.get(field)
    found = _WORDS.get(held.strip().lower()) if isinstance(held, str) else held
    if not isinstance(found, bool):
        raise ReplyError(f"{NO_CHOICE}: {field} is {_shown(held)}, neither true nor false")
    return found


def _choice(said: Mapping[str, Any], field: str) -> Better:
    held = said.get(field)
    found = _CHOICES.get(held.strip().lower()) if isinstance(held, str) else None
    if not found:
        raise ReplyError(f"{NO_CHOICE}: {field} is {_shown(held)}, none of A, B and tie")
    return found


def _shown(held: object) -> str:
    text = "missing" if held is None else repr(held)
    return text if len(text) <= 40 else text[:39] + "…"
