"""Donors: answers to other questions, fit to stand as a wrong answer to this one."""

import math
import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from syngen_assets.core.edits import is_matched
from syngen_assets.core.excerpts import excerpt
from syngen_assets.core.generic import claims, is_generic
from syngen_assets.core.identity import digest
from syngen_assets.core.kindred import KindredOf, alone
from syngen_assets.core.likeness import content, likeness
from syngen_assets.core.names import mention, retold
from syngen_assets.core.text import tokens, words

RING = 60  # how many neighbours on the ring are looked at: each is one chance of a near topic
_NEAR = 3  # neighbours that count as near: what is true of others would be absurd
_OPENING = 600  # letters that show what an answer is about
_NEAR_COPY = 0.5
_KNOWN = 0.15  # share of what is special in a near topic that texts about this one may hold
_ANSWERED = 0.6  # share of a donor's content words that the question's own answer may hold
_ILLNESS = re.compile(
    r"""\b(?:disorder|disease|condition|syndrome|cancer|infection|tumor|illness|problem|deficiency
    |inflammation|symptom)s?\b | (?:itis|osis|[ae]mia|oma|pathy|trophy|plasia|uria|sclerosis)\b""",
    re.IGNORECASE | re.VERBOSE,
)


_OTHER_NAME = re.compile(  # told of another topic, the donor's second name would stay
    r"\b(?:also|often|sometimes|formerly|commonly|abbreviated|or) (?:known as|called|referred to)"
    r"|, or (?:[A-Z]|[a-z-]+,)|\((?:also|or|[A-Z][A-Za-z]*[A-Z]+s?\))"
)


@dataclass(frozen=True)
class Reference:
    """An answer of the source, and what it is about."""

    id: str
    topic: str
    aspect: str
    text: str


@dataclass(frozen=True)
class Donor:
    """A reference of another topic or aspect, and the excerpt of it that is lent."""

    id: str
    topic: str
    aspect: str
    text: str


@lru_cache(maxsize=16384)
def _is_illness(topic: str, texts: tuple[str, ...]) -> bool:
    """Whether the topic is called an illness by its name or by a text that opens with it."""
    if _ILLNESS.search(topic):
        return True
    return any(
        _ILLNESS.search(text[: match.end() + 200])
        for text in texts
        if (match := mention(topic).search(text[:_OPENING]))
    )


