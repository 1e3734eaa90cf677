"""The plan: which source questions are drawn, and which are changed in which way.

A cell is a topic and an aspect of it. Where cells are known, the data set has one question for
each, source or synthetic. Chance hangs on the identity of questions: a row that is added to the
source or taken from it changes no other row's draw.
"""

import heapq
import math
from collections.abc import Collection, Iterator, Mapping, Sequence
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


def draw_prompts(
    entries: Sequence[Entry],
    references: Mapping[Cell, str],
    modifications: Mapping[str, Collection[str]],
    *,
    taken: Collection[Cell],
    seed: int,
    answered_only: bool = False,
) -> Iterator[Planned]:
    """The rewriting plan, one line at a time, best line first, until it is spent.

    Each line goes to the modification with the fewest lines so far; among the questions that it
    can change, to one that was used least, and among those to the lowest draw. So any number of
    lines from the top is fair: modifications differ by at most one while none is spent, and every
    question is used before any is used twice, as far as the free cells allow. A question that asks
    for the modification's own aspect already is changed only when all others are spent.

    Args:
        entries: all source questions, in any order.
        references: the row that holds the reference answer of a cell.
        modifications: modification → the aspects that it asks for, in order of preference.
        taken: cells that have a question already.
        seed: where chance begins.
        answered_only: go only where there is a reference answer.
    """
    taken = set(taken)
    uses = {entry.id: 0 for entry in entries}
    queues = {name: _queue(entries, name, aspects, seed) for name, aspects in modifications.items()}
    counts = dict.fromkeys(modifications, 0)
    while queues:
        name = min(queues, key=lambda name: counts[name])
        line = _next(
            queues[name], name, modifications[name], uses, taken, references, answered_only
        )
        if line is None:
            del queues[name]
            continue
        counts[name] += 1
        yield line


def balanced(weights: Mapping[str, float], possible: Sequence[Collection[str]]) -> dict[str, float]:
    """The weights of flaws, raised for those that few rows can have, so that the mix is as meant.

    The factor is a power of two, so that hardly ever a row more or less changes another's draw.

    Args:
        weights: flaw → its weight.
        possible: for each row, the flaws that it can have.
    """
    raised: dict[str, float] = {}
    for name, weight in weights.items():
        count = sum(name in names for names in possible)
        rare = math.log2(len(possible) / count) if count else 0.0
        raised[name] = weight * 2 ** round(rare)
    return raised


_Queue = list[tuple[bool, int, float, int, Entry]]


def _queue(entries: Sequence[Entry], name: str, aspects: Collection[str], seed: int) -> _Queue:
    """The questions that a modification can change, as a heap of (asks the same, uses, draw, …)."""
    queue = [
        (entry.aspect in aspects, 0, draw(seed, entry.id, name), place, entry)
        for place, entry in enumerate(entries)
    ]
    heapq.heapify(queue)
    return queue


def _next(
    queue: _Queue,
    name: str,
    aspects: Collection[str],
    uses: dict[str, int],
    taken: set[Cell],
    references: Mapping[Cell, str],
    answered_only: bool,
) -> Planned | None:
    while queue:
        same, used, score, place, entry = heapq.heappop(queue)
        if used < uses[entry.id]:
            heapq.heappush(queue, (same, uses[entry.id], score, place, entry))
            continue
        target, reference = _free_cell(entry, name, aspects, taken, references)
        if (entry.topic and target is None) or (answered_only and not reference):
            continue
        if target:
            taken.add(target)
        uses[entry.id] += 1
        return Planned(
            entry.id, name, entry.topic, target.aspect if target else "", reference or ""
        )
    return None


def _free_cell(
    entry: Entry,
    name: str,
    aspects: Collection[str],
    taken: Collection[Cell],
    references: Mapping[Cell, str],
) -> tuple[Cell | None, str | None]:
    """The cell that the changed question would fill, and its reference, if there are such."""
    if not entry.topic:
        return None, None
    free = [
        c for c in (Cell(entry.topic.casefold(), aspect) for aspect in aspects) if c not in taken
    ]
    for target in free:
        if target in references:
            return target, references[target]
    own = Cell(entry.topic.casefold(), name)
    return (own if own in free else None), None
