"""Aspects: what of a product a review speaks of, known by the words of the domain."""

import re
from collections.abc import Mapping

from syngen_assets.core.product_reviews.domain import Aspect

JOINED = ", "
"""What stands between the aspects of a cell."""


class Aspects:
    """The aspects of a domain, each known by its words as whole words, whatever their case.

    A plural in s is known by its singular.

    Args:
        declared: the aspects of the domain, in its order.
    """

    def __init__(self, declared: Mapping[str, Aspect]) -> None:
        """Know the words of each aspect."""
        self._forms = {name: _form(aspect.words) for name, aspect in declared.items()}

    def of(self, text: str) -> tuple[str, ...]:
        """The aspects that a text speaks of, in the order of the domain."""
        return tuple(name for name, form in self._forms.items() if form.search(text))


def cell(aspects: tuple[str, ...]) -> str | None:
    """The aspects as a cell holds them; missing where there are none."""
    return JOINED.join(aspects) or None


def of_cell(aspects: str | None) -> tuple[str, ...]:
    """The aspects that a cell holds."""
    return tuple(aspects.split(JOINED)) if isinstance(aspects, str) and aspects else ()


def _form(words: list[str]) -> re.Pattern[str]:
    each = (r"\s+".join(map(re.escape, word.split())) for word in words)
    return re.compile(rf"(?<!\w)(?:{'|'.join(each)})s?(?!\w)", re.IGNORECASE)
