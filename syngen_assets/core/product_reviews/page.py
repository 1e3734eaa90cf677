"""The page that tells what was measured of new reviews, beside their files."""

from collections.abc import Mapping, Sequence

from syngen_assets.core.measures.figure import Figure
from syngen_assets.core.product_reviews.domain import ProductReviews
from syngen_assets.core.product_reviews.kinds import READING, legend, said, table
from syngen_assets.core.settings import Settings
from syngen_assets.core.telling import counted


def page(settings: Settings[ProductReviews], figures: Mapping[str, Sequence[Figure]]) -> str:
    """The figures of each kind of prompt side by side, with what one must know to read them."""
    first, *others = settings.kinds
    beside = f", and {', '.join(map(repr, others))} beside it" if others else ""
    return "\n\n".join(
        [
            f"# What was measured of {settings.domain.title}",
            f"{counted(settings.questions, 'review')} of each kind of prompt by "
            f"{settings.model_name}, seed {settings.seed}. Released is {first!r}{beside}.",
            READING,
            table(figures),
            "## What it says",
            "\n".join(f"- {line}" for line in said(figures)),
            "## What each measure tells",
            legend(figures) + "\n",
        ]
    )
