"""What a call that failed means, in words that a user can act on."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from syngen_assets.llm.pace import seconds

if TYPE_CHECKING:
    import openai

LONGEST_WAIT = 600.0  # seconds; a server that wants more is not waited for

_NO_QUOTA = re.compile(
    "insufficient_quota|billing_hard_limit_reached|billing_not_active|exceeded your current quota"
)
_NO_MODEL = re.compile(r"invalid model name|model .*(not found|does not exist)|pinned to", re.I)
_STARRED = re.compile(r"[\w-]*\*{3,}[\w-]*")  # how servers show a part of a key
_WAIT_SAID = re.compile(r"(?:retryDelay\W+|retry in )(\d+(?:\.\d+)?)\s?s", re.I)
_MANY = 1_000_000
_UNREAD = 2  # tries again after something that is no reply: a page in HTML rarely goes away


@dataclass(frozen=True)
class Fault:
    """Why a try brought no reply.

    Args:
        text: one clear sentence, or the words for the row's problem.
        again: how many more tries may mend it.
        fatal: whether asking on makes no sense.
        down: whether it may mean that the server is down for everyone.
        refused: whether the server did not take the request as it stands.
        load: whether the server takes no more calls now.
        late: whether the time for the try ran out.
        lost: whether the server may have answered, and billed, all the same.
        after: seconds that the server wants to be left alone, if it says.
    """

    text: str
    again: int = 0
    fatal: bool = False
    down: bool = False
    refused: bool = False
    load: bool = False
    late: bool = False
    lost: bool = False
    after: float | None = None

    def after_tries(self, tries: int) -> str:
        """The text, with the number of tries where another one might have helped."""
        if not (self.again or self.down):
            return self.text
        return f"{self.text} after {tries} {'try' if tries == 1 else 'tries'}"


@dataclass(frozen=True)
class Place:
    """Where calls go.

    Args:
        base_url: the server's address.
        model: the model's name there.
        key: shown to the server; it stands here to be kept out of messages.
        key_variable: where the key comes from.
    """

    base_url: str
    model: str
    key: str = field(repr=False)
    key_variable: str = "OPENAI_API_KEY"

    @cached_property
    def where(self) -> str:
        """The address without the password that may stand in it."""
        return re.sub("//[^/@]*@", "//", self.base_url)

    def late(self, seconds: float) -> Fault:
        """The fault of a try that took too long."""
        text = f"{self.where}: no answer within {seconds:g} s"
        return Fault(text, again=_MANY, down=True, late=True, lost=True)

    def unread(self) -> Fault:
        """The fault of a 200 that brought no completion."""
        return Fault(f"{self.where}: a 200 without a reply", again=_UNREAD, lost=True)

    def fault(self, error: Exception, proven: bool) -> Fault:
        """The fault that an error of the client stands for.

        Args:
            error: what the client raised.
            proven: whether the server has answered before; then it may come back.
        """
        import aiohttp
        import openai

        if isinstance(error, openai.APIStatusError):
            return self._status(error)
        no_server = aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError
        no_address = aiohttp.InvalidURL, aiohttp.NonHttpUrlClientError
        if isinstance(error, no_server) and proven:
            return Fault(f"{self.where}: no connection", again=_MANY, down=True)
        if isinstance(error, no_server + no_address):
            why = self.clean(str(error) or type(error).__name__)
            return Fault(
                f"No server answers at {self.where} ({why}). "
                "Check OPENAI_BASE_URL and the network.",
                fatal=True,
            )
        return Fault(f"{self.where}: the connection broke", again=_MANY, down=True, lost=True)

    def _status(self, error: "openai.APIStatusError") -> Fault:
        status, said = error.status_code, f"{error.status_code}: {self.clean(words(error.body))}"
        waits = _WAIT_SAID.search(str(error.body))  # some call a limit of a minute a quota, too
        fatal = self._fatal(said)
        if status == 429 and not waits and _NO_QUOTA.search(str(error.body)):
            return Fault(fatal[402], fatal=True)
        if status in (400, 422) and _NO_MODEL.search(said) and self.model in said:
            return Fault(fatal[404], fatal=True)
        if status in fatal:
            return Fault(fatal[status], fatal=True)
        if status not in (408, 409, 429) and status < 500:
            return Fault(f"{self.where}: server refused the request ({said})", refused=True)
        after = wanted_pause(error.response.headers)
        if after is None and waits:
            after = float(waits[1])
        if after and after > LONGEST_WAIT:
            return self._left_alone(after, said)
        once = error.response.headers.get("x-should-retry") == "false"
        return Fault(
            f"{self.where}: server answered {said if error.body else status}",
            again=0 if once else _MANY,
            down=True,
            load=status == 429 or (after is not None and status in (503, 529)),
            lost=status in (408, 502, 504),  # what stands before a server may not wait for it
            after=after,
        )

    def _fatal(self, said: str) -> dict[int, str]:
        """Status → the sentence, for what no other try mends."""
        where, model = self.where, self.model
        return {
            401: f"The server at {where} refused the key (401). Check {self.key_variable}.",
            402: f"The account behind the key is out of quota at {where} ({said}). "
            "Add credit there and run again: what was answered is kept.",
            403: f'The server at {where} does not let this key use "{model}" ({said}). '
            f"Check the rights of the key in {self.key_variable}, or set SYNGEN_MODEL or --model.",
            404: f'The server at {where} knows no model "{model}" ({said}). '
            "Set SYNGEN_MODEL or --model, or correct OPENAI_BASE_URL.",
        }

    def _left_alone(self, after: float, said: str) -> Fault:
        """The fault of a server that wants a longer pause than a run waits for."""
        return Fault(
            f"The server at {self.where} wants to be left alone for {after / 60:,.0f} minutes "
            f"({said}). Run again then: what was answered is kept.",
            fatal=True,
        )

    def clean(self, text: str) -> str:
        """A server's words: on one line, short, without the key or a part of it."""
        edge = "" if len(self.key) >= 8 else r"\b"  # a key such as "x" is no secret
        shown = edge + re.escape(self.key[:8]) + edge + r"[\w.*-]*"
        text = text.replace(self.key, "[key]") if not edge else text
        return " ".join(_STARRED.sub("[key]", re.sub(shown, "[key]", text)).split())[:200]


def words(body: Any) -> str:
    """What the server says, of all that it sends."""
    while True:
        if isinstance(body, list) and body:
            body = body[0]
        elif isinstance(body, dict):
            inner = [body[name] for name in ("message", "error", "detail", "msg") if body.get(name)]
            if not inner:
                return str(body)
            body = inner[0]
        else:
            return str(body or "no reason given")


def wanted_pause(headers: Mapping[str, str]) -> float | None:
    """The seconds that a server wants to be left alone, as its headers say.

    Where they say only that a limit is used up, it is until that is free again.
    """
    for name, unit in (("retry-after-ms", 0.001), ("retry-after", 1.0)):
        word = headers.get(name, "")
        try:
            return max(0.0, float(word) * unit)
        except ValueError:
            pass
    try:
        moment = parsedate_to_datetime(headers.get("retry-after", ""))
        return max(0.0, (moment - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError):
        pass
    resets = [
        seconds(headers.get(f"x-ratelimit-reset-{kind}"))
        for kind in ("requests", "tokens")
        if headers.get(f"x-ratelimit-remaining-{kind}") == "0"
    ]
    return max((reset for reset in resets if reset is not None), default=None)
