"""Meanings: the embedder of a run, with the response store around it."""

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from functools import partial

from syngen_assets.core.domains import Domain
from syngen_assets.core.repeats import Meanings
from syngen_assets.core.settings import Settings
from syngen_assets.llm.budget import Budget
from syngen_assets.llm.chat import Usage
from syngen_assets.llm.embedders import embedder, not_measured
from syngen_assets.llm.embedding import Embedder, StoredEmbedder
from syngen_assets.llm.openai import OPENAI
from syngen_assets.llm.store import REPLIES, Account, ResponseStore
from syngen_assets.spending import budget, paid, prices
from syngen_assets.storage.folders import home

Comparing = Callable[[str], AbstractContextManager[Meanings]]
"""Opens the embedder for a step, whose budget is what the run has left at that time."""


def comparing(settings: Settings[Domain], environ: Mapping[str, str] = os.environ) -> Comparing:
    """What opens the embedder of a run; one that cannot be had ends the run here.

    Raises:
        UsageError: it was asked for and is not installed, or has no price and a budget in dollars.
    """
    if _chosen(settings, environ):
        budget(settings, prices(settings.prices), lambda since: [], _asked(settings))
    return partial(_open, settings, environ)


@contextmanager
def _open(settings: Settings[Domain], environ: Mapping[str, str], step: str) -> Iterator[Meanings]:
    choice, name = settings.embedding, settings.domain.name
    if not _chosen(settings, environ):
        yield Meanings(not_measured(choice))
        return
    known, asked = prices(settings.prices), _asked(settings)

    def price(usage: Usage) -> float | None:
        return known.usd(asked.model, usage, asked.base_url)

    with ResponseStore(home() / settings.output / REPLIES) as store:
        allowed = budget(settings, known, lambda since: paid(store, name, since), asked)
        inner = _chosen(settings, environ, allowed)
        assert inner
        account = Account(name, settings.run, step) if choice.served else None
        stored = StoredEmbedder(inner, store, account, price)
        yield Meanings(stored.name, stored.vectors)


def _chosen(
    settings: Settings[Domain], environ: Mapping[str, str], allowed: Budget | None = None
) -> Embedder | None:
    return embedder(settings.embedding, environ, settings.timeout, allowed)


def _asked(settings: Settings[Domain]) -> Settings[Domain]:
    """The run's settings with the embedder in the place of the model, for its price and budget."""
    choice = settings.embedding
    return replace(
        settings,
        offline=not choice.served,
        model=choice.name,
        preset=choice.preset,
        base_url=choice.base_url or OPENAI,
    )
