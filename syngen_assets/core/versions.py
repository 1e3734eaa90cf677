"""Versions: digests of the program's own rules, which shape what is made as templates do."""

from collections.abc import Iterator
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable

from syngen_assets.core.identity import digest

CLEANING = (
    *("core/cleaning.py", "core/excerpts.py", "core/furniture.py", "core/questions.py"),
    *("core/spoiling.py", "core/text.py", "core/topics.py"),
)
"""What makes clean questions of raw ones."""
GROWING = (
    *("core/firsts.py", "core/personas/by_rule.py", "core/personas/forms.py"),
    *("core/personas/growing.py", "core/personas/portrait.py", "core/personas/reading.py"),
)
"""What finds personas, and what is written for them."""
PLANNING = (
    *("core/balance.py", "core/candidates.py", "core/firsts.py", "core/mending.py"),
    *("core/personas/cast.py", "core/personas/colouring.py", "core/personas/portrait.py"),
    *("core/plan.py", "core/prompts.py", "core/repeats.py"),
)
"""What plans prompts and chooses among questions."""
GATES = (
    *("core/gates", "core/gating.py", "core/pairs.py", "core/proving.py", "core/row_gates.py"),
    *("core/collocations.py", "core/sizes.py", "core/table_gates.py", "core/verifying.py"),
)
"""What a pair must pass, and how it is found out."""

REVIEW_CLEANING = (
    *("core/cleaning.py", "core/product_reviews/anonymous.py", "core/product_reviews/aspects.py"),
    *("core/product_reviews/cleaning.py", "core/product_reviews/ratings.py"),
)
"""What makes real reviews of raw ones."""
REVIEW_PLANNING = (
    *("core/product_reviews/examples.py", "core/product_reviews/grades.py"),
    *("core/product_reviews/plan.py", "core/product_reviews/prompts.py"),
    *("core/product_reviews/shares.py", "core/product_reviews/wanted.py"),
)
"""What plans the calls for new reviews."""
REVIEW_GATES = (
    *("core/product_reviews/leftovers.py", "core/product_reviews/nearness.py"),
    *("core/product_reviews/release.py", "core/product_reviews/replicas.py"),
    *("core/product_reviews/resemblance.py", "core/product_reviews/row_gates.py"),
    "core/product_reviews/wanted.py",
)
"""What a new review must pass, and all of them together."""


@cache
def rules(*parts: str) -> str:
    """A digest of modules and packages, which changes with every letter of them."""
    package = resources.files("syngen_assets")
    texts = [file.read_text(encoding="utf-8") for part in parts for file in _files(package / part)]
    return digest(texts)


def _files(part: Traversable) -> Iterator[Traversable]:
    if part.is_file():
        yield part
    else:
        for entry in sorted(part.iterdir(), key=lambda entry: entry.name):
            if entry.name.endswith(".py"):
                yield entry
