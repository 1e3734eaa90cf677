"""Rehearsing product reviews: the planned calls gone through, and none of them made."""

from collections import deque
from collections.abc import Iterator

import pandas as pd

from syngen_assets.core.product_reviews.domain import ProductReviews
from syngen_assets.core.product_reviews.plan import Plan
from syngen_assets.core.product_reviews.prompts import values, wording
from syngen_assets.core.settings import Settings
from syngen_assets.core.tables import SYNTHETIC_REVIEWS
from syngen_assets.llm.chat import Request
from syngen_assets.llm.rehearsal import LookUp, RehearsedChat
from syngen_assets.models import chat_model, unasked

AROUND = 15  # tokens of a reply beside the words of each review: its stars, its headline, signs

Rehearsed = tuple[str, Settings[ProductReviews], RehearsedChat]
"""A step, the settings of who is asked in it, and what would be asked."""


def rehearse(
    settings: Settings[ProductReviews], look_up: LookUp, real: pd.DataFrame
) -> list[Rehearsed]:
    """The one step that asks a paid model; what replies leave open, and is asked again, is not in.

    Args:
        settings: what the run would be told.
        look_up: the stored replies to some keys.
        real: its real reviews.
    """
    domain = settings.domain
    usual = AROUND + sum(domain.words) * 2 // 3
    chat = RehearsedChat(unasked(settings, chat_model), look_up, domain.rows_per_call * usual)
    deque(chat.ask(_requests(Plan(real, settings), settings)), maxlen=0)
    return [(SYNTHETIC_REVIEWS.name, settings, chat)]


def _requests(plan: Plan, settings: Settings[ProductReviews]) -> Iterator[Request]:
    domain = settings.domain
    for kind in settings.kinds:
        for call in plan.planned(kind):
            asked = values(call, plan.real, domain)
            yield Request(wording(call, domain), asked, temperature=call.temperature)
