"""Mending: a plan that was made for an earlier source, made fit for this one with few new lines.

A balanced plan cannot hang on the source alone and stay as it is when rows come and go: without a
memory each row that comes or goes moves a line or two of others, and every moved line is paid for.
"""

from collections import Counter, defaultdict, deque
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from syngen_assets.core.plan import Lines, Planned


@dataclass(frozen=True)
class Asked:
    """A line that a run asked.

    Args:
        source_id: the source question.
        modification: how it was changed; empty for a question that was there and had no line.
        failed: no question came of it.
        last: it was the last run, and not one before.
        persona_id: the persona that coloured it; empty for none.
    """

    source_id: str
    modification: str
    failed: bool = False
    last: bool = True
    persona_id: str = ""


def merged(now: Iterable[Asked], before: Iterable[Asked]) -> list[Asked]:
    """What is known after a run: its lines, and behind them those of earlier runs.

    None of these is forgotten: a question that was gone comes back to the line that it had.
    """
    found = {(one.source_id, one.modification): one for one in now}
    for one in filter(lambda one: one.modification, before):
        found.setdefault((one.source_id, one.modification), replace(one, last=False))
    return list(found.values())


def last(earlier: Iterable[Asked]) -> set[str]:
    """The questions of the last run."""
    return {one.source_id for one in earlier if one.last}


def mended(lines: Lines, earlier: Sequence[Asked], wanted: int) -> Iterator[Planned]:
    """The plan, those lines first that are paid for, until it is spent.

    The last run's lines of questions that are still there stay, in their order. A question that is
    new gets one in the place of a line that went with its question, or of one that a question has
    beside another; only where lines are missing after that is an old question changed once more.
    Of the modifications none has two lines more than another: if need be, lines are moved for that.

    Args:
        lines: an empty plan that knows the questions of the last run.
        earlier: the lines that were asked, those to keep first.
        wanted: how many questions shall come of it.
    """
    kept = [(line, one.failed) for one in earlier if one.last and (line := _put(lines, one))]
    older = [one for one in earlier if not one.last and not one.failed]
    mending = _Mending(lines, kept, older, last(earlier), wanted)
    mending.fill()
    mending.settle()
    yield from (line for line, _ in kept if line not in mending.dropped)
    yield from mending.fresh
    for line in reversed(mending.dropped):
        if again := lines.put(line.source_id, line.modification):
            yield again
    yield from iter(lines.draw, None)


def _put(lines: Lines, one: Asked) -> Planned | None:
    return lines.put(one.source_id, one.modification)


class _Mending:
    """What is new in a plan, and what lines of the last run leave it for that.

    Args:
        lines: the plan, with all lines of the last run in it.
        kept: those lines, and whether they failed.
        older: lines of runs before, which cost nothing either.
        known: the questions of the last run.
        wanted: how many lines shall be good.
    """

    def __init__(
        self,
        lines: Lines,
        kept: Sequence[tuple[Planned, bool]],
        older: Sequence[Asked],
        known: Collection[str],
        wanted: int,
    ) -> None:
        """Look at what is there."""
        self._lines = lines
        self._new = lines.uses.keys() - known if known else set[str]()
        self._back = deque(one for one in older if one.source_id in self._new)
        self._older = deque(one for one in older if one.source_id not in self._new)
        self._more = wanted - sum(not failed for _, failed in kept)
        self._spare: dict[int, dict[str, list[tuple[int, Planned]]]] = {}
        self.fresh: list[Planned] = []
        self.dropped: dict[Planned, None] = {}
        uses = Counter[str]()
        for place, (line, failed) in enumerate(kept):
            uses[line.source_id] += 1
            if not failed:
                of_use = self._spare.setdefault(uses[line.source_id], defaultdict(list))
                of_use[line.modification].append((place, line))

    def fill(self) -> None:
        """Come to as many good lines as are wanted."""
        for _ in range(-self._more):
            use = max(self._spare)
            self._drop_of(use, self._longest(use))
        for _ in range(self._more):
            free = self._returning() if self._new else self._put_first(self._older)
            if line := free or self._lines.draw():
                self.fresh.append(line)
                self._note(line)

    def settle(self) -> None:
        """Exchange lines until the plan is fair."""
        while self._new and (most := max(self._spare, default=1)) > 1:
            line = self._returning() or self._like(self._longest(most))
            if not line:
                break
            if self._note(line):
                self.fresh.append(line)
                self._drop_of(most, self._longest(most))
            else:
                self._drop(line)
        self._even()

    def _returning(self) -> Planned | None:
        """An older line of a question that is back and has none."""
        while self._back and self._back[0].source_id not in self._new:
            self._back.popleft()
        return self._put_first(self._back)

    def _like(self, modification: str) -> Planned | None:
        """The line to draw if one of that modification is going to be dropped."""
        least, counts = self._lines.least, self._lines.counts
        level = counts[modification] <= counts.get(least, 0)
        same = self._lines.draw_of(modification) if level else None
        return same or self._lines.draw()

    def _note(self, line: Planned) -> bool:
        """Whether the line is one of a new question; if not, no other such line comes."""
        if line.source_id not in self._new:
            self._new.clear()
            return False
        self._new.discard(line.source_id)
        return True

    def _even(self) -> None:
        """Let modifications with few lines take the place of some with many."""
        counts = self._lines.counts
        while least := self._lines.least:
            some = {name for of_use in self._spare.values() for name in of_use}
            name = max(some, key=lambda name: counts[name], default="")
            if not name or counts[name] - counts[least] <= 1:
                return
            use = max(use for use in self._spare if name in self._spare[use])
            if line := self._lines.draw_of(least) if use > 1 else self._moved(name, least):
                self.fresh.append(line)
                self._drop_of(use, name)
            else:
                self._lines.close(least)

    def _moved(self, name: str, to: str) -> Planned | None:
        """The last question with a line of a modification that can have one of another instead."""
        spare = self._spare[1][name]
        for place in reversed(range(len(spare))):
            source = spare[place][1].source_id
            if not self._lines.repeats(source, to) and (line := self._lines.put(source, to)):
                spare.append(spare.pop(place))
                return line
        return None

    def _put_first(self, some: deque[Asked]) -> Planned | None:
        """The first of some earlier lines that still is possible, put into the plan."""
        while some:
            if line := _put(self._lines, some.popleft()):
                return line
        return None

    def _longest(self, use: int) -> str:
        """The modification with the most lines of those with which questions are used so often."""
        spare, counts = self._spare[use], self._lines.counts
        return max(spare, key=lambda name: (counts[name], spare[name][-1][0]))

    def _drop_of(self, use: int, name: str) -> None:
        """Drop the last line of a modification with which a question is used so often."""
        spare = self._spare[use]
        self._drop(spare[name].pop()[1])
        if not spare[name]:
            del spare[name]
        if not spare:
            del self._spare[use]

    def _drop(self, line: Planned) -> None:
        self._lines.drop(line)
        self.dropped[line] = None
