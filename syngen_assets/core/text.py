"""Counting in texts: words and tokens, the same way everywhere."""

import math
from collections.abc import Callable
from functools import cache

_WORDS = r"\d+(?:[.,]\d+)*|\w+(?:['’]\w+)*"
_PIECES = r"\w+|[^\w\s]"

LETTERS_PER_TOKEN = 6


@cache
def pieces(pattern: str) -> Callable[[str], list[str]]:
    """A tokenizer that gives all that matches a pattern.

    NLTK is imported by the first one: it brings SciPy, which takes half a second and 40 MB.
    """
    from nltk.tokenize.regexp import RegexpTokenizer

    tokenize: Callable[[str], list[str]] = RegexpTokenizer(pattern).tokenize
    return tokenize


def words(text: str) -> list[str]:
    """The words of a text: `Crohn's` and `0.5` are one word each."""
    return pieces(_WORDS)(text)


def tokens(text: str) -> int:
    """How many tokens a model would about make of the text, without any model's tokenizer.

    A punctuation mark is one token, a word one for every 6 letters begun.
    """
    return sum(math.ceil(len(piece) / LETTERS_PER_TOKEN) for piece in pieces(_PIECES)(text))
