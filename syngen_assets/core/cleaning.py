"""Cleaning questions: one plain form to compare by, one good form to read."""

import html
import re
import unicodedata
from collections.abc import Callable
from itertools import takewhile

from syngen_assets.core.text import pieces


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


# The re module has no class for accents and vowel signs, without which Hindi words fall apart.
_MARK = "".join(c for c in map(chr, range(0x300, 0x1F000)) if unicodedata.category(c) in "MnMc")
_ACCENT = re.compile(rf"(?<![^\W_a-z0-9]|[{_MARK}])[{_MARK}]+")
# NLTK runs on `re` or `regex`, by its version, and they differ on \w: what is no word goes first.
_NO_WORD = re.compile(rf"[^\w{_MARK}.]|_")
_WORDS = r"(?:[^\s.]|(?<=\d)\.(?=\d))+"

# A zero-width space goes like the rest: what is seen as one word is one word.
_INVISIBLE = dict.fromkeys([0xAD, 0x200B, 0x200E, 0x200F, *range(0x202A, 0x202F), 0x2060, 0xFEFF])
_JOINERS = _INVISIBLE | dict.fromkeys([0x200C, 0x200D, *range(0xFE00, 0xFE10)])
_LETTERS = str.maketrans(
    {"ß": "ss", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"}
)
_LOOKALIKES = str.maketrans(dict.fromkeys("’‘‛ʼ′´`", "'") | {"ŉ": "'n", "º": "°"})
_SMALL_DIGITS = "²³¹¼-¾⁰-₉⅐-⅟↉①-⓿"
_DIGITS_MEET = re.compile(rf"(?<=\d)(?=[{_SMALL_DIGITS}])|(?<=[{_SMALL_DIGITS}])(?=\d)")
_DASH = "[-‐-―−]"
_NUM = r"(\d+(?:\.\d+)?)"


def _range(match: re.Match[str]) -> str:
    """`10-20` goes up and is a range; `120-80` goes down and is a blood pressure."""
    low, high = match.groups()
    return f"{low} to {high}" if float(low) < float(high) else f"{low} {high}"


_SIGNS = {"<": "less than", ">": "more than", "≤": "at most", "≥": "at least"}
_SIGNS |= {"%": "percent", "&": "and", "°": "degrees"}

# In this order. Signs are spelled out where dropping them would make
# two questions one: HER2+ and HER2, under 5 mg and over 5 mg.
_SPELLINGS: list[tuple[str, str | Callable[[re.Match[str]], str]]] = [
    (r"(?<=[^\W_])'(?=[^\W\d_])", ""),  # crohn's, don't; but 5'10 is two numbers
    (r"(?<![\w.,])[1-9]\d{0,2}(?:,\d{3})+(?!\d|,\d)", lambda m: m[0].replace(",", "")),
    (r"(?<![\w.])\.(?=\d)", "0."),
    (rf"(?<![\w.-]){_NUM}\s*{_DASH}{{1,2}}\s*{_NUM}(?!\d|{_DASH}\d|[.,]\d)", _range),
    # u.s., e.g.; but "hepatitis c.i have" stays three words
    (r"(?<!\w)(?:[^\W\d_]\.){2,}(?:[^\W\d_](?!\w))?", lambda m: m[0].replace(".", "") + " "),
    (r"[<>≤≥](?=\s*\d)|[%&°]", lambda m: f" {_SIGNS[m[0]]} "),
    (r"(?<![^\W_])(\d+)\+(?![\w+])", r"\1 plus "),
    (r"(?<=[^\W_])\+(?![\w+])", " positive "),
]


# What most questions are made of, in which nothing is to be spelled out.
_SIMPLE = re.compile(
    r"(?:[A-Za-z0-9 ?!]|,(?= )|(?<=[a-z]{2})\.(?= |$)|(?<=[A-Za-z])-(?=[A-Za-z]))*"
)
_SIMPLE_MARKS = str.maketrans("?!,.-", "     ")


def normalize(text: str) -> str:
    """The words of a text and nothing else, so that two ways to type a question are one."""
    if _SIMPLE.fullmatch(text):
        return " ".join(text.lower().translate(_SIMPLE_MARKS).split())
    text = _unmarked(text).translate(_JOINERS).translate(_LOOKALIKES)
    if not text.isascii():
        text = unicodedata.normalize("NFKD", _DIGITS_MEET.sub(" ", text))
    text = text.lower()
    if not text.isascii():
        text = _ACCENT.sub("", text.translate(_LETTERS))
        text = unicodedata.normalize("NFKC", text)
    for pattern, spelled in _SPELLINGS:
        text = re.sub(pattern, spelled, text)
    return " ".join(pieces(_WORDS)(_NO_WORD.sub(" ", text)))


_ENTITY = re.compile(r"&#?\w+;")
# An attribute needs its =, or `a<b and c>d` would lose its middle.
_TAG = re.compile(r"<!--[^<>]*-->|</?[a-zA-Z][a-zA-Z0-9]*(?:\s+[\w-]+\s*=[^<>]*)?\s*/?>")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_ASKS = re.compile(
    r"(?:what|who|whom|whose|which|when|where|why|how|is|are|am|was|were|do|does|did|can|could"
    r"|will|would|shall|should|may|might|must|has|have|had)(?:n['’]t|['’]\w+)?\b",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"(?<=\w\w[.?!])\s+")
_PAIRS = [("(", ")"), ("[", "]"), ("{", "}"), ("“", "”"), ('"', '"')]
_SPOKEN_IN_CAPITALS = _set(
    "I ADHD AIDS ALS BMI CDC COPD COVID CPR CT DNA ECG EKG FDA GERD HIV HPV IBS IUD IV LDL HDL "
    "MRI MRSA MS NIH PCOS PSA PTSD RNA RSV SARS STD TB UTI"
)

# A topic of more than a name, as in "How to prevent falls when I am alone", stays as it was asked.
_NAME = (
    r"((?!what\b|prevent\b)(?:(?!\b(?:me|my|we|our|you|your|it|he|she|they|his|her|their"
    r"|if|when|while|whether|that|who|without|before|after|from|am|is|are|was|can|do|has|have|had"
    r")\b)[^?!])+?)\s*\?*$"
)
_REPAIRS = [
    (r"^(what research) \(or clinical trials\)", r"\1"),
    (rf"^how to prevent {_NAME}", r"How can \1 be prevented?"),
    (rf"^how to diagnose {_NAME}", r"How is (are) \1 diagnosed?"),
    (rf"^how to treat {_NAME}", r"How is (are) \1 treated?"),
    (rf"^what to do for {_NAME}", r"What can be done for \1?"),
    (rf"^where to find {_NAME}", r"Where can I find \1?"),
    (r"\b(am|can|could|did|do|have|if|may|must|shall|should|when|will|would) i\b", r"\1 I"),
]

_NUMBERS = {"is": "are", "was": "were", "does": "do", "has": "have"}
_VERB = "|".join([*_NUMBERS, *_NUMBERS.values()])
_EITHER = re.compile(rf"\b({_VERB})(?: ?\(({_VERB})\)| ?/ ?({_VERB})\b)", re.IGNORECASE)
_THE_MANY = _set("i you we they these those both many some children people men women")
_ONE = _set(
    "diabetes prediabetes mumps herpes measles rabies scabies rickets shingles yaws ascites "
    "caries gas pancreas vas lens tabes dissecans obliterans protuberans nigricans decalvans"
)
_MANY = _set("children people men women teeth feet lice mice bacteria fungi nevi data")
_NAME_ENDS = _set(
    "of in with without for from to on at by about due caused during after before among between "
    "affect cause spread help happen occur develop mean get work"
)


def display(text: str) -> str:
    """The question as a person would write it, its meaning unchanged."""
    while (mended := _mend(text)) != text:
        text = mended
    return text


def _mend(text: str) -> str:
    text = re.sub(r"\s+([?!]|[.,;:](?=\s|$))", r"\1", plain(text))
    text = _balanced(re.sub(r"\?(?:\s*\?)+", "?", text))
    if text.isupper() and len(text.split()) > 2 and (_ASKS.match(text) or text.endswith("?")):
        text = " ".join(_uncapped(word) for word in text.split())
    for pattern, mended in _REPAIRS:
        text = re.sub(pattern, mended, text, flags=re.IGNORECASE)
    text = _EITHER.sub(_one_verb, text)
    if _ASKS.match(_SENTENCE_END.split(text)[-1]) and not re.search(r"[?!.…][\"”’')\]]*$", text):
        text = text.rstrip(",;: ") + "?"
    return capital(text)


def plain(text: str) -> str:
    """The text without mark-up, invisible characters and spare white space."""
    text = _CONTROL.sub(" ", _unmarked(text)).translate(_INVISIBLE)
    return " ".join(unicodedata.normalize("NFC", text).split())


def _unmarked(text: str) -> str:
    return _TAG.sub(" ", _ENTITY.sub(lambda m: html.unescape(m[0]), text))


def _balanced(text: str) -> str:
    """Without quotes and brackets at its ends that have no partner."""
    body = text.rstrip("?!.")
    marks = text[len(body) :]
    for left, right in _PAIRS:
        spare = body.count(left) % 2 if left == right else body.count(left) - body.count(right)
        while spare > 0 and body.startswith(left):
            body, spare = body[1:], spare - 1
        while spare > 0 and body.endswith(left):
            body, spare = body[:-1], spare - 1
        while spare < 0 and body.endswith(right):
            body, spare = body[:-1], spare + 1
    return (body.rstrip() + marks).strip()


def _uncapped(word: str) -> str:
    keep = word.strip("?!.,;:()\"'") in _SPOKEN_IN_CAPITALS or re.search(r"\d", word)
    return word if keep else word.lower()


def capital(text: str) -> str:
    """The text with a capital first, unless its first word has its own, as mRNA and pH."""
    first_word = text.split(" ", 1)[0]
    return text if first_word[1:] != first_word[1:].lower() else text[:1].upper() + text[1:]


def _one_verb(match: re.Match[str]) -> str:
    """`is (are)`, `does/do`: the one that fits what follows it."""
    said, other = match[1].lower(), (match[2] or match[3]).lower()
    singular, plural = (said, other) if said in _NUMBERS else (other, said)
    if _NUMBERS.get(singular) != plural:
        return match[0]
    described = not re.match(r"(?:what|who|which)\b", match.string, re.IGNORECASE)
    verb = plural if _is_plural(match.string[match.end() :], described) else singular
    return verb.capitalize() if match[1][0].isupper() else verb


def _is_plural(phrase: str, described: bool) -> bool:
    """Whether the name at the start of a phrase is plural: judged by its last noun.

    `described` phrases end in a word about the name: "kidney stones treated".
    """
    phrase = re.split(r"[?!:;]", re.sub(r"\([^)]*\)", " ", phrase))[0]
    words = [word.strip(",.\"'“”") for word in phrase.split()]
    name = [*words[:1], *takewhile(lambda w: w.lower() not in _NAME_ENDS, words[1:])]
    if described and len(name) == len(words) > 1:
        name = name[:-1]
    if not name:
        return False
    first, last = name[0].lower(), name[-1].lower()
    two = len(name) == 3 and name[1].lower() == "and"
    if two or last in _MANY or (described and first in _THE_MANY):
        return True
    one = last in _ONE or name == ["aids"] or name[-1].isupper()
    if one or re.search(r"(?:['’s]s|[ui]s|oides)$", last):
        return False
    return last.endswith(("s", "ae", "cocci"))
