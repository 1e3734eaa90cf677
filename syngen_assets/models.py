"""Models: the one that a run asks and the one that judges, with the response store around them."""

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from syngen_assets.core.domains import Domain
from syngen_assets.core.errors import UsageError
from syngen_assets.core.settings import BATCH, Settings
from syngen_assets.desks import batched, overtake, settle
from syngen_assets.llm.budget import Budget
from syngen_assets.llm.chat import ChatModel, Usage
from syngen_assets.llm.direct import DirectChat
from syngen_assets.llm.offline import OfflineChat
from syngen_assets.llm.openai import OpenAIChat
from syngen_assets.llm.pace import Limits
from syngen_assets.llm.store import REPLIES, ResponseStore
from syngen_assets.llm.stored import StoredChat
from syngen_assets.spending import budget, paid, prices, record
from syngen_assets.storage.folders import TABLES, output_folder
from syngen_assets.storage.warehouse import Warehouse


def chat_model(
    settings: Settings[Domain], environ: Mapping[str, str], budget: Budget | None = None
) -> ChatModel:
    """The model that the settings name.

    Args:
        settings: the run's settings.
        environ: where the key is.
        budget: what its calls may cost, or None.

    Raises:
        UsageError: it needs a key and there is none.
    """
    if settings.offline:
        return OfflineChat()
    otherwise = "run with --offline (SYNGEN_OFFLINE=1), which asks no model"
    key = _key(settings, environ, f"The model {settings.model}", otherwise)
    return _served(settings, key, budget, temperature=0.7)


def judge_model(
    settings: Settings[Domain], environ: Mapping[str, str], budget: Budget | None = None
) -> ChatModel:
    """The judge, as `chat_model`; it is as steady as it can be.

    Args:
        settings: the run's, with the judge in the place of the model.
        environ: where the key is.
        budget: what its calls may cost, or None.

    Raises:
        UsageError: it needs a key and there is none.
    """
    otherwise = "leave --judge (SYNGEN_JUDGE) out"
    key = _key(settings, environ, f"The judge {settings.model}", otherwise)
    return _served(settings, key, budget, temperature=0.0)


def unasked(settings: Settings[Domain], model_of: Callable[..., ChatModel]) -> ChatModel:
    """Who is asked in the run, to see what would be sent; it is never asked and needs no key."""
    return model_of(settings, {_variable(settings): "none"})


def _key(settings: Settings[Domain], environ: Mapping[str, str], who: str, otherwise: str) -> str:
    known = settings.preset
    key = environ.get(_variable(settings), "")
    if not key and not (known.local if known else settings.base_url):
        raise UsageError(f"{who} needs a key: set {_variable(settings)}, or {otherwise}.")
    return key


def _variable(settings: Settings[Domain]) -> str:
    return settings.preset.key_variable if settings.preset else "OPENAI_API_KEY"


def _served(
    settings: Settings[Domain], key: str, budget: Budget | None, temperature: float
) -> OpenAIChat:
    return OpenAIChat(
        model=settings.model,
        api_key=key or "none",
        base_url=settings.base_url,
        concurrency=settings.concurrency,
        temperature=temperature,
        timeout=settings.timeout,
        limits=Limits(
            per_minute=settings.requests_per_minute,
            tokens_per_minute=settings.tokens_per_minute,
            per_second=settings.requests_per_second,
        ),
        ceiling=settings.ceiling,
        budget=budget,
        sent_as=settings.preset.lacks if settings.preset else {},
        key_variable=_variable(settings),
    )


@contextmanager
def stored(
    settings: Settings[Domain],
    asked: Settings[Domain],
    model_of: Callable[..., ChatModel],
    asked_by: str = "",
) -> Iterator[StoredChat]:
    """A model with the store around it; what has landed of batches is in the store first.

    Args:
        settings: the run's settings.
        asked: the same with the one in the model's place that is asked.
        model_of: makes it.
        asked_by: the Dagster run.
    """
    known, name = prices(settings.prices), settings.domain.name
    folder = output_folder(settings)

    def price(usage: Usage) -> float | None:
        return 0.0 if asked.offline else known.usd(asked.model, usage, asked.base_url)

    with ResponseStore(folder / REPLIES) as store:
        if asked.mode == BATCH:
            settle(store, os.environ, name)
        elif not asked.offline:
            overtake(store, os.environ, name)
        allowed = budget(settings, known, lambda since: paid(store, name, since), asked)
        model = sent = model_of(asked, os.environ, allowed)
        if asked.mode == BATCH:
            sent = batched(model, asked, store, allowed, asked_by, os.environ)
        elif not asked.offline:
            sent = DirectChat(model, store)
        stored = StoredChat(sent, store, price)
        if allowed and isinstance(model, OpenAIChat):
            model.calls.lose = stored.lose  # for the rounds and months that come
        try:
            yield stored
        finally:
            record(store, Warehouse(folder / TABLES), name)
