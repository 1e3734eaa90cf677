"""The job of each recipe, which starters of whole runs ask for, and how often sensors look."""

import os

import dagster as dg

from syngen_assets.assets.made import RECIPE_TAG
from syngen_assets.core.errors import UsageError
from syngen_assets.core.preferences import PREFERENCES
from syngen_assets.core.product_reviews.domain import PRODUCT_REVIEWS

JOBS = {
    recipe: dg.define_asset_job(
        name, selection=dg.AssetSelection.tag(RECIPE_TAG, recipe), description=about
    )
    for recipe, name, about in (
        (PREFERENCES, "preferences", "A domain's question set becomes its preference data set."),
        (
            PRODUCT_REVIEWS,
            "make_product_reviews",  # an asset has the recipe's name, which Dagster allows once
            "A domain's reviews of products become as many new ones as are wanted.",
        ),
    )
}
"""The recipe → the job that makes all that a domain of it has."""


def seconds_between(usual: int) -> int:
    """Seconds from one look of a sensor to its next; SYNGEN_SENSOR_SECONDS takes their place.

    Raises:
        UsageError: the variable is no whole number from 1 on.
    """
    said = os.environ.get("SYNGEN_SENSOR_SECONDS") or str(usual)
    if not said.isdecimal() or int(said) < 1:
        raise UsageError(
            f"SYNGEN_SENSOR_SECONDS is {said!r}; give whole seconds, from 1 on, or take it out."
        )
    return int(said)
