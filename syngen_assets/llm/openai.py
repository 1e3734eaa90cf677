"""A chat model behind any server that speaks OpenAI's chat completions."""

import weakref
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from syngen_assets.llm.budget import Budget
from syngen_assets.llm.calls import Calls
from syngen_assets.llm.chat import Keep, Pulse, Reply, Request, ignore
from syngen_assets.llm.faults import Place
from syngen_assets.llm.garbage import seldom
from syngen_assets.llm.pace import Limits, Pace
from syngen_assets.llm.seats import Seats
from syngen_assets.llm.session import OPENAI, Session

__all__ = ["OPENAI", "OpenAIChat"]


class OpenAIChat:
    """A chat model that many calls at a time are made to.

    A server that refuses a parameter gets no more of it from this object: the reply schema and
    the temperature are left out, the token ceiling is sent under its other name. The key in the
    store stays that of the body as first wanted: what a server cannot do is not the caller's
    choice, so it must not decide under which name a reply is found again.

    `calls` says how its calls fare.

    Args:
        model: its name at the server.
        api_key: shown to the server and nowhere else.
        base_url: the server, or None for OpenAI's own.
        concurrency: the most calls in flight, or None to find out what serves the server best.
        temperature: 0 is steady, 1 is varied.
        ceiling: the most tokens a reply may have.
        timeout: seconds that a try may take while nothing is known of the server; it gets longer
            where replies are slow, up to ten times. Calls in flight get so long to land at the end.
        retries: tries again after a fault of the server or a lost connection; one that was refused
            for load counts only if no other call has come through since its last try.
        rest: seconds before the first try again, at the most; before each later one twice as long.
        limits: calls and tokens that may go out in a time.
        budget: what all calls may cost, or None.
        sent_as: what the server calls a parameter, or None for one that it does not know.
        key_variable: where the key comes from, for messages.
    """

    def __init__(
        self,
        *,
        model: str,
        api_key: str,
        base_url: str | None = None,
        concurrency: int | None = None,
        temperature: float = 0.7,
        ceiling: int = 400,
        timeout: float = 60,
        retries: int = 5,
        rest: float = 0.5,
        limits: Limits | None = None,
        budget: Budget | None = None,
        sent_as: Mapping[str, str | None] | None = None,
        key_variable: str = "OPENAI_API_KEY",
    ) -> None:
        """Connect to nothing yet: the first request does."""
        address = (base_url or OPENAI).strip().rstrip("/")
        place = Place(address, model, api_key.strip(), key_variable)
        self._session = Session(place, temperature, ceiling, timeout, retries, rest, sent_as or {})
        pace = Pace(limits or Limits(), Seats(concurrency))
        self.calls = Calls(self._session, pace, budget)
        weakref.finalize(self, self._session.close)

    @property
    def name(self) -> str:
        """The model's name at the server."""
        return self._session.place.model

    @property
    def pulse(self) -> Pulse:
        """How its calls fare now."""
        return Pulse(self.calls.pace.in_flight, self.calls.retries)

    def body(self, request: Request) -> dict[str, Any]:
        """The call as it is wanted: all that shapes its answer, and never the key."""
        return self._session.body(request)

    def ask(self, requests: Iterable[Request], keep: Keep = ignore) -> Iterator[Reply]:
        """The replies, in order; however it ends, calls in flight land and are kept.

        A reply with a problem is not kept, so that a later run asks again.

        Raises:
            ModelError: where asking on makes no sense.
            BudgetError: the next call could cost more than is left.
        """
        with seldom():
            yield from self.calls.replies(requests, keep)
