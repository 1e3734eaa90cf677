"""Reading replies: the value that stands in one, or why there is none."""

import re
from typing import Any

from syngen_assets.core.errors import ReplyError
from syngen_assets.core.gates import CUT_OFF, EMPTY, FILTERED, NO_JSON, REFUSED, WRONG_SCHEMA
from syngen_assets.core.refusals import declines
from syngen_assets.core.wrappings import unwrapped, whole, within

# Why servers say that a model stopped, and what it means; each has its own words for it.
_FINISHES = {
    **dict.fromkeys(["length", "max_tokens", "model_length"], CUT_OFF),
    **dict.fromkeys(["content_filter", "safety", "recitation", "blocklist"], FILTERED),
    **dict.fromkeys(["prohibited_content", "spii", "error_toxic"], FILTERED),
    **dict.fromkeys(["error", "abort", "cancelled"], NO_JSON),
    "refusal": REFUSED,
}
_SAID = {
    CUT_OFF: "cut off by the token limit",
    FILTERED: "withheld by the server's content filter",
    NO_JSON: "broken off by the server",
    REFUSED: "refused by the model",
}
_NOTHING = re.compile(r"\W{0,2}(?:none|null|nil|nan|n/a|undefined)\W{0,2}", re.IGNORECASE)
_CHATTER = re.compile(r"^(sure|certainly|of course|okay|ok|here)\b", re.IGNORECASE)
_HALF = re.compile("[\ud800-\udfff]")
_SHOWN = 80


def value(text: str, field: str, finish: str = "stop") -> str:
    """The text of one field of a reply.

    The reply should be a JSON object that holds the field. A server that knows no schema may wrap
    it in a fence, in prose or in a list, put thoughts before it, quote it as no JSON does, or send
    the bare value in one paragraph; all of these are read where they can be read in one way only.

    Args:
        text: the reply as it came.
        field: the key whose value is wanted.
        finish: why the model stopped.

    Raises:
        ReplyError: the reply is empty, was refused, cut off or withheld, has another schema, or
            is no JSON; the problem begins with the name of that, as in `gates`.
    """
    text = _said_in_full(text, finish)
    found = _found(text, field)
    if found is None or isinstance(found, str):
        return _sound(_bare(found or text, field), field)
    content = found.get(field) if isinstance(found, dict) else None
    if not isinstance(content, str):
        raise ReplyError(f"{WRONG_SCHEMA}: the reply has no text {field!r}: {_shown(text)}")
    return _sound(content, field)


def record(text: str, field: str, finish: str = "stop") -> dict[str, Any]:
    """The object of a reply that has several fields, whatever these hold.

    It may be wrapped as in `value`, but there is no bare value that could stand for it.

    Args:
        text: the reply as it came.
        field: one of the fields, which holds a text; it tells the object from others.
        finish: why the model stopped.

    Raises:
        ReplyError: as in `value`.
    """
    text = _said_in_full(text, finish)
    found = _found(text, field)
    if isinstance(found, dict):
        return found
    if declines(text):
        raise ReplyError(f"{REFUSED}: the reply declines to answer: {_shown(text)}")
    raise ReplyError(f"{NO_JSON}: the reply is not JSON with {field!r}: {_shown(text)}")


def stopped(finish: str) -> str | None:
    """The problem with a reply whose model did not stop of itself; None if it did."""
    why = _FINISHES.get(re.split(r"[:\s]", finish.lower())[0])
    return f"{why}: the reply was {_SAID[why]}" if why else None


def _said_in_full(text: str, finish: str) -> str:
    """What a model says that stopped of itself, without its wrapping."""
    if why := stopped(finish):
        raise ReplyError(f"{why}: {_shown(text)}")
    text = unwrapped(text)
    if not text or _NOTHING.fullmatch(text):
        raise ReplyError(f"{EMPTY}: the reply is empty" + (f": {_shown(text)}" if text else ""))
    return text


def _found(text: str, field: str) -> object:
    """What the text is as JSON, or the object in it that has the field."""
    found = whole(text)
    if isinstance(found, list) and len(found) == 1 and isinstance(found[0], dict):
        return found[0]
    return within(text, field) if found is None else found


def _bare(text: str, field: str) -> str:
    if declines(text):
        return text  # whatever else may be wrong with it
    if not re.search(r"\w", text):
        raise ReplyError(f"{EMPTY}: the reply holds no word: {_shown(text)}")
    label = re.match(rf"[*_`]*{re.escape(field)}[*_`]*:[*_`]*\s*(?=\S)", text, re.IGNORECASE)
    text = text[label.end() :] if label else text
    if "{" in text or "\n" in text or _CHATTER.match(text) or text[0] == "<" or text[-1] == ":":
        raise ReplyError(f"{NO_JSON}: the reply is not JSON with {field!r}: {_shown(text)}")
    quoted = re.fullmatch('["“]([^"“”]*)["”]', text)
    return quoted[1] if quoted else text


def _sound(content: str, field: str) -> str:
    content = content.strip()
    if not content or _NOTHING.fullmatch(content):
        said = f": {_shown(content)}" if content else ""
        raise ReplyError(f"{EMPTY}: the reply's {field!r} is empty{said}")
    if _HALF.search(content):
        raise ReplyError(f"{WRONG_SCHEMA}: the reply's {field!r} holds half a character")
    if declines(content):
        raise ReplyError(f"{REFUSED}: the reply declines to answer: {_shown(content)}")
    return content


def _shown(text: str) -> str:
    folded = " ".join(text.split())
    return repr(folded if len(folded) <= _SHOWN else folded[: _SHOWN - 1] + "…")
