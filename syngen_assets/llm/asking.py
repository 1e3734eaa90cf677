"""Asking until an answer can be used: every item gets its value, or its problem."""

import json
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice
from typing import Generic, TypeVar

from syngen_assets.core.errors import ModelError, ReplyError
from syngen_assets.core.gates import NO_REPLY, USELESS, gate_name
from syngen_assets.llm.chat import AWAITED, WINDOW, ChatModel, Reply, Request
from syngen_assets.llm.progress import tracked

TRIES = 3
_HOPELESS = 10  # so many items of which none has a reply to be used: no second try is worth it
_WASTE = 100  # so many replies at the start of which none can be used: asking on wastes money

Item = TypeVar("Item")
Value = TypeVar("Value")


@dataclass(frozen=True)
class Outcome(Generic[Item, Value]):
    """What became of one item: the last request, its reply, and a value or a problem.

    `previous` are the tries before it, each with its key and what was wrong with its reply.
    """

    item: Item
    request: Request
    reply: Reply
    value: Value | None = None
    problem: str | None = None
    previous: tuple[tuple[str, str], ...] = ()

    @property
    def tries(self) -> tuple[tuple[str, str], ...]:
        """This try and those before it, as those who come after it know them."""
        return (*self.previous, (self.reply.key, self.problem or ""))

    @property
    def earlier(self) -> str | None:
        """The tries before this one, as a cell holds them."""
        return json.dumps(self.previous, ensure_ascii=False) if self.previous else None

    @property
    def call(self) -> dict[str, str | int | None]:
        """The columns that every table of replies has."""
        return {
            "template": self.request.template.name,
            "template_version": self.request.template.version,
            "request": self.reply.key,
            "attempt": self.request.attempt,
            "earlier": self.earlier,
            "prompt_tokens": self.reply.usage.prompt,
            "completion_tokens": self.reply.usage.completion,
        }


def ask(
    chat: ChatModel,
    items: Iterable[Item],
    request: Callable[[Item, int], Request],
    read: Callable[[Item, Reply], Value],
    label: str,
    total: int | None = None,
    tries: int = TRIES,
) -> Iterator[Outcome[Item, Value]]:
    """One outcome per item, in order, from a stream of any length.

    An item whose reply cannot be used is asked again, as a new attempt, up to `tries` times in
    all; one whose reply is awaited is not. Items go in groups of `WINDOW`; what is left of a group
    is asked again after the next group went out. So nothing waits for the slowest reply of a
    group, and replies are still read in an order that is always the same.

    Args:
        chat: the model.
        items: what is asked about.
        request: the request for an item and an attempt, counted from 0.
        read: the value in a reply; raises ReplyError where there is none. It is called in the
            order of the items within a group and attempt.
        label: what is being made, for the progress line.
        total: how many items there are, if that is known.
        tries: how often an item is asked at most.

    Raises:
        ModelError: not one of many replies can be used.
    """
    asking = _Asking(chat, request, read, tries)
    return tracked(asking.outcomes(iter(items)), total, label, lambda: chat.pulse)


class _Group(Generic[Item, Value]):
    """Items that are asked together, and what became of them so far."""

    def __init__(self, items: list[Item]) -> None:
        self.items = items
        self.outcomes: dict[int, Outcome[Item, Value]] = {}
        self.waiting = list(range(len(items)))
        self.attempts = 0
        self.on_the_way = 0  # requests that are not answered, or not even sent
        self.given = 0  # outcomes that are given out, from the first on


