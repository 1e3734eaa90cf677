"""Cleaning: source rows become distinct real reviews without personal data."""

import json
from collections import Counter
from collections.abc import Mapping
from typing import Any

import pandas as pd

from syngen_assets.core.cleaning import normalize, plain
from syngen_assets.core.duplicates import near_duplicates
from syngen_assets.core.errors import GateError
from syngen_assets.core.gates import gate_name
from syngen_assets.core.gates.names import WRONG_LANGUAGE
from syngen_assets.core.identity import digest
from syngen_assets.core.languages import foreign
from syngen_assets.core.product_reviews.anonymous import Anonymous, anonymous
from syngen_assets.core.product_reviews.aspects import Aspects, cell
from syngen_assets.core.product_reviews.domain import ProductReviews
from syngen_assets.core.product_reviews.ratings import stars
from syngen_assets.core.product_reviews.written import shown
from syngen_assets.core.tables import REAL_REVIEWS, records, usable
from syngen_assets.core.text import words

NO_TEXT = "no_text: the row says nothing of a product"
NO_RATING, UNREAD_RATING = "no_rating", "unread_rating"
REPEATED, NEAR = "repeated_review", "near_duplicate_review"
ALIKE = 0.9
"""How alike the words of two reviews are, by Jaccard, from which one nearly repeats the other."""


def real_reviews(raw: pd.DataFrame, domain: ProductReviews) -> pd.DataFrame:
    """The source rows as distinct real reviews, in source order; see `tables.REAL_REVIEWS`.

    Only a text is needed. Where the source has ratings, a row needs one that can be read. Of rows
    that say the same or nearly the same one stays, whatever the order of the source. Every row is
    there in the end, with its problem if it gives no review.
    """
    aspects = Aspects(domain.aspects)
    said = records(raw.astype(object).where(raw.notna(), ""))
    rated = any(str(row["rating"]).strip() for row in said)
    rows = [_row(row, rated, aspects, domain) for row in said]
    _repeats(rows)
    return REAL_REVIEWS.frame(rows)


def expect_some(real: pd.DataFrame) -> None:
    """Let a run go on that has a real review to go by.

    Args:
        real: a `tables.REAL_REVIEWS`.

    Raises:
        GateError: there is none; it says of how many rows, and what is wrong with the most.
    """
    if len(usable(real)):
        return
    counts = Counter(gate_name(problem) for problem in real["problem"]).most_common(3)
    problems = ", ".join(f"{name} {count:,}" for name, count in counts) or "it is empty"
    raise GateError(
        f"No review of the source can be used (of {len(real):,} rows: {problems}), so there is "
        "nothing that new ones could be like. Give another source, or other columns of it."
    )


def _row(
    row: Mapping[str, Any], rated: bool, aspects: Aspects, domain: ProductReviews
) -> dict[str, Any]:
    title, text, product = (_anonymous(row[name]) for name in ("title", "text", "product"))
    removed = Counter(title.removed) + Counter(text.removed) + Counter(product.removed)
    given = str(row["rating"]).strip()
    rating = stars(given, domain.ratings)
    return {
        "review_id": digest(rating, title.text, text.text),
        "row": row["row"],
        "rating": rating,
        "title": title.text or None,
        "text": text.text,
        "product": product.text or None,
        "aspects": cell(aspects.of(f"{title.text} {text.text}")),
        "words": len(words(text.text)),
        "removed": json.dumps(dict(sorted(removed.items()))) if removed else None,
        "problem": _problem(text.text, given, rating, rated, domain),
    }


def _anonymous(text: object) -> Anonymous:
    return anonymous(plain(str(text)))


def _problem(
    text: str, given: str, rating: int | None, rated: bool, domain: ProductReviews
) -> str | None:
    if not words(text):
        return NO_TEXT
    if rated and not given:
        return f"{NO_RATING}: the row has no rating, though others of the source have one"
    if rated and rating is None:
        low, high = domain.ratings
        return f"{UNREAD_RATING}: {shown(given)} gives no whole stars from {low} to {high}"
    other = foreign(text, domain.language)
    if other:
        return f"{WRONG_LANGUAGE}: {other} in place of {domain.language}: {shown(text)}"
    return None


def _repeats(rows: list[dict[str, Any]]) -> None:
    """Say of all rows but one that say the same what they repeat, and give them another id."""
    sound = [row for row in rows if not row["problem"]]
    sound.sort(key=lambda row: (row["review_id"], row["row"]))
    plain_forms = [normalize(row["text"]) for row in sound]
    for place, first in near_duplicates(plain_forms, threshold=ALIKE).items():
        same = plain_forms[place] == plain_forms[first]
        how = "the same words as" if same else "nearly the words of"
        name = REPEATED if same else NEAR
        sound[place]["problem"] = f"{name}: {how} {sound[first]['review_id']}"
    for row in rows:
        if row["problem"]:
            row["review_id"] = digest("problem", row["row"])
