"""Donors: answers to other questions, fit to stand as a wrong answer to this one."""

import math
import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from syngen_assets.core.excerpts import excerpt
from syngen_assets.core.identity import digest
from syngen_assets.core.text import tokens, words

LIMIT = 70
RING = 40  # how many neighbours on the ring are looked at: each is one chance of a near topic
_LOOK_AT = 3000
_OPENING = 600  # letters that show what an answer is about
_NEAR_COPY = 0.5
_ANSWERED = 0.6  # share of a donor's content words that the question's own answer may hold
_COMMON = re.compile(
    r"about|above|affect|affected|affects|after|also|although|among|another|because|been"
    r"|before|being|between|both|can|cause|caused|causes|condition|conditions|could|disease"
    r"|diseases|disorder|disorders|does|during|each|either|from|have|having|help|include"
    r"|includes|including|individuals|into|known|less|like|many|most|more|often|only|other"
    r"|others|over|patients|people|person|rare|same|several|should|signs|some|such|symptoms"
    r"|syndrome|than|that|their|them|then|there|these|they|this|those|through|type|types|under"
    r"|until|usually|very|were|what|when|where|which|while|will|with|within|without|would|your"
    r"|form|forms|familial|hereditary|congenital|autosomal|dominant|recessive|deficiency|cancer"
    r"|infantile|juvenile|adult|childhood"
)
_CLAIMS = re.compile(  # what an answer claims in set words: if both do, neither is wrong
    r"autosomal (?:dominant|recessive)|x-linked|sporadic|no (?:family )?history|not inherited"
    r"|new mutations?|prevalence .{0,30}unknown|no (?:\w+ )?(?:cure|treatment)"
    r"|supportive|cause .{0,40}(?:unknown|not known|not (?:fully |well |completely )?understood)",
    re.IGNORECASE,
)
_UNSURE = re.compile(  # what may well hold of any topic, if no number stands beside it
    r"^(?=\D*$).*\b(?:unknown|not known|not (?:\w+ )?(?:understood|found)|no (?:\w+ )?cure)\b"
)
_LED = re.compile(  # what can stand before a donor's name and not before another
    r"(?:\(|\b(?:acute|chronic|an?|the|some|much|enough|more|your|this|other|secondary|primary"
    r"|(?-i:[A-Z][a-z]{3,}um)) )$",
    re.IGNORECASE,
)
_OTHER_NAME = re.compile(r"\b(?:formerly|also) (?:known|called)")
_NO_NAME = re.compile(
    r"[:?]| - |\bcaregiving\b|^(?:causes of|what|how|your|prevent|keep|living|caring|talking"
    r"|facts|understanding|using|problems"
    r"|medicines?|about)\b|\b(?:you|your|and|or|tests?|treatment|health|care|safety|therapy"
    r"|medicines|surgery|research|prevention|in (?:adults|children|men|women|pregnancy))\b",
    re.IGNORECASE,
)
_ENDINGS = re.compile(
    r"(?i)(?:itis|[oa]sis|[ae]mia|oma|pathy|ism|ia|sis|phy|ic|al|ous|ed|ing|tion|ity|ency|ness|ive"
    r"|ary|oid|ment|ure|ase|yndrome|isorder|ancers?|umors?|tones?|idney|eart|reast|lood|one|kin"
    r"|iver"
    r"|rain|ye|ain|ack|alth|hild|hildren|dults|iabetes|njury|bscess|onset|type|ina|eria|ever|land)$"
)
_ILLNESS = re.compile(
    r"\b(?:disorder|disease|condition|syndrome|cancer|infection|tumor|symptom)s?\b"
)
_PLURAL = re.compile(r"(?:[^sui'’]s|[^t]ies|sis and .*)$")
_MASS = re.compile(r"(?:diabetes|rabies|herpes|measles|mumps|rickets|scabies|shingles)$")


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


