"""A small trade of kettles: its domain, and source rows of reviews that people might write."""

import random
from typing import Any

import pandas as pd

from syngen_assets.core.product_reviews.cleaning import real_reviews
from syngen_assets.core.product_reviews.domain import ProductReviews
from syngen_assets.core.tables import RAW_REVIEWS
from syngen_tests.planted import plain

_DOMAIN = {
    "name": "kettles",
    "version": "1",
    "title": "Kettles",
    "recipe": "product_reviews",
    "source": {"dataset": "shop/kettles"},
    "item": "kettle",
    "aspects": {
        "noise": {"words": ["loud", "noise", "quiet"]},
        "speed": {"words": ["fast", "boil"]},
        "price": {"words": ["price", "cheap"]},
    },
    "words": [5, 60],
}
_RATINGS = (5,) * 9 + (4,) * 5 + (3,) * 2 + (2,) + (1,) * 4
_SAID = ("It is loud", "The price is fair", "It boils fast", "The lid is stiff")


def domain(**keys: Any) -> ProductReviews:
    """The domain of kettles, with some keys said otherwise."""
    return ProductReviews.model_validate({**_DOMAIN, **keys})


def raw(*rows: dict[str, Any]) -> pd.DataFrame:
    """Source rows, as a `tables.RAW_REVIEWS`."""
    where = {"dataset": "shop/kettles", "split": "train", "revision": "0" * 40}
    return RAW_REVIEWS.frame([{"row": n, **where, **row} for n, row in enumerate(rows)])


def row(number: int, seed: int = 0) -> dict[str, Any]:
    """The source row of a number, which is unlike any other."""
    chance = random.Random(f"{seed} {number}")
    words = chance.sample(plain()[:400], chance.randint(6, 30))
    return {
        "rating": str(_RATINGS[number % len(_RATINGS)]),
        "title": " ".join(words[:2]),
        "text": f"{chance.choice(_SAID)}. I {' '.join(words)} it.",
    }


def real(count: int = 42, **keys: Any) -> pd.DataFrame:
    """So many real reviews, as a `tables.REAL_REVIEWS`."""
    return real_reviews(raw(*map(row, range(count))), domain(**keys))
