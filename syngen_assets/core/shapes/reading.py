"""Reading: rows of any known form become prompt, chosen and rejected."""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from syngen_assets.core.shapes.messages import (
    SYSTEM,
    CellError,
    Turn,
    common,
    is_list,
    kind,
    told,
    transcript,
    turns,
    written,
)
from syngen_assets.core.shapes.recognising import OURS, Columns, Form, Row, recognise

KEPT = ("flaw", "modification", "origin", "source_id")
"""Columns that are kept beside the three texts, where a file has them."""

LOOKED_AT = 200
"""Rows by which a form is recognised."""

Triple = tuple[str, str, str]
_EMPTY: Triple = ("", "", "")
_WORDS = {"true": True, "1": True, "false": False, "0": False, "1.0": True, "0.0": False}


@dataclass
class Preferences:
    """A preference set as three texts a row.

    Args:
        form: how the file writes its pairs.
        pairs: `prompt`, `chosen`, `rejected` and those of `KEPT` that are there.
        unreadable: row, from 0 → why it could not be read; its texts are empty.
        alone: answers of an unpaired set that found no partner.
        systems: rows whose system message was left out of the prompt.
        dialogues: rows whose prompt has several turns.
    """

    form: Form
    pairs: pd.DataFrame
    unreadable: dict[int, str] = field(default_factory=dict)
    alone: int = 0
    systems: int = 0
    dialogues: int = 0

    @property
    def notes(self) -> list[str]:
        """What a reader of figures should know of how the rows were read."""
        said = (
            (self.alone, "{:,} answers found no partner with the other label and were left out"),
            (self.systems, "the system messages of {:,} rows are no part of their prompts"),
            (self.dialogues, 'the prompts of {:,} rows have several turns, read as "role: text"'),
        )
        return [words.format(count) for count, words in said if count]


def read(names: Sequence[str], rows: Iterable[Row], mapping: Mapping[str, str]) -> Preferences:
    """All pairs of a preference set.

    Args:
        names: its columns.
        rows: its rows, in order; they are gone through once.
        mapping: our column name → the file's, where the user named it.

    Raises:
        UsageError: its form is not known.
    """
    first: deque[Row] = deque()
    rest = iter(rows)
    while len(first) < LOOKED_AT and (row := next(rest, None)) is not None:
        first.append(row)
    form = recognise(names, first, mapping)
    kept = _kept(Columns(names, first, mapping))
    return _Reader(form, kept).read(_drained(first, rest))


def _drained(first: deque[Row], rest: Iterator[Row]) -> Iterator[Row]:
    while first:
        yield first.popleft()
    yield from rest


def _kept(columns: Columns) -> dict[str, str]:
    """Our name → theirs, of the columns of texts that are kept."""
    found = {name: columns.find(name) for name in KEPT}
    return {ours: name for ours, name in found.items() if name and columns.kind(name) == "text"}