@lru_cache(maxsize=65536)
def content(text: str) -> frozenset[str]:
    """The words of a text that carry its meaning, without case."""
    return frozenset(
        word
        for word in words(text[:_LOOK_AT].casefold())
        if (len(word) > 3 or word[0].isdigit()) and not _COMMON.fullmatch(word)
    )


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """The Jaccard similarity of two sets of words."""
    return len(one & other) / (len(one | other) or 1)


def _claims(text: str) -> set[str]:
    """The set phrases of the text that decide a question by themselves."""
    return {claim[:12].casefold() for claim in _CLAIMS.findall(text)}


def plain(topic: str) -> str:
    """The topic without what stands in brackets at its end."""
    return re.sub(r"\s*\([^()]*\)\s*$", "", topic).strip() or topic


@lru_cache(maxsize=8192)
def _mention(topic: str) -> re.Pattern[str]:
    """A pattern that finds the topic in a text: any case, any apostrophe, with its brackets."""
    parts = re.split(r"[\s-]+", plain(topic))
    name = r"[\s-]+".join(re.sub(r"['’]|(?<=\w)s\b", "['’]?s?", re.escape(p)) for p in parts)
    return re.compile(rf"(?<![\w-]){name}(?:\s\([A-Z][\w-]*\))?(?![\w-])", re.IGNORECASE)


def _is_name(topic: str) -> bool:
    """Whether a sentence can go on after the topic as after a name."""
    return not _NO_NAME.search(plain(topic)) and len(words(plain(topic))) <= 7


def _is_plural(topic: str) -> bool:
    name = plain(topic)
    return bool(_PLURAL.search(name)) and not _MASS.search(name.casefold())


def written(topic: str, seen: str) -> str:
    """The topic as one writes it within a sentence: as it was seen there, else small but names."""
    name = plain(topic)
    for match in _mention(topic).finditer(seen):
        inside = match.start() and not re.search(r"[.!?]\s*$", seen[: match.start()])
        if inside and "(" not in match.group():
            return match.group()
    parts = name.split(" ")
    for at, part in enumerate(parts):
        eponym = at + 1 < len(parts) and re.match(r"syndrome|disease", parts[at + 1], re.I)
        small = re.fullmatch(r"[A-Z][a-z]+(?:-[A-Za-z]?[a-z]+)*", part)
        common = _ENDINGS.search(part) or part.lower() in seen.split()
        if small and common and not (eponym and at == 0):
            parts[at] = part[0].lower() + part[1:]
    return " ".join(parts)


def retold(donor: Donor, topic: str, seen: str) -> str | None:
    """The donor's text told as if it were about this topic, or None where that would show.

    Args:
        donor: the text to tell, and the topic it is about.
        topic: what it shall be about.
        seen: an honest text about the topic, to write its name as that does.
    """
    text, name = donor.text, written(topic, seen)
    ours, theirs = content(plain(topic)), content(donor.topic)
    mention = _mention(donor.topic)
    if (ours & theirs) or (ours & content(text)) or not ours:
        return None
    if mention.search(text):
        if not (_is_name(topic) and _is_name(donor.topic)):
            return None
        if _is_plural(topic) != _is_plural(donor.topic):
            return None

    def renamed(match: re.Match[str]) -> str:
        begins = not match.start() or re.search(r"[.!?]\s*$", text[: match.start()])
        return name[0].upper() + name[1:] if begins else name

    if _OTHER_NAME.search(text) or any(
        _LED.search(text[: match.start()]) for match in mention.finditer(text)
    ):
        return None
    told = mention.sub(renamed, text)
    initials = "".join(word[0] for word in words(donor.topic)).casefold()
    left = {word.casefold() for word in re.findall(r"\b[A-Z][A-Za-z]*[A-Z]\w*", told)}
    acronyms = {a.casefold() for a in re.findall(r"\(([^()]+)\)", donor.topic)} | {initials}
    known = {word.rstrip("s") for word in theirs} | {word[:6] for word in theirs if len(word) > 6}
    traces = content(told) - ours
    if any(word.rstrip("s") in known or word[:6] in known for word in traces):
        return None
    if any(a.startswith(word) or word.startswith(a) for a in acronyms for word in left if a):
        return None
    return told


