"""A chat model that asks another one only what the response store does not know."""

import threading
from collections import deque
from collections.abc import Generator, Iterable, Iterator
from dataclasses import astuple, dataclass, replace
from itertools import chain, islice
from typing import Any

from syngen_assets.core.errors import ModelError
from syngen_assets.llm.chat import ChatModel, Keep, Reply, Request, Usage, ignore, key
from syngen_assets.llm.store import ResponseStore

_BATCH = 500  # keys in one look into the store
_BACKLOG = 10_000  # replies that may wait for the slowest call


class StoredChat:
    """A chat model that asks another one only what the store does not know.

    `calls`, `cached` and `usage` count what was asked, what was known, and the tokens paid for.

    Args:
        inner: the model that is asked.
        store: where replies are looked up and kept.
    """

    def __init__(self, inner: ChatModel, store: ResponseStore) -> None:
        """Begin with empty books."""
        self.inner, self.store = inner, store
        self.calls, self.cached, self.usage = 0, 0, Usage()
        self._lock = threading.Lock()

    @property
    def name(self) -> str:
        """The inner model's name."""
        return self.inner.name

    def body(self, request: Request) -> dict[str, Any]:
        """The inner model's body."""
        return self.inner.body(request)

    def ask(self, requests: Iterable[Request], keep: Keep = ignore) -> Iterator[Reply]:
        """The replies, in order; each is stored before anything reads it."""
        known = self._look_up(iter(requests))
        for request, reply in known:
            if isinstance(reply, Reply):
                keep(request, reply)
                yield self.count(reply)
            else:
                yield from _Stream(self, known, keep).replies(request, reply)

    def count(self, reply: Reply) -> Reply:
        """Put a reply on the books of the run."""
        with self._lock:
            self.calls += not reply.cached
            self.cached += reply.cached
            if not reply.cached:
                paid = zip(astuple(self.usage), astuple(reply.usage), strict=True)
                self.usage = Usage(*map(sum, paid))
        return reply

    def _look_up(self, requests: Iterator[Request]) -> "Iterator[tuple[Request, Reply | str]]":
        """Each request with its stored reply, or with its key."""
        while batch := list(islice(requests, _BATCH)):
            keys = [key(self.inner, request) for request in batch]
            found = self.store.get_many(keys)
            for request, name in zip(batch, keys, strict=True):
                yield request, found.get(name, name)


@dataclass
class _Place:
    """A place in the order of a stream, taken before the reply is there."""

    reply: Reply | None = None


class _Stream:
    """One stream of the inner model: from a miss on, until too many replies wait for a slow one."""

    def __init__(
        self, chat: StoredChat, known: "Iterator[tuple[Request, Reply | str]]", keep: Keep
    ) -> None:
        self._chat, self._known, self._keep = chat, known, keep
        self._line: deque[tuple[_Place, bool]] = deque()  # all; whether the place is a repeat
        self._asked: dict[str, _Place] = {}  # by key, in the order of asking

    def replies(self, request: Request, name: str) -> Iterator[Reply]:
        stream = self._chat.inner.ask(self._misses(request, name), self._kept)
        try:
            for reply in stream:
                self._asked.pop(next(iter(self._asked))).reply = reply
                if reply.problem:
                    self._chat.count(reply)
                yield from self._ready()
        finally:
            if isinstance(stream, Generator):
                stream.close()
        yield from self._ready()
        if self._line:
            raise ModelError(f"{self._chat.name} gave fewer replies than it took requests.")

    def _ready(self) -> Iterator[Reply]:
        while self._line and (reply := self._line[0][0].reply):
            _, repeat = self._line.popleft()
            if repeat and not reply.problem:
                reply = self._chat.count(replace(reply, cached=True))
            yield reply

    def _misses(self, first: Request, name: str) -> Iterator[Request]:
        start: tuple[Request, Reply | str] = (first, name)
        for request, found in chain([start], self._known):
            if isinstance(found, str) and found not in self._asked:  # may have come by now
                found = self._chat.store.get_many([found]).get(found, found)
            if isinstance(found, Reply):
                self._keep(request, found)
                self._line.append((_Place(self._chat.count(found)), False))
            elif found in self._asked:
                self._line.append((self._asked[found], True))
            else:
                self._asked[found] = _Place()
                self._line.append((self._asked[found], False))
                yield request
            if len(self._line) >= _BACKLOG:
                return

    def _kept(self, request: Request, reply: Reply) -> None:
        if reply.problem is None:
            chat = self._chat
            chat.store.put(chat.body(request), request.attempt, chat.name, reply)
            chat.count(reply)
            self._keep(request, reply)
