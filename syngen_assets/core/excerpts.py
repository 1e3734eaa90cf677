"""Excerpts: runs of whole sentences, taken from an answer as they stand."""

import re
from dataclasses import dataclass
from functools import lru_cache

from syngen_assets.core.furniture import has_verb, is_clean
from syngen_assets.core.patterns import any_of
from syngen_assets.core.text import tokens
from syngen_assets.core.text import words as count_words

LOOK_AT = 3000  # letters of an answer that are read
STARTS = 10  # sentences among which the start is sought: what stands deeper is about details

_ABBREVIATIONS = re.compile(
    r"dr|mrs?|ms|prof|st|vs|approx|etc|eg|ie|no|fig|al|ca|cf|inc|[js]r|dept|est|ave|mt|ft|incl"
    r"|resp|spp?|var|ph\.d",
    re.IGNORECASE,
)
_LETTERED = re.compile(r"(?:[A-Za-z]\.)+[A-Za-z]")  # U.S, P.A.D: an abbreviation of any letters
_END = re.compile(
    r"[.!?]+(?:\[[\d,\s-]+\])*[\"'”’)\]]*(?=\s+[\"'“‘(\[]?[A-Z0-9-]|\s*$)"  # the usual end
    r"|(?<=[a-z)]{2})[.!?](?=[A-Z][a-z]+ )"  # the space is missing
    r"|(?<=\w)\s*:(?=\s+[-•*] )|(?<=\w)(?=\s+[-•*] [A-Z])"  # a list begins, or goes on
)
_HEADING = re.compile(
    r"(?:Summary|Overview|Key Points|Definition|Description|Background|Introduction|Note"
    r"|Symptoms|Causes|Treatment|Diagnosis|Prognosis)\s?(?:[:-]|--)\s+(?=[A-Z])"
)
_HANGING_WORDS = (
    "These Those Such This That However Therefore Thus Hence Also Moreover Furthermore Then"
    " Additionally Consequently Nevertheless Similarly Likewise Instead Otherwise Still Yet Or And"
    " But So Nor Another Other Others Both Neither Either It Its They Their Them He She His Her"
    " Specifically Rarely Finally Lastly Second Third Next Once Overall Even Typically Altogether"
    " Answer Yes No Here"
)
_HANGING = re.compile(  # what points back at a sentence that is not there
    rf"""(?:{any_of(_HANGING_WORDS)}
    | (?:Although|While|Because|If|When|Since|As|Though)\ (?:they|it|this|these|he|she)
    | (?:In|For|At|With|Among|From|By|After|Like|Under|Unlike|Of|Because\ of)
      \ (?:this|these|that|those|them|there)
    | In\ (?:addition|contrast|such|turn|fact|(?:either|both|other)\ (?:cases?|words))
    | For\ (?:example|instance) | As\ (?:a\ result|such|well) | On\ the\ other | If\ so
    | (?:Each|One|Some|Most|Many|All|Several|None|Two|Three)\ of
      \ (?:these|them|those|the\ others?)
    | The\ (?:latter|former|above|same|others?|remaining|second|third|following|two|three)
    | Less\ (?:common|often) | More\ (?:rarely|often|specifically) | Not\ all
    | Depending\ on | According\ to | There\ (?:may|are|is)\ also
    )\b(?![- ]?[’'])""",
    re.VERBOSE,
)
_ALONE = re.compile(  # what may hang in the air where the whole answer is given
    r"(?:No|Not all|Even|Typically|Overall|Rarely)\b"
)
_ASIDE = re.compile(
    r"\b(?:also|too|another|other (?:signs|symptoms|features|causes))\b"
    r"|\b(?:this|these|those) (?!means\b)[a-z]"
)
_FOR_TOPIC = re.compile(r"(?:This|The) (?:condition|disorder|disease|syndrome|illness)\b")
_BULLETS = ("- ", "• ", "* ")


@dataclass(frozen=True)
class _Sentence:
    """Where a sentence stands in the folded text, and what one needs to know to use it."""

    start: int
    end: int
    listed: bool
    sound: bool
    fit: bool
    opens: bool
    tokens: int
    words: int


def fold(text: str) -> str:
    """The text with each run of white space made one space."""
    return " ".join(text.split())


def _is_abbreviation(text: str, dot: int) -> bool:
    """Whether the full stop at `dot` belongs to an abbreviation, an initial or a list number."""
    word = text[text.rfind(" ", 0, dot) + 1 : dot].lstrip("([\"'“‘-")
    if word.isdigit():
        return dot - len(word) < 2 or text[max(0, dot - len(word) - 2)] in ".:;!?-"
    if _ABBREVIATIONS.fullmatch(word) or (len(word) == 1 and word.isupper()):
        return not (word in {"U.S", "etc"} and re.match(r"\. [A-Z][a-z]+ [a-z]", text[dot:]))
    return bool(_LETTERED.fullmatch(word))


