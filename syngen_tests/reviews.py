"""Small reviews for tests."""

from typing import Any

import pandas as pd

from syngen_assets.core.reviews import Ratings, Review
from syngen_assets.core.tables import REVIEWS

AT = "2026-01-01T00:00:00+00:00"
GOOD: Ratings = (4, 4, 4, 4, 4)
WRONG: Ratings = (1, 2, 4, 4, 3)


def review(pair_id: str, reviewer: str = "ann", preferred: str | None = "chosen", **more: Any):
    """A review that finds the chosen answer good and the other one wrong, unless told otherwise."""
    told = {"at": AT, "first": "chosen", "ratings_chosen": GOOD, "ratings_rejected": WRONG}
    return Review(pair_id, reviewer, preferred=preferred, **told | more)


def foreign(pair_id: str, reviewer: str = "ann") -> Review:
    """A review of somebody whose field it is not."""
    return Review(pair_id, reviewer, AT, "chosen", foreign=True)


def table(*reviews: Review) -> pd.DataFrame:
    """The reviews as a table."""
    return REVIEWS.frame([one.row for one in reviews])
