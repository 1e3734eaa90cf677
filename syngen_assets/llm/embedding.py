"""Embedding: texts become vectors, which lie close where texts mean the same."""

import base64
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from typing import Any, Protocol

import numpy as np

from syngen_assets.core.duplicates import Vectors
from syngen_assets.core.errors import ModelError
from syngen_assets.core.identity import fingerprint, plain
from syngen_assets.llm.chat import Reply, Usage
from syngen_assets.llm.progress import tracked
from syngen_assets.llm.store import Account, ResponseStore

FINISH = "vector"  # what a vector in the response store has in the place of a model's stop


@dataclass(frozen=True)
class Embedded:
    """What came of one call: a vector for each text, and the tokens of all."""

    vectors: Vectors
    usage: Usage = Usage()


class Embedder(Protocol):
    """Anything that turns texts into vectors; it is asked from several threads at once."""

    @property
    def name(self) -> str:
        """The model's name."""
        ...

    @property
    def most(self) -> int:
        """The most texts that a call takes."""
        ...

    @property
    def at_once(self) -> int:
        """How many calls there may be at a time."""
        ...

    def body(self, text: str) -> dict[str, Any]:
        """Everything that shapes the vector of a text."""
        ...

    def embed(self, texts: Sequence[str]) -> Embedded:
        """The vectors of some texts, as they come.

        Raises:
            ModelError: they cannot be had.
        """
        ...


class StoredEmbedder:
    """An embedder that is asked only for what the response store does not hold.

    Args:
        inner: the model that is asked.
        store: where vectors are looked up, and kept as soon as they come.
        account: who is charged for them, or None where they cost nothing.
        price: US dollars for the tokens of a call, or None where that is not known.
    """

    def __init__(
        self,
        inner: Embedder,
        store: ResponseStore,
        account: Account | None = None,
        price: Callable[[Usage], float | None] = lambda usage: None,
    ) -> None:
        """Ask nothing yet."""
        self.inner, self.store, self.account, self.price = inner, store, account, price

    @property
    def name(self) -> str:
        """The inner model's name."""
        return self.inner.name

    def vectors(self, texts: Sequence[str]) -> Vectors:
        """The vectors of some texts, of length 1.

        Raises:
            ModelError: they cannot be had; what came is kept.
            BudgetError: the next call could cost more than is left.
        """
        bodies = {text: self.inner.body(text) for text in texts}
        keys = {text: fingerprint(plain(body, 0), 32) for text, body in bodies.items()}
        known = self.store.get_many(keys.values())
        found = {text: _read(known[key]) for text, key in keys.items() if key in known}
        missing = [text for text in keys if text not in found]

        def ask(some: Sequence[str]) -> list[tuple[str, Vectors]]:
            embedded = self.inner.embed(some)
            units = _units(embedded.vectors, some, self.name)
            for text, vector in zip(some, units, strict=True):
                kept = Reply(keys[text], base64.b64encode(vector.tobytes()).decode(), FINISH)
                self.store.put(bodies[text], 0, self.name, kept)
            if self.account:
                usd = self.price(embedded.usage)
                self.store.charge(self.account, self.name, embedded.usage, usd)
            return list(zip(some, units, strict=True))

        try:
            with ThreadPoolExecutor(self.inner.at_once) as threads:
                parts = threads.map(ask, _parts(missing, self.inner.most))
                for part in tracked(parts, -(-len(missing) // self.inner.most), "embeddings"):
                    found.update(part)
        finally:
            self.store.flush()
        return np.stack([found[text] for text in texts]) if texts else np.empty((0, 1), np.float32)


def _parts(texts: Sequence[str], most: int) -> Iterator[list[str]]:
    rest = iter(texts)
    while part := list(islice(rest, most)):
        yield part


def _read(reply: Reply) -> Vectors:
    return np.frombuffer(base64.b64decode(reply.text), np.float32)


def _units(vectors: Vectors, texts: Sequence[str], name: str) -> Vectors:
    """The vectors at length 1.

    Raises:
        ModelError: there are too few of them, or some have no direction.
    """
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True) if vectors.ndim == 2 else np.zeros(1)
    if len(vectors) != len(texts) or not (np.isfinite(lengths) & (lengths > 0)).all():
        raise ModelError(
            f"The embedder {name} gave {len(vectors)} vectors for {len(texts)} texts, or some "
            "without a direction. Name another with --embedder (SYNGEN_EMBEDDER), or none."
        )
    units: Vectors = (vectors / lengths).astype(np.float32)
    return units
