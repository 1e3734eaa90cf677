"""What new reviews must fulfil together, before any of them is released."""

from collections.abc import Iterator

import dagster as dg
import pandas as pd

from syngen_assets.assets.partitions import PRODUCT_REVIEWS
from syngen_assets.core.product_reviews.domain import ProductReviews
from syngen_assets.core.product_reviews.release import GATES, Verdict, released, verdicts
from syngen_assets.core.settings import Settings

_GATED = "synthetic_reviews"
_LISTED = 5


@dg.multi_asset_check(
    name="new_reviews_pass_their_gates",
    specs=[
        dg.AssetCheckSpec(
            name,
            asset=_GATED,
            additional_deps=["real_reviews"],
            description=said,
            blocking=True,
            partitions_def=PRODUCT_REVIEWS,
        )
        for name, said in GATES.items()
    ],
    ins={_GATED: dg.AssetIn(_GATED), "real_reviews": dg.AssetIn("real_reviews")},
)
def review_gates(
    synthetic_reviews: pd.DataFrame,
    real_reviews: pd.DataFrame,
    settings: dg.ResourceParam[Settings[ProductReviews]],
) -> Iterator[dg.AssetCheckResult]:
    """One verdict for each gate on the reviews that are to be released."""
    for found in verdicts(released(synthetic_reviews, settings), real_reviews, settings):
        yield told(found)


def told(found: Verdict) -> dg.AssetCheckResult:
    """A verdict as Dagster shows it, with the first reviews at fault."""
    first = {"first_reviews": list(found.rows[:_LISTED])} if found.rows else {}
    return dg.AssetCheckResult(
        check_name=found.gate,
        asset_key=_GATED,
        passed=not found.said,
        severity=dg.AssetCheckSeverity.ERROR,
        description=found.said or None,
        metadata={"reviews": len(found.rows), **first},
    )
