"""Contradictions: answers that say a thing and its opposite."""

import re
from itertools import combinations

from syngen_assets.core.excerpts import sentences
from syngen_assets.core.likeness import content
from syngen_assets.core.patterns import any_of
from syngen_assets.core.text import words

_VERBS = any_of(
    "is are was were am be can could does do did will would should may might must has have had"
)
_OPENING = re.compile(
    r"\W*(yes|no)\b(?!\s+(?:one|matter|longer|more|single|known))\s*([,.;:!—–-]*)", re.I
)
_LEAD = re.compile(r"\W*(?:yes|no)\s*[,.;:!—–-]+\s*|\s+at all(?=\W*$)", re.I)
_CLAUSE = re.compile(  # the main clause that follows: up to its end, or to what turns or limits it
    r"[.,;:!?—–(]|\b(?:but|although|though|however|yet|unless|until|if|when|while|because|since|as"
    r"|who|which|that|whose|where|even|except|and|or)\b",
    re.IGNORECASE,
)
_DENIED = re.compile(
    rf"\b(?:cannot|{_VERBS}n['’]t|can['’]t|won['’]t|never"
    rf"|{_VERBS} (?:\w+ly |also |in fact )?not)\b"
    r"(?! (?:only|just|always|all|every\w*|necessarily|usually|entirely|simply|merely|often|be the"
    r" only|completely|fully|yet|long|far|too|enough|so|uncommon|unusual|rare))",
    re.IGNORECASE,
)
_HEDGED = re.compile(  # words that take a claim back without a not
    r"\b(?:not|\w+n['’]t|no|never|cannot|only|rarely|seldom|few|little|hardly|unlikely|less|without"
    r"|neither|nor|none|instead|rather|other|another|different|some|sometimes|just|too)\b",
    re.IGNORECASE,
)
_ASKS_NO = re.compile(  # a yes to such a question may well be followed by a not
    r"\b(?:not|\w+n['’]t|no|never|without|un\w+|in(?:curable|active|effective)|avoid|prevent|stop"
    r"|ignore|free|lack|skip|only|rare)\b",
    re.IGNORECASE,
)
_NEGATIVE = re.compile(r"\b(?:not|never|no|cannot)\b|n['’]t\b", re.IGNORECASE)
_NEGATIONS = frozenset(("not", "never", "no", "cannot"))
_EMPTY = frozenset(
    ("do", "does", "did", "a", "an", "the", "also", "really", "actually", "in", "fact")
)
_POINTERS = frozenset(("it", "they", "thi", "these", "he", "she"))  # without their endings


def contradicts(prompt: str, answer: str) -> bool:
    """Whether an answer contradicts itself.

    Its first word says yes and its first claim no, or the other way round; or it makes the same
    statement twice, once with a negation and once without.

    Args:
        prompt: the question, in either style.
        answer: the answer to it.
    """
    return _opens_against_itself(prompt, answer) or _states_both(answer)


def _opens_against_itself(prompt: str, answer: str) -> bool:
    opening = _OPENING.match(answer)
    if not opening:
        return False
    rest = answer[opening.end() :].lstrip()
    end = _CLAUSE.search(rest)
    clause = rest[: end.start()] if end else rest
    said, asked = content(clause), content(prompt)
    if opening[1].casefold() == "yes":
        stopped = "." in opening[2] or "!" in opening[2]
        near = not stopped or bool(said & asked)
        return near and bool(_DENIED.search(clause)) and not _ASKS_NO.search(prompt)
    affirmed = re.search(rf"\b{_VERBS}\b", clause, re.IGNORECASE) and not _HEDGED.search(clause)
    return bool(affirmed and said and said <= asked and not _ASKS_NO.search(prompt))


def _states_both(answer: str) -> bool:
    """Whether two sentences are the same but for a negation."""
    if not _NEGATIVE.search(answer):
        return False
    parts = answer.split(";")
    read = [_statement(sentence) for part in parts for sentence in sentences(part)]
    return any(
        denied != other_denied and (_same(said, other) or _same(other, said))
        for (said, denied), (other, other_denied) in combinations(read, 2)
    )


def _statement(sentence: str) -> tuple[tuple[str, ...], bool]:
    """The words of a sentence without negations and endings, and whether it is negative."""
    claim = _LEAD.sub("", sentence)
    spelled = re.sub(r"n['’]t\b", " not", re.sub(r"\bcan['’]t|\bcannot", "can not", claim))
    said = words(spelled.casefold())
    kept = tuple(word.rstrip("s") for word in said if word not in _NEGATIONS | _EMPTY)
    return kept, sum(word in _NEGATIONS for word in said) % 2 == 1


def _same(said: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether `other` says the same as `said`, perhaps of an `it` in the place of its subject."""
    if len(other) < 3:
        return False
    pointed = other[0] in _POINTERS
    return said == other or (pointed and said[-len(other) + 1 :] == other[1:])
