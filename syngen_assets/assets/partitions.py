"""Partitions: one per domain, and which domains each recipe has."""

import dagster as dg

from syngen_assets.core.preferences import PREFERENCES as QUESTIONS
from syngen_assets.core.product_reviews.domain import PRODUCT_REVIEWS as REVIEWS
from syngen_assets.core.recipes import RECIPES
from syngen_assets.storage.folders import domains_of, home

OF_RECIPE = {
    recipe: dg.StaticPartitionsDefinition(domains_of(home(), recipe)) for recipe in RECIPES
}
PREFERENCES, PRODUCT_REVIEWS = OF_RECIPE[QUESTIONS], OF_RECIPE[REVIEWS]
DOMAINS = dg.StaticPartitionsDefinition(
    sorted(name for domains in OF_RECIPE.values() for name in domains.get_partition_keys())
)


def recipe_of(domain: str) -> str:
    """The recipe that a domain follows; the first where there was no such domain at the start."""
    found = (recipe for recipe, of in OF_RECIPE.items() if domain in of.get_partition_keys())
    return next(found, QUESTIONS)


def same_domain(key: dg.AssetKey) -> dg.AssetDep:
    """Another asset of the same domain, whichever other domains either of them has."""
    return dg.AssetDep(key, partition_mapping=dg.IdentityPartitionMapping())
