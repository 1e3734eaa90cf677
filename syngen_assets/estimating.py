"""An estimate: the run is rehearsed, with stored replies where there are any, and no call."""

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import dagster as dg
import pandas as pd

from syngen_assets.core.domains import Domain
from syngen_assets.core.estimates import Estimate, StepEstimate
from syngen_assets.core.flow import FLOWS
from syngen_assets.core.product_reviews.cleaning import real_reviews
from syngen_assets.core.recipes import of_preferences, of_product_reviews
from syngen_assets.core.settings import BATCH, DIRECT, Settings
from syngen_assets.core.tables import BY_NAME, CLEAN_QUESTIONS
from syngen_assets.instances import last_rate
from syngen_assets.llm.chat import Usage
from syngen_assets.llm.progress import hushed
from syngen_assets.llm.rehearsal import LookUp, RehearsedChat
from syngen_assets.llm.store import REPLIES, ResponseStore, Spend
from syngen_assets.llm.tariffs import Tariff
from syngen_assets.rehearsing import STEPS, clean_source, rehearse
from syngen_assets.rehearsing_reviews import rehearse as rehearse_reviews
from syngen_assets.resources import TABLES, output_folder
from syngen_assets.spending import prices, tariff
from syngen_assets.storage.sources import read_source, spec
from syngen_assets.storage.warehouse import Warehouse

_DAYS = "Each step waits for its batch, which a server answers within a day."
_MOST = 2_000  # questions of a run that is rehearsed on its way
_FREE = "Offline, no model is asked: the run costs nothing."


@dataclass(frozen=True)
class _Known:
    """What earlier runs tell of the calls of a step, each None where there were none."""

    tries: float | None  # calls for one usable row
    length: float | None  # tokens of a reply


def estimate(settings: Settings[Domain], raw: pd.DataFrame | None = None) -> Estimate:
    """What a run with these settings would ask of its model, and what that may cost.

    Nothing is asked and nothing is written. Further rounds, for pairs that fail a gate, are not
    foreseen.

    Args:
        settings: what the run would be told.
        raw: the rows of the source; None to read it.

    Raises:
        SynGenError: whatever would end the run before its first call.
    """
    if settings.offline and not settings.judging:
        return foretold(settings, CLEAN_QUESTIONS.frame([]))
    cleaned = _cleaned(settings, read_source(settings) if raw is None else raw)
    return foretold(settings, cleaned, last_rate(settings) if settings.mode == DIRECT else None)


def _cleaned(settings: Settings[Domain], raw: pd.DataFrame) -> pd.DataFrame:
    """What the run would make of the source rows first."""
    if of_product_reviews(settings):
        return real_reviews(raw, settings.domain)
    assert of_preferences(settings)
    return clean_source(settings, raw)


def _gone_through(
    settings: Settings[Domain], look_up: LookUp, cleaned: pd.DataFrame
) -> Sequence[tuple[str, Settings[Domain], RehearsedChat]]:
    """The steps that ask a paid model, in order."""
    if of_product_reviews(settings):
        return rehearse_reviews(settings, look_up, cleaned)
    assert of_preferences(settings)
    return rehearse(settings, look_up, cleaned)


def foretold(
    settings: Settings[Domain], cleaned: pd.DataFrame, rate: float | None = None
) -> Estimate:
    """As `estimate`, with the clean questions at hand.

    Args:
        settings: what the run is told.
        cleaned: a `tables.CLEAN_QUESTIONS`, or a `tables.REAL_REVIEWS`.
        rate: calls per second of the last run that made any, or None.
    """
    judging, size = settings.judging, FLOWS[settings.domain.recipe].size
    told = (settings.domain.name, settings.questions, spec(settings).name, settings.model_name)
    if settings.offline and not judging:
        return Estimate(*told, steps=(), by="", notes=[_FREE], size=size)
    known = prices(settings.prices)
    steps, seen, owners, unpriced = [], [], set[str](), list[str]()
    with _stored(settings) as (look_up, paid):
        for step, asked, chat in _gone_through(settings, look_up, cleaned):
            price = tariff(known, asked)
            if price:
                owners.add(price.by)
            elif asked.model not in unpriced:
                unpriced.append(asked.model)
            seen.append(_known(asked, step, paid))
            steps.append(_step(asked, step, chat, seen[-1], price))
    found = Estimate(
        *told,
        steps=steps,
        by=" and ".join(sorted(owners)),
        rate=rate,
        judge=judging.model if judging else "",
        unpriced=unpriced,
        size=size,
    )
    return replace(found, notes=_notes(settings, found, seen))


