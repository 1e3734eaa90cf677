"""Grades: how many years at school a text asks for."""

from collections.abc import Sequence

from syngen_assets.core.measures import readability
from syngen_assets.core.measures.syllables import syllables
from syngen_assets.core.measures.words import Vocabulary


def grades(texts: Sequence[str]) -> list[float]:
    """The Flesch-Kincaid grade of each text, which has a word at least."""
    vocabulary = Vocabulary()
    cut = vocabulary.cut(texts)
    found: list[float] = readability.grades(
        list(texts), cut, syllables(vocabulary.words())
    ).tolist()
    return found
