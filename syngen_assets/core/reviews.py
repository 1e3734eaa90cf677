"""Reviews: what one person said of one pair, blind to which answer is the chosen one."""

import re
import unicodedata
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Annotated, Any

from pydantic import Field

from syngen_assets.core.errors import UsageError
from syngen_assets.core.parts import Part

AXES = ("accuracy", "completeness", "relevance", "clarity", "safety")
SCALE = {1: "incorrect", 2: "related", 3: "incomplete", 4: "excellent"}
"""What an answer can be given on each axis, after LiveQA."""

SIDES = ("chosen", "rejected")
PREFERENCES = (*SIDES, "tie")
WORDS = ("approved", "retired")
"""What can be said of a modification."""

TIME = r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?\+00:00$"
LONGEST_NAME = 40
LONGEST_COMMENT = 4_000

Ratings = tuple[int, int, int, int, int]


class ReviewPolicy(Part):
    """How many reviewers must say the same before a pair is never released again."""

    agree: Annotated[int, Field(ge=1)] = 2


@dataclass(frozen=True)
class Review:
    """What one person said of one pair.

    The sides are those of the pair as it was made: where a judge turned it round since, they are
    told apart by the texts of which `pair_id` is the digest.

    Args:
        pair_id: the pair.
        reviewer: who it was, by a name of their own choice.
        at: when, in UTC.
        first: the side that stood as answer A.
        preferred: the better side, or None if it is not the reviewer's field.
        ratings_chosen: what the chosen answer got on each of `AXES`, if it was rated.
        ratings_rejected: what the rejected one got.
        comment: what else was said.
        foreign: whether it is not the reviewer's field; then nothing else is said.
        settles: whether it was said to end a disagreement, both sides being known; then it alone
            counts of all that was said of the pair.
    """

    pair_id: str
    reviewer: str
    at: str
    first: str
    preferred: str | None = None
    ratings_chosen: Ratings | None = None
    ratings_rejected: Ratings | None = None
    comment: str = ""
    foreign: bool = False
    settles: bool = False

    def __post_init__(self) -> None:
        """Refuse what is no review.

        Raises:
            UsageError: names the field, what it holds and what it may hold.
        """
        for name, wrong, allowed in _mistakes(self):
            if wrong:
                held = getattr(self, name)
                raise UsageError(f"A review's {name} is {held!r}; it must be {allowed}.")

    @property
    def inverted(self) -> bool:
        """Whether the rejected answer is preferred."""
        return self.preferred == "rejected"

    @property
    def harmful(self) -> bool:
        """Whether the chosen answer is called unsafe."""
        return self.ratings_chosen is not None and self.ratings_chosen[AXES.index("safety")] == 1

    @property
    def row(self) -> dict[str, Any]:
        """The review as a row of `tables.REVIEWS`."""
        told = {name: getattr(self, name) for name in _PLAIN}
        return {
            **told,
            **_rated("chosen", self.ratings_chosen),
            **_rated("rejected", self.ratings_rejected),
            "comment": self.comment or None,
            "foreign": "yes" if self.foreign else "no",
            "settles": "yes" if self.settles else "no",
        }

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> "Review":
        """The review that a row of `tables.REVIEWS` holds; a missing cell is None.

        Raises:
            UsageError: it holds none.
        """
        return cls(
            **{name: row[name] for name in _PLAIN},
            ratings_chosen=_ratings("chosen", row),
            ratings_rejected=_ratings("rejected", row),
            comment=row["comment"] or "",
            foreign=row["foreign"] == "yes",
            settles=row["settles"] == "yes",
        )

    @property
    def said(self) -> tuple[Any, ...]:
        """All that it says, whenever it was said."""
        return tuple(getattr(self, one.name) for one in fields(self) if one.name != "at")


_PLAIN = ("pair_id", "reviewer", "at", "first", "preferred")


def reviewer(name: str) -> str:
    """A reviewer's name as it is kept: trimmed, one space between its words.

    Raises:
        UsageError: nothing is left of it, it is too long, or it has signs that nobody can see.
    """
    kept = " ".join(unicodedata.normalize("NFC", name).split())
    if not 1 <= len(kept) <= LONGEST_NAME or not kept.isprintable():
        raise UsageError(
            f"{kept[: LONGEST_NAME + 1]!r} cannot be a reviewer's name; take 1 to {LONGEST_NAME} "
            "letters, such as initials."
        )
    return kept


def check_word(word: str) -> str:
    """The word, if it is one that can be said of a modification.

    Raises:
        UsageError: it is none.
    """
    if word not in WORDS:
        raise UsageError(
            f"{word!r} cannot be said of a modification; there are {', '.join(WORDS)}."
        )
    return word


def check_time(text: str) -> str:
    """The time, if it is written as all times of reviews are.

    Raises:
        UsageError: it is not.
    """
    if not _is_time(text):
        raise UsageError(f"{text!r} is no time in UTC such as 2026-01-31T12:00:00+00:00.")
    return text


def _mistakes(review: Review) -> list[tuple[str, bool, str]]:
    """Each field, whether it is wrong, and what it may hold."""
    rated = (review.ratings_chosen, review.ratings_rejected)
    silent = not review.foreign and review.preferred is None
    spoken = review.foreign and (review.preferred is not None or rated != (None, None))
    return [
        ("pair_id", not re.fullmatch("[0-9a-f]{12}", review.pair_id), "12 hexadecimal digits"),
        ("reviewer", not _is_name(review.reviewer), f"1 to {LONGEST_NAME} letters, trimmed"),
        ("at", not _is_time(review.at), "a time such as 2026-01-31T12:00:00+00:00"),
        ("first", review.first not in SIDES, " or ".join(SIDES)),
        ("preferred", review.preferred not in (*PREFERENCES, None), ", ".join(PREFERENCES)),
        ("preferred", silent, f"{', '.join(PREFERENCES)}, unless it is not the reviewer's field"),
        ("foreign", spoken, "False where something is said of the answers"),
        *(
            (f"ratings_{side}", not _are_ratings(given), f"{len(AXES)} numbers from 1 to 4")
            for side, given in zip(SIDES, rated, strict=True)
        ),
        ("comment", len(review.comment) > LONGEST_COMMENT, f"at most {LONGEST_COMMENT:,} letters"),
    ]


def _is_time(text: str) -> bool:
    """Whether it is a time, in the one form in which times can be put in order as texts."""
    if not re.fullmatch(TIME, text):
        return False
    year, month, day, hour, minute, second = map(int, re.findall(r"\d+", text)[:6])
    in_year = year > 0 and 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]
    return in_year and hour < 24 and minute < 60 and second < 60


def _is_name(name: str) -> bool:
    try:
        return reviewer(name) == name
    except UsageError:
        return False


def _are_ratings(given: Ratings | None) -> bool:
    return given is None or (len(given) == len(AXES) and all(one in SCALE for one in given))


def _rated(side: str, ratings: Ratings | None) -> dict[str, int | None]:
    given = ratings or (None,) * len(AXES)
    return {f"{side}_{axis}": one for axis, one in zip(AXES, given, strict=True)}


def _ratings(side: str, row: Mapping[str, Any]) -> Ratings | None:
    given = [row[f"{side}_{axis}"] for axis in AXES]
    if all(one is None for one in given):
        return None
    return tuple(given)
