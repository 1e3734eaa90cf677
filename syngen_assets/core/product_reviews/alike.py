"""Alike: texts that come one by one, each held against all that came before."""

from collections import defaultdict
from math import ceil

from syngen_assets.core.cleaning import normalize
from syngen_assets.core.product_reviews.cleaning import ALIKE

_SLACK = 1e-9  # 0.9 of 10 is 9, whatever a machine makes of it
Words = frozenset[str]


class Texts:
    """Texts by their words, in which one that nearly repeats another is found at once.

    Two sets of words that are alike enough share one of the few words that stand first in each,
    in any order that is the same for both; here the longest, which few texts have.
    """

    def __init__(self) -> None:
        """Know no text yet."""
        self._sets: list[tuple[str, Words]] = []
        self._by_word: dict[str, list[int]] = defaultdict(list)

    def add(self, id: str, text: str) -> None:
        """Take in a text under a name."""
        found = _words(text)
        for word in _first(found):
            self._by_word[word].append(len(self._sets))
        self._sets.append((id, found))

    def like(self, text: str) -> str | None:
        """The name of the first text whose words are nearly the same; None if there is none."""
        own = _words(text)
        places = {place for word in _first(own) for place in self._by_word.get(word, ())}
        for place in sorted(places):
            id, other = self._sets[place]
            if len(own & other) >= ALIKE * len(own | other) - _SLACK:
                return id
        return None


def _words(text: str) -> Words:
    return frozenset(normalize(text).split())


def _first(found: Words) -> list[str]:
    """The words of which a set that is alike enough has one."""
    longest = sorted(found, key=lambda word: (-len(word), word))
    return longest[: len(found) - ceil(ALIKE * len(found) - _SLACK) + 1]
