"""Examples: which real reviews a call shows."""

from collections.abc import Mapping, Sequence

from syngen_assets.core.cleaning import normalize
from syngen_assets.core.identity import draw
from syngen_assets.core.likeness import likeness
from syngen_assets.core.product_reviews.domain import ProductReviews

_WIDER = 4  # times as many reviews are chosen from, where diversity is all


class Examples:
    """The real reviews that the calls of a kind show, so that each is used before any is twice.

    They come in an order drawn by identity. The more diverse new reviews shall be, the further the
    examples of one call are apart: they are chosen from the first of those that wait, from as many
    as are shown where `diversity` is 0, and from five times as many where it is 1; each time the
    one is taken whose words are least like those of the ones taken.

    Args:
        texts: review → its text.
        domain: says how many are shown, and how diverse.
        chance: where their order comes from.
    """

    def __init__(self, texts: Mapping[str, str], domain: ProductReviews, *chance: object) -> None:
        """Choose none yet."""
        self._texts = texts
        self._words: dict[str, frozenset[str]] = {}
        self._shown = min(domain.examples, len(texts))
        self._from = round(self._shown * (1 + _WIDER * domain.diversity))
        self._chance = chance
        self._chosen: list[tuple[str, ...]] = []
        self._waiting: list[str] = []
        self._rounds = 0

    def of(self, number: int) -> tuple[str, ...]:
        """The reviews that the call of this number shows."""
        while len(self._chosen) <= number:
            self._chosen.append(self._next())
        return self._chosen[number]

    def _next(self) -> tuple[str, ...]:
        taken: list[str] = []
        while len(taken) < self._shown:
            free = [id for id in self._waiting[: self._from] if id not in taken]
            if free:
                taken.append(self._furthest(free, taken))
                self._waiting.remove(taken[-1])
            else:
                self._begin_anew()
        return tuple(taken)

    def _begin_anew(self) -> None:
        chance = (*self._chance, self._rounds)
        self._waiting += sorted(self._texts, key=lambda id: draw(*chance, id))
        self._rounds += 1

    def _furthest(self, free: Sequence[str], taken: Sequence[str]) -> str:
        """The first of those that are least like any that was taken."""
        return min(free, key=lambda id: max((self._likeness(id, one) for one in taken), default=0))

    def _likeness(self, one: str, other: str) -> float:
        return likeness(self._words_of(one), self._words_of(other))

    def _words_of(self, id: str) -> frozenset[str]:
        if id not in self._words:
            self._words[id] = frozenset(normalize(self._texts[id]).split())
        return self._words[id]
