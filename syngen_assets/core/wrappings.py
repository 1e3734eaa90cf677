"""Wrappings: what models and servers put around a value, and the JSON that stands inside."""

import json
import re
from functools import lru_cache

_THOUGHT = re.compile(
    r"</(?:think|thinking|thoughts?|reasoning)>|\[/THINK\]|<\|channel\|>final<\|message\|>",
    re.IGNORECASE,
)
_UNENDED = re.compile(r"(?:<(?:think|thinking|thoughts?|reasoning)>|\[THINK\]).*", re.DOTALL | re.I)
_END = re.compile(  # a server that does not know where a turn ends sends the sign, and rambles on
    r"<\|(?:im_end|eot_id|end|endoftext|end_of_text|return|eom_id)\|>|</s>|<end_of_turn>|<eos>"
    r"|<｜end▁of▁sentence｜>"
)
_FENCE = re.compile(r"^\s*```(?:json\w*\b|[\w+-]+[ \t]*(?=\n))?\s*|\s*```\s*$", re.IGNORECASE)
_DECODER = json.JSONDecoder(strict=False)
_QUOTES = {'"': '"', "'": "'", "“": "”", "„": "“", "‘": "’"}
_ANY = "[\"'“”„‘’]"
_AMBIGUOUS = re.compile(rf"{_ANY}\s*[,:}}]\s*(?:{_ANY}|[{{\]])")


def unwrapped(text: str) -> str:
    """The text without thoughts before it, signs of its end after it, and a fence around it."""
    text = _unfenced(text)
    while whole(text) is None and (thought := _THOUGHT.search(text)):
        text = _unfenced(text[thought.end() :])
    if whole(text) is not None:
        return text  # what looks like a wrapping is a part of a value
    return _unfenced(_END.split(_UNENDED.sub("", text), maxsplit=1)[0])


def _unfenced(text: str) -> str:
    return _FENCE.sub("", text).strip()


@lru_cache(maxsize=16)  # a text is looked at from several sides
def whole(text: str) -> object:
    """The text read as JSON, or None if it is none; JSON in a JSON string is read, too."""
    try:
        found: object = _DECODER.decode(text)
        if isinstance(found, str) and found.lstrip().startswith("{"):
            found = whole(found) or found
    except (ValueError, RecursionError):  # also of numbers and depths that Python refuses
        return None
    return found


def within(text: str, field: str) -> object:
    """The JSON object in the text that holds the field, else the first one, else None."""
    objects, place = [], text.find("{")
    while place >= 0:
        try:
            found, end = _DECODER.raw_decode(text, place)
        except (ValueError, RecursionError):
            end = place + 1
        else:
            if isinstance(found.get(field), str):
                return found
            objects.append(found)
        place = text.find("{", end)
    return objects[0] if objects else _nearly(text, field)


def _nearly(text: str, field: str) -> object:
    """An object with this one field that is quoted otherwise, if it can be read in one way only."""
    span = re.search(r"\{.*\}", text, re.DOTALL)
    if not span:
        return None
    body = re.sub(r",\s*\}$", "}", span.group())
    found = whole(body)
    if isinstance(found, dict):
        return found
    quoted = re.fullmatch(rf"\{{\s*{_ANY}{re.escape(field)}{_ANY}\s*:\s*(\S.*\S)\s*\}}", body, re.S)
    if not quoted or _QUOTES.get(quoted[1][0]) != quoted[1][-1] or _AMBIGUOUS.search(quoted[1]):
        return None
    content = _plain(quoted[1][1:-1])
    return None if content is None else {field: content}


def _plain(content: str) -> str | None:
    """The content of a quoted text; quotes in it may stand bare."""

    def put(found: re.Match[str]) -> str:
        return {'"': r"\"", r"\'": "'"}.get(found.group(), found.group())

    text = whole('"' + re.sub(r'\\.|"', put, content, flags=re.DOTALL) + '"')
    return text if isinstance(text, str) else None
