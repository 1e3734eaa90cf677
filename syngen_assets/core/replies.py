"""Reading replies: the value that stands in one, or why there is none."""

import json
import re

from syngen_assets.core.errors import ReplyError

_FENCE = re.compile(r"^\s*```(?:json)?\s*|\s*```\s*$")
_CHATTER = re.compile(r"^(sure|certainly|of course|okay|ok|here)\b", re.IGNORECASE)
_FINISHES = {
    "length": "cut off by the token limit",
    "content_filter": "withheld by the server's content filter",
    "refusal": "refused by the model",
}
_SHOWN = 80


def value(text: str, field: str, finish: str = "stop") -> str:
    """The text of one field of a reply.

    The reply should be a JSON object that holds the field. A server that knows no schema may wrap
    it in a fence or in prose, or send the bare value in one paragraph; both are read.

    Args:
        text: the reply as it came.
        field: the key whose value is wanted.
        finish: why the model stopped.

    Raises:
        ReplyError: the reply is empty, was cut off, withheld or refused, or holds no such value.
    """
    if finish in _FINISHES:
        raise ReplyError(f"unreadable_reply: the reply was {_FINISHES[finish]}: {_shown(text)}")
    text = _FENCE.sub("", text).strip()
    if not text:
        raise ReplyError("unreadable_reply: the reply is empty")
    found = _object(text)
    if found is None:
        return _bare(text, field)
    content = found.get(field)
    if not isinstance(content, str):
        raise ReplyError(f"unreadable_reply: the reply has no text {field!r}: {_shown(text)}")
    return _sound(content, field)


def _object(text: str) -> dict[str, object] | None:
    """The first JSON object in the text."""
    decoder = json.JSONDecoder()
    for start in (match.start() for match in re.finditer(r"\{", text)):
        try:
            found, _ = decoder.raw_decode(text, start)
        except (ValueError, RecursionError):  # also of numbers and depths that Python refuses
            continue
        if isinstance(found, dict):
            return found
    return None


def _bare(text: str, field: str) -> str:
    if "{" in text or "\n" in text or _CHATTER.match(text) or text[0] == "<" or text[-1] == ":":
        raise ReplyError(f"unreadable_reply: the reply is not JSON with {field!r}: {_shown(text)}")
    return _sound(text.strip('"'), field)


def _sound(content: str, field: str) -> str:
    content = content.strip()
    if not content:
        raise ReplyError(f"unreadable_reply: the reply's {field!r} is empty")
    if any("\ud800" <= letter <= "\udfff" for letter in content):
        raise ReplyError(f"unreadable_reply: the reply's {field!r} holds half a character")
    return content


def _shown(text: str) -> str:
    folded = " ".join(text.split())
    return repr(folded if len(folded) <= _SHOWN else folded[: _SHOWN - 1] + "…")
