"""Broken JSON: the review of an object that no parser of JSON reads, if all of it is there."""

import json
import re

from syngen_assets.core.product_reviews.written import Written, field, written

QUOTES = "\"'“”„‘’`"
"""The marks that a model may put around keys and values."""

_BARE = re.compile(rf"[^,{{}}\[\]\n{QUOTES}]+?(?=\s*(?:[,}}\]\n]|$))")
_NOTHING = re.compile(r"null|none|nan|undefined", re.IGNORECASE)
_CLOSING = {'"': '"', "'": "'", "“": "”", "„": "“”", "‘": "’", "”": "”", "’": "’", "`": "`'"}
_KNOWN = r"(?i:ratings?|stars?|score|overall|title|headline|text|review|body|content|comment)"
_MARK = f"[{QUOTES}]"
_KEY = re.compile(  # with quotation marks or without, or without its colon
    rf"{_MARK}?(?P<name>\w[\w -]{{0,39}}){_MARK}?\s*:\s*"
    rf"|{_MARK}(?P<bare>{_KNOWN}){_MARK}\s+(?={_MARK})"
)
_ENDS = re.compile(  # what follows a value: another key, or the object's end
    rf"\s*(?:,?\s*(?P<known>{_MARK}{_KNOWN}[\w -]*{_MARK}\s*(?::|(?={_MARK})))"
    rf"|,\s*(?P<other>(?:{_MARK}\w[\w -]{{0,39}}{_MARK}|{_MARK}?{_KNOWN}{_MARK}?)\s*:)"
    r"|,?\s*\}|,?\s*\](?=[\s}\]]*$))"
)
_NEXT = re.compile(rf"{_MARK}{_KNOWN}{_MARK}\s*:")
_DECODER = json.JSONDecoder(strict=False)
_SWALLOWED = re.compile(rf"{_KNOWN}{_MARK}\s*:|{_MARK}{_KNOWN}{_MARK}?\s*:?\s*{_MARK}")


def is_review(piece: str) -> bool:
    """Whether a piece of a reply has a key of a review."""
    return any(field(_name(key)) for key in _KEY.finditer(piece))


def review(piece: str) -> Written | None:
    """The review of the object that begins a piece of a reply; None if it cannot be read surely.

    Its keys and values may be quoted in any way or not at all, and one mark or colon of a key may
    be missing. Within a value, marks and line breaks may stand as they are: it ends at a mark that
    a known key or the end of the object follows. A value that seems to hold the next one is none.
    """
    values: dict[str, str] = {}
    place = len(piece) - len(piece[1:].lstrip())
    while key := _KEY.match(piece, place):
        found = _value(piece, key.end())
        if found is None or _SWALLOWED.search(found[0]):
            return None
        content, following = found
        if name := field(_name(key)):
            values[name] = content
        if following is None:
            return written(values) if values else None
        place = following
    return None


def _name(key: re.Match[str]) -> str:
    return key["name"] or key["bare"]


def _value(text: str, place: int) -> tuple[str, int | None] | None:
    """A value, and the place of the next key if there is one; None where it does not end."""
    bare = _BARE.match(text, place)
    if bare and (ends := _ENDS.match(text, bare.end())):
        return "" if _NOTHING.fullmatch(bare.group()) else bare.group(), _following(ends)
    closing = _CLOSING.get(text[place : place + 1])
    begin, marks = (place + 1, closing) if closing else (place, QUOTES)
    for mark in re.compile(rf"\\.|[{marks}]", re.DOTALL).finditer(text, begin):
        if len(mark.group()) > 1:
            continue
        if ends := _ENDS.match(text, mark.end()):
            return _content(text[begin : mark.start()]), _following(ends)
        before = text[begin : mark.start()].rstrip()
        if before.endswith(",") and _NEXT.match(text, mark.start()):
            return _content(before[:-1]), mark.start()
    return None


def _following(ends: re.Match[str]) -> int | None:
    return next((ends.start(name) for name in ("known", "other") if ends[name]), None)


def _content(quoted: str) -> str:
    """What stands between quotation marks; those within may stand bare."""

    def put(found: re.Match[str]) -> str:
        return {'"': r"\"", r"\'": "'"}.get(found.group(), found.group())

    escaped = re.sub(r'\\.|"', put, quoted, flags=re.DOTALL)
    try:
        return str(_DECODER.decode(f'"{escaped}"'))
    except ValueError:
        return quoted
