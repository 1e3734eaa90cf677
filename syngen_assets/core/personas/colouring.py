"""Colouring: which persona a question is asked, answered and judged for."""

from bisect import bisect
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from syngen_assets.core.identity import draw
from syngen_assets.core.personas.domain import Personas
from syngen_assets.core.tables import records, usable

AS: Mapping[str, str] = {
    "rewrite_question": "rewrite_question_as",
    "answer_well": "answer_well_as",
    "answer_from_reference": "answer_from_reference_as",
    "judge_pair": "judge_pair_as",
    "judge_pair_with_reference": "judge_pair_with_reference_as",
}
"""A template → the one that takes its place where a persona colours the row."""


@dataclass(frozen=True)
class Line:
    """A line of the rewriting plan, as far as personas are concerned."""

    id: str
    source_id: str
    modification: str = ""


def coloured(
    lines: Sequence[Line],
    personas: pd.DataFrame,
    share: float,
    seed: int,
    earlier: Mapping[str, str] | None = None,
) -> dict[str, str]:
    """Which lines a persona colours, and which it is.

    Whether a line is coloured hangs on nothing but the line. From the top of the plan, every
    persona has a line before any has two; one that was found in the line's own source row comes
    first, and one that was found in a row with a line to come waits for that.

    Args:
        lines: the plan, in its order.
        personas: a `tables.PERSONAS`.
        share: the part of the lines that is coloured.
        seed: where chance begins.
        earlier: line → persona that earlier runs drew; it stays while there is that persona.

    Returns:
        Line → persona, for the coloured lines only.
    """
    some = [line for line in lines if draw(seed, "coloured", line.id) < share]
    known = records(usable(personas))
    ids = {row["persona_id"] for row in known}
    found = {id: who for id, who in (earlier or {}).items() if who in ids}
    found = {line.id: found[line.id] for line in some if line.id in found}
    waiting = [line for line in some if line.id not in found]
    if known:
        ring = _Ring(known, seed, Counter(found.values()), [line.source_id for line in waiting])
        found |= {line.id: ring.take(line, draw(seed, "persona", line.id)) for line in waiting}
    return found


class _Ring:
    """The personas in a ring, of which those that have the fewest lines can be taken."""

    def __init__(
        self,
        personas: Sequence[Mapping[str, Any]],
        seed: int,
        uses: Mapping[str, int],
        sources: Collection[str],
    ) -> None:
        at = {row["persona_id"]: draw(seed, "ring", row["persona_id"]) for row in personas}
        self._at = dict(sorted(at.items(), key=lambda entry: (entry[1], entry[0])))
        self._uses = {who: uses.get(who, 0) for who in self._at}
        self._from = {row["persona_id"]: row["source_id"] for row in personas}
        self._to_come = Counter(sources)
        self._left: list[str] = []

    def take(self, line: Line, place: float) -> str:
        """The line's own persona, or else the first from a place on that waits for no other."""
        self._left = self._left or self._least()
        start = bisect([self._at[who] for who in self._left], place)
        ring = [*self._left[start:], *self._left[:start]]
        self._to_come[line.source_id] -= 1
        who = min(ring, key=lambda who: self._rank(who, line))
        self._left.remove(who)
        self._uses[who] += 1
        return who

    def _rank(self, who: str, line: Line) -> tuple[bool, bool]:
        own = self._from[who] == line.source_id
        return not own, self._to_come[self._from[who]] > 0

    def _least(self) -> list[str]:
        fewest = min(self._uses.values())
        return [who for who, uses in self._uses.items() if uses == fewest]


def voice(who: Mapping[str, Any], modification: str, personas: Personas) -> dict[str, Any]:
    """What an offline rewriting may know of a persona: how it begins, and how it asks."""
    role = personas.roles.get(who["role"] or "")
    return {
        "openings": role.openings if role else [],
        "asks": personas.asks.get(modification, []),
    }
