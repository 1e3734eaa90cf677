"""Wishes: what a person asks of new reviews, in the place of what the domain says of them."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from syngen_assets.core.identity import digest
from syngen_assets.core.product_reviews.domain import Kind, ProductReviews


@dataclass(frozen=True)
class Wishes:
    """What a person asks of new reviews.

    Args:
        amount: exactly so many.
        kind: the kind of prompt that asks for them.
        diversity: how far they go from those that the model is shown, from 0 to 1.
        words: how many words each has, at least and at most.
        complexity: the range of US school grades, or None for that of the real reviews.
        topic: the aspect that all of them speak of, or None.
        seed: where chance begins.
    """

    amount: int
    kind: Kind
    diversity: float
    words: tuple[int, int]
    complexity: tuple[float, float] | None = None
    topic: str | None = None
    seed: int = 0

    @classmethod
    def usual(cls, domain: ProductReviews) -> "Wishes":
        """What the domain says, where nobody wishes for anything else."""
        return cls(
            amount=domain.target,
            kind=domain.kinds[0],
            diversity=domain.diversity,
            words=domain.words,
            complexity=domain.complexity,
            topic=domain.topic,
        )

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> "Wishes":
        """What a file says, once its JSON is read."""
        low, high = values["words"]
        grades = values["complexity"]
        both = {"words": (low, high), "complexity": tuple(grades) if grades else None}
        return cls(**{**values, **both})

    def told(self, domain: ProductReviews) -> ProductReviews:
        """The domain with these wishes in the place of its own."""
        said = asdict(self) | {"kinds": [self.kind]}
        asked = {name: said[name] for name in type(domain).model_fields if name in said}
        return type(domain).model_validate({**domain.model_dump(), **asked})

    def id(self, domain: ProductReviews, reviews: Sequence[str], model: str) -> str:
        """A digest of all that what is made hangs on.

        Args:
            domain: the domain as its file says it.
            reviews: the ids of the real reviews.
            model: who writes.
        """
        return digest(domain.name, domain.version, list(reviews), model, asdict(self))
