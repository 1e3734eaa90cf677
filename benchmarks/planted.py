"""Planted: very many questions, one in twenty of which repeats an earlier one in a known way.

It is read by programs in foreign environments, so it needs the standard library and no more.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

_SYLLABLES = [consonant + vowel for consonant in "bcdfghklmnprstvz" for vowel in "aeiou"]
_PRIME = 1009  # words for each blank; two questions share one of their three at most
_EVERY = 20
_FORMS = (
    "What are the usual symptoms of {a} {b} in {c}?",
    "How is {a} treated in {b} with {c}?",
    "Can {a} be passed on from {b} to {c}?",
    "In {c}, how is {a} found by a {b}?",
    "What should older people with {a} know about {b} before they begin to take {c} every day?",
    "Does {a} change how well {b} works for somebody who has had {c} for more than a year?",
    "What can parents do at home for a child with {a} and {b} who wakes up at night with {c} "
    "again and again although nothing helps?",
    "Is it safe to go on with {a} for several months when {b} is getting better but {c} has not "
    "gone away and new complaints come up?",
)
_SHORT, _LONG = (0, 1, 2, 3), (6, 7)  # places in the forms
_MIDDLE = (4, 5, *_LONG)


@dataclass(frozen=True)
class Planted:
    """A question: its text, and the way in which it repeats an earlier one, if it does."""

    text: str
    kind: str = ""


def _typed(text: str) -> str:
    return text.upper().replace("?", " ?!")


def _turned(text: str) -> str:
    first, _, rest = text.rstrip("?").partition(", ")
    return f"{rest[:1].upper()}{rest[1:]} {first[:1].lower()}{first[1:]}?"


def _longer(text: str) -> str:
    first, _, rest = text.partition(" ")
    return f"{first} really {rest}"


def _changed(text: str) -> str:
    return text.replace("again and again", "over and again").replace("several", "many")


_KINDS: tuple[tuple[str, Callable[[str], str], tuple[int, ...]], ...] = (
    ("typed otherwise", _typed, (*_SHORT, *_MIDDLE)),
    ("the same words in another order", _turned, (3,)),
    ("a word more, of ten and more", _longer, _MIDDLE),
    ("a word changed, of twenty and more", _changed, _LONG),
)
KINDS = tuple(kind for kind, _, _ in _KINDS)


def questions(count: int) -> Iterator[Planted]:
    """So many questions, always the same."""
    chance = random.Random(0)
    words = _words(chance)
    original = 0
    for place in range(count):
        if place % _EVERY != _EVERY - 1:
            yield Planted(_question(original, words))
            original += 1
            continue
        kind, repeat, forms = _KINDS[place // _EVERY % len(_KINDS)]
        form = chance.choice(forms)
        before = chance.randrange(max(1, original // len(_FORMS))) * len(_FORMS) + form
        yield Planted(repeat(_question(before, words)), kind)


def _words(chance: random.Random) -> list[list[str]]:
    """The words for each blank, no word for two of them."""
    found: dict[str, None] = {}
    while len(found) < 3 * _PRIME:
        found["".join(chance.choices(_SYLLABLES, k=chance.randint(3, 5)))] = None
    return [list(found)[blank::3] for blank in range(3)]


def _question(number: int, words: list[list[str]]) -> str:
    row, column = divmod(number, _PRIME)
    blanks = (row, column, (row + column) % _PRIME)
    a, b, c = (each[blank] for each, blank in zip(words, blanks, strict=True))
    return _FORMS[number % len(_FORMS)].format(a=a, b=b, c=c)
