"""Drafts: one try at a review, its places filled one after the other until its length is right."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import ceil

from syngen_assets.core.edits import Chance
from syngen_assets.core.identity import draw
from syngen_assets.core.product_reviews.phrasing import Mood, choice, expanded
from syngen_assets.core.product_reviews.pieces import Piece, unlike
from syngen_assets.core.product_reviews.stock import Place, Stock
from syngen_assets.core.product_reviews.wanted import Wanted
from syngen_assets.core.text import words

_DRAWN = 6  # pieces that are looked at for one place
_ABOUT = 3  # words that a piece may miss its share by
_COPIED = 0.4  # the share of a review that one sentence of a real one may be
_OF_ONE = 3  # sentences about one aspect at most
_REMARKS = 4
_LEAST = 6  # words that are worth another sentence
_STEADY = 0.3  # of the pieces for a place are taken where no diversity is asked for
_OPENED, _CLOSED = 17, 26  # words from which a review has an opening, and a close
_PER_ASPECT = 7


class Draft:
    """A title and sentences in order, drawn from a stock.

    They keep to one variant of the item and one person who writes, and no two are from one real
    review. What is not wanted in words is as in a real review of that rating, drawn by chance.
    """

    def __init__(self, stock: Stock, wanted: Wanted, chance: Chance) -> None:
        """Draw it."""
        self._stock, self._wanted, self._chance = stock, wanted, chance
        build = stock.build(wanted, chance)
        self._aspects = wanted.aspects or build.aspects
        self._variant = stock.variant(self._aspects, chance)
        self._blanks = stock.blanks(chance)
        self._mood = stock.mood(wanted.rating, chance)
        self._target = self._left = _length(wanted.words, build.words, chance)
        self._said: list[tuple[Place, Piece]] = []
        self._write()
        self.title = self._title() if wanted.title else None

    @property
    def pieces(self) -> list[Piece]:
        """The title, if there is one, and the sentences."""
        return [*([self.title] if self.title else []), *(piece for _, piece in self._said)]

    @property
    def missed(self) -> int:
        """How many words there are too many or too few."""
        low, high = self._wanted.words
        count = self._target - self._left
        return max(low - count, count - high, 0)

    def _title(self) -> Piece | None:
        return self._drawn(Place("title", self._mood), 1 + 5 * draw(*self._chance, "title"))

    def _write(self) -> None:
        places = list(self._places())
        for number, place in enumerate(places):
            self._put(len(self._said), place, self._left / (len(places) - number))
        for place in self._more():
            if self._left < _LEAST:
                return
            self._put(self._after(place), place, min(self._left, 16))

    def _places(self) -> Iterator[Place]:
        """An opening, the aspects, and a close, of which a short review has only some."""
        room = self._target - _PER_ASPECT * max(0, len(self._aspects) - 1)
        if room >= _OPENED or not self._aspects:
            yield Place("opening", self._mood)
        yield from self._about()
        if room >= _CLOSED:
            yield Place("closing", self._mood)

    def _about(self) -> Iterator[Place]:
        """The aspects, with a turn before the first that speaks against the others."""
        one, other = self._sides()
        against = self._against()
        for number, aspect in enumerate(self._aspects):
            if number == against and self._target >= _CLOSED:
                yield Place("turn", self._mood)
            yield Place("aspect", other if number >= against else one, aspect)

    def _sides(self) -> tuple[Mood, Mood]:
        """The mood of most aspects, and that of those which speak against them."""
        if self._mood == "praise":
            return "praise", "mixed"
        if self._mood == "blame":
            return "blame", "praise"
        sides: list[tuple[Mood, Mood]] = [("praise", "blame"), ("blame", "praise")]
        return choice(sides, *self._chance, "first")

    def _against(self) -> int:
        """From which aspect on a review says the opposite; their count if it never does."""
        count = len(self._aspects)
        if self._mood == "mixed":
            return max(1, count // 2)
        return count if count < 2 or self._stock.is_extreme(self._wanted.rating) else count - 1

    def _more(self) -> Iterator[Place]:
        """Places for further sentences: more of each aspect, and remarks in between."""
        told = [place for place, _ in self._said if place.part == "aspect"]
        for number in range(max(_OF_ONE - 1, _REMARKS)):
            yield Place("remark", self._mood)
            yield from told if number < _OF_ONE - 1 else ()

    def _after(self, place: Place) -> int:
        """Where a further sentence goes: behind what it goes on from, a remark to the opening."""
        parts = ("opening", "remark") if place.part == "remark" else ("aspect",)
        same = [
            number
            for number, (other, _) in enumerate(self._said)
            if other.part in parts and other.aspect == place.aspect
        ]
        return same[-1] + 1 if same else 0

    def _put(self, at: int, place: Place, share: float) -> None:
        if piece := self._drawn(place, share):
            self._said.insert(at, (place, piece))
            self._left -= len(words(piece.text))

    def _drawn(self, place: Place, share: float) -> Piece | None:
        """The first of some pieces for a place that can join the others and is about as long.

        If none is, the one nearest in length.
        """
        said = [piece for _, piece in self._said]
        nearest: tuple[float, Piece] | None = None
        for piece in self._options(place, len(said)):
            size = len(words(piece.text))
            copied = piece.source and size > _COPIED * self._target
            if not copied and unlike(said, piece):
                apart = abs(size - share)
                if apart <= max(_ABOUT, share / 4):
                    return piece
                nearest = min(nearest or (apart, piece), (apart, piece), key=lambda one: one[0])
        return nearest[1] if nearest else None

    def _options(self, place: Place, number: int) -> Iterator[Piece]:
        options = self._stock.at(place, self._variant)
        share = min(1.0, _STEADY + (1 - _STEADY) * 2 * self._stock.diversity)
        if place.part == "opening" and not self._wanted.opening:
            share = min(share, 0.5)
        options = options[: ceil(share * len(options))]
        for nth in range(_DRAWN if options else 0):
            chance = (*self._chance, place.part, place.aspect, number, nth)
            yield self._worded(choice(options, *chance), chance)

    def _worded(self, piece: Piece, chance: Chance) -> Piece:
        if piece.source:
            return piece
        text = expanded(piece.text, self._blanks, chance)
        return replace(piece, text=text, phrase=piece.text)


def _length(limits: Sequence[int], natural: int, chance: Chance) -> int:
    """How long a review shall be: as long as a real one, if that is within the limits."""
    low, high = limits
    if low <= natural <= high:
        return natural
    return round(low + (high - low) * draw(*chance, "words") ** 2)
