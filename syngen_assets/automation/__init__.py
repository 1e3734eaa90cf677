"""Automation: what starts by itself once it is switched on; each cause has one starter."""

from syngen_assets.automation.jobs import JOB
from syngen_assets.automation.reviews import TAIL, release_after_reviews, reviews_saved
from syngen_assets.automation.schedules import SCHEDULES
from syngen_assets.automation.source import SOURCES

SENSORS = [*SOURCES, reviews_saved, release_after_reviews]

__all__ = ["JOB", "SCHEDULES", "SENSORS", "TAIL"]
