"""Writes docs/kinds.md anew: `python -m docs.kinds`."""

from contextlib import chdir
from pathlib import Path

from syngen_assets.core.product_reviews.cleaning import real_reviews
from syngen_assets.core.product_reviews.domain import KINDS, PRODUCT_REVIEWS, ProductReviews
from syngen_assets.core.product_reviews.kinds import READING, legend, said, table
from syngen_assets.core.product_reviews.measures import Measured, measured
from syngen_assets.core.settings import Settings, gather
from syngen_assets.core.tables import RAW_REVIEWS, SYNTHETIC_REVIEWS, usable
from syngen_assets.llm.offline import OfflineChat
from syngen_assets.llm.product_reviews import write
from syngen_assets.storage.folders import domains_of, read_domain
from syngen_assets.storage.sources import as_rows, read

PAGE = Path(__file__).with_name("kinds.md")
ROOT = PAGE.parent.parent
_LEAD = """# The four kinds of prompts, side by side

This page is written by `python -m docs.kinds`. It makes reviews of each domain of product reviews
that ships, offline, by all four kinds of prompts, and measures them beside the real ones:

- `base` shows examples and asks for more of them;
- `diversity` gives each review its own aspects, point of view and opening, and asks for reviews
  unlike the examples;
- `lang_complexity` asks for a reading level for each review;
- `text_length` asks for a number of words for each review.

The offline generator puts sentences of real reviews and patterns of the domain together by rule.
So the tables tell what the plan and the gates achieve, and how the measures read; how a model
follows its prompts is told by the same table of a run with a model, which
`syngen run --domain NAME --kinds base,diversity,lang_complexity,text_length` writes beside its
release as `measures.md`.
"""


def page() -> str:
    """The whole page."""
    with chdir(ROOT):
        found = {name: _of(name) for name in domains_of(ROOT, PRODUCT_REVIEWS)}
    parts = [_LEAD, f"## How to read a table\n\n{READING}\n"]
    parts += [section(settings, real, figures) for settings, real, figures in found.values()]
    figures = next(iter(found.values()))[2]
    parts.append(f"## What each measure tells\n\n{legend(figures)}\n")
    return "\n".join(parts)


def section(settings: Settings[ProductReviews], real: int, figures: Measured) -> str:
    """The table of one domain, and what it says."""
    lines = "\n".join(f"- {line}" for line in said(figures))
    return (
        f"## {settings.domain.title}\n\n"
        f"{settings.questions:,} reviews of each kind, made from {real:,} real ones, seed "
        f"{settings.seed}.\n\n{table(figures)}\n\nWhat it says:\n\n{lines}\n"
    )


def _of(name: str) -> tuple[Settings[ProductReviews], int, Measured]:
    """What a domain's reviews come to, made offline by all kinds of prompts."""
    domain = read_domain(ROOT, name)
    assert isinstance(domain, ProductReviews)
    settings = gather(domain, {"offline": True, "kinds": ",".join(KINDS)}, {})
    real = real_reviews(as_rows(read(settings), RAW_REVIEWS), domain)
    written = SYNTHETIC_REVIEWS.frame(write(OfflineChat(), real, settings, settings.kinds))
    figures = measured(
        real, written, target=settings.questions, scale=domain.ratings, seed=settings.seed
    )
    return settings, len(usable(real)), figures


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
