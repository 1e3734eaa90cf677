"""Automation: what starts by itself once it is switched on; each cause has one starter."""

from syngen_assets.assets.audit import audit
from syngen_assets.assets.product_reviews import product_reviews
from syngen_assets.assets.release import questions_and_responses
from syngen_assets.automation.batches import batches_landed
from syngen_assets.automation.domain_files import domain_files
from syngen_assets.automation.failures import tell_failures
from syngen_assets.automation.freshness import aging, freshness_of_releases
from syngen_assets.automation.jobs import JOBS
from syngen_assets.automation.reviews import following, release_after_reviews, reviews_saved
from syngen_assets.automation.schedules import SCHEDULES
from syngen_assets.automation.source import SOURCES

TAIL = [following(aging(questions_and_responses)), following(audit)]
"""What asks no model, and is made again after reviews."""
AGING = [aging(product_reviews)]
"""What else is stale when it is too old."""

SENSORS = [
    *SOURCES,
    domain_files,
    batches_landed,
    reviews_saved,
    release_after_reviews,
    freshness_of_releases,
    tell_failures,
]

__all__ = ["AGING", "JOBS", "SCHEDULES", "SENSORS", "TAIL"]
