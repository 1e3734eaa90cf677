"""A session with a server: the client that calls share, and what was learned of it."""

import asyncio
import random
import time
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from syngen_assets.core.errors import ModelError
from syngen_assets.llm.calls import Call, Calls
from syngen_assets.llm.chat import Named, Reply, Request, named
from syngen_assets.llm.client import connect, post, read
from syngen_assets.llm.faults import Fault, Place
from syngen_assets.llm.fitting import CEILINGS, Fitting
from syngen_assets.llm.loop import the_loop

if TYPE_CHECKING:
    import openai

OPENAI = "https://api.openai.com/v1"
_FAILURES = 5  # failures in a row, with no success between, that end a run
_LONGEST = 30.0  # seconds before any try again, at the most
_SLOWER = 8.0  # a call may take so many times the time of the slowest of late
_AT_MOST = 10.0  # … but not more than so many times the timeout


class Session:
    """The client that all calls share, and what was learned of the server.

    Args:
        place: the server, the model and the key.
        temperature: 0 is steady, 1 is varied.
        ceiling: the most tokens a reply may have.
        timeout: seconds that a try may take while nothing is known of the server.
        retries: tries again after a fault.
        rest: seconds before the first of them, at the most.
        sent_as: what the server calls a parameter, or None for one that it does not know.
    """

    def __init__(
        self,
        place: Place,
        temperature: float,
        ceiling: int,
        timeout: float,
        retries: int,
        rest: float,
        sent_as: Mapping[str, str | None],
    ) -> None:
        """Connect to nothing yet."""
        self.place = place
        self._temperature, self.ceiling = temperature, ceiling
        self._timeout, self._retries, self._first = timeout, retries, rest
        self.fitting = Fitting(sent_as)
        self._client: openai.AsyncOpenAI | None = None
        self._slowest = 0.0  # seconds, of late
        self._floor = timeout  # higher while calls run out of time and none lands
        self._answered = 0
        self._failed = 0  # in a row

    def close(self) -> None:
        """Let go of the connection."""
        client, self._client = self._client, None
        if client:
            the_loop().leave(self)
            the_loop().tell(lambda: asyncio.ensure_future(client.close()))

    def body(self, request: Request) -> dict[str, Any]:
        """The call as it is wanted."""
        varied = self._temperature if request.temperature is None else request.temperature
        body = {
            "base_url": self.place.where,
            "model": self.place.model,
            "messages": [{"role": "user", "content": request.prompt}],
            "temperature": varied,
            CEILINGS[self.place.base_url == OPENAI]: self.ceiling,
        }
        asked = request.template
        if asked.asks_for_json:
            form = {"name": asked.name, "strict": True, "schema": asked.schema}
            body["response_format"] = {"type": "json_schema", "json_schema": form}
        return body

    # What follows runs on the loop.

    def wanted(self, request: Request) -> Named:
        """A request by its key; the client is connected by then."""
        if self._client is None:
            self._client = connect(self.place)
            the_loop().enter_client(self)
        return named(self, request)

    async def answer(self, call: Call, calls: Calls) -> Reply:
        """What comes of a call, after as many tries as it may have."""
        tries = late = 0
        while True:
            answered, sent = self._answered, self.fitting.fitted(call.request.body)
            reply = await self._try(call, calls, sent, self._patience(late))
            if isinstance(reply, Reply):
                return reply
            fault, rest = reply, 0.0
            if not fault.refused or self.fitting.fitted(call.request.body) == sent:
                late += fault.late
                tries += not (fault.load and self._answered > answered)
                rest = self._rest(tries, fault)
                if tries > min(self._retries, fault.again):
                    return self._problem(call, fault, tries)
            if not await calls.turn(call, rest):  # the stream ends; that is no fault of the server
                return _unanswered(call, fault, tries)

    async def _try(
        self, call: Call, calls: Calls, body: dict[str, Any], patience: float
    ) -> Reply | Fault:
        """One try, which is over for the pace and the budget when this returns."""
        import aiohttp
        import openai

        begun, usage, fault = time.monotonic(), None, None
        ticket = call.sent
        try:
            async with asyncio.timeout(patience):
                response = await post(self._client_open, body)
            if ticket:
                calls.pace.heard(time.monotonic(), ticket, response.headers)
            reply = read(response.content, call.request.key)
            if reply:
                usage = reply.usage
                self._answered, self._failed = self._answered + 1, 0
                took = time.monotonic() - begun
                self._slowest = max(took, 0.995 * self._slowest)
                self._floor = self._timeout
                return replace(reply, seconds=took)
            fault = self.place.unread()
        except aiohttp.ConnectionTimeoutError as error:
            fault = self.place.fault(error, self._answered > 0)
        except TimeoutError:
            fault = self.place.late(patience)
            self._floor = max(self._floor, 2 * patience)
        except UnicodeEncodeError:
            fault = Fault("the prompt holds half a character (a lone surrogate)")
        except openai.APIStatusError as error:
            self.fitting.learn(error.status_code, error.body, call.request.prompt)
            fault = self.place.fault(error, self._answered > 0)
            if ticket:
                calls.pace.heard(time.monotonic(), ticket, error.response.headers)
        except (openai.OpenAIError, aiohttp.ClientError, OSError) as error:
            fault = self.place.fault(error, self._answered > 0)
        finally:
            if fault and fault.fatal:
                call.stream.stop(ModelError(fault.text))  # before its seat is given to another
            if fault and fault.load:
                calls.refused(call, fault.after)
            else:
                calls.end(call, usage, lost=fault is None or fault.lost)
        return fault

    @property
    def _client_open(self) -> "openai.AsyncOpenAI":
        assert self._client is not None
        return self._client

    @property
    def patience(self) -> float:
        """The seconds that a first try may take now."""
        return self._patience(late=0)

    def _patience(self, late: int) -> float:
        """The seconds that a try may take: longer where replies are slow, or were too slow."""
        most = max(self._floor, self._timeout * 2**late, _SLOWER * self._slowest)
        return float(min(most, _AT_MOST * self._timeout))

    def _problem(self, call: Call, fault: Fault, tries: int) -> Reply:
        # Until a first call succeeds, a refusal may be a fault of the set-up, not of the row.
        self._failed += fault.down or (fault.refused and not self._answered)
        if fault.fatal:
            raise ModelError(fault.text)
        text = fault.after_tries(tries)
        if self._failed >= _FAILURES:
            raise ModelError(
                f"{_FAILURES} calls in a row failed, at last {text}. Run again later (what "
                "was answered is kept), or check SYNGEN_MODEL and OPENAI_BASE_URL."
            )
        return _unanswered(call, fault, tries)

    def _rest(self, tries: int, fault: Fault) -> float:
        """Seconds before the next try; how long all calls wait is the pace's business."""
        if fault.load and (tries == 0 or fault.after is not None):
            return 0.0
        if fault.after is not None and fault.after > 0:
            return fault.after
        return float(min(self._first * 2 ** (tries - 1), _LONGEST) * random.uniform(0.5, 1.0))


def _unanswered(call: Call, fault: Fault, tries: int) -> Reply:
    text = fault.after_tries(tries)
    return Reply(call.request.key, "", finish="error", problem=text)