class Donors:
    """The references, laid out so that a donor is found quickly and by identity."""

    def __init__(
        self,
        references: Sequence[Reference],
        seed: int,
        limit: int = 70,
        kindred: KindredOf = alone,
    ) -> None:
        """Index the references by topic, by aspect and by cell.

        Args:
            references: whoever may lend.
            seed: where chance begins.
            limit: a loan has fewer tokens than this.
            kindred: finds the aspects whose answers may answer a question too.
        """
        self._seed, self._limit, self._kindred = seed, limit, kindred
        self._by_topic: dict[str, list[Reference]] = defaultdict(list)
        self._by_cell: dict[tuple[str, str], list[Reference]] = defaultdict(list)
        self._counts: dict[str, Counter[str]] = defaultdict(Counter)
        rings: dict[str, list[tuple[str, Reference]]] = defaultdict(list)
        for reference in references:
            topic = reference.topic.casefold()
            self._by_topic[topic].append(reference)
            self._by_cell[topic, reference.aspect].append(reference)
            self._counts[reference.aspect].update(content(reference.text[:_OPENING]))
            rings[reference.aspect].append((self._place(reference.id), reference))
        self._said: dict[str, frozenset[str]] = defaultdict(frozenset)
        for topic, about in self._by_topic.items():
            self._said[topic] = frozenset().union(*(content(r.text[:_OPENING]) for r in about))
        used = Counter(word for said in self._said.values() for word in said)
        self._rarity = {word: math.log(len(self._said) / count) for word, count in used.items()}
        self._weight: dict[str, float] = defaultdict(float)
        for topic, said in self._said.items():
            self._weight[topic] = math.sqrt(math.fsum(self._rarity[word] for word in said))
        self._rings = {
            aspect: sorted(ring, key=lambda entry: (entry[0], entry[1].id))
            for aspect, ring in rings.items()
        }

    def other_aspect(self, id: str, topic: str, aspect: str, chosen: str) -> Iterator[Donor]:
        """Answers about the same topic that are asked of another aspect, the least alike first."""
        own = self.own(topic, aspect)
        kindred = {other.casefold() for other in self._kindred(aspect)}
        asked = content(chosen).union(*(content(text) for text in own))
        found = [
            reference
            for reference in self._by_topic.get(topic.casefold(), [])
            if reference.aspect.casefold() not in kindred and reference.id != id
        ]
        found.sort(
            key=lambda reference: (
                likeness(asked, content(reference.text)) // 0.1,
                digest("aspect", self._seed, id, reference.id),
            )
        )
        stems = {word.casefold()[:6] for word in words(aspect) if len(word) > 4}
        for reference in found:
            donor = self._lend(reference, chosen, own)
            if not donor or any(word[:6] in stems for word in words(donor.text.casefold())):
                continue
            if self._fits(donor, donor.aspect) > self._fits(donor, aspect) + 2:
                yield donor

    def near_topic(self, id: str, topic: str, aspect: str, chosen: str) -> Iterator[Donor]:
        """Answers to the same question about other topics, the nearest of its neighbours first."""
        own, illness = self.own(topic, aspect), self._is_illness(topic)
        neighbours = [
            reference
            for reference in self._neighbours(id, aspect)
            if reference.id != id and reference.topic.casefold() != topic.casefold()
        ]
        neighbours.sort(key=lambda reference: -self._nearness(topic, reference.topic))
        claimed = claims(" ".join([chosen, *own]))
        known = content(chosen).union(*(content(text) for text in self.texts(topic)))
        for reference in neighbours[:_NEAR]:
            donor = self._lend(reference, chosen, own)
            if not donor or is_generic(donor.text) or claims(donor.text) & claimed:
                continue
            if _OTHER_NAME.search(donor.text):
                continue
            if self._is_illness(donor.topic) != illness or not self._is_news(donor, known):
                continue
            told = retold(donor.text, donor.topic, topic, chosen)
            if told and tokens(told) < self._limit and is_matched(told, chosen):
                yield donor

    def _nearness(self, topic: str, other: str) -> float:
        """How much of what is said of two topics is the same, rare words counting more."""
        ours, theirs = self._said[topic.casefold()], self._said[other.casefold()]
        shared = math.fsum(self._rarity[word] for word in ours & theirs)
        return shared / (self._weight[topic.casefold()] * self._weight[other.casefold()] or 1.0)

    def _place(self, id: str) -> str:
        return digest("donor", self._seed, id)

    def own(self, topic: str, aspect: str) -> list[str]:
        """The texts of the source that answer the question."""
        return [reference.text for reference in self._by_cell.get((topic.casefold(), aspect), [])]

    def _is_illness(self, topic: str) -> bool:
        return _is_illness(topic, tuple(text[:_OPENING] for text in self.texts(topic)))

    def texts(self, topic: str) -> list[str]:
        """All texts of the source about the topic."""
        return [reference.text for reference in self._by_topic.get(topic.casefold(), [])]

    def _neighbours(self, id: str, aspect: str) -> Iterator[Reference]:
        """The references of an aspect that follow the question's own place on the ring."""
        ring = self._rings.get(aspect, [])
        start = bisect_left(ring, self._place(id), key=lambda entry: entry[0])
        for step in range(min(RING, len(ring))):
            yield ring[(start + step) % len(ring)][1]

    def _lend(self, reference: Reference, chosen: str, own: list[str]) -> Donor | None:
        """An excerpt of the reference, as long as the chosen text, if it says something else."""
        count = len(words(chosen))
        low, high = -(-count * 4 // 5), count * 11 // 10
        text = excerpt(reference.text, limit=self._limit, words=(low, high), topic=reference.topic)
        if text is None:
            return None
        lent = content(text)
        for other in [chosen, *own]:
            against = content(other)
            if likeness(lent, against) >= _NEAR_COPY or not lent:
                return None
            if len(lent & against) >= _ANSWERED * len(lent):
                return None
        return Donor(reference.id, reference.topic, reference.aspect, text)

    def _fits(self, donor: Donor, aspect: str) -> float:
        """How well the donor's words fit an aspect: the logarithm of their likelihood in it."""
        counts, size = self._counts.get(aspect, Counter()), len(self._rings.get(aspect, ())) + 1
        told = content(donor.text) - content(donor.topic)
        return math.fsum(math.log((counts[word] + 0.5) / size) for word in told)

    def _is_news(self, donor: Donor, known: frozenset[str]) -> bool:
        """Whether it says of its topic what few answers say of theirs, and none says of ours."""
        often = max(2, len(self._rings.get(donor.aspect, ())) // 25)
        counts = self._counts.get(donor.aspect, Counter())
        named = mention(donor.topic).search(donor.text)
        begin = max(donor.text.rfind(". ", 0, named.start() if named else 0), 0)
        told = content(donor.text[begin:]) - content(donor.topic)
        special = {word for word in told if counts[word] <= often}
        enough = len(special) >= max(3, len(words(donor.text)) // 7)
        return enough and len(special & known) <= _KNOWN * len(special)
