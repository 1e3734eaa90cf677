"""Reading: the reviews that stand in a reply, and what of it could not be read."""

from syngen_assets.core.gates.names import EMPTY, REFUSED
from syngen_assets.core.product_reviews import csv_replies, json_replies, labelled_replies
from syngen_assets.core.product_reviews.written import UNREAD, Read, Written, shown
from syngen_assets.core.refusals import declines
from syngen_assets.core.replies import stopped
from syngen_assets.core.wrappings import unwrapped

__all__ = ["MISCOUNTED", "UNREAD", "Read", "Written", "read"]

MISCOUNTED = "miscounted_reply"
"""The problem with a reply that has more or fewer reviews than it was asked for."""


def read(text: str, asked: int, finish: str = "stop") -> Read:
    """The reviews of a reply, in JSON, in lines of cells or with labels, however it is wrapped.

    All that is whole is read, whatever is wrong with the rest; each thing that is wrong is a
    problem that begins with its name, as gates have it. The fields of a review are as the reply
    has them: whether they are any good, row gates say.

    Args:
        text: the reply as it came.
        asked: how many reviews were asked for.
        finish: why the model stopped.
    """
    why = stopped(finish)
    body = unwrapped(text)
    found = _found(body, ends=not why or text.rstrip(" \t").endswith(("\n", "```")))
    problems = [*([why] if why else []), *found.problems]
    if not (found.rows or problems):
        problems.append(_nothing(body))
    if len(found.rows) != asked:
        problems.append(f"{MISCOUNTED}: asked {asked}, read {len(found.rows)}")
    return Read(found.rows, tuple(problems))


def _found(text: str, ends: bool) -> Read:
    """What the form of a reply holds that begins first: an object, or a line of names."""
    head = csv_replies.head(text)
    begin = json_replies.opening(text)
    if head and (begin is None or head.begin < begin):
        return csv_replies.read(text, ends=ends)
    found = json_replies.read(text)
    if not (found.rows or found.problems):
        found = csv_replies.read(text, ends=ends)
    return found if found.rows or found.problems else labelled_replies.read(text, ends=ends)


def _nothing(text: str) -> str:
    """Why a reply holds no review."""
    if not text:
        return f"{EMPTY}: the reply is empty"
    if declines(text):
        return f"{REFUSED}: the reply declines to answer: {shown(text)}"
    return f"{UNREAD}: the reply holds no review: {shown(text)}"
