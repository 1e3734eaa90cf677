"""Written reviews: what stands in a reply, word for word, and what could not be read there."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

_NAMES: Mapping[str, tuple[str, ...]] = {
    "rating": ("rating", "ratings", "star", "stars", "score", "overall", "starrating"),
    "title": ("title", "headline", "heading", "summary", "subject", "reviewtitle"),
    "text": (
        *("text", "review", "reviewtext", "reviewbody", "body", "content", "comment", "comments"),
        *("reviewcontent", "feedback", "description"),
    ),
}
_FIELDS = {name: field for field, names in _NAMES.items() for name in names}
_NO_SIGN = re.compile(r"[\W_]+")
_HALF = re.compile("[\ud800-\udfff]")
_SHOWN = 60

UNREAD = "unread_review"
"""The problem with a piece of a reply that may be a review, and cannot be read as one."""


@dataclass(frozen=True)
class Written:
    """A review as a reply has it; what the reply does not say is empty."""

    rating: str = ""
    title: str = ""
    text: str = ""


@dataclass(frozen=True)
class Read:
    """What a reply holds.

    Args:
        rows: its reviews, in their order.
        problems: what of it could not be read, and how it differs from what was asked.
    """

    rows: tuple[Written, ...] = ()
    problems: tuple[str, ...] = ()


def field(name: str) -> str | None:
    """The part of a review that a name stands for, in any case and with any signs in it."""
    return _FIELDS.get(_NO_SIGN.sub("", name).casefold())


def written(values: Mapping[str, str]) -> Written:
    """The review of the values of its fields; half a character, which no file holds, is shown."""
    return Written(**{name: _HALF.sub("\ufffd", value).strip() for name, value in values.items()})


def shown(text: str) -> str:
    """The beginning of a text on one line."""
    folded = " ".join(text.split())
    return repr(folded if len(folded) <= _SHOWN else folded[: _SHOWN - 1] + "…")
