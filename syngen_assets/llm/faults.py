"""What an error of the OpenAI client means, in words that a user can act on."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import openai

_NO_QUOTA = re.compile("insufficient_quota|billing_hard_limit_reached|billing_not_active")
_STARRED = re.compile(r"[\w-]*\*{3,}[\w-]*")  # how servers show a part of a key


@dataclass(frozen=True)
class Fault:
    """Why a call brought no reply.

    Args:
        text: one clear sentence, or the words for the row's problem.
        fatal: whether asking on makes no sense.
        down: whether it may mean that the server is down for everyone.
        refused: whether the server did not take the request as it stands.
    """

    text: str
    fatal: bool = False
    down: bool = False
    refused: bool = False


@dataclass(frozen=True)
class Place:
    """Where calls go, for the messages; the key is there to be kept out of them."""

    where: str
    model: str
    key: str
    timeout: float

    def fault(self, error: "openai.OpenAIError") -> Fault:
        """The fault that an error of the client stands for."""
        import httpx2
        import openai

        cause = error.__cause__
        lost = httpx2.ConnectError | httpx2.ConnectTimeout | httpx2.UnsupportedProtocol
        if isinstance(cause, lost):
            why = self.clean(str(cause) or type(cause).__name__)
            return Fault(
                f"No server answers at {self.where} ({why}). "
                "Check OPENAI_BASE_URL and the network.",
                fatal=True,
            )
        if isinstance(error, openai.APIStatusError):
            return self._status(error)
        late = isinstance(error, openai.APITimeoutError)
        what = f"no answer within {self.timeout:g} s" if late else "the connection broke"
        return Fault(f"{self.where}: {what} after {_tries(error)}", down=True)

    def _status(self, error: "openai.APIStatusError") -> Fault:
        status, where, model = error.status_code, self.where, self.model
        said = f"{status}: {self.clean(words(error.body))}"
        fatal = {
            401: f"The server at {where} refused the key (401). Check OPENAI_API_KEY.",
            402: f"The account behind the key is out of quota at {where} ({said}). "
            "Add credit there and run again: what was answered is kept.",
            403: f'The server at {where} does not let this key use "{model}" ({said}). '
            "Check the rights of the key in OPENAI_API_KEY, or set SYNGEN_MODEL or --model.",
            404: f'The server at {where} knows no model "{model}" ({said}). '
            "Set SYNGEN_MODEL or --model, or correct OPENAI_BASE_URL.",
        }
        kind = 402 if status == 429 and out_of_quota(str(error.body)) else status
        if kind in fatal:
            return Fault(fatal[kind], fatal=True)
        if status in (408, 409, 429) or status >= 500:
            return Fault(f"{where}: server answered {status} after {_tries(error)}", down=True)
        return Fault(f"{where}: server refused the request ({said})", refused=True)

    def clean(self, text: str) -> str:
        """A server's words: on one line, short, without the key or a part of it."""
        edge = "" if len(self.key) >= 8 else r"\b"  # a key such as "x" is no secret
        shown = edge + re.escape(self.key[:8]) + edge + r"[\w.*-]*"
        text = text.replace(self.key, "[key]") if not edge else text
        return " ".join(_STARRED.sub("[key]", re.sub(shown, "[key]", text)).split())[:200]


def out_of_quota(text: str) -> bool:
    """Whether a refusal for load is one for money, which no waiting mends."""
    return bool(_NO_QUOTA.search(text))


def words(body: Any) -> str:
    """What the server says, of all that it sends."""
    said = body.get("message") or body if isinstance(body, dict) else body
    return str(said or "no reason given")


def _tries(error: Any) -> str:
    """How often the client made the call before it gave up."""
    count = int(error.request.headers.get("x-stainless-retry-count", 0)) + 1
    return f"{count} tries" if count > 1 else "1 try"
