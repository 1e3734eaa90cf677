"""A chat model that asks another one only what the response store does not know."""

import threading
import time
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain, islice
from typing import Any

from syngen_assets.core.errors import ModelError
from syngen_assets.llm.chat import (
    WINDOW,
    ChatModel,
    Keep,
    Named,
    Pulse,
    Reply,
    Request,
    Usage,
    ignore,
    named,
)
from syngen_assets.llm.garbage import seldom
from syngen_assets.llm.store import Account, ResponseStore

_BATCH = 500  # keys in one look into the store
_POLL = 0.05  # seconds between two looks for a reply that somebody else asks for

Entry = tuple[Named, Reply | None]
"""A request with its stored reply, if there is one."""


class StoredChat:
    """A chat model that asks another one only what the store does not know.

    What somebody else asks for at the same time, with the same store, is waited for. `calls`,
    `cached`, `usage` and `usd` count what was asked, what was known, and the tokens and dollars
    paid; `account` is charged for them in the store.

    Args:
        inner: the model that is asked.
        store: where replies are looked up and kept.
        price: US dollars for the tokens of a call, or None where that is not known.
    """

    def __init__(
        self,
        inner: ChatModel,
        store: ResponseStore,
        price: Callable[[Usage], float | None] = lambda usage: None,
    ) -> None:
        """Begin with empty books."""
        self.inner, self.store, self.price = inner, store, price
        self.account: Account | None = None
        self.calls, self.cached, self.usage = 0, 0, Usage()
        self.usd: float | None = 0.0
        self._lock = threading.Lock()

    @property
    def name(self) -> str:
        """The inner model's name."""
        return self.inner.name

    @property
    def pulse(self) -> Pulse:
        """The inner model's, with what was spent."""
        return replace(self.inner.pulse, usd=self.usd)

    def body(self, request: Request) -> dict[str, Any]:
        """The inner model's body."""
        return self.inner.body(request)

    def ask(self, requests: Iterable[Request], keep: Keep = ignore) -> Iterator[Reply]:
        """The replies, in order; each is given to the store before anything reads it.

        When it ends, all of them are committed.
        """
        stream = _Stream(self, keep)
        try:
            with seldom():
                yield from stream.replies(iter(requests))
        finally:
            self.store.release(stream.claimed)
            self.store.flush()

    def count(self, reply: Reply) -> Reply:
        """Put a reply on the books of the run."""
        with self._lock:
            self.calls += not reply.cached
            self.cached += reply.cached
            if not reply.cached:
                self.usage = self.usage.plus(reply.usage)
        return reply

    def keep(self, request: Request, reply: Reply) -> None:
        """Put a new reply into the store and on the books."""
        usd = self.price(reply.usage)
        body = named(self.inner, request).body
        self.store.put(body, request.attempt, self.name, reply, self.account, usd)
        self.count(reply)
        with self._lock:
            self.usd = None if usd is None or self.usd is None else self.usd + usd

    def lose(self, usage: Usage) -> None:
        """Book a call that may have been paid and brought no reply."""
        if self.account:
            self.store.charge(self.account, self.name, usage, self.price(usage))


@dataclass
class _Place:
    """A place in the order of a stream, taken before the reply is there."""

    reply: Reply | None = None


class _Stream:
    """One stream of requests; `claimed` are the keys that it keeps others from asking for."""

    def __init__(self, chat: StoredChat, keep: Keep) -> None:
        self.claimed: set[str] = set()
        self._chat, self._keep, self._store = chat, keep, chat.store
        self._line: deque[tuple[_Place, bool]] = deque()  # all; whether the place is a repeat
        self._asked: dict[str, _Place] = {}  # by key, in the order of asking
        self._elsewhere: dict[str, tuple[Request, _Place]] = {}  # others ask for these

    def replies(self, requests: Iterator[Request]) -> Iterator[Reply]:
        known = self._look_up(requests)
        for request, found in known:
            if found:
                self._keep(request, found)
                yield self._chat.count(found)
            else:
                yield from self._ask(self._misses(chain([(request, found)], known)))
                while self._line:
                    yield from self._ask(self._freed())
                    if self._line:
                        self._store.release(self.claimed)  # nobody shall wait for one who waits
                        self.claimed.clear()
                        time.sleep(_POLL)

    def _look_up(self, requests: Iterator[Request]) -> Iterator[Entry]:
        while batch := [named(self._chat.inner, one) for one in islice(requests, _BATCH)]:
            found = self._store.get_many([request.key for request in batch])
            found |= self._claim([one.key for one in batch if one.key not in found])
            for request in batch:
                yield request, found.get(request.key)

    def _claim(self, keys: list[str]) -> dict[str, Reply]:
        """Claim keys; returns the replies that came before that from whoever held them."""
        claimed = self._store.claim(name for name in keys if name not in self.claimed)
        came = self._store.get_many(claimed) if claimed else {}
        self._store.release(came)
        self.claimed |= claimed.difference(came)
        return came

    def _ask(self, misses: Iterator[Request]) -> Iterator[Reply]:
        """Ask the inner model, and give out what is ready."""
        stream = self._chat.inner.ask(misses, self._kept)
        try:
            for reply in stream:
                name = next(iter(self._asked), None)
                if name is None:
                    raise ModelError(f"{self._chat.name} gave more replies than it took requests.")
                self._asked.pop(name).reply = reply
                if reply.problem:
                    self._chat.count(reply)
                    self._part(name)
                yield from self._ready()
        finally:
            if isinstance(stream, Generator):
                stream.close()
        if self._asked:
            raise ModelError(f"{self._chat.name} gave fewer replies than it took requests.")
        yield from self._ready()

    def _ready(self) -> Iterator[Reply]:
        while self._line and (reply := self._line[0][0].reply):
            _, repeat = self._line.popleft()
            if repeat and not reply.problem:
                reply = self._chat.count(replace(reply, cached=True))
            yield reply

    def _misses(self, entries: Iterator[Entry]) -> Iterator[Request]:
        """The requests that nobody has asked yet; all entries take their places in the line."""
        for request, found in entries:
            name = request.key
            if not found and name not in self._asked and name not in self.claimed:
                found = self._store.get_many([name]).get(name)  # may have come by now
            if found:
                self._keep(request, found)
                self._line.append((_Place(self._chat.count(found)), False))
            elif place := self._asked.get(name) or self._at_others(name):
                self._line.append((place, True))
            else:
                place = _Place()
                self._line.append((place, False))
                if name in self.claimed:
                    self._asked[name] = place
                    yield request
                else:
                    self._elsewhere[name] = (request, place)
            if len(self._line) >= WINDOW - _BATCH:  # so many more are looked up already
                return

    def _at_others(self, name: str) -> _Place | None:
        return self._elsewhere[name][1] if name in self._elsewhere else None

    def _freed(self) -> Iterator[Request]:
        """Take what others got; the requests that they gave up are ours to ask."""
        came = self._store.get_many(self._elsewhere)
        came |= self._claim([name for name in self._elsewhere if name not in came])
        for name, reply in came.items():
            request, place = self._elsewhere.pop(name)
            self._keep(request, reply)
            place.reply = self._chat.count(reply)
        for name in [name for name in self._elsewhere if name in self.claimed]:
            request, self._asked[name] = self._elsewhere.pop(name)
            yield request

    def _kept(self, request: Request, reply: Reply) -> None:
        if reply.problem is None:
            self._chat.keep(request, reply)
            self._part(reply.key)
            self._keep(request, reply)

    def _part(self, name: str) -> None:
        """Let others ask for a key again, and find what came."""
        self._store.release([name])
        self.claimed.discard(name)
