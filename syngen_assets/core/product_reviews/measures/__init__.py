"""Measures of product reviews: what new reviews are like beside the real ones, kind by kind."""

from syngen_assets.core.product_reviews.measures.taking import Measured, measured, rows

__all__ = ["Measured", "measured", "rows"]