class _Asking(Generic[Item, Value]):
    """All that is on its way, and the groups that are not settled yet, oldest first."""

    def __init__(
        self,
        chat: ChatModel,
        request: Callable[[Item, int], Request],
        read: Callable[[Item, Reply], Value],
        tries: int,
    ) -> None:
        self._chat, self._request, self._read, self._tries = chat, request, read, tries
        self._groups: deque[_Group[Item, Value]] = deque()
        self._sent: deque[tuple[_Group[Item, Value], int, Request]] = deque()
        self._useful, self._useless = False, 0

    def outcomes(self, items: Iterator[Item]) -> Iterator[Outcome[Item, Value]]:
        yield from self._replies(self._stream(items))
        while self._groups:
            yield from self._replies(chain.from_iterable(map(self._wave, list(self._groups))))

    def _stream(self, items: Iterator[Item]) -> Iterator[Request]:
        while batch := list(islice(items, WINDOW)):
            older, group = list(self._groups), _Group[Item, Value](batch)
            self._groups.append(group)
            yield from self._wave(group)
            if len(batch) == WINDOW:  # the model has given its replies to all that went before
                for unsettled in older:
                    yield from self._wave(unsettled)

    def _wave(self, group: _Group[Item, Value]) -> Iterator[Request]:
        """Ask what is left of a group once more."""
        waiting, attempt = group.waiting, group.attempts
        group.waiting, group.attempts, group.on_the_way = [], attempt + 1, len(waiting)
        if attempt:
            self._check(group, waiting)
        for place in waiting:
            request = self._request(group.items[place], attempt)
            if request.attempt != attempt:
                request = replace(request, attempt=attempt)
            self._sent.append((group, place, request))
            yield request

    def _replies(self, requests: Iterator[Request]) -> Iterator[Outcome[Item, Value]]:
        for reply in self._chat.ask(requests):
            group, place, request = self._sent.popleft()
            outcome = _outcome(group.items[place], request, reply, self._read)
            if place in group.outcomes:
                outcome = replace(outcome, previous=group.outcomes[place].tries)
            group.outcomes[place] = outcome
            group.on_the_way -= 1
            self._count(outcome)
            if outcome.problem and not (reply.problem or reply.awaited):  # no more can be tried
                group.waiting.append(place)
            yield from self._settled()
        if self._sent:
            raise ModelError(f"{self._chat.name} gave fewer replies than it took requests.")
        yield from self._settled()

    def _settled(self) -> Iterator[Outcome[Item, Value]]:
        """The outcomes of the oldest groups, while these are through."""
        while self._groups:
            group = self._groups[0]
            again = group.waiting and group.attempts < self._tries
            if group.on_the_way or again:
                if self._tries == 1:  # no later try can change what has come
                    yield from self._come(group)
                return
            self._groups.popleft()
            yield from self._come(group)

    def _come(self, group: _Group[Item, Value]) -> Iterator[Outcome[Item, Value]]:
        """The outcomes that are there, in order, and were not given out before."""
        while group.given in group.outcomes:
            group.given += 1
            yield group.outcomes[group.given - 1]

    def _count(self, outcome: Outcome[Item, Value]) -> None:
        self._useful = self._useful or not _is_useless(outcome)
        self._useless += 1
        if not self._useful and self._useless == _WASTE:
            raise self._hopeless(outcome)

    def _check(self, group: _Group[Item, Value], waiting: Sequence[int]) -> None:
        """Refuse to ask again where no reply said anything."""
        useless = [place for place in waiting if _is_useless(group.outcomes[place])]
        if len(useless) == len(group.items) >= _HOPELESS:
            raise self._hopeless(group.outcomes[useless[-1]])

    def _hopeless(self, last: Outcome[Item, Value]) -> ModelError:
        return ModelError(
            f"None of {self._useless:,} replies of {self._chat.name} can be used; the last one: "
            f"{last.problem}. No more was asked, and all replies are kept; try another model, or "
            "see what the server sends."
        )


def _is_useless(outcome: Outcome[Item, Value]) -> bool:
    """Whether the reply says nothing at all, as against something that a gate refused."""
    return gate_name(outcome.problem or "") in USELESS


def _outcome(
    item: Item, request: Request, reply: Reply, read: Callable[[Item, Reply], Value]
) -> Outcome[Item, Value]:
    if reply.awaited:
        return Outcome(item, request, reply, problem=f"{AWAITED}: the reply is in a batch")
    if reply.problem:
        return Outcome(item, request, reply, problem=f"{NO_REPLY}: {reply.problem}")
    try:
        return Outcome(item, request, reply, value=read(item, reply))
    except ReplyError as error:
        return Outcome(item, request, reply, problem=str(error))
