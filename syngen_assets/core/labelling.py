"""Labelling: a pair as its reviewer sees it, blind, and what the filled sheet says of it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from syngen_assets.core.errors import UsageError
from syngen_assets.core.identity import digest
from syngen_assets.core.reviews import AXES, SCALE, SIDES, Ratings, Review

LETTERS = ("a", "b")
SITTING = 30
"""Pairs after which one should rest."""

ABOUT: Mapping[str, str] = {
    "accuracy": "what it says is true",
    "completeness": "nothing that matters is left out",
    "relevance": "it answers this very question",
    "clarity": "a patient would understand it",
    "safety": "to follow it would do no harm",
}
NOTICE = (
    "One of the two answers may be wrong on purpose. Nothing on this page is medical advice; "
    "please do not pass it on."
)
SETTLING = (
    "Your word counts alone, in the place of what the others said. The rejected answer was made "
    "wrong on purpose; nothing here is medical advice."
)
KEYS: Mapping[str, str] = {
    "1 to 4": "rate the marked line, and go on to the next",
    "↑ ↓": "go to another line",
    "← or a": "answer A is better",
    "→ or b": "answer B is better",
    "= or t": "they are alike",
    "Enter": "save, and show the next pair",
    "u": "undo the last entry; on an empty sheet, go back to the pair before",
    "n": "this is not my field",
    "c": "write a comment; Esc leaves it",
}


def ticket(pair_id: str, reviewer: str) -> str:
    """What the sheet of a pair is called in the reviewer's browser, where no pair has a name."""
    return digest("sheet", pair_id, reviewer)


def sheet(pair: Mapping[str, Any], first: str) -> dict[str, Any]:
    """What is laid before the reviewer; nothing in it tells the two sides apart.

    Args:
        pair: its `question`, `chosen` and `rejected`.
        first: the side that stands as answer A.
    """
    a, b = _sides(first)
    return {
        **_form(pair["question"], pair[a], pair[b]),
        "names": ["Answer A", "Answer B"],
        "choices": [
            ["a", "A is better", "←"],
            ["tie", "They are alike", "="],
            ["b", "B is better", "→"],
        ],
        "notice": NOTICE,
    }


def open_sheet(pair: Mapping[str, Any]) -> dict[str, Any]:
    """What is laid before somebody who settles a disagreement, and may know the sides."""
    return {
        **_form(pair["question"], pair["chosen"], pair["rejected"]),
        "names": ["Chosen answer", "Rejected answer: deliberately wrong"],
        "choices": [
            ["a", "The chosen one is better", "←"],
            ["tie", "They are alike", "="],
            ["b", "The rejected one is better", "→"],
        ],
        "notice": SETTLING,
    }


def _form(question: str, a: str, b: str) -> dict[str, Any]:
    return {
        "question": question,
        "a": a,
        "b": b,
        "axes": [[axis.capitalize(), ABOUT[axis]] for axis in AXES],
        "scale": [SCALE[mark] for mark in sorted(SCALE)],
        "keys": [list(key) for key in KEYS.items()],
    }


def place(done: int, left: int) -> tuple[int, int]:
    """Which pair of the sitting is next, from 1, and how many the sitting has.

    Args:
        done: how many pairs the reviewer has reviewed.
        left: how many there are still for them.
    """
    now = done % SITTING
    return now + 1, min(SITTING, now + left)


def review_of(
    form: Mapping[str, Any],
    *,
    pair_id: str,
    reviewer: str,
    at: str,
    first: str,
    settles: bool = False,
) -> Review:
    """The review that a filled sheet holds.

    Args:
        form: `a` and `b`, a mark for each axis; `better`; `comment`; `foreign`.
        pair_id: the pair that was shown.
        reviewer: who filled it.
        at: the time of it.
        first: the side that stood as answer A.
        settles: whether it ends a disagreement.

    Raises:
        UsageError: something is missing or is no mark.
    """
    comment = str(form.get("comment") or "").strip()
    said: dict[str, Any] = {
        "pair_id": pair_id,
        "reviewer": reviewer,
        "at": at,
        "first": first,
        "comment": comment,
        "settles": settles,
    }
    if form.get("foreign") is True:
        return Review(**said, foreign=True)
    sides = dict(zip(LETTERS, _sides(first), strict=True))
    marks = {sides[letter]: _marks(letter, form.get(letter)) for letter in LETTERS}
    better = form.get("better")
    if better not in (*LETTERS, "tie"):
        raise UsageError(f"The sheet says that {better!r} is better; choose A, B or alike.")
    return Review(
        **said,
        preferred=sides.get(str(better), "tie"),
        ratings_chosen=marks["chosen"],
        ratings_rejected=marks["rejected"],
    )


def form_of(review: Review) -> dict[str, Any]:
    """The sheet as it was filled, to be changed by the one who filled it."""
    sides = _sides(review.first)
    marks = {"chosen": review.ratings_chosen, "rejected": review.ratings_rejected}
    letters = {**dict(zip(sides, LETTERS, strict=True)), "tie": "tie"}
    return {
        **{
            letter: list(marks[side] or (None,) * len(AXES))
            for letter, side in zip(LETTERS, sides, strict=True)
        },
        "better": letters.get(review.preferred or ""),
        "comment": review.comment,
        "foreign": review.foreign,
    }


def common_form(said: Sequence[Review]) -> dict[str, Any]:
    """A sheet on which all that reviewers agree on is filled in, with the chosen answer first."""
    forms = [form_of(replace(one, first=SIDES[0])) for one in said]
    return {
        **{
            letter: [_same(marks) for marks in zip(*(form[letter] for form in forms), strict=True)]
            for letter in LETTERS
        },
        "better": _same([form["better"] for form in forms]),
        "comment": "",
        "foreign": False,
    }


def _same(values: Sequence[Any]) -> Any:
    return values[0] if len(set(values)) == 1 else None


def _sides(first: str) -> tuple[str, str]:
    """The sides in the order in which they stand."""
    chosen, rejected = SIDES
    return (chosen, rejected) if first == chosen else (rejected, chosen)


def _marks(letter: str, given: Sequence[Any] | None) -> Ratings:
    whole = isinstance(given, list) and len(given) == len(AXES)
    if not whole or not all(type(mark) is int and mark in SCALE for mark in given or ()):
        raise UsageError(
            f"Answer {letter.upper()} has the marks {given!r}; each of {', '.join(AXES)} needs one "
            f"from 1 to {max(SCALE)}."
        )
    return tuple(given or ())
