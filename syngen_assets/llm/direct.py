"""A chat model that answers at once, and is not asked for what is out in a batch."""

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from syngen_assets.core.called import minute
from syngen_assets.core.errors import ModelError
from syngen_assets.core.telling import counted
from syngen_assets.llm import batches, lines
from syngen_assets.llm.batches import Batch
from syngen_assets.llm.chat import ChatModel, Keep, Named, Pulse, Reply, Request, ignore, named
from syngen_assets.llm.store import ResponseStore

_LOOK = 500  # keys in one look at what is out


class DirectChat:
    """A chat model that answers at once; what is out in a batch is paid for, and ends the stream.

    It looks before it asks, so mostly no call is made at all: a run that lacks these replies comes
    to no release, and what else it lacks can go out in batches too, for less.

    Args:
        inner: the model that is asked.
        store: where batches are written down.
    """

    def __init__(self, inner: ChatModel, store: ResponseStore) -> None:
        """Ask nothing yet."""
        self._inner, self._store = inner, store

    @property
    def name(self) -> str:
        """The inner model's name."""
        return self._inner.name

    @property
    def pulse(self) -> Pulse:
        """The inner model's."""
        return self._inner.pulse

    def body(self, request: Request) -> dict[str, Any]:
        """The inner model's body."""
        return self._inner.body(request)

    def ask(self, requests: Iterable[Request], keep: Keep = ignore) -> Iterator[Reply]:
        """The replies, in order.

        Raises:
            ModelError: one of the requests is out in a batch, or the inner model raises it.
        """
        yield from self._inner.ask(self._free(iter(requests)), keep)

    def _free(self, requests: Iterator[Request]) -> Iterator[Named]:
        while some := [named(self._inner, one) for one in islice(requests, _LOOK)]:
            if out := self._out([request.key for request in some]):
                raise ModelError(_refusal(out, self._store.path.parent))
            yield from some

    def _out(self, keys: list[str]) -> list[Batch]:
        with self._store.transaction() as db:
            names = lines.holding(db, keys)
            known = batches.batches(db, None, "intended", "uploaded", "sent") if names else []
        return [batch for batch in known if batch.shown in names]


def _refusal(out: list[Batch], folder: Path) -> str:
    told = " and ".join(
        f"{one.shown} ({counted(one.calls, 'line')} of {one.account.domain}, "
        f"{one.account.step}, since {minute(one.created)})"
        for one in out
    )
    return (
        f"What this run asks for is out in {told}, and asked directly it would be paid twice. Run "
        "with --mode batch (SYNGEN_MODE=batch), which goes on when it has landed (with --wait it "
        f"stays until then), or let it go with syngen store give-up {out[0].shown} "
        f"--output {folder}."
    )
