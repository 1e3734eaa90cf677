"""Wanted reviews: what a call asks of each review, and the call that asks for several."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

from syngen_assets.core.identity import digest
from syngen_assets.core.product_reviews.domain import Kind


@dataclass(frozen=True)
class Wanted:
    """What is asked of one review.

    Args:
        rating: its stars, or None where the real reviews have none.
        title: whether it has a headline, as the real reviews do or do not.
        aspects: what it speaks of; empty leaves that to the writer.
        words: how many words it has, at least and at most.
        grade: the US school grade that reads it with ease, or None where that is left open.
        viewpoint: who writes, as it goes on from "written by"; empty leaves that open.
        opening: how it begins, as it goes on from "begin with"; empty leaves that open.
        like: the real review whose rating, aspects, length and grade it has; it is not shown.
    """

    rating: int | None
    title: bool
    aspects: tuple[str, ...] = ()
    words: tuple[int, int] = (1, 1000)
    grade: int | None = None
    viewpoint: str = ""
    opening: str = ""
    like: str = ""

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> "Wanted":
        """What a cell says, once its JSON is read."""
        both = {name: tuple(values[name]) for name in ("aspects", "words")}
        return cls(**{**values, **both})

    def to_json(self) -> str:
        """The wish as a cell holds it."""
        return json.dumps(asdict(self), ensure_ascii=False)


@dataclass(frozen=True)
class Call:
    """A prompt that asks for several reviews.

    Args:
        kind: the kind of prompt.
        number: its place among those of its kind, from 0.
        wanted: what is asked of each review, in order.
        examples: the ids of the real reviews that it shows.
        temperature: how varied the model writes, 0 to 2.
    """

    kind: Kind
    number: int
    wanted: tuple[Wanted, ...]
    examples: tuple[str, ...] = ()
    temperature: float = 0.7

    @cached_property
    def id(self) -> str:
        """A digest of what the call asks for."""
        return digest(asdict(self))

    @property
    def row(self) -> dict[str, Any]:
        """What a `tables.REVIEW_PROMPTS` says of it, but for its wording."""
        return {
            "call_id": self.id,
            "kind": self.kind,
            "number": self.number,
            "asked": len(self.wanted),
            "wanted": json.dumps([asdict(one) for one in self.wanted], ensure_ascii=False),
            "examples": json.dumps(self.examples),
        }
