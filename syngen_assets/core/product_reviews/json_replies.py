"""Reviews in JSON: each object of a reply that is whole, however broken the rest is."""

import json
import re
from collections.abc import Iterator
from typing import Any

from syngen_assets.core.gates.names import CUT_OFF
from syngen_assets.core.product_reviews import broken_json
from syngen_assets.core.product_reviews.broken_json import QUOTES
from syngen_assets.core.product_reviews.written import UNREAD, Read, Written, field, shown, written

_OPENING = re.compile(  # an object whose first value is no object and no list
    rf"\{{\s*(?P<quote>[{QUOTES}]?)(?P<name>[^{QUOTES}{{}}\[\]:,\n]{{1,40}})[{QUOTES}]?\s*:"
    r"\s*(?![\s\[{])"
)
_SPACE = re.compile(r"\s*")


class _Pairs(list[tuple[str, Any]]):
    """An object as its pairs, so that a key may stand in it twice."""


_DECODER = json.JSONDecoder(strict=False, object_pairs_hook=_Pairs)


def opening(text: str) -> int | None:
    """Where the first object of a reply begins that may be a review; None if there is none."""
    found = next(_openings(text, 0), None)
    return found.start() if found else None


def read(text: str) -> Read:
    """The reviews of a reply in JSON.

    A reply that is JSON as a whole may hold them in objects or lists of any depth. Of another one
    the objects are read one by one: those that are JSON as such, and then those with other quotes,
    with quotes or line breaks within a text, or without a bracket at their end, where a value ends
    at a quotation mark that a known key or the end of the object follows. An object that breaks
    off is a problem, and nothing of it is read.
    """
    if text.startswith('{\\"') and (escaped := _decoded(f'"{text}"', 0)):
        text = str(escaped[0])  # it was made a text once more, and lost the marks around it
    found = _decoded(text, 0)
    if found and not text[found[1] :].strip():
        whole = found[0]
        if isinstance(whole, str):
            return read(whole) if "{" in whole else Read()
        rows = tuple(_harvest(whole))
        if rows or isinstance(whole, _Pairs | list):
            return Read(rows)
    return _one_by_one(text)


def _decoded(text: str, place: int) -> tuple[Any, int] | None:
    try:
        return _DECODER.raw_decode(text, _past_space(text, place))
    except (ValueError, RecursionError):  # also of numbers and depths that Python refuses
        return None


def _past_space(text: str, place: int) -> int:
    found = _SPACE.match(text, place)
    return found.end() if found else place


def _harvest(found: object) -> Iterator[Written]:
    """The reviews in what JSON holds; a key that stands twice in an object begins another one."""
    if isinstance(found, _Pairs):
        if any(field(name) and _is_plain(value) for name, value in found):
            yield from map(_review, _parted(found))
        elif columns := _columns(found):
            yield from columns
        else:
            for _, value in found:
                yield from _harvest(value)
    elif isinstance(found, list):
        for value in found:
            yield from _harvest(value)


def _is_plain(value: object) -> bool:
    return isinstance(value, str | int | float)


def _parted(pairs: _Pairs) -> Iterator[dict[str, Any]]:
    """The pairs of one object or more, where a bracket between two was left out."""
    values: dict[str, Any] = {}
    for name, value in pairs:
        if name in values:
            yield values
            values = {}
        values[name] = value
        if isinstance(value, _Pairs):
            values |= {inner: held for inner, held in value if inner not in values}
    yield values


def _review(values: dict[str, Any]) -> Written:
    """The review of an object's values; the plain name of a field goes before its other names."""
    said = sorted(values.items(), key=lambda pair: field(pair[0]) == pair[0].casefold())
    plain = {key: str(value) for name, value in said if (key := field(name)) and _is_plain(value)}
    return written(plain)


def _columns(pairs: _Pairs) -> list[Written]:
    """The reviews of an object that has a list for each field."""
    lists = {key: value for name, value in pairs if (key := field(name))}
    if len(lists) < 2 or not all(
        isinstance(value, list) and all(map(_is_plain, value)) for value in lists.values()
    ):
        return []
    if len({len(value) for value in lists.values()}) > 1:
        return []
    rows = zip(*lists.values(), strict=True)
    return [written(dict(zip(lists, map(str, row), strict=True))) for row in rows]


def _one_by_one(text: str) -> Read:
    rows: list[Written] = []
    problems: list[str] = []
    begin = next(_openings(text, 0), None)
    while begin:
        if found := _decoded(text, begin.start()):
            rows += _harvest(found[0])
            begin = next(_openings(text, found[1]), None)
            continue
        quote = begin["quote"]  # within a text, objects would be quoted otherwise
        later = _openings(text, begin.end())
        after = next((one for one in later if quote in ("", one["quote"])), None)
        piece = text[begin.start() : after.start() if after else None]
        if review := broken_json.review(piece) or (
            after and broken_json.review(piece.rstrip(", \n") + "}")
        ):
            rows.append(review)
        elif broken_json.is_review(piece):
            problems.append(_why(piece, cut_off=after is None))
        begin = after
    return Read(tuple(rows), tuple(problems))


def _openings(text: str, start: int) -> Iterator[re.Match[str]]:
    """The beginnings of objects that may be reviews."""
    for found in _OPENING.finditer(text, start):
        if found["quote"] or field(found["name"]):
            yield found


def _why(piece: str, cut_off: bool) -> str:
    if cut_off:
        return f"{CUT_OFF}: the last review breaks off: {shown(piece)}"
    return f"{UNREAD}: an object cannot be read: {shown(piece)}"
