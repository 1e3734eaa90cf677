"""Recombining: reviews without a model, put together from pieces of real ones and from phrases."""

from typing import Any

import pandas as pd

from syngen_assets.core.edits import Chance
from syngen_assets.core.product_reviews.aspects import of_cell
from syngen_assets.core.product_reviews.domain import ProductReviews
from syngen_assets.core.product_reviews.drafts import Draft
from syngen_assets.core.product_reviews.pieces import Piece, from_phrases, from_reviews
from syngen_assets.core.product_reviews.stock import Build, Stock
from syngen_assets.core.product_reviews.wanted import Call, Wanted
from syngen_assets.core.tables import records, usable

_TRIES = 30  # drafts of one review


class Pool:
    """What the reviews of a domain can be put together from.

    Args:
        stock: its pieces.
    """

    def __init__(self, stock: Stock) -> None:
        """Keep the stock."""
        self._stock = stock

    @classmethod
    def of(cls, real: pd.DataFrame, domain: ProductReviews) -> "Pool":
        """The pool of a domain and its real reviews, rows of a `tables.REAL_REVIEWS`."""
        pieces = [*from_phrases(domain), *from_reviews(real, domain)]
        builds = [
            Build(row["rating"], of_cell(row["aspects"]), row["words"])
            for row in records(usable(real))
        ]
        return cls(Stock(pieces, builds, domain))

    def pieces(self, wanted: Wanted, chance: Chance) -> list[Piece]:
        """The title, if one is wanted, and the sentences of one review, in order.

        Of several drafts the first is taken whose length is right, or else the nearest.
        """
        drafts: list[Draft] = []
        for attempt in range(_TRIES):
            drafts.append(Draft(self._stock, wanted, (*chance, attempt)))
            if not drafts[-1].missed:
                return drafts[-1].pieces
        return min(drafts, key=lambda draft: draft.missed).pieces


def facts(call: Call, pool: Pool) -> dict[str, Any]:
    """What each review of a call is put together from, as JSON; the writer does not choose."""
    return {
        "reviews": [
            {
                "rating": wanted.rating,
                "words": list(wanted.words),
                "grade": wanted.grade,
                "pieces": [
                    {"part": piece.part, "text": piece.text, "source": piece.source}
                    for piece in pool.pieces(wanted, (call.id, place))
                ],
            }
            for place, wanted in enumerate(call.wanted)
        ]
    }