class Donors:
    """The references, laid out so that a donor is found quickly and by identity."""

    def __init__(self, references: Sequence[Reference], seed: int) -> None:
        """Index the references by topic, by aspect and by cell."""
        self._seed = seed
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
        self._rings = {
            aspect: sorted(ring, key=lambda entry: (entry[0], entry[1].id))
            for aspect, ring in rings.items()
        }

    def _place(self, id: str) -> str:
        return digest("donor", self._seed, id)

    def other_aspect(self, id: str, topic: str, aspect: str, chosen: str) -> Donor | None:
        """An answer about the same topic that is asked of another aspect, the least alike first."""
        own = self._own(id, topic, aspect)
        asked = content(chosen).union(*(content(text) for text in own))
        found = [
            reference
            for reference in self._by_topic.get(topic.casefold(), [])
            if reference.aspect.casefold() != aspect.casefold() and reference.id != id
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
                return donor
        return None

    def _fits(self, donor: Donor, aspect: str) -> float:
        """How well the donor's words fit an aspect: the logarithm of their likelihood in it."""
        counts, size = self._counts.get(aspect, Counter()), len(self._rings.get(aspect, ())) + 1
        told = content(donor.text) - content(donor.topic)
        return sum(math.log((counts[word] + 0.5) / size) for word in told)

    def _is_special(self, text: str, topic: str, aspect: str, least: int = 3) -> bool:
        """Whether the text says something that few answers of its aspect say."""
        often = max(2, len(self._rings.get(aspect, ())) // 25)
        counts = self._counts.get(aspect, Counter())
        told = content(text) - content(topic)
        return sum(counts[word] <= often for word in told) >= max(least, len(words(text)) // 8)

    def near_topic(self, id: str, topic: str, aspect: str, chosen: str) -> Donor | None:
        """An answer to the same question about another topic, as near as its neighbours are."""
        own = self._own(id, topic, aspect)
        ours = content(chosen) - content(topic)
        neighbours = [
            reference
            for reference in self._neighbours(id, aspect)
            if reference.id != id and reference.topic.casefold() != topic.casefold()
        ]
        neighbours.sort(key=lambda reference: -likeness(ours, content(reference.text[:_OPENING])))
        claims = _claims(" ".join([chosen, *own]))
        ill = _ILLNESS.search(" ".join([chosen, *own]))
        unnamed = None
        for reference in neighbours:
            donor = self._lend(reference, chosen, own)
            if not donor or _claims(donor.text) & claims or _UNSURE.search(donor.text):
                continue
            if bool(_ILLNESS.search(reference.text[:_OPENING])) != bool(ill):
                continue
            told = retold(donor, topic, chosen)
            if not told or not self._is_special(donor.text, donor.topic, aspect):
                continue
            if tokens(told) >= LIMIT or not is_matched(told, chosen, 0.25):
                continue
            if told != donor.text:
                return donor
            special = self._is_special(donor.text, donor.topic, aspect, least=8)
            if unnamed is None and _is_name(topic) and special:
                unnamed = donor
        return unnamed

    def _own(self, id: str, topic: str, aspect: str) -> list[str]:
        """The texts of the source that answer the question."""
        return [reference.text for reference in self._by_cell.get((topic.casefold(), aspect), [])]

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
        text = excerpt(reference.text, limit=LIMIT, words=(low, high), topic=reference.topic)
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


def is_matched(text: str, chosen: str, share: float) -> bool:
    """Whether the counts of words of the two texts differ by no more than this share."""
    count = len(words(chosen))
    return abs(len(words(text)) - count) <= share * count