class _Reader:
    def __init__(self, form: Form, kept: Mapping[str, str]) -> None:
        self.form, self.kept = form, kept
        self.result = Preferences(form, pd.DataFrame())

    def read(self, rows: Iterable[Row]) -> Preferences:
        found = self._joined(rows) if self.form.label else self._each(rows)
        columns: dict[str, list[str | None]] = {name: [] for name in (*OURS, *self.kept)}
        for triple, row in found:
            for name, text in zip(OURS, triple, strict=True):
                columns[name].append(text)
            for ours, theirs in self.kept.items():
                value = row.get(theirs)
                columns[ours].append(_whole(value) if isinstance(value, str) else None)
        self.result.pairs = pd.DataFrame(columns, dtype="str")
        return self.result

    def _each(self, rows: Iterable[Row]) -> Iterator[tuple[Triple, Row]]:
        for place, row in enumerate(rows):
            try:
                yield self._triple(row), row
            except CellError as error:
                self.result.unreadable[place] = str(error)
                yield _EMPTY, row

    def _triple(self, row: Row) -> Triple:
        form = self.form
        if form.ratings:
            chosen, rejected = _extremes(row.get(form.chosen), row.get(form.ratings))
        else:
            chosen, rejected = self._cell(row, form.chosen), self._cell(row, form.rejected)
        prompt = None if form.prompt is None else self._cell(row, form.prompt)
        if form.more and isinstance(prompt, str) and isinstance(row.get(form.more), str):
            prompt = "\n".join(filter(None, (prompt, row[form.more])))
        return self._texts(prompt, chosen, rejected)

    def _cell(self, row: Row, name: str) -> Any:
        """A cell, with the messages that its text spells out; an error says which cell it is."""
        value = row.get(name)
        if value is None:
            raise CellError(f"{name} is missing")
        if name in self.form.spelled and isinstance(value, str):
            value = written(value) or value
        if isinstance(value, str):
            return value
        if not isinstance(value, Mapping) and not is_list(value):
            raise CellError(f"{name} holds {kind(value)}")
        try:
            return turns(value)
        except CellError as error:
            raise CellError(f"{name} cannot be read: {error}") from error

    def _texts(self, prompt: Any, chosen: Any, rejected: Any) -> Triple:
        """The three texts, where each may be a text or turns; common turns go to the prompt."""
        if self.form.transcripts:
            chosen, rejected = transcript(chosen), transcript(rejected)
        if isinstance(chosen, str) or isinstance(rejected, str):
            asked = prompt
        else:
            shared = common(chosen, rejected)
            asked = _begun(prompt, chosen[:shared])
            chosen, rejected = chosen[shared:], rejected[shared:]
        if not isinstance(asked, str):
            self.result.systems += any(turn.role == SYSTEM for turn in asked)
            self.result.dialogues += sum(turn.role != SYSTEM for turn in asked) > 1
        return _text(asked), _text(chosen), _text(rejected)

    def _joined(self, rows: Iterable[Row]) -> Iterator[tuple[Triple, Row]]:
        """Pairs of a better and a worse answer to one prompt, where the second of them stands."""
        waiting: dict[tuple[str, bool], deque[str]] = {}
        for place, row in enumerate(rows):
            try:
                prompt, answer, good = self._labelled(row)
            except CellError as error:
                self.result.unreadable[place] = str(error)
                continue
            partners = waiting.get((prompt, not good))
            if not partners:
                waiting.setdefault((prompt, good), deque()).append(answer)
                continue
            other = partners.popleft()
            yield ((prompt, answer, other) if good else (prompt, other, answer)), row
        self.result.alone = sum(map(len, waiting.values()))

    def _labelled(self, row: Row) -> tuple[str, str, bool]:
        cells = self._cell(row, self.form.prompt or ""), self._cell(row, self.form.chosen)
        label = row.get(self.form.label or "")
        good = _WORDS.get(str(label).strip().lower())
        if good is None:
            raise CellError(f"{self.form.label} is neither true nor false")
        return _text(cells[0]), _text(cells[1]), good


def _begun(prompt: Any, shared: list[Turn]) -> Any:
    """The prompt, where both answers begin with some turns of their own accord."""
    if not shared:
        if prompt is None:
            raise CellError("both answers differ from their first turn on, so there is no prompt")
        return prompt
    if prompt is None or isinstance(prompt, str) or shared[: len(prompt)] == prompt:
        return shared
    return [*prompt, *shared]


def _extremes(answers: Any, ratings: Any) -> tuple[str, str]:
    """The best and the worst answer, the first of equals."""
    if not is_list(answers) or not is_list(ratings) or len(answers) != len(ratings):
        raise CellError("there is not one rating for each answer")
    rated = [
        (rating, answer)
        for rating, answer in zip(ratings, answers, strict=True)
        if isinstance(rating, int | float) and isinstance(answer, str)
    ]
    if len({rating for rating, _ in rated}) < 2:
        raise CellError("no answer is rated better than another")
    return max(rated, key=lambda pair: pair[0])[1], min(rated, key=lambda pair: pair[0])[1]


def _text(value: Any) -> str:
    return _whole(value if isinstance(value, str) else told(value))


def _whole(text: str) -> str:
    """The text without halves of letters, which no file and no library can hold."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")
