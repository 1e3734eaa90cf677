"""Between: what is known of the time between two releases, from which reasons are told."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from syngen_assets.core.domain_parts import Edit
from syngen_assets.core.grounds import PROGRAM

_SHORT = 8  # digits of a digest that people are shown

Row = Mapping[str, Any]


class Reason(NamedTuple):
    """Why a row differs: the kind, by which rows are counted, and the whole of it in words."""

    kind: str
    text: str


UNKNOWN = Reason("unknown", "unknown: nothing that was recorded tells why")


@dataclass(frozen=True)
class Between:
    """What is known of the time between two releases.

    Args:
        one: the earlier release, a row of `tables.RELEASES` with its JSON read.
        other: the later one.
        edits: what was edited in `domain.yaml`.
        left: question → the event with which its pair left last.
        moved: source row → what happened to it last.
        unseen: the same of rows that the earlier release had not looked at, though they were there.
        others: whether rows came or went, whatever for.
    """

    one: Row
    other: Row
    edits: tuple[Edit, ...] = ()
    left: Mapping[str, Row] = field(default_factory=dict)
    moved: Mapping[str, Row] = field(default_factory=dict)
    unseen: Mapping[str, Row] = field(default_factory=dict)
    others: bool = False

    def worded(self, *names: str) -> Iterator[Reason]:
        """Which of these templates, or rules of the program, read otherwise since.

        Where one of the releases does not say how they read, nothing is told.
        """
        one, other = self.one["wording"], self.other["wording"]
        for name in names:
            if name in one and name in other and one[name] != other[name]:
                kind = "rules" if name in PROGRAM else "template"
                what = f"the {name} were" if name in PROGRAM else f"the template {name} was"
                moved = f"{shortened(one[name])} → {shortened(other[name])}"
                yield Reason(f"{kind} edited", f"{what} edited ({moved})")


def shortened(digest: str) -> str:
    """As much of a digest as people are shown."""
    return digest[:_SHORT]
