"""The plan: which source questions are drawn, and which are changed in which way.

A cell is a topic and an aspect of it. Where cells are known, the data set has one question for
each, source or synthetic. Chance hangs on the identity of questions: a row that is added to the
source or taken from it changes no other row's draw.
"""

import heapq
import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from syngen_assets.core.identity import draw


class Cell(NamedTuple):
    """A topic, without case, and an aspect of it."""

    topic: str
    aspect: str


@dataclass(frozen=True)
class Entry:
    """A source question, as far as the plan is concerned.

    A question without topic or aspect has no cell. `answered` says that its row has a reference
    answer to draw on.
    """

    id: str
    topic: str = ""
    aspect: str = ""
    answered: bool = False

    @property
    def cell(self) -> Cell | None:
        """The cell of the question, where topic and aspect are known."""
        return cell(self.topic, self.aspect)


_Queue = list[tuple[bool, int, tuple[bool, float, int], Entry]]


@dataclass(frozen=True)
class Planned:
    """One line of the plan: change this question in this way, resting on that reference."""

    source_id: str
    modification: str
    topic: str
    aspect: str
    reference_id: str


def cell(topic: str, aspect: str) -> Cell | None:
    """The cell of a topic and an aspect, where both are known."""
    return Cell(topic.casefold(), aspect) if topic and aspect else None


def draw_sources(
    entries: Sequence[Entry],
    *,
    target: int,
    share: float,
    seed: int,
    without: Collection[str] = (),
    answered_only: bool = False,
    wanted: Collection[str] = (),
    of_wanted: int | None = None,
) -> list[Entry]:
    """The source questions of the data set: at most `share` of `target`, drawn by identity.

    Args:
        entries: all source questions, in any order.
        target: how many questions the data set shall have.
        share: the part of them that source questions may take.
        seed: where chance begins.
        without: ids that are left out. Their cells stay empty.
        answered_only: take only questions with a reference answer.
        wanted: aspects that synthetic questions can have too.
        of_wanted: the most questions of those aspects that are taken, so that enough of their
            cells are left; None for no limit.

    Returns:
        The drawn questions in their fixed order.
    """
    drawn: list[Entry] = []
    seen: set[Cell] = set()
    for entry in sorted(entries, key=lambda entry: draw(seed, "source", entry.id)):
        if len(drawn) >= math.floor(target * share + 1e-9):
            break
        if entry.cell in seen or (answered_only and not entry.answered):
            continue
        if of_wanted is not None and entry.aspect in wanted:
            if of_wanted == 0:
                continue
            of_wanted -= 1
        if entry.cell:
            seen.add(entry.cell)
        if entry.id not in without:
            drawn.append(entry)
    return drawn


class Lines:
    """The rewriting plan, drawn one line at a time, best line first, until it is spent.

    Each line goes to the modification with the fewest lines so far; among the questions that it
    can change, to one that was used least, and among those to the lowest draw. So any number of
    lines from the top is fair: modifications differ by at most one while none is spent, and every
    question is used before any is used twice, as far as the free cells allow. A question that asks
    for the modification's own aspect already is changed only when all others are spent.

    `uses` counts the lines of each source question, `counts` those of each modification.

    Args:
        entries: all source questions, in any order.
        references: the row that holds the reference answer of a cell.
        modifications: modification → the aspects that it asks for, in order of preference.
        taken: cells that have a question already.
        seed: where chance begins.
        answered_only: go only where there is a reference answer.
        known: questions that come after all others of as many uses.
    """

    def __init__(
        self,
        entries: Sequence[Entry],
        references: Mapping[Cell, str],
        modifications: Mapping[str, Collection[str]],
        *,
        taken: Collection[Cell],
        seed: int,
        answered_only: bool = False,
        known: Collection[str] = (),
    ) -> None:
        """Begin with an empty plan."""
        self._entries = {entry.id: entry for entry in entries}
        self._references, self._modifications = references, modifications
        self._taken, self._answered_only = set(taken), answered_only
        self.uses = dict.fromkeys(self._entries, 0)
        self.counts = dict.fromkeys(modifications, 0)
        self._there: set[tuple[str, str]] = set()
        self._queues = {name: self._queue(name, seed, known) for name in modifications}

    @property
    def least(self) -> str:
        """The modification with the fewest lines that is not spent; empty if all are."""
        return min(self._queues, key=lambda name: self.counts[name], default="")

    def draw(self) -> Planned | None:
        """The best line that is left, put into the plan; None if there is none."""
        while name := self.least:
            if line := self.draw_of(name):
                return line
            self.close(name)
        return None

    def close(self, modification: str) -> None:
        """Draw no more lines of a modification."""
        del self._queues[modification]

    def repeats(self, source_id: str, modification: str) -> bool:
        """Whether the question asks for the modification's own aspect already."""
        return self._entries[source_id].aspect in self._modifications[modification]

    def draw_of(self, modification: str) -> Planned | None:
        """The best line that is left of a modification, put into the plan."""
        queue = self._queues.get(modification, [])
        while queue:
            same, used, score, entry = heapq.heappop(queue)
            if used < self.uses[entry.id]:
                heapq.heappush(queue, (same, self.uses[entry.id], score, entry))
            elif line := self.put(entry.id, modification):
                return line
        return None

    def put(self, source_id: str, modification: str) -> Planned | None:
        """Put that line into the plan, if it is possible."""
        entry = self._entries.get(source_id)
        line = (source_id, modification)
        if not entry or modification not in self._modifications or line in self._there:
            return None
        target, reference = self._free_cell(entry, modification)
        if (entry.topic and target is None) or (self._answered_only and not reference):
            return None
        if target:
            self._taken.add(target)
        self._there.add(line)
        self.uses[entry.id] += 1
        self.counts[modification] += 1
        aspect = target.aspect if target else ""
        return Planned(entry.id, modification, entry.topic, aspect, reference or "")

    def drop(self, line: Planned) -> None:
        """Take a line out of the plan."""
        self._there.discard((line.source_id, line.modification))
        self.uses[line.source_id] -= 1
        self.counts[line.modification] -= 1
        self._taken.discard(Cell(line.topic.casefold(), line.aspect))

    def _queue(self, name: str, seed: int, known: Collection[str]) -> _Queue:
        """The questions that a modification can change, as a heap of (asks the same, uses, …)."""
        aspects = self._modifications[name]
        queue = [
            (entry.aspect in aspects, 0, (entry.id in known, draw(seed, entry.id, name), n), entry)
            for n, entry in enumerate(self._entries.values())
        ]
        heapq.heapify(queue)
        return queue

    def _free_cell(self, entry: Entry, name: str) -> tuple[Cell | None, str | None]:
        """The cell that the changed question would fill, and its reference, if there are such."""
        if not entry.topic:
            return None, None
        topic = entry.topic.casefold()
        cells = [Cell(topic, aspect) for aspect in self._modifications[name]]
        free = [c for c in cells if c not in self._taken]
        for target in free:
            if target in self._references:
                return target, self._references[target]
        own = Cell(topic, name)
        return (own if own in free else None), None
