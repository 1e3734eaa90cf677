"""Wording: the text of an offline review, said more simply or in a more learned way if asked."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import Any

from syngen_assets.core.measures.syllables import by_vowels
from syngen_assets.core.text import words

_LEARNED = {
    "a lot": "a great deal",
    "at once": "immediately",
    "bad": "disappointing",
    "bought": "purchased",
    "buy": "purchase",
    "easy to": "uncomplicated to",
    "every day": "on a daily basis",
    "glad": "delighted",
    "good": "satisfactory",
    "great": "exceptional",
    "happy": "satisfied",
    "hard to": "difficult to",
    "helps": "assists",
    "hoped for": "anticipated",
    "maybe": "conceivably",
    "nearly": "practically",
    "needs": "requires",
    "nice": "agreeable",
    "poor": "inadequate",
    "quickly": "expeditiously",
    "really": "genuinely",
    "right away": "immediately",
    "simply": "unquestionably",
    "so far": "up to the present",
    "very": "exceptionally",
    "whole": "entire",
}
_PLAIN = {
    "anticipated": "hoped for",
    "appreciate": "like",
    "comfortable": "easy",
    "considerably": "much",
    "delivers": "gives",
    "disappointed": "let down",
    "disappointing": "bad",
    "excellent": "great",
    "expected": "hoped for",
    "immediately": "at once",
    "particularly": "very",
    "pleasant": "nice",
    "purchased": "bought",
    "purchase": "buy",
    "recommend": "praise",
    "reasonable": "fair",
    "surprisingly": "very",
    "terrible": "bad",
    "throughout": "all through",
}
_GOES_ON = re.compile(r"(?:The|My|It|They)\b")
_PARTED = re.compile(r"(?:, and|, but|;|, so) (?=(?:I|it|the|my|they|that|this|we|you|nobody)\b)")
_NAMES = re.compile(r"I\b|[A-Z]\w*[A-Z]")
_MOST_JOINED = 4  # sentences that become one


def written(facts: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The reviews that the facts of a call make; one for which there is no piece is left out."""
    return list(_written(facts["reviews"]))


def _written(reviews: Sequence[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    for review in reviews:
        titles = [piece["text"] for piece in review["pieces"] if piece["part"] == "title"]
        said = [piece["text"] for piece in review["pieces"] if piece["part"] != "title"]
        if not said:
            continue
        grade, (low, high) = review["grade"], review["words"]
        text = " ".join(said) if grade is None else graded(said, grade, (low, high))
        found = {"rating": review["rating"], "title": "".join(titles), "text": text}
        yield {name: value for name, value in found.items() if value not in (None, "")}


def graded(sentences: Sequence[str], grade: float, limits: tuple[int, int]) -> str:
    """The text that the sentences make, at the school grade that is nearest to the one asked for.

    Hard texts have learned words and sentences joined, easy ones have plain words and sentences
    cut. Among texts of a right length the nearest is taken, and if there is none, among all.
    """
    found: list[list[str]] = list(_ways(sentences))
    fitting = [one for one in found if limits[0] <= len(words(" ".join(one))) <= limits[1]]
    ways: list[list[str]] = fitting or found
    return " ".join(ways[_nearest([grade_of(way) for way in ways], grade)])


def _nearest(values: Sequence[float], value: float) -> int:
    """The place of the first of the values that is nearest to another."""
    return min(range(len(values)), key=lambda place: abs(values[place] - value))


def grade_of(sentences: Sequence[str]) -> float:
    """The Flesch-Kincaid grade of some sentences, with syllables told by vowels."""
    said = [word for sentence in sentences for word in words(sentence)]
    spoken = sum(by_vowels(word.casefold()) for word in said)
    count = max(len(said), 1)
    return 0.39 * count / max(len(sentences), 1) + 11.8 * spoken / count - 15.59


def _ways(sentences: Sequence[str]) -> Iterator[list[str]]:
    """The sentences as they are, more simply, and in a more learned way."""
    simple = [_swapped(sentence, _PLAIN) for sentence in sentences]
    learned = [_swapped(sentence, _LEARNED) for sentence in sentences]
    for said, joined in product((list(sentences), learned), range(1, _MOST_JOINED + 1)):
        yield from _joined(said, joined)
    for said in (list(sentences), simple):
        yield said
        yield [part for sentence in said for part in _cut(sentence)]


def _joined(sentences: Sequence[str], most: int) -> Iterator[list[str]]:
    """The first so many groups of sentences made one each, for every such number."""
    groups = [list(sentences[at : at + most]) for at in range(0, len(sentences), most)]
    for many in range(len(groups) + 1):
        rest = [sentence for group in groups[many:] for sentence in group]
        yield [*(_one(group) for group in groups[:many]), *rest]


def _one(group: Sequence[str]) -> str:
    """The sentences of a group as one; those that are statements alike go on with "and"."""
    text, begun = group[0], group[0]
    for sentence in group[1:]:
        alike = _GOES_ON.match(begun) and _GOES_ON.match(sentence) and ", and " not in text
        if text.endswith("."):
            text = f"{text[:-1]}{', and' if alike else ';'} {_lowered(sentence)}"
        else:
            text = f"{text} {sentence}"
        begun = sentence
    return text


def _cut(sentence: str) -> list[str]:
    """The clauses of a sentence that can stand alone, as sentences."""
    parts = _PARTED.split(sentence)
    ends = [part if part[-1:] in ".!?" else f"{part}." for part in parts]
    return [end[:1].upper() + end[1:] for end in ends]


def _lowered(sentence: str) -> str:
    return sentence if _NAMES.match(sentence) else sentence[:1].lower() + sentence[1:]


def _swapped(sentence: str, others: dict[str, str]) -> str:
    """The sentence with each of some words replaced by another that says the same."""

    def put(found: re.Match[str]) -> str:
        other = others[found.group().casefold()]
        return other[:1].upper() + other[1:] if found.group()[:1].isupper() else other

    listed = sorted(others, key=len, reverse=True)
    swapped = re.sub(rf"\b(?:{'|'.join(listed)})\b", put, sentence, flags=re.IGNORECASE)
    return re.sub(
        r"\b([Aa]) (?=[aeio])", r"\1n ", re.sub(r"\b([Aa])n (?=[^aeiouh\W])", r"\1 ", swapped)
    )
