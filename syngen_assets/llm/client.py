"""The client: one try of one call over HTTP."""

import json
import math
from itertools import count
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from syngen_assets.core.errors import ModelError
from syngen_assets.llm.chat import Reply, Usage
from syngen_assets.llm.faults import Place

if TYPE_CHECKING:
    import httpx2
    import openai

_PATH = "chat/completions"
_RUN, _TRIES = uuid4().hex, count()


def connect(place: Place) -> "openai.AsyncOpenAI":
    """A client for a server; it connects when the first call is made.

    It tries nothing twice, and sets no time but for connecting: both are the caller's.

    Raises:
        ModelError: the key or the address is none.
    """
    import httpx2
    import openai

    from syngen_assets.llm.wire import Wire

    if not place.key:
        raise ModelError(
            f"There is no key for {place.where}. Set {place.key_variable} (for a server of your "
            "own, any word), or run with --offline."
        )
    if not (place.key.isascii() and place.key.isprintable()):
        raise ModelError(
            f"{place.key_variable} holds a character that no key has; copy it once more."
        )
    try:
        return openai.AsyncOpenAI(
            api_key=place.key,
            base_url=place.base_url,
            max_retries=0,
            timeout=None,
            http_client=Wire(),
        )
    except httpx2.InvalidURL as error:
        raise ModelError(f"{place.where} is no address ({error}). Set OPENAI_BASE_URL.") from None


async def post(client: "openai.AsyncOpenAI", body: dict[str, Any]) -> "httpx2.Response":
    """What the server answers, unread: typed parameters and replies would cost twice the time.

    Each try has a name of its own, so that no server takes it for one that it has answered.

    Raises:
        openai.OpenAIError: a status other than 200.
        aiohttp.ClientError: no answer came.
        UnicodeEncodeError: the body holds half a character.
    """
    import httpx2

    content = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
    url = f"{client.base_url}{_PATH}"  # a whole address is not put together for each call anew
    name = f"syngen-{_RUN}-{next(_TRIES)}"
    return await client.post(
        url, content=content, cast_to=httpx2.Response, options={"idempotency_key": name}
    )


def read(content: bytes, key: str) -> Reply | None:
    """A completion as a reply, or None where the server sent something else."""
    try:
        return completion(json.loads(content), key)
    except (ValueError, RecursionError):
        return None


def completion(answer: Any, key: str) -> Reply | None:
    """The same of what is JSON already."""
    try:
        choice = answer["choices"][0]
        message = choice["message"]
        text, refusal = message.get("content"), message.get("refusal")
    except (LookupError, TypeError, AttributeError):
        return None
    finish = choice.get("finish_reason") or "stop"
    if refusal and isinstance(refusal, str):
        text, finish = refusal, "refusal"
    if isinstance(text, list):  # models that reason may send it in parts
        parts = [part for part in text if isinstance(part, dict) and part.get("type") == "text"]
        text = "".join(str(part.get("text", "")) for part in parts)
    text = text if isinstance(text, str) else ""
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return Reply(key, whole, str(finish), counted(answer.get("usage")))


def counted(usage: Any) -> Usage:
    """The tokens of a call; servers leave out what they do not count.

    Some count what a model reasoned in the total only, and bill it as part of the reply.
    """
    prompt = _count(usage, "prompt_tokens")
    return Usage(
        prompt,
        max(_count(usage, "completion_tokens"), _count(usage, "total_tokens") - prompt),
        _count(usage, "prompt_tokens_details", "cached_tokens"),
        _count(usage, "completion_tokens_details", "reasoning_tokens"),
    )


def _count(usage: Any, *names: str) -> int:
    for name in names:
        usage = usage.get(name) if isinstance(usage, dict) else None
    counted = isinstance(usage, int | float) and math.isfinite(usage)
    return max(0, int(usage)) if counted else 0
