"""Phrasing: what a domain says in reviews that no model writes, with choices and blanks in it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from string import Template as Blanks
from typing import Literal, TypeVar

from pydantic import Field

from syngen_assets.core.domains import Name, Names, Text
from syngen_assets.core.edits import Chance
from syngen_assets.core.identity import draw
from syngen_assets.core.parts import Part

Mood = Literal["praise", "mixed", "blame"]
MOODS: tuple[Mood, ...] = ("praise", "mixed", "blame")

_CHOICE = re.compile(r"\(([^()]*\|[^()]*)\)")
_SPARE = re.compile(r"\s+(?=[\s,.;:!?]|$)")
_T = TypeVar("_T")

Phrase = list[Text]


class ByMood(Part):
    """Sentences for reviews that praise, that waver, and that blame."""

    praise: Phrase = Field(default_factory=list)
    mixed: Phrase = Field(default_factory=list)
    blame: Phrase = Field(default_factory=list)

    def of(self, mood: Mood) -> Phrase:
        """The sentences for a mood."""
        return {"praise": self.praise, "mixed": self.mixed, "blame": self.blame}[mood]


class Phrases(Part):
    """What offline reviews are made of beside what is said of their aspects.

    In `(quick|swift)` one of the words is taken, and `$name` is filled from `blanks`, in all of a
    review with the same. A `turn` leads over to what speaks against the rest of the review.
    """

    openings: ByMood = ByMood()
    remarks: ByMood = ByMood()
    turns: ByMood = ByMood()
    closings: ByMood = ByMood()
    titles: ByMood = ByMood()
    blanks: dict[Name, Names] = Field(default_factory=dict)

    def all(self) -> Iterator[str]:
        """Every sentence."""
        for part in (self.openings, self.remarks, self.turns, self.closings, self.titles):
            for mood in MOODS:
                yield from part.of(mood)


def choice(options: Sequence[_T], *chance: object) -> _T:
    """One of the options, always the same for the same chance."""
    return options[int(draw(*chance) * len(options))]


def filled(blanks: Mapping[str, Sequence[str]], *chance: object) -> dict[str, str]:
    """What stands in each blank of one review."""
    return {name: choice(options, *chance, name) for name, options in blanks.items()}


def expanded(phrase: str, blanks: Mapping[str, str], chance: Chance) -> str:
    """The sentence of a phrase: one of each choice, and its blanks filled."""
    text, count = phrase, 0
    while found := _CHOICE.search(text):
        taken = choice(found[1].split("|"), *chance, count)
        text, count = text[: found.start()] + taken + text[found.end() :], count + 1
    text = _SPARE.sub("", Blanks(text).substitute(blanks)).strip()
    return text[:1].upper() + text[1:]


def spread(phrase: str, blanks: Mapping[str, Sequence[str]]) -> str:
    """All the words that a phrase may say, to look for some of them."""
    text = phrase
    while found := _CHOICE.search(text):
        text = f"{text[: found.start()]} {' / '.join(found[1].split('|'))} {text[found.end() :]}"
    return Blanks(text).substitute({name: " / ".join(words) for name, words in blanks.items()})


def unknown_blank(phrase: str, blanks: Mapping[str, Sequence[str]]) -> str | None:
    """A blank of the phrase that nothing fills, or a mere $; None if all is well."""
    blank = Blanks(phrase)
    if not blank.is_valid():
        return "$"
    return next((f"${name}" for name in blank.get_identifiers() if name not in blanks), None)