def metadata(settings: Settings[Domain], cleaned: pd.DataFrame) -> dict[str, Any]:
    """An estimate from the clean questions at hand, as an asset's metadata; empty if it is free.

    Of a large run it only says where to ask, since a rehearsal takes 5 ms for each question.
    """
    if settings.offline and not settings.judging:
        return {}
    if settings.questions > _MOST:
        return {"estimate": "syngen estimate says it; it takes some seconds here."}
    with hushed():
        found = foretold(settings, cleaned)
    return {
        "estimated_calls": found.calls,
        "estimated_usd": found.dollars,
        "estimate": dg.MetadataValue.md(found.table()),
    }


@contextmanager
def _stored(settings: Settings[Domain]) -> "Iterator[tuple[LookUp, list[Spend]]]":
    """How to look replies up, and what the domain has paid; no store is made for it."""
    path = output_folder(settings) / REPLIES
    if not path.exists():
        yield (lambda keys: {}), []
        return
    with ResponseStore(path) as store:
        yield store.get_many, store.spend(settings.domain.name)


def _known(settings: Settings[Domain], step: str, paid: list[Spend]) -> _Known:
    rows = Warehouse(output_folder(settings) / TABLES).find(BY_NAME[step], settings.domain.name)
    mine = None if rows is None else rows.loc[rows["model"] == settings.model]
    tries = length = None
    if mine is not None and len(mine) and "attempt" in mine:
        got = mine["problem"].isna().sum() if step == STEPS[0] else len(mine)
        tries = float((mine["attempt"] + 1).sum()) / max(int(got), 1)
    calls = [row for row in paid if row.step == step and row.model == settings.model]
    if calls:
        length = sum(row.completion_tokens for row in calls) / sum(row.calls for row in calls)
    return _Known(tries, length)


def _step(
    settings: Settings[Domain], step: str, chat: RehearsedChat, known: _Known, price: Tariff | None
) -> StepEstimate:
    # Where nothing was measured, half of what is asked for is the least that is likely.
    low = round(known.length or chat.length / 2)
    high = settings.ceiling
    again = math.ceil(chat.calls * ((known.tries or 1.0) - 1.0) - 1e-9)
    calls = chat.calls + again
    factor = calls / max(chat.calls, 1)
    sizes = chat.sizes.items()
    usd = None if chat.calls else (0.0, 0.0)
    if price and chat.calls:
        least = sum(count * price.usd(Usage(sent, low)) for (sent, _), count in sizes)
        most = sum(count * price.most(sent, high) for (_, sent), count in sizes)
        usd = least * factor, most * factor
    return StepEstimate(
        step=step,
        calls=calls,
        cached=chat.held,
        unknown=chat.unknown,
        again=again,
        prompt_tokens=(
            round(factor * sum(count * sent for (sent, _), count in sizes)),
            round(factor * sum(count * sent for (_, sent), count in sizes)),
        ),
        completion_tokens=(calls * low, calls * high),
        usd=usd,
        in_batches=_in_batches(settings, usd, price),
    )


def _in_batches(
    settings: Settings[Domain], usd: tuple[float, float] | None, price: Tariff | None
) -> tuple[float, float] | None:
    """The same in batches, if these calls are not to be made so and could be."""
    could = settings.preset.batches if settings.preset else True
    if usd is None or not price or settings.mode == BATCH or not could:
        return None
    return usd[0] * price.batch, usd[1] * price.batch


def _notes(settings: Settings[Domain], found: Estimate, known: list[_Known]) -> list[str]:
    notes = []
    for model in found.unpriced:
        notes.append(
            f"The price of {model} is unknown: name it in data/prices.yaml, or in a file for "
            "--prices (SYNGEN_PRICES)."
        )
    if all(step.tries is None for step in known):
        notes.append("No earlier run tells how often replies cannot be used; none is counted in.")
    if settings.mode == BATCH:
        notes.append(_DAYS)
    elif found.rate is None:
        notes.append("No rate is measured yet, so the time is not known; a run measures it.")
    if settings.max_calls and found.calls > settings.max_calls:
        notes.append(f"--max-calls {settings.max_calls:,} would stop this run.")
    if settings.max_usd and found.usd and found.usd[1] > settings.max_usd:
        would = "would" if found.usd[0] > settings.max_usd else "may"
        notes.append(f"--max-usd {settings.max_usd:g} {would} stop this run.")
    return notes
