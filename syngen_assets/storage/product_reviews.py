"""The files of released product reviews."""

from pathlib import Path
from typing import TYPE_CHECKING

from syngen_assets.core.errors import GateError
from syngen_assets.core.product_reviews.card import Facts, card
from syngen_assets.core.product_reviews.domain import ProductReviews
from syngen_assets.core.product_reviews.page import page
from syngen_assets.core.product_reviews.release import failed, verdicts
from syngen_assets.core.settings import Settings
from syngen_assets.storage import files

if TYPE_CHECKING:
    import pandas as pd

    from syngen_assets.core.product_reviews.measures.taking import Measured

_PLAIN = ("rating", "title", "text")


def publish_reviews(output: Path, real: "pd.DataFrame", facts: Facts) -> list[Path]:
    """Write the files of a release, if the reviews pass.

    Args:
        output: the folder of all results.
        real: a `tables.REAL_REVIEWS`.
        facts: the reviews, and what their card tells of them.

    Returns:
        The files in the folder `output/<domain>`.

    Raises:
        GateError: the reviews break a rule; the earlier release stays as it is.
    """
    broken = failed(verdicts(facts.rows, real, facts.settings))
    if broken:
        raise GateError(
            f"Nothing was released, the earlier release is untouched: {'; '.join(broken)}."
        )
    return files.publish(
        output / facts.settings.domain.name,
        {
            "product_reviews.csv": files.csv(plain(facts.rows)),
            "product_reviews.parquet": files.parquet(facts.rows),
            "quarantine.csv": files.csv(facts.held.astype("str").fillna("(none)")),
            "README.md": files.text(card(facts)),
        },
    )


def plain(rows: "pd.DataFrame") -> "pd.DataFrame":
    """What people take away of reviews, without a column in which none of them has anything."""
    return rows[[name for name in _PLAIN if name == "text" or rows[name].notna().any()]]


def publish_measures(output: Path, settings: Settings[ProductReviews], figures: "Measured") -> Path:
    """Write what was measured beside the release."""
    folder = output / settings.domain.name
    (written,) = files.publish(folder, {"measures.md": files.text(page(settings, figures))})
    return written
