"""The seam: what is asked of a model, and what comes back."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from syngen_assets.core.identity import fingerprint, plain
from syngen_assets.core.templates import Template


@dataclass(frozen=True)
class Request:
    """One question to a model.

    Args:
        template: the wording.
        values: what fills the template's blanks; all of it reaches the model.
        facts: what a program may know of the row (reference answer, donor, topic, aspect, flaw);
            none of it reaches a prompt.
        attempt: 0 for the first try; a try again after an unusable reply is a new request.
        temperature: 0 is steady, 1 is varied; None leaves it to the model.
    """

    template: Template
    values: Mapping[str, str]
    facts: Mapping[str, Any] = field(default_factory=dict)
    attempt: int = 0
    temperature: float | None = None

    @property
    def prompt(self) -> str:
        """The filled template."""
        return self.template.fill(**self.values)


@dataclass(frozen=True)
class Usage:
    """Tokens of one call: `cached` are part of `prompt`, `reasoning` part of `completion`."""

    prompt: int = 0
    completion: int = 0
    cached: int = 0
    reasoning: int = 0

    def plus(self, more: "Usage") -> "Usage":
        """The tokens of both."""
        return Usage(
            self.prompt + more.prompt,
            self.completion + more.completion,
            self.cached + more.cached,
            self.reasoning + more.reasoning,
        )


AWAITED = "awaited"
"""How a reply finishes that is still to come, and the problem of its row; no table holds it."""


@dataclass(frozen=True)
class Reply:
    """What came back for one request, unread.

    Args:
        key: the name of the request in the response store.
        text: the reply as it came; empty where there is none.
        finish: why the model stopped: `stop`, `length`, `content_filter`, …
        usage: the tokens of the call.
        cached: whether the reply came from the store and cost nothing now.
        problem: why no reply came, or None; such a reply is never stored.
        seconds: how long the call took that brought it, if it was made now.
    """

    key: str
    text: str
    finish: str = "stop"
    usage: Usage = Usage()
    cached: bool = False
    problem: str | None = None
    seconds: float | None = field(default=None, compare=False)

    @property
    def awaited(self) -> bool:
        """Whether the reply is still to come, in a batch; it is never stored."""
        return self.finish == AWAITED


@dataclass(frozen=True)
class Pulse:
    """How the calls of a model fare now.

    Args:
        in_flight: calls that are with the server.
        retries: tries after a first one, so far.
        usd: US dollars paid so far, or None where a price is not known.
    """

    in_flight: int = 0
    retries: int = 0
    usd: float | None = 0.0


WINDOW = 2_500
"""The most requests that a model takes ahead of the replies it has given."""

Keep = Callable[[Request, Reply], None]


def ignore(request: Request, reply: Reply) -> None:
    """Keep nothing."""


class Wording(Protocol):
    """Anything that knows what a model would really see."""

    def body(self, request: Request) -> dict[str, Any]:
        """Everything that shapes the answer to a request, as plain JSON values."""
        ...


class ChatModel(Wording, Protocol):
    """Anything that answers requests.

    `ask` is called from plain code, takes requests from a stream of any length, at most `WINDOW` of
    them ahead of its replies, and yields those in the order of the requests. `keep` is
    called with each reply the moment it is complete, before its turn, and from any thread: what
    was paid for is safe even if the run ends before its turn comes.
    """

    @property
    def name(self) -> str:
        """The model's name, as it stands on every row."""
        ...

    @property
    def pulse(self) -> Pulse:
        """How its calls fare now."""
        ...

    def ask(self, requests: Iterable[Request], keep: Keep = ignore) -> Iterator[Reply]:
        """The replies, in order.

        Raises:
            ModelError: where asking on makes no sense (bad key, unknown model, no server).
        """
        ...


@dataclass(frozen=True, kw_only=True)
class Named(Request):
    """A request whose body at a model is worked out.

    Args:
        key: its name in the store.
        body: everything that shapes the answer.
        size: the bytes of that, as JSON.
    """

    key: str
    body: dict[str, Any]
    size: int


def named(model: Wording, request: Request) -> Named:
    """The request, with its body at this model; one that has it stays as it is."""
    if isinstance(request, Named):
        return request
    body = model.body(request)
    content = plain(body, request.attempt)
    return Named(
        request.template,
        request.values,
        request.facts,
        request.attempt,
        request.temperature,
        key=fingerprint(content, 32),
        body=body,
        size=len(content),
    )


def key(model: Wording, request: Request) -> str:
    """The name of a request in the store: a digest of all that shapes its answer, 32 hex digits."""
    return named(model, request).key
