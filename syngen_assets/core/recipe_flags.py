"""Flags of one recipe, which say nothing where a domain follows another."""

from collections.abc import Mapping
from typing import Any

from syngen_assets.core.domains import Domain
from syngen_assets.core.errors import UsageError
from syngen_assets.core.flags import flag, several
from syngen_assets.core.preferences import PREFERENCES
from syngen_assets.core.product_reviews.domain import KINDS, PRODUCT_REVIEWS, Kind, ProductReviews

_OF: Mapping[str, tuple[str, ...]] = {
    PREFERENCES: (
        *("questions", "held_out", "personas", "max_candidates"),
        *("judge", "judge_preset", "judge_base_url"),
    ),
    PRODUCT_REVIEWS: ("reviews", "kinds"),
}
SIZE = {PREFERENCES: "questions", PRODUCT_REVIEWS: "reviews"}
"""The recipe → what says how many rows there shall be."""


def of_recipe(domain: Domain, words: Mapping[str, str], given: Mapping[str, Any]) -> dict[str, str]:
    """What was said that the domain's recipe knows.

    The environment may say more: it is one for all domains.

    Args:
        domain: the domain that is run.
        words: what flags and environment say.
        given: the flags alone.

    Raises:
        UsageError: a flag was given that belongs to another recipe.
    """
    foreign = {
        name: recipe for recipe, names in _OF.items() if recipe != domain.recipe for name in names
    }
    for name, recipe in foreign.items():
        if given.get(name) is not None:
            size = SIZE[domain.recipe]
            instead = f"; give {flag(size)} in its place" if name == SIZE[recipe] else ""
            raise UsageError(
                f"{flag(name)} is for domains of the recipe {recipe}, and {domain.name} is one of "
                f"{domain.recipe}{instead or '; take it out'}."
            )
    return {name: word for name, word in words.items() if name not in foreign}


def kinds(domain: Domain, words: Mapping[str, str]) -> tuple[Kind, ...]:
    """The kinds of prompts that are asked, in order; none where the recipe knows none."""
    if not isinstance(domain, ProductReviews):
        return ()
    chosen = several(words, "kinds", KINDS)
    return tuple(kind for word in chosen for kind in KINDS if kind == word) or (*domain.kinds,)
