"""Echoes: texts that say again what was said, in the same words or hardly others."""

import re
import unicodedata
from collections import Counter
from functools import lru_cache

from syngen_assets.core.cleaning import normalize

_ADDED = 5  # words after the whole question that make no answer, if they are fewer
_LONG = 10  # words of an answer of which some should be new
_NEW = 0.15  # the share of them that should be
_ASKS = re.compile(r"(?:what|which|who|whom|whose|when|where|why|how)\b")
_POLAR = re.compile(
    r"(?:is|are|was|were|am|can|could|do|does|did|has|have|had|will|would|should|may|might|must)\b"
)

# Words without which a sentence says the same; a not, an only or a may is none of them.
_FILLERS = frozenset(
    """a an the this that these those of to in on at for with by from as and also too so then there
    it its they their them he she his her i you your we our is are was were be been being has have
    had do does did which who whom whose just quite really very about into""".split()  # noqa: SIM905
)
_NUMBERS = {
    name: str(number)
    for number, name in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve".split()  # noqa: SIM905
    )
} | {"once": "1", "twice": "2", "first": "1st", "second": "2nd", "third": "3rd"}
_SHORT = re.compile(r"\b(?:(can)(?:not|['’]t)|(wo)n['’]t|(\w+)n['’]t)\b", re.IGNORECASE)
_SPELLINGS = (  # in this order: British and American ways, then the endings of a word
    (re.compile("ae|oe"), "e"),
    (re.compile("our"), "or"),
    (re.compile("ys(?=e|i)|is(?=e|i|a)"), "iz"),
    (re.compile("tre$"), "ter"),
    (re.compile("ll"), "l"),
    (re.compile(r"(?<=\w{3})(?:ies|ied)$"), "y"),
    (re.compile(r"(?<=\w{3})(?:ing|ed|es|s|e|ly)$"), ""),
)


def repeats(question: str, answer: str) -> bool:
    """Whether an answer says the question again and nothing else, or next to nothing.

    An answer to a question that can be answered by yes or no may consist of its words.
    """
    asked, told = normalize(question), normalize(answer)
    if (_ASKS.match(asked) or _POLAR.match(asked)) and told.startswith(asked):
        return len(told.split()) < len(asked.split()) + _ADDED
    if not asked or _POLAR.match(asked):
        return False
    known = {_fold(word) for word in asked.split()}
    answered = told.split()
    new = [word for word in answered if word not in _FILLERS and _fold(word) not in known]
    return not new or (len(answered) >= _LONG and len(new) < _NEW * len(answered))


def says_the_same(one: str, other: str) -> bool:
    """Whether two answers differ in nothing that could be true or false.

    Their words are the same but for their order, fillers such as `the` or `also`, endings, British
    or American spelling, contractions, and numbers in words or digits. One word that matters makes
    them differ: a number, a `not`, a `may`, another noun.
    """
    return _gist(one) == _gist(other)


@lru_cache(maxsize=1024)
def _gist(text: str) -> Counter[str]:
    """The words that carry what a text says, each in one form."""
    spelled = normalize(_SHORT.sub(lambda m: f"{m[1] or m[2] and 'will' or m[3]} not", text))
    kept = (_NUMBERS.get(word, word) for word in spelled.split() if word not in _FILLERS)
    return Counter(_fold(word) for word in kept)


@lru_cache(maxsize=65536)
def _fold(word: str) -> str:
    """A word without its ending, spelled in one way; a number stays as it is."""
    if any(map(str.isdigit, word)):
        return word
    plain = unicodedata.normalize("NFKD", word.casefold())
    for pattern, spelled in _SPELLINGS:
        plain = pattern.sub(spelled, plain)
    return plain
