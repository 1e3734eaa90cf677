"""Counting in texts: words and tokens, the same way everywhere."""

import math

from nltk.tokenize.regexp import RegexpTokenizer

_WORDS = RegexpTokenizer(r"\d+(?:[.,]\d+)*|\w+(?:['’]\w+)*")
_PIECES = RegexpTokenizer(r"\w+|[^\w\s]")

LETTERS_PER_TOKEN = 6


def words(text: str) -> list[str]:
    """The words of a text: `Crohn's` and `0.5` are one word each."""
    tokens: list[str] = _WORDS.tokenize(text)
    return tokens


def tokens(text: str) -> int:
    """How many tokens a model would about make of the text, without any model's tokenizer.

    A punctuation mark is one token, a word one for every 6 letters begun.
    """
    return sum(math.ceil(len(piece) / LETTERS_PER_TOKEN) for piece in _PIECES.tokenize(text))
