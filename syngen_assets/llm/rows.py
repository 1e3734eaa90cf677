"""A reply as a row of the store, and back."""

import json
import sqlite3
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from syngen_assets.llm.chat import Reply, Usage

COLUMNS = (
    "key, body, attempt, text, finish, prompt_tokens, completion_tokens, cached_tokens, "
    "reasoning_tokens, model, created, crc"
)
REPLY = (
    "key, text, finish, prompt_tokens, completion_tokens, cached_tokens, reasoning_tokens, "
    "model, created, crc"
)
INSERT = f"insert or ignore into replies ({COLUMNS}) values (?,?,?,?,?,?,?,?,?,?,?,?)"
_MOST = 2**53  # tokens; more is no count, and would not fit a column

Row = tuple[Any, ...]


@dataclass(frozen=True)
class Stored:
    """All that the store knows of one reply."""

    key: str
    body: dict[str, Any]
    attempt: int
    model: str
    created: str
    reply: Reply


def now() -> str:
    """The moment, in UTC, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def as_row(stored: Stored) -> Row:
    """The row of a reply, in the order of `COLUMNS`."""
    key, reply, usage = stored.key, stored.reply, stored.reply.usage
    text, finish, model = _cell(reply.text), _cell(reply.finish), _cell(stored.model)
    told = (usage.prompt, usage.completion, usage.cached, usage.reasoning)
    tokens = [min(max(count, 0), _MOST) for count in told]
    crc = _crc(key, reply.text, reply.finish, *tokens, stored.model, stored.created)
    sent = plain_json(stored.body)
    return (key, sent, stored.attempt, text, finish, *tokens, model, stored.created, crc)


def as_reply(row: Sequence[Any]) -> Reply:
    """The reply of a row in the order of `REPLY`.

    Raises:
        sqlite3.DatabaseError: it is not what was written.
    """
    key, text, finish, *tokens, model, created, crc = row
    try:
        text, finish, model = map(_text, (text, finish, model))
    except (AttributeError, UnicodeDecodeError) as error:
        raise _damage(key) from error
    if crc is not None and crc != _crc(key, text, finish, *tokens, model, created):
        raise _damage(key)  # version 1 had no crc
    return Reply(key, text, finish, Usage(*tokens), cached=True)


def as_stored(row: Sequence[Any]) -> Stored:
    """All of a row in the order of `COLUMNS`.

    Raises:
        sqlite3.DatabaseError: it is not what was written.
    """
    key, body, attempt, *rest, model, created, crc = row
    try:
        sent = json.loads(body)
    except (TypeError, ValueError) as error:
        raise _damage(key) from error
    reply = as_reply((key, *rest, model, created, crc))
    return Stored(key, sent, attempt, _text(model), created, reply)


def plain_json(value: Any) -> str:
    """JSON in few bytes, and in ASCII where UTF-8 could not hold it."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text if _sound(text) else json.dumps(value, separators=(",", ":"))


def _sound(text: str) -> bool:
    """Whether UTF-8 can hold it; JSON from a server may bring half a character."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _cell(text: str) -> str | bytes:
    return text if _sound(text) else text.encode("utf-8", "surrogatepass")


def _text(cell: str | bytes) -> str:
    return cell if isinstance(cell, str) else cell.decode("utf-8", "surrogatepass")


def _damage(key: object) -> sqlite3.DatabaseError:
    return sqlite3.DatabaseError(f"the reply {key} is damaged")


def _crc(*cells: object) -> int:
    """A checksum of all but the request, which the key proves."""
    return zlib.crc32("\0".join(map(str, cells)).encode("utf-8", "surrogatepass"))
