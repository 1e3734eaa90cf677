"""Pieces: sentences that a review may be put together from, out of real reviews and phrases."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import pandas as pd

from syngen_assets.core.excerpts import sentences, stands_alone
from syngen_assets.core.measures.sentiment import moods
from syngen_assets.core.product_reviews.aspects import Aspects
from syngen_assets.core.product_reviews.domain import Aspect, ProductReviews
from syngen_assets.core.product_reviews.phrasing import MOODS, ByMood, Mood, spread
from syngen_assets.core.tables import records, usable
from syngen_assets.core.text import words

Part = Literal["title", "opening", "aspect", "remark", "turn", "closing"]

SHORT = 11
"""Words of a real sentence that stands beside phrases: a run of more would be a replica."""
LONG = 30
"""Words of a real sentence where a domain has no phrases."""

_CLEAR = 0.3  # a mood that leaves no doubt, by VADER
_AGAINST = 0.1
_MARKED = re.compile(r"[\[\]:;\"“”?…]|\bstars?\b", re.IGNORECASE)
_BOUND = re.compile(  # what belongs to its own review alone
    r"\d|\b(?:first|second|third|fourth|last|ones?|update[sd]?|(?:be|other)side)\b"
    r"|\b(?:\w+teen|\w+ty|two|three|four|five|six|seven|eight|nine|ten|hundred|thousand)\b"
    r"|\b(?:days?|weeks?|months?|years?|monday|wednesday|summer|winter|autumn|spring)\b",
    re.IGNORECASE,
)
_PERSONAL = re.compile(  # who somebody is: two such sentences may be of two people
    r"\b(?i:I|we)(?: am|'m| was| teach| work| run| drive| live| repair| coach| ride| travel)\b"
    r"|\b(?i:my|our|his|her)"
    r" (?:\$|mother|mum|father|dad|son|daughter|wife|husband|sister|brother|aunt|neighbour"
    r"|grand|kids|boss|doctor|nurse|physio|pharmacist|practice|friend|flatmate|colleague|parents|family|job|school|dog|cat)"
)


@dataclass(frozen=True)
class Piece:
    """A sentence, or a phrase that becomes one.

    Args:
        text: what it says.
        part: what it is in a review.
        mood: the mood of a review that it suits; what is said of an aspect is a quibble if mixed.
        aspect: the aspect that it speaks of, or "".
        variants: the variants of the item that it suits; empty for any.
        source: the id of the real review that it is from, or "" for a phrase.
        phrase: the phrase that became the sentence, if one did.
    """

    text: str
    part: Part
    mood: Mood
    aspect: str = ""
    variants: frozenset[str] = frozenset()
    source: str = ""
    phrase: str = ""

    @property
    def personal(self) -> bool:
        """Whether it tells who writes."""
        return bool(_PERSONAL.search(self.text))


def mood_of(rating: float, ratings: tuple[int, int]) -> Mood:
    """The mood of a rating: the upper and the lower third of the stars praise and blame."""
    low, high = ratings
    share = (rating - low) / max(high - low, 1)
    return "praise" if share > 2 / 3 else "blame" if share < 1 / 3 else "mixed"


class Sorter:
    """Tells what a sentence speaks of, and whether it can be a piece.

    Args:
        domain: its aspects and variants.
    """

    def __init__(self, domain: ProductReviews) -> None:
        """Know the words."""
        self._aspects = Aspects(domain.aspects)
        suits: dict[str, set[str]] = {}
        for name, each in domain.variants.items():
            for word in each:
                suits.setdefault(word, set()).add(name)
        self._suits = suits
        self._words = Aspects({word: Aspect(words=[word]) for word in suits})

    def sorted(self, piece: Piece, said: str) -> Piece | None:
        """The piece with its aspect and variants; None if it has two aspects, or no variant.

        Args:
            piece: what is not yet sorted; a piece of an aspect may have that aspect already.
            said: all the words that it may say.
        """
        aspects = self._aspects.of(said)
        if len(aspects) > 1 or (piece.aspect and aspects != (piece.aspect,)):
            return None
        if aspects and piece.part != "aspect":
            return None
        found = [self._suits[word] for word in self._words.of(said)]
        variants = frozenset.intersection(*map(frozenset, found)) if found else frozenset()
        if found and not variants:
            return None
        return replace(piece, aspect="".join(aspects), variants=variants)


def from_phrases(domain: ProductReviews) -> Iterator[Piece]:
    """The pieces of the domain's own phrases; one that speaks of what it should not is left out."""
    sorter, said = Sorter(domain), domain.phrases
    for piece in _declared(domain):
        if found := sorter.sorted(piece, spread(piece.text, said.blanks)):
            yield found


