"""Foreseeing: what the calls of a making would be, and what they may cost, before any is made."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from syngen_assets.core.product_reviews.domain import ProductReviews
from syngen_assets.core.product_reviews.plan import Plan
from syngen_assets.core.settings import Settings
from syngen_assets.llm.chat import Usage
from syngen_assets.llm.rehearsal import LookUp, RehearsedChat
from syngen_assets.llm.store import REPLIES, ResponseStore
from syngen_assets.rehearsing_reviews import AROUND, rehearse
from syngen_assets.spending import prices, tariff
from syngen_assets.storage.folders import output_folder


@dataclass(frozen=True)
class Foreseen:
    """What a making would ask.

    Args:
        calls: how many calls would be made, if every reply is as it should be.
        cached: how many replies are there already.
        usd: the least and the most that the calls are likely to cost, or None where the price of
            the model is not known.
    """

    calls: int
    cached: int = 0
    usd: tuple[float, float] | None = (0.0, 0.0)


def foreseen(real: pd.DataFrame, settings: Settings[ProductReviews]) -> Foreseen:
    """What a making would ask, and what it may cost; nothing is asked, and no key is needed.

    Args:
        real: a `tables.REAL_REVIEWS`.
        settings: the run's settings.
    """
    if settings.offline:
        return Foreseen(Plan(real, settings).calls_of_a_kind * len(settings.kinds))
    with _stored(output_folder(settings) / REPLIES) as look_up:
        ((_, _, chat),) = rehearse(settings, look_up, real)
    return Foreseen(chat.calls, chat.held, _usd(chat, settings))


def _usd(chat: RehearsedChat, settings: Settings[ProductReviews]) -> tuple[float, float] | None:
    price = tariff(prices(settings.prices), settings)
    if not price:
        return None if chat.calls else (0.0, 0.0)
    domain, sizes = settings.domain, chat.sizes.items()
    low, high = (domain.rows_per_call * (AROUND + words * 4 // 3) for words in domain.words)
    least = sum(count * price.usd(Usage(sent, low)) for (sent, _), count in sizes)
    most = sum(count * price.most(sent, high) for (_, sent), count in sizes)
    return least, most


@contextmanager
def _stored(file: Path) -> Iterator[LookUp]:
    """How to look replies up; no store is made for it."""
    if not file.exists():
        yield lambda keys: {}
        return
    with ResponseStore(file) as store:
        yield store.get_many
