"""A chat model that answers later: what it is asked goes out in batches, when the step ends."""

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from syngen_assets.core.errors import BudgetError
from syngen_assets.core.identity import digest
from syngen_assets.llm import batches, lines
from syngen_assets.llm.batches import Batch
from syngen_assets.llm.budget import AROUND, Budget
from syngen_assets.llm.chat import (
    AWAITED,
    ChatModel,
    Keep,
    Named,
    Pulse,
    Reply,
    Request,
    ignore,
    named,
)
from syngen_assets.llm.desk import Desk
from syngen_assets.llm.fitting import Fitting
from syngen_assets.llm.ledger import Account
from syngen_assets.llm.lines import Line, Past
from syngen_assets.llm.rows import now
from syngen_assets.llm.sending import send
from syngen_assets.llm.store import ResponseStore

_BYTES = 190_000_000  # of the file of a batch; OpenAI takes 200 MB
_FRAME = 200  # bytes that a line of it has around its body
_LOOK = 500  # keys in one look at what earlier batches know
_REFUSED, _FAILED = 3, 6  # batches in which a call may fail, by its own fault and by any


class Awaiting(Exception):
    """A step cannot go on before batches have landed; nothing is wrong.

    Args:
        ids: what the server calls them.
    """

    def __init__(self, ids: list[str]) -> None:
        """Say which."""
        super().__init__(f"The replies are still to come, in {', '.join(ids)}.")
        self.ids = ids


@dataclass(frozen=True)
class Terms:
    """On which terms calls go out together.

    Args:
        batch: what all batches have in common: model, server, tariff and who asks.
        ceiling: the most tokens that a reply may have.
        lines: the most calls in one batch.
        budget: what they may cost, or None.
    """

    batch: Batch
    ceiling: int
    lines: int
    budget: Budget | None = None


class BatchedChat:
    """A chat model whose replies are awaited: every one says so, until its batch has landed.

    It notes what it is asked, and the end of a `step` sends that. What is out already is not sent
    again, and what failed too often in batches has that for its problem. What a budget has no room
    for is awaited too, and goes out when what is out has landed and cost less than it might.

    Args:
        inner: says what a model would see.
        store: where batches are written down.
        desk: where they are handed in.
        terms: what they may be.
        fitting: what the server takes of a body.
    """

    def __init__(
        self, inner: ChatModel, store: ResponseStore, desk: Desk, terms: Terms, fitting: Fitting
    ) -> None:
        """Begin with nothing asked."""
        self._inner, self._store, self._desk = inner, store, desk
        self._terms, self._fitting = terms, fitting
        self._begin(None)

    @property
    def name(self) -> str:
        """The model's name at the server."""
        return self._inner.name

    @property
    def pulse(self) -> Pulse:
        """Nothing is on its way while a step runs."""
        return Pulse()

    def body(self, request: Request) -> dict[str, Any]:
        """The inner model's body: a reply has the same key, however it was asked for."""
        return self._inner.body(request)

    def ask(self, requests: Iterable[Request], keep: Keep = ignore) -> Iterator[Reply]:
        """A reply that is awaited, or a problem, for each request."""
        stream = iter(requests)
        while some := [named(self._inner, one) for one in islice(stream, _LOOK)]:
            with self._store.transaction() as db:
                known = lines.past(db, [request.key for request in some])
            for request in some:
                yield self._reply(request, known.get(request.key, Past()))

    @contextmanager
    def step(self, account: Account) -> Iterator[None]:
        """Hand in at the end what the block asked for; nothing, if it fails.

        Raises:
            Awaiting: the block is to be run again when that has landed.
            BudgetError: there is room for none of it.
            ModelError: the server does not take it.
        """
        self._begin(account)
        try:
            yield
        except BaseException:
            self._forget()
            raise
        if self._lines:
            self._write_down()
        for batch in self._intended:
            send(self._store, self._desk, batch, lambda line: self._fitting.fitted(line.body))
        if self._awaited:
            ids = self._out()
            if not ids and self._full and self._terms.budget:
                raise BudgetError(self._terms.budget.reason())
            raise Awaiting(ids)

    def _begin(self, account: Account | None) -> None:
        self._account = account
        self._lines: dict[str, Line] = {}
        self._size = self._tokens = 0
        self._usd: float | None = 0.0
        self._intended: list[Batch] = []
        self._awaited: dict[str, None] = {}
        self._full = False  # the budget is

    def _reply(self, request: Named, past: Past) -> Reply:
        tries = past.refused + past.failed
        if not past.out and (past.refused >= _REFUSED or tries >= _FAILED):
            text = f"{past.said} (in {tries} batches; --mode direct would ask once more)"
            return Reply(request.key, "", finish="error", problem=text)
        if not past.out and request.key not in self._awaited:
            self._take(request)
        self._awaited[request.key] = None
        return Reply(request.key, "", finish=AWAITED)

    def _take(self, request: Named) -> None:
        budget, ceiling = self._terms.budget, self._terms.ceiling
        if self._full or (budget and not budget.reserve(request.size, ceiling)):
            self._full = True  # nothing that comes later goes before it
            return
        size = request.size + AROUND
        if len(self._lines) == self._terms.lines or self._size + size + _FRAME > _BYTES:
            self._write_down()
        self._lines[request.key] = Line(request.key, request.attempt, request.body)
        self._size += size + _FRAME
        self._tokens += size + ceiling
        tariff = self._terms.batch.tariff
        most = tariff.most(size, ceiling) if tariff else None
        self._usd = None if self._usd is None or most is None else self._usd + most

    def _write_down(self) -> None:
        """Note a batch of the lines that there are, before anything is sent."""
        assert self._account
        with self._store.transaction() as db:
            known = lines.past(db, self._lines)
            tries = {key: known.get(key, Past()) for key in self._lines}
            told = [[key, past.refused + past.failed] for key, past in tries.items()]
            batch = replace(
                self._terms.batch,
                name=digest(self._account.run, self._account.step, told),
                account=self._account,
                calls=len(told),
                tokens=self._tokens,
                usd=self._usd,
                created=now(),
            )
            batches.intend(db, batch, list(self._lines.values()))
        self._intended.append(batch)
        self._lines, self._size, self._tokens, self._usd = {}, 0, 0, 0.0

    def _out(self) -> list[str]:
        """The batches in which what is awaited is."""
        with self._store.transaction() as db:
            return lines.holding(db, self._awaited)

    def _forget(self) -> None:
        with self._store.transaction() as db:
            for batch in self._intended:
                batches.drop(db, batch.name)


def handed_in(chat: ChatModel, account: Account) -> AbstractContextManager[None]:
    """What the block asks of a model goes out at its end, where that answers in batches."""
    return chat.step(account) if isinstance(chat, BatchedChat) else nullcontext()
