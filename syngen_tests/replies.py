"""Replies for tests of the store, with bodies and the keys that belong to them."""

from typing import Any

from syngen_assets.core.identity import digest
from syngen_assets.llm.chat import Reply, Usage
from syngen_assets.llm.store import ResponseStore


def body(number: int, size: int = 300) -> dict[str, Any]:
    """The body of a request."""
    content = f"question {number} " + "x" * size
    return {"model": "gpt-4o-mini", "messages": [{"role": "user", "content": content}]}


def reply(number: int, size: int = 300) -> Reply:
    """What came back for it."""
    key = digest(body(number, size), 0, length=32)
    return Reply(key, f"answer {number}", "stop", Usage(100, number, 10, 1))


def fill(store: ResponseStore, numbers: range, model: str = "gpt-4o-mini", size: int = 300) -> None:
    """Put many."""
    for number in numbers:
        store.put(body(number, size), 0, model, reply(number, size))


def keys(numbers: range, size: int = 300) -> list[str]:
    """The keys of many."""
    return [reply(number, size).key for number in numbers]