def _declared(domain: ProductReviews) -> Iterator[Piece]:
    for name, aspect in domain.aspects.items():
        yield from (Piece(text, "aspect", "praise", name) for text in aspect.praise)
        yield from (Piece(text, "aspect", "mixed", name) for text in aspect.quibbles)
        yield from (Piece(text, "aspect", "blame", name) for text in aspect.blame)
    said = domain.phrases
    parts: list[tuple[Part, ByMood]] = [
        *(("opening", said.openings), ("remark", said.remarks), ("turn", said.turns)),
        *(("closing", said.closings), ("title", said.titles)),
    ]
    for part, by_mood in parts:
        for mood in MOODS:
            yield from (Piece(text, part, mood) for text in by_mood.of(mood))


def from_reviews(real: pd.DataFrame, domain: ProductReviews) -> Iterator[Piece]:
    """The sentences of real reviews that can stand in another one, each with the mood it shows.

    Beside phrases these are short ones about one aspect whose own words bear the rating out: what
    leads up to a point or away from it makes sense in its own review only. A domain without
    phrases has nothing else, so there all that can stand alone is taken.
    """
    alone = not any(domain.phrases.all())
    sorter, rows = Sorter(domain), records(usable(real))
    said = [sentences(row["text"]) for row in rows]
    scores = iter(moods([sentence for each in said for sentence in each]))
    for row, each in zip(rows, said, strict=True):
        source, rating = row["review_id"], row["rating"]
        if alone and row["title"] and rating is not None:
            yield Piece(row["title"], "title", mood_of(rating, domain.ratings), source=source)
        for place, sentence in enumerate(each):
            mood = _mood(rating, float(next(scores)), domain.ratings, sure=not alone)
            if not mood or not _is_free(sentence, alone):
                continue
            part: Part = "opening" if not place else "closing" if sentence is each[-1] else "remark"
            yield from _sorted(Piece(sentence, part, mood, source=source), sorter, alone)


def _sorted(piece: Piece, sorter: Sorter, alone: bool) -> Iterator[Piece]:
    """The sentence as a piece about an aspect, or, where there are no phrases, as it stood."""
    of_aspect = sorter.sorted(replace(piece, part="aspect"), piece.text)
    if of_aspect and of_aspect.aspect:
        yield of_aspect
    elif alone and (found := sorter.sorted(piece, piece.text)):
        yield found


def _is_free(sentence: str, alone: bool) -> bool:
    """Whether a sentence makes sense out of its review, which beside phrases is asked strictly."""
    return (
        3 <= len(words(sentence)) <= (LONG if alone else SHORT)
        and stands_alone(sentence)
        and not _MARKED.search(sentence)
        and (alone or not _BOUND.search(sentence))
    )


def _mood(rating: float | None, score: float, ratings: tuple[int, int], sure: bool) -> Mood | None:
    """The mood that a sentence suits; None where its words and its review's rating are at odds.

    Args:
        rating: the review's rating, if it has one.
        score: how cheerful the sentence's own words are.
        ratings: the lowest and the highest rating.
        sure: its own words have to be clear, whatever the rating.
    """
    own: Mood | None = "praise" if score >= _CLEAR else "blame" if score <= -_CLEAR else None
    if rating is None:
        return own
    mood = mood_of(rating, ratings)
    if sure or mood == "mixed" or ratings[0] < rating < ratings[1]:
        return own if own == mood else None
    at_odds = score < -_AGAINST if mood == "praise" else score > _AGAINST
    return None if at_odds else mood


def unlike(pieces: Sequence[Piece], piece: Piece) -> bool:
    """Whether a piece can join others: no sentence or source comes twice, and one person writes."""
    return not any(
        piece.text == other.text
        or (piece.phrase and piece.phrase == other.phrase)
        or (piece.source and piece.source == other.source)
        or (piece.personal and other.personal)
        for other in pieces
    )
