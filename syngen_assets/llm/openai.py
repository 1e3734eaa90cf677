"""A chat model behind any server that speaks OpenAI's chat completions."""

import asyncio
import json
import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from syngen_assets.core.errors import ModelError
from syngen_assets.llm.calls import Calls
from syngen_assets.llm.chat import Keep, Reply, Request, Usage, ignore, key
from syngen_assets.llm.faults import Fault, Place, out_of_quota, words

if TYPE_CHECKING:
    import httpx2
    import openai

OPENAI = "https://api.openai.com/v1"
_CEILINGS = ("max_tokens", "max_completion_tokens")
_PATIENCE = 5  # failures in a row, with no success between, that end a run
_PAUSES = (0.1, 1.0)  # before a call is made again that brought something unreadable


class OpenAIChat:
    """A chat model that many calls at a time are made to.

    A server that refuses a parameter gets no more of it from this object: the reply schema and
    the temperature are left out, the token ceiling is sent under its other name. The key in the
    store stays that of the body as first wanted: what a server cannot do is not the caller's
    choice, so it must not decide under which name a reply is found again.

    Args:
        model: its name at the server.
        api_key: shown to the server and nowhere else.
        base_url: the server, or None for OpenAI's own.
        concurrency: the most calls in flight.
        temperature: 0 is steady, 1 is varied.
        ceiling: the most tokens a reply may have.
        timeout: seconds that a try may take, and that calls in flight get to land at the end.
        retries: tries again after a refusal for load, a fault of the server or a lost connection.
    """

    def __init__(
        self,
        *,
        model: str,
        api_key: str,
        base_url: str | None = None,
        concurrency: int = 32,
        temperature: float = 0.7,
        ceiling: int = 400,
        timeout: float = 60,
        retries: int = 4,
    ) -> None:
        """Connect to nothing yet: the first request does."""
        self.base_url = (base_url or OPENAI).strip().rstrip("/")
        self.concurrency, self.timeout, self.retries = concurrency, timeout, retries
        self._temperature, self._ceiling = temperature, ceiling
        where = re.sub("//[^/@]*@", "//", self.base_url)  # a password may stand in an address
        self.place = Place(where, model, api_key.strip(), timeout)
        self.proven = False
        self._sent_as: dict[str, str | None] = {}

    @property
    def name(self) -> str:
        """The model's name at the server."""
        return self.place.model

    def body(self, request: Request) -> dict[str, Any]:
        """The call as it is wanted: all that shapes its answer, and never the key."""
        form = {"name": request.template.name, "strict": True, "schema": request.template.schema}
        return {
            "base_url": self.place.where,
            "model": self.name,
            "messages": [{"role": "user", "content": request.prompt}],
            "temperature": self._temperature,
            _CEILINGS[self.base_url == OPENAI]: self._ceiling,
            "response_format": {"type": "json_schema", "json_schema": form},
        }

    def ask(self, requests: Iterable[Request], keep: Keep = ignore) -> Iterator[Reply]:
        """The replies, in order; however it ends, calls in flight land and are kept.

        A reply with a problem is not kept, so that a later run asks again.

        Raises:
            ModelError: where asking on makes no sense.
        """
        calls = Calls(lambda calls: _Session(self, keep, calls), self.concurrency, self.timeout)
        return calls.replies(requests)

    def fitted(self, wanted: dict[str, Any]) -> dict[str, Any]:
        """The body as this server takes it."""
        names = {name: self._sent_as.get(name, name) for name in wanted if name != "base_url"}
        return {sent: wanted[name] for name, sent in names.items() if sent}

    def learn(self, error: "openai.APIStatusError", prompt: str) -> None:
        """Note which parameters the server says it does not take."""
        said = error.param or words(error.body)
        for echo in (prompt, repr(prompt)[1:-1]):  # patients, too, speak of temperature
            said = said.replace(echo, "")
        if re.search("response_format|json_schema", said):
            self._sent_as["response_format"] = None
        if re.search(r"\btemperature\b", said):
            self._sent_as["temperature"] = None
        # A prompt that is too long for the model is the row's fault, not the parameter's.
        if re.search("|".join(_CEILINGS), said) and "context length" not in str(error.body):
            self._sent_as.update(zip(_CEILINGS, reversed(_CEILINGS), strict=True))


