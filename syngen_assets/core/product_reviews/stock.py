"""The stock: the pieces of a domain by what they are for, and how its real reviews are built."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from syngen_assets.core.edits import Chance
from syngen_assets.core.identity import draw
from syngen_assets.core.product_reviews.domain import ProductReviews
from syngen_assets.core.product_reviews.phrasing import Mood, choice, filled
from syngen_assets.core.product_reviews.pieces import Part, Piece, mood_of
from syngen_assets.core.product_reviews.wanted import Wanted


@dataclass(frozen=True)
class Place:
    """A place in a review, for a piece of that sort."""

    part: Part
    mood: Mood
    aspect: str = ""


@dataclass(frozen=True)
class Build:
    """How a real review is built, none of its words."""

    rating: int | None
    aspects: tuple[str, ...]
    words: int


class Stock:
    """The pieces by their places.

    Args:
        pieces: all of them.
        builds: those of the real reviews.
        domain: what reviews speak of.
    """

    def __init__(
        self, pieces: Sequence[Piece], builds: Sequence[Build], domain: ProductReviews
    ) -> None:
        """Sort them."""
        self._domain, self._builds = domain, builds
        self._pieces: dict[Place, list[Piece]] = {}
        for piece in sorted(pieces, key=lambda piece: draw(piece.text)):
            place = Place(piece.part, piece.mood, piece.aspect if piece.part == "aspect" else "")
            self._pieces.setdefault(place, []).append(piece)

    @property
    def diversity(self) -> float:
        """How far reviews go from one another, 0 to 1."""
        return self._domain.diversity

    def at(self, place: Place, variant: str) -> list[Piece]:
        """The pieces for a place that suit a variant of the item, in an order of chance.

        Where nothing wavers, what praises and what blames may stand; for a quibble, what blames.
        """
        found = [
            one for one in self._pieces.get(place, []) if variant in (one.variants or [variant])
        ]
        if found or place.mood != "mixed":
            return found
        moods: tuple[Mood, ...] = ("blame",) if place.part == "aspect" else ("praise", "blame")
        return [one for mood in moods for one in self.at(replace(place, mood=mood), variant)]

    def build(self, wanted: Wanted, chance: Chance) -> Build:
        """The build of a real review that has the wanted rating and an aspect, if there is one."""
        told = [one for one in self._builds if one.aspects] or self._builds
        rated = [one for one in told if one.rating == wanted.rating] or told
        if not rated:
            return Build(wanted.rating, (), sum(wanted.words) // 2)
        return choice(rated, *chance, "build")

    def variant(self, aspects: Sequence[str], chance: Chance) -> str:
        """A variant of the item of which every aspect can be told, as far as there is one."""
        options = [*self._domain.variants] or [""]
        moods: tuple[Mood, ...] = ("praise", "blame")

        def told(variant: str) -> int:
            places = (Place("aspect", mood, aspect) for aspect in aspects for mood in moods)
            return sum(bool(self.at(place, variant)) for place in places)

        most = max(map(told, options))
        return choice([one for one in options if told(one) == most], *chance, "variant")

    def blanks(self, chance: Chance) -> dict[str, str]:
        """What fills the blanks of one review."""
        return filled(self._domain.phrases.blanks, *chance, "blank")

    def mood(self, rating: int | None, chance: Chance) -> Mood:
        """The mood of a review; without a rating it is drawn."""
        if rating is None:
            options: tuple[Mood, ...] = ("praise", "praise", "mixed", "blame")
            return choice(options, *chance, "mood")
        return mood_of(rating, self._domain.ratings)

    def is_extreme(self, rating: int | None) -> bool:
        """Whether no rating is higher, or none lower."""
        return rating in self._domain.ratings
