"""Growing personas: from texts to who may read them, and on to those who stand close to these."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from syngen_assets.core.cleaning import normalize
from syngen_assets.core.firsts import Embed, Firsts
from syngen_assets.core.identity import digest, draw
from syngen_assets.core.personas.domain import Personas

LIKELY = ("read", "write", "like", "dislike")
"""What a persona is likely to do with a text."""

CIRCLES = ("at home", "at work or at school", "by giving or getting help")
"""Where a persona stands close to another."""

JACCARD = COSINE = 0.9
COPY = "near duplicate"

Row = dict[str, Any]


@dataclass(frozen=True)
class Told:
    """A text that personas are found in: the row it stands in, and what that is about."""

    id: str
    text: str
    topic: str | None = None


@dataclass(frozen=True)
class Ask:
    """A question after one persona.

    Args:
        origin: what it is asked of.
        text: that text, or the sentence of that persona.
        source_id: the source row that it goes back to.
        topic: what that row is about.
        relation: one of `LIKELY` or of `CIRCLES`.
        iteration: how many relations will lie between the persona and the text.
        parent_id: that persona.
        role: its role.
    """

    origin: Literal["text", "persona"]
    text: str
    source_id: str
    topic: str | None
    relation: str
    iteration: int = 0
    parent_id: str | None = None
    role: str | None = None

    @property
    def id(self) -> str:
        """What the question is called."""
        return digest(self.origin, self.parent_id or self.source_id, self.relation)

    @property
    def cells(self) -> Row:
        """What a row says of how its persona was found."""
        return {
            "origin": self.origin,
            "source_id": self.source_id,
            "topic": self.topic,
            "parent_id": self.parent_id,
            "relation": self.relation,
            "iteration": self.iteration,
        }


class Growth:
    """The personas so far, and what to ask next.

    Chance hangs on what personas and texts say, so neither the order of the source nor that of
    replies changes who is found. An iteration in which nobody new is found is the last one.

    Args:
        personas: how many there are to be.
        seed: where chance begins.
        embed: gives the vectors of texts, or None where only words are compared.
    """

    def __init__(self, personas: Personas, seed: int, embed: Embed | None = None) -> None:
        """Begin with nobody."""
        self._personas, self._seed = personas, seed
        self._firsts = Firsts(JACCARD, COSINE, embed)
        self._newest: list[Row] = []
        self._kept = self._iteration = 0

    def first(self, texts: Iterable[Told]) -> list[Ask]:
        """Whom to look for in texts: as many of these, drawn by identity, as there is room for."""
        drawn = sorted(texts, key=lambda told: draw(self._seed, "persona", told.id))
        most = min(self._personas.frontier, room(self._personas, 0, 0))
        return [
            Ask("text", told.text, told.id, told.topic, self._likely(told)) for told in drawn[:most]
        ]

    def _likely(self, told: Told) -> str:
        return LIKELY[int(draw(self._seed, "likely", told.id) * len(LIKELY))]

    def take(self, rows: Sequence[Row]) -> list[Row]:
        """The rows of an iteration with their ids; those that repeat a persona get a problem.

        Args:
            rows: one per question asked, with its `id`, and a `persona` or a `problem`.
        """
        found = [row | {"persona_id": _id(row)} for row in rows]
        fresh = [row for row in found if not row["problem"]]
        fresh.sort(key=lambda row: (row["persona_id"], row["id"]))
        ids = [row["persona_id"] for row in fresh]
        said = [row["persona"] for row in fresh]
        copies = self._firsts.add(ids, [normalize(text) for text in said], said)
        for place, copy in copies.items():
            problem = f"{COPY} ({copy.by}): nearly the same as {copy.of}"
            fresh[place] |= {"persona_id": digest("copy", fresh[place]["id"]), "problem": problem}
        self._newest = [row for row in fresh if not row["problem"]]
        self._kept += len(self._newest)
        return found

    def next(self) -> list[Ask]:
        """Whom to look for beside the newest personas; nobody where the graph is closed."""
        self._iteration += 1
        if self._iteration > self._personas.iterations or self._kept >= self._personas.most:
            return []
        by_chance = sorted(
            self._newest, key=lambda row: draw(self._seed, "frontier", row["persona_id"])
        )
        asks = [
            self._beside(row, circle)
            for row in by_chance[: self._personas.frontier]
            for circle in CIRCLES
        ]
        asks.sort(key=lambda ask: draw(self._seed, "grown", ask.id))
        return asks[: room(self._personas, self._iteration, self._kept)]

    def _beside(self, row: Mapping[str, Any], circle: str) -> Ask:
        return Ask(
            "persona",
            row["persona"],
            row["source_id"],
            row["topic"],
            circle,
            self._iteration,
            row["persona_id"],
            row["role"],
        )


def room(personas: Personas, iteration: int, kept: int) -> int:
    """How many an iteration may ask for: its even share of what is left, so that all take place."""
    left = personas.iterations - iteration + 1
    return max(0, math.ceil((personas.most - kept) / left))


def planned(personas: Personas, texts: int) -> int:
    """How many questions there will be if every one of them finds somebody new."""
    asked = kept = min(texts, personas.frontier, room(personas, 0, 0))
    for iteration in range(1, personas.iterations + 1):
        beside = len(CIRCLES) * min(asked, personas.frontier)
        asked = min(beside, room(personas, iteration, kept))
        kept += asked
    return kept


def _id(row: Mapping[str, Any]) -> str:
    if row["problem"]:
        return digest("none", row["id"])
    return digest("persona", normalize(row["persona"]))
