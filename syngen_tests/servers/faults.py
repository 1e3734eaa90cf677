"""The faults that real servers have: who is struck, what is said then, and how it is sent."""

import asyncio
import copy
import json
from collections.abc import Mapping

from syngen_tests.servers.chance import digest
from syngen_tests.servers.replies import Body, Raw, error, fields
from syngen_tests.servers.wire import Line, packed

FAULTS = {
    "429": "too many requests, with no word of when to try again",
    "429 headers": "too many requests, with retry-after and rate-limit headers",
    "500": "a fault of the server",
    "503": "an overloaded server",
    "drop before": "the connection ends before the answer begins",
    "drop after": "the connection ends after half of the answer's body",
    "drip": "the body comes in crumbs, and slowly",
    "hang": "no answer for as long as the client waits",
    "html": "a page of HTML with status 200",
    "truncated": "JSON that is cut off, with status 200 and the right content-length",
    "empty": "a reply that is empty",
    "none": "a reply that is null",
    "refused": "a reply that is null and a refusal beside it",
    "length": "a reply that is cut off by its token ceiling",
    "filter": "a reply that a content filter emptied",
    "schema": "a reply in JSON of another schema",
    "language": "a reply in the asked schema and in German",
}
UNHEARD = {"drop before", "drop after", "hang"}
MIXED = [kind for kind in FAULTS if kind not in ("hang", "language")]

_PAGE = b"<!DOCTYPE html><html><body><h1>Welcome to the hotel</h1></body></html>"
_REFUSED = "I'm sorry, but I can't help with that."
_GERMAN = "Das lässt sich ohne eine genaue Untersuchung durch einen Arzt nicht sagen."
_CRUMBS = 20
_FINISH = {"length": "length", "filter": "content_filter"}


def mixed(share: float) -> dict[str, float]:
    """Faults of all kinds but two, alike often, that strike this share of the prompts in all.

    "hang" is not among them, since it takes a client's whole patience, nor "language", since not
    everyone knows which one is asked for.
    """
    return dict.fromkeys(MIXED, share / len(MIXED))


MIXED_5 = mixed(0.05)
MIXED_30 = mixed(0.30)


def known(faults: Mapping[str, float]) -> Mapping[str, float]:
    """These faults.

    Raises:
        ValueError: for a kind that is not in FAULTS, or shares of more than 1 in all.
    """
    if unknown := sorted(set(faults) - set(FAULTS)):
        raise ValueError(f"No such fault: {unknown}. There are {sorted(FAULTS)}.")
    if sum(faults.values()) > 1 + 1e-9:
        raise ValueError(f"The shares of the faults make more than 1: {dict(faults)}")
    return faults


def struck(
    faults: Mapping[str, float], strikes: int | None, seed: int, prompt: int, time: int
) -> str | None:
    """The fault that strikes a prompt when it comes for this time (the first is 1)."""
    if not faults or (strikes is not None and time > strikes):
        return None
    point = digest("fault", seed, prompt) / 2**64
    for kind, share in faults.items():
        point -= share
        if point < 0:
            return kind
    return None


def too_many(kind: str | None) -> Raw | None:
    """The refusal of a fault that strikes before any work is done, or None."""
    match kind:
        case "429":
            return error(429, "Too many requests.", "rate_limit_exceeded", kind="requests")
        case "429 headers":
            asked = {"retry-after-ms": "20", "x-ratelimit-remaining-requests": "0"}
            asked |= {"x-ratelimit-reset-requests": "20ms"}
            text = "Too many requests. Please try again in 20ms."
            return error(429, text, "rate_limit_exceeded", kind="requests", headers=asked)
    return None


def failed(kind: str | None) -> Raw | None:
    """The answer of a fault that needs no completion but the time of one, or None."""
    match kind:
        case "500":
            return error(500, "The server had an error.", kind="server_error")
        case "503":
            return error(503, "The engine is overloaded.", kind="server_error")
        case "html":
            return 200, {"content-type": "text/html"}, _PAGE
    return None


def spoiled(kind: str | None, said: Body, body: Body) -> Body:
    """A completion as this fault makes it; the one that is given stays as it is."""
    if kind is None:
        return said
    said = copy.deepcopy(said)
    for choice in said["choices"]:
        text = choice["message"].get("content") or ""
        choice["message"] |= _message(kind, text, body)
        choice["finish_reason"] = _FINISH.get(kind, choice["finish_reason"])
    return said


def _message(kind: str, text: str, body: Body) -> Body:
    """What a fault changes in a message."""
    match kind:
        case "empty" | "filter":
            return {"content": ""}
        case "none":
            return {"content": None}
        case "refused":
            return {"content": None, "refusal": _REFUSED}
        case "length":
            return {"content": text[: len(text) // 2]}
        case "schema":
            return {"content": json.dumps({"colour": "blue", "size": 4})}
        case "language":
            return {"content": json.dumps(dict.fromkeys(fields(body), _GERMAN))}
    return {}


async def sent(line: Line, kind: str | None, drip: float, raw: Raw) -> None:
    """Send an answer as this fault does it; `drip` is how many seconds a slow body takes."""
    status, headers, data = raw
    if kind == "truncated" and status == 200:
        data = data[: len(data) // 2]
    whole = packed(status, headers, data)
    if kind == "drip":
        await _dripped(line, whole, len(data), drip)
    elif kind not in UNHEARD:
        line.send(whole)
    else:
        if kind == "hang":
            await _while_there(line)
        if kind == "drop after":
            line.send(whole[: len(whole) - (len(data) + 1) // 2])
        raise ConnectionError


async def _dripped(line: Line, whole: bytes, size: int, drip: float) -> None:
    head, crumb = len(whole) - size, -(-size // _CRUMBS) or 1
    line.send(whole[:head])
    for start in range(head, len(whole), crumb):
        await asyncio.sleep(drip / _CRUMBS)
        line.send(whole[start : start + crumb])


async def _while_there(line: Line) -> None:
    while not line.gone:
        await asyncio.sleep(0.05)
