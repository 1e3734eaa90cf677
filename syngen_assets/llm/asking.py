"""Asking until an answer can be used: every item gets its value, or its problem."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from syngen_assets.core.errors import ModelError, ReplyError
from syngen_assets.core.gates import NO_REPLY, USELESS, gate_name
from syngen_assets.llm.chat import ChatModel, Reply, Request
from syngen_assets.llm.progress import tracked

TRIES = 3
_HOPELESS = 10  # so many replies of which none can be used: asking on would waste money

Item = TypeVar("Item")
Value = TypeVar("Value")


@dataclass(frozen=True)
class Outcome(Generic[Value]):
    """What became of one item: the last request, its reply, and a value or a problem."""

    request: Request
    reply: Reply
    value: Value | None = None
    problem: str | None = None

    @property
    def call(self) -> dict[str, str | int]:
        """The columns that every table of replies has."""
        return {
            "template": self.request.template.name,
            "template_version": self.request.template.version,
            "request": self.reply.key,
            "attempt": self.request.attempt,
            "prompt_tokens": self.reply.usage.prompt,
            "completion_tokens": self.reply.usage.completion,
        }


def ask(
    chat: ChatModel,
    items: Sequence[Item],
    request: Callable[[Item, int], Request],
    read: Callable[[Item, Reply], Value],
    label: str,
    tries: int = TRIES,
) -> list[Outcome[Value]]:
    """One outcome per item, in order.

    An item whose reply cannot be used is asked again, as a new attempt, up to `tries` times in all.

    Args:
        chat: the model.
        items: what is asked about.
        request: the request for an item and an attempt, counted from 0.
        read: the value in a reply; raises ReplyError where there is none. It is called in the
            order of the items within an attempt.
        label: what is being made, for the progress line.
        tries: how often an item is asked at most.

    Raises:
        ModelError: not one of many replies can be used.
    """
    outcomes: dict[int, Outcome[Value]] = {}
    waiting = list(range(len(items)))
    for attempt in range(tries):
        if not waiting:
            break
        asked = [replace(request(items[place], attempt), attempt=attempt) for place in waiting]
        replies = tracked(chat.ask(asked), len(asked), label if not attempt else f"{label}, again")
        for place, sent, reply in zip(waiting, asked, replies, strict=True):
            outcomes[place] = _outcome(items[place], sent, reply, read)
        waiting = [place for place in waiting if outcomes[place].problem]
        useless = [place for place in waiting if _is_useless(outcomes[place])]
        if len(useless) == len(items) >= _HOPELESS:
            raise ModelError(
                f"None of {len(items)} replies of {chat.name} can be used; the last one: "
                f"{outcomes[waiting[-1]].problem}. Nothing more was asked, and all replies are "
                "kept; try another model, or see what the server sends."
            )
    return [outcomes[place] for place in range(len(items))]


def _is_useless(outcome: Outcome[Value]) -> bool:
    """Whether the reply says nothing at all, as against something that a gate refused."""
    return gate_name(outcome.problem or "") in USELESS


def _outcome(
    item: Item, request: Request, reply: Reply, read: Callable[[Item, Reply], Value]
) -> Outcome[Value]:
    if reply.problem:
        return Outcome(request, reply, problem=f"{NO_REPLY}: {reply.problem}")
    try:
        return Outcome(request, reply, value=read(item, reply))
    except ReplyError as error:
        return Outcome(request, reply, problem=str(error))
