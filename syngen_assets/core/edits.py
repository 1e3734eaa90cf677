"""Edits: a changed place in an answer, told so that a program can find it and undo it."""

from dataclasses import dataclass
from typing import Any

from syngen_assets.core.text import words

SHARE = 0.25  # by how much the counts of words of a chosen and a flawed answer may differ

Chance = tuple[Any, ...]


@dataclass(frozen=True)
class Change:
    """A flawed answer, and what was changed to make it.

    Args:
        answer: the whole answer, with its flaw.
        before: the text that was replaced, so long that it stands in the chosen text only once;
            where a donor lent the whole text, that text as the donor has it.
        after: what stands there now.
        donor: the id of the reference that lent the text, or None.
    """

    answer: str
    before: str
    after: str
    donor: str | None


def is_matched(text: str, chosen: str) -> bool:
    """Whether the counts of words of the two texts are about the same."""
    count = len(words(chosen))
    return abs(len(words(text)) - count) <= SHARE * count


def edited(chosen: str, start: int, end: int, new: str) -> Change | None:
    """The change that puts `new` there, told with as many words around as make it unmistakable."""
    answer, left, right = chosen[:start] + new + chosen[end:], start, end
    if words(answer) == words(chosen) or not is_matched(answer, chosen):
        return None
    while True:
        before, after = chosen[left:right], chosen[left:start] + new + chosen[end:right]
        if before and after and chosen.count(before) == 1 and answer.count(after) == 1:
            return Change(answer, before, after, None)
        left = chosen.rfind(" ", 0, max(left - 1, 0)) + 1
        right = right if (right := chosen.find(" ", right + 1)) > 0 else len(chosen)
