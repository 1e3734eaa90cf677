"""Results: what a server says of the lines of a batch, in whatever order and state they come."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from syngen_assets.llm.chat import Reply, Usage
from syngen_assets.llm.client import completion, counted
from syngen_assets.llm.faults import words

_LOAD = (408, 409, 429)  # these and all from 500 on are no fault of the line
_BY_SERVER = ("batch_expired", "batch_cancelled", "server_error", "rate_limit")


@dataclass(frozen=True)
class Result:
    """What became of one line.

    Args:
        key: its custom id, as it was handed in.
        reply: what the model said, or None where nothing can be read.
        usage: what was paid for it.
        refused: without a reply, whether the fault is the line's own and not the server's.
        status: without a reply, the status that the call got; 0 where it got none.
        said: without a reply, why there is none.
    """

    key: str
    reply: Reply | None = None
    usage: Usage = Usage()
    refused: bool = False
    status: int = 0
    said: str = ""


def results(lines: Iterable[bytes]) -> Iterator[Result | None]:
    """What each line of an output file, or of an error file, says; None is for one that is none."""
    for line in lines:
        if line.strip():
            yield _result(line)


def _result(line: bytes) -> Result | None:
    try:
        told = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(told, dict) or not isinstance(told.get("custom_id"), str):
        return None
    key, answer, error = told["custom_id"], told.get("response"), told.get("error")
    if not isinstance(answer, dict):
        return _unsent(key, error)
    status, body = answer.get("status_code"), answer.get("body")
    status = status if isinstance(status, int) else 0
    usage = counted(body.get("usage")) if isinstance(body, dict) else Usage()
    if status != 200:
        refused = 400 <= status < 500 and status not in _LOAD
        return Result(key, None, usage, refused, status, f"{status}: {_said(body or error)}")
    reply = completion(body, key)
    if reply is None:
        return Result(key, None, usage, True, status, "a 200 without a reply")
    return Result(key, reply, usage)


def _unsent(key: str, error: Any) -> Result:
    """A line that was never put to the model: the batch ended before it, or it is none."""
    code = str(error.get("code") or "") if isinstance(error, dict) else ""
    refused = bool(error) and not any(known in code for known in _BY_SERVER)
    return Result(key, refused=refused, said=_said(error or "nothing was said of it"))


def _said(error: Any) -> str:
    """A server's words, with the parameter that they are about."""
    text = words(error)
    inner = error.get("error", error) if isinstance(error, dict) else None
    about = inner.get("param") if isinstance(inner, dict) else None
    said = f"{text} ({about})" if about and str(about) not in text else text
    return " ".join(said.split())[:200]
