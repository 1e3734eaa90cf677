"""Reviews: what people said of the pairs, which no run makes and every release heeds."""

import dagster as dg

from syngen_assets.assets.columns import SCHEMA, schema
from syngen_assets.assets.partitions import PREFERENCES
from syngen_assets.core.tables import REVIEWS

reviews = dg.AssetSpec(
    REVIEWS.name,
    partitions_def=PREFERENCES,
    group_name="quality",
    kinds={"sqlite"},
    metadata={SCHEMA: schema(REVIEWS)},
    description=(
        "What one person said of one pair, blind to which answer is the chosen one. People write "
        "it in the review app (`syngen review`), or in other tools. A release reads it as it "
        "stands then, so a pair that enough reviewers call inverted or harmful is never in it."
    ),
)