def _spans(folded: str) -> list[tuple[int, int]]:
    """Where the sentences of a folded text begin and end."""
    spans, start = [], 0
    for mark in _END.finditer(folded):
        if folded[mark.start() : mark.end()][:1] == "." and _is_abbreviation(folded, mark.start()):
            continue
        spans.append((start, mark.end()))
        start = mark.end()
    spans.append((start, len(folded)))
    found = []
    for begin, end in spans:
        begin += len(folded[begin:end]) - len(folded[begin:end].lstrip())
        if heading := _HEADING.match(folded, begin, end):
            found.append((begin, begin + len(heading.group().rstrip())))
            begin = heading.end()
        if begin < end:
            found.append((begin, end))
    return found


def sentences(text: str) -> list[str]:
    """The sentences of a text, each just as it stands in the folded text."""
    folded = fold(text)
    return [folded[start:end] for start, end in _spans(folded)]


def _is_sound(sentence: str) -> bool:
    """Whether the sentence is whole, undamaged and without page furniture."""
    return (
        (sentence[0].isupper() or sentence[0].isdigit())
        and sentence[-1] in ".!"
        and not sentence.isupper()
        and is_clean(sentence)
    )


def stands_alone(sentence: str) -> bool:
    """Whether a sentence is whole and sound, and points back at none that is not there."""
    return (
        _is_sound(sentence)
        and has_verb(sentence)
        and not _HANGING.match(sentence)
        and not _ASIDE.search(sentence)
    )


@lru_cache(maxsize=16384)
def _read(text: str) -> tuple[str, tuple[_Sentence, ...]]:
    """The part of a text that is looked at, folded, and its sentences."""
    folded = fold(text[: 2 * LOOK_AT])[:LOOK_AT]
    read = []
    for start, end in _spans(folded):
        if listed := folded.startswith(_BULLETS, start):
            start += 2
        sentence = folded[start:end]
        sound = _is_sound(sentence)
        fit = sound and has_verb(sentence)
        opens = fit and not _HANGING.match(sentence) and not _ASIDE.search(sentence[:80])
        size = (tokens(sentence), len(count_words(sentence))) if fit else (0, 0)
        read.append(_Sentence(start, end, listed, sound, fit, opens, *size))
    return folded, tuple(read)


def _names(text: str, topic: str) -> bool:
    """Whether the text holds a long word of the topic, or its acronym."""
    inside = set(count_words(text.casefold()))
    named = any(word in inside for word in count_words(topic.casefold()) if len(word) > 3)
    return not topic or named or bool(re.search(r"\b[A-Z]{2,}", text))


def _lengths(
    folded: str, read: tuple[_Sentence, ...], at: int, limit: int, topic: str
) -> list[tuple[int, int]]:
    """The runs that begin at one sentence: each one's count of words and its end."""
    runs: list[tuple[int, int]] = []
    sum_tokens = sum_words = 0
    for sentence in read[at:]:
        sum_tokens, sum_words = sum_tokens + sentence.tokens, sum_words + sentence.words
        glued = bool(runs) and (sentence.listed or folded[sentence.start - 1] != " ")
        if not sentence.fit or sum_tokens >= limit or glued:
            break
        before = folded[read[at].start : sentence.start]
        if _FOR_TOPIC.match(folded, sentence.start) and not _names(before, topic):
            break
        runs.append((sum_words, sentence.end))
    return runs


def _is_whole(folded: str, read: tuple[_Sentence, ...], limit: int, least: int) -> bool:
    """Whether the answer as it stands is short enough and sound from end to end."""
    return (
        bool(read)
        and all(sentence.sound and not sentence.listed for sentence in read)
        and not any(_FOR_TOPIC.match(folded, sentence.start) for sentence in read)
        and (not _HANGING.match(folded) or bool(_ALONE.match(folded)))
        and tokens(folded) < limit
        and len(count_words(folded)) >= least
    )


@lru_cache(maxsize=16384)
def _heading(topic: str) -> re.Pattern[str] | None:
    """A pattern that finds a heading, ending in the topic, run into the sentence after it."""
    last = re.escape(topic.rpartition(" ")[2])
    return re.compile(rf"(?i:(?:[\w’'-]+ ){{0,5}}{last}s?) [A-Z][a-z]+ [a-z]") if last else None


def excerpt(
    text: str,
    *,
    limit: int = 70,
    least: int = 8,
    words: tuple[int, int] | None = None,
    topic: str = "",
) -> str | None:
    """The answer if it is short and sound, or else its first good run of whole sentences.

    What comes back has fewer than `limit` tokens and stands in the folded text word for word.

    Args:
        text: the answer to take it from; its first 3,000 letters are looked at.
        limit: the run has fewer tokens than this.
        least: the run has at least this many words.
        words: if given, the run's count of words lies between the two, as near the middle as can
            be; if not, the run is as long as the limit lets it be.
        topic: what the answer is about: "This condition" needs a topic that was named before it.
    """
    folded, read = _read(text)
    if not words and _is_whole(folded, read, limit, least):
        return folded
    low, high = words or (least, limit)
    middle = (low + high) / 2 if words else high
    heading = _heading(topic)
    for at, sentence in enumerate(read[:STARTS]):
        if not sentence.opens or _FOR_TOPIC.match(folded, sentence.start):
            continue
        if heading and heading.match(folded, sentence.start):
            continue
        found = _lengths(folded, read, at, limit, topic)
        if runs := [run for run in found if max(low, least) <= run[0] <= high]:
            return folded[sentence.start : min(runs, key=lambda run: abs(run[0] - middle))[1]]
    return None
