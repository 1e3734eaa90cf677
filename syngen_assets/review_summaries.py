"""What a run of product reviews did, in figures for programs and in words for people."""

from collections.abc import Mapping
from typing import Any

from syngen_assets.core.flow import REVIEWS
from syngen_assets.core.product_reviews.domain import ProductReviews
from syngen_assets.core.settings import BATCH, Settings
from syngen_assets.core.tables import REAL_REVIEWS, REVIEW_MEASURES, SYNTHETIC_REVIEWS
from syngen_assets.core.telling import counted
from syngen_assets.summaries import Made, Summary, cost, places, rate

_FEW = 50  # real reviews, under which halves of them say nothing of one another


def summary(
    settings: Settings[ProductReviews], made: Made, spent: Mapping[str, float], seconds: float
) -> Summary:
    """What a run did that released reviews.

    Args:
        settings: what it was told.
        made: what it made.
        spent: calls, tokens, dollars and seconds.
        seconds: how long it took.
    """
    release = made[REVIEWS.release.name]
    figures = {
        "domain": settings.domain.name,
        "reviews": release["dagster/row_count"],
        "kinds": [*settings.kinds],
        "held_back": release["held_back"],
        **rate(spent),
        "seconds": round(seconds, 2),
        "files": [*release["files"], made[REVIEW_MEASURES.name]["report"]],
        **({"waiting": []} if settings.mode == BATCH else {}),
    }
    return Summary(figures, _text(settings, made, figures), missing="")


def _text(settings: Settings[ProductReviews], made: Made, figures: Mapping[str, Any]) -> str:
    real, new = made[REAL_REVIEWS.name], made[SYNTHETIC_REVIEWS.name]
    first, *others = settings.kinds
    beside = f", measured beside {', '.join(others)}" if others else ""
    lines = [
        f"{counted(figures['reviews'], 'new review')} of the kind {first}{beside}, like "
        f"{counted(real['usable_rows'], 'real one')}",
    ]
    if real["usable_rows"] < _FEW:
        lines.append(
            f"warning: {counted(real['usable_rows'], 'real review')} can show little of how people "
            f"write, so the new ones are much alike; from {_FEW} on figures beside them tell more"
        )
    if unused := new["dagster/row_count"] - new["usable_rows"]:
        lines.append(
            f"{counted(unused, 'row')} of replies could not be used; each stands in "
            "synthetic_reviews with its problem"
        )
    taken = ", ".join(f"{count:,} {kind}" for kind, count in real.get("taken_out", {}).items())
    if taken:
        lines.append(f"personal data taken out of the real reviews: {taken}")
    said = "replies made by rules" if settings.offline else "calls made"
    return "\n".join([*lines, cost(figures, said), *places(figures["files"])])
