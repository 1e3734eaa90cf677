"""An embedder behind any server that speaks OpenAI's embeddings."""

import json
import time
import weakref
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from syngen_assets.core.errors import BudgetError, ModelError
from syngen_assets.llm.budget import Budget, Hold
from syngen_assets.llm.chat import Usage
from syngen_assets.llm.embedding import Embedded
from syngen_assets.llm.faults import Place, words
from syngen_assets.llm.openai import OPENAI

if TYPE_CHECKING:
    import openai

_POLL = 0.05  # seconds between two looks whether calls in flight left something of the budget
_TOO_MUCH = (400, 413, 422)  # how servers refuse what is too much for one call


class ServedEmbedder:
    """An embedder behind any server that speaks OpenAI's embeddings.

    A server that refuses many texts gets fewer with each call from then on.

    Args:
        model: its name at the server.
        api_key: shown to the server and nowhere else.
        base_url: the server, or None for OpenAI's own.
        timeout: seconds that a try may take.
        retries: tries again, by the client, after a fault of the server or a lost connection.
        budget: what all calls may cost, or None.
        key_variable: where the key comes from, for messages.
    """

    at_once = 8

    def __init__(
        self,
        *,
        model: str,
        api_key: str,
        base_url: str | None = None,
        timeout: float = 60,
        retries: int = 5,
        budget: Budget | None = None,
        key_variable: str = "OPENAI_API_KEY",
    ) -> None:
        """Connect to nothing yet: the first text does."""
        address = (base_url or OPENAI).strip().rstrip("/")
        self._place = Place(address, model, api_key.strip(), key_variable)
        self._timeout, self._retries, self._budget = timeout, retries, budget
        self.most = 100

    @property
    def name(self) -> str:
        """The model's name at the server."""
        return self._place.model

    def body(self, text: str) -> dict[str, Any]:
        """The call for one text, and never the key."""
        return {"base_url": self._place.where, "model": self.name, "input": text}

    def embed(self, texts: Sequence[str]) -> Embedded:
        """The vectors of some texts.

        Raises:
            ModelError: the server does not give them.
            BudgetError: the call could cost more than is left.
        """
        import openai

        try:
            return self._call(texts)
        except openai.APIStatusError as error:
            if error.status_code in _TOO_MUCH and len(texts) > 1:
                self.most = min(self.most, len(texts) // 2)
                one, other = (self.embed(part) for part in _halves(texts))
                vectors = np.concatenate([one.vectors, other.vectors])
                return Embedded(vectors, one.usage.plus(other.usage))
            raise ModelError(self._sentence(error)) from None
        except openai.APIConnectionError as error:
            raise ModelError(
                f"No embeddings came from {self._place.where} ({self._place.clean(str(error))}). "
                "Check --embedder-base-url (SYNGEN_EMBEDDER_BASE_URL) and the network, or set "
                "--embedder none."
            ) from None

    def _call(self, texts: Sequence[str]) -> Embedded:
        hold = self._reserved(texts)
        usage: Usage | None = None
        try:
            answer = self._client.embeddings.create(
                model=self.name, input=list(texts), encoding_format="float"
            )
            usage = Usage(answer.usage.prompt_tokens if answer.usage else 0)
            found = sorted(answer.data, key=lambda each: each.index)
            return Embedded(np.array([each.embedding for each in found], np.float32), usage)
        except (AttributeError, TypeError, ValueError) as error:
            raise ModelError(
                f"The server at {self._place.where} answered with something else than embeddings. "
                "Check --embedder (SYNGEN_EMBEDDER) and --embedder-base-url."
            ) from error
        finally:
            if self._budget and hold:
                self._budget.settle(hold, usage)

    def _reserved(self, texts: Sequence[str]) -> Hold | None:
        """What is set aside for a call; waits while it does not fit beside those in flight."""
        if not self._budget:
            return None
        size = len(json.dumps(list(texts), ensure_ascii=False).encode("utf-8", "replace"))
        while not (hold := self._budget.reserve(size, 0)):
            if self._budget.idle:
                raise BudgetError(self._budget.reason())
            time.sleep(_POLL)
        return hold

    @cached_property
    def _client(self) -> "openai.OpenAI":
        import openai

        if not self._place.key:
            raise ModelError(
                f"There is no key for {self._place.where}. Set {self._place.key_variable} (for a "
                "server of your own, any word), or set --embedder none."
            )
        client = openai.OpenAI(
            api_key=self._place.key,
            base_url=self._place.base_url,
            max_retries=self._retries,
            timeout=self._timeout,
        )
        weakref.finalize(self, client.close)
        return client

    def _sentence(self, error: "openai.APIStatusError") -> str:
        where, status = self._place.where, error.status_code
        said = f"{status}: {self._place.clean(words(error.body))}"
        if status == 401:
            return f"The server at {where} refused the key (401). Check {self._place.key_variable}."
        if status == 404:
            return (
                f'The server at {where} knows no embedder "{self.name}" ({said}). Set --embedder '
                "(SYNGEN_EMBEDDER), or --embedder-base-url for another server."
            )
        return (
            f"The server at {where} gives no embeddings ({said}). Run again later (what came is "
            "kept), name another embedder with --embedder (SYNGEN_EMBEDDER), or none."
        )


def _halves(texts: Sequence[str]) -> tuple[Sequence[str], Sequence[str]]:
    middle = len(texts) // 2
    return texts[:middle], texts[middle:]