class _Session:
    """The client that the calls of one stream share, and how they fare."""

    def __init__(self, chat: OpenAIChat, keep: Keep, calls: Calls) -> None:
        self._chat, self._keep, self._calls = chat, keep, calls
        self._client = _client(chat, self._look)
        self._failed = 0

    async def close(self) -> None:
        await self._client.close()

    async def answer(self, request: Request) -> Reply:
        reply = await self._reply(request)
        if isinstance(reply, Fault):
            self._count(reply)
            return Reply(key(self._chat, request), "", finish="error", problem=reply.text)
        self._failed, self._chat.proven = 0, True
        self._keep(request, reply)
        return reply

    def _count(self, fault: Fault) -> None:
        # Until a first call succeeds, a refusal may be a fault of the set-up, not of the row.
        self._failed += fault.down or (fault.refused and not self._chat.proven)
        if fault.fatal:
            raise ModelError(fault.text)
        if self._failed >= _PATIENCE:
            raise ModelError(
                f"{_PATIENCE} calls in a row failed, at last {fault.text}. Run again later (what "
                "was answered is kept), or check SYNGEN_MODEL and OPENAI_BASE_URL."
            )

    async def _reply(self, request: Request) -> Reply | Fault:
        import openai

        wanted, tries = self._chat.body(request), 0
        while True:
            sent, reply = self._chat.fitted(wanted), None
            try:
                answer: Any = await self._client.chat.completions.create(**sent)
                reply = _read(answer, key(self._chat, request))
            except (json.JSONDecodeError, UnicodeDecodeError, openai.APIResponseValidationError):
                pass  # a 200 with half a body is a reply that did not come
            except UnicodeEncodeError:
                return Fault("the prompt holds half a character (a lone surrogate)")
            except (openai.BadRequestError, openai.UnprocessableEntityError) as error:
                self._chat.learn(error, request.prompt)
                if self._chat.fitted(wanted) != sent:
                    continue
                return self._chat.place.fault(error)
            except openai.OpenAIError as error:
                return self._chat.place.fault(error)
            if reply:
                return reply
            tries += 1
            if tries > min(self._chat.retries, len(_PAUSES)) or self._calls.ending:
                return Fault(f"{self._chat.place.where}: a 200 without a reply, {tries} times")
            await asyncio.sleep(_PAUSES[tries - 1])

    async def _look(self, response: "httpx2.Response") -> None:
        """Keep the client from trying again where that is of no use."""
        if response.status_code == 429:
            await response.aread()
        if self._calls.ending or (response.status_code == 429 and out_of_quota(response.text)):
            response.headers["x-should-retry"] = "false"


def _client(chat: OpenAIChat, look: Any) -> "openai.AsyncOpenAI":
    """A client for one event loop; `look` sees each response first."""
    import httpx2
    import openai

    place = chat.place
    if not place.key:
        raise ModelError(
            f"There is no key for {place.where}. Set OPENAI_API_KEY (for a server of your own, "
            "any word), or run with --offline."
        )
    if not (place.key.isascii() and place.key.isprintable()):
        raise ModelError("OPENAI_API_KEY holds a character that no key has; copy it once more.")
    patience = httpx2.Timeout(chat.timeout, connect=min(5.0, chat.timeout))
    limits = httpx2.Limits(max_connections=None, max_keepalive_connections=chat.concurrency)
    hooks = {"response": [look]}
    try:
        return openai.AsyncOpenAI(
            api_key=place.key,
            base_url=chat.base_url,
            max_retries=chat.retries,
            timeout=patience,
            http_client=openai.DefaultAsyncHttpxClient(
                timeout=patience, limits=limits, event_hooks=hooks
            ),
        )
    except httpx2.InvalidURL as error:
        raise ModelError(f"{place.where} is no address ({error}). Set OPENAI_BASE_URL.") from None


def _read(answer: Any, name: str) -> Reply | None:
    """A completion as a reply, or None where the server sent something else."""
    try:
        choice = answer.choices[0]
        text, finish = choice.message.content, choice.finish_reason
        refusal = getattr(choice.message, "refusal", None)
    except (AttributeError, IndexError, TypeError):
        return None
    if refusal:
        text, finish = refusal, "refusal"
    text = text if isinstance(text, str) else ""
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return Reply(name, whole, finish or "stop", _usage(answer.usage))


def _usage(usage: Any) -> Usage:
    """The tokens of a call; servers leave out what they do not count."""
    prompt = getattr(usage, "prompt_tokens_details", None)
    completion = getattr(usage, "completion_tokens_details", None)
    return Usage(
        getattr(usage, "prompt_tokens", None) or 0,
        getattr(usage, "completion_tokens", None) or 0,
        getattr(prompt, "cached_tokens", None) or 0,
        getattr(completion, "reasoning_tokens", None) or 0,
    )
