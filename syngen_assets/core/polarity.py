"""Polarity: which words deny, which are opposites, which hedge and which are absolute.

A verifier reads by these lists; those who write flaws have their own.
"""

import re

from syngen_assets.core.text import words

_DENIALS = frozenset(
    word
    for line in (
        "not no never cannot neither nor without none nobody nothing hardly barely unable",
    )
    for word in line.split()
)
_AXES = """
rarely seldom rare uncommon uncommonly never least less few infrequently exceptionally / often usual
 usually typically generally frequently commonly common most more many always all regularly very
decrease decreases decreased decreasing lower lowers low reduce reduces reduced lessens little
 lowered / increase increases increased increasing higher raise raises high raised much heightens
lack deficiency shortage low few little / excess surplus much many high
worse worsens worsen worsened deteriorates / better improves improve improved heals
recessive / dominant
before earlier early prior infancy childhood adolescence birth / after later late adulthood old age
slowly slow slower gradually gradual / rapidly quickly fast faster rapid sudden suddenly
benign harmless noncancerous / malignant dangerous cancerous
upper top / lower bottom
left / right
mild mildly slight slightly / severe severely serious
small smaller little / large larger big
acute / chronic
inner internal inside / outer external outside
narrow / wide
thick / thin
shrunken / enlarged
underactive / overactive
painless / painful
shorter short / longer long
younger young / older old
temporary reversible / permanent irreversible
incurable / curable cure
inherited congenital / acquired
unknown unclear uncertain / known understood established
"""
_HEDGES = frozenset(
    word
    for line in (
        "may might can could often usually typically generally frequently commonly",
        "sometimes many most some rarely seldom likely possibly probably risk chance",
        "chances likelihood nearly almost help helps main leading major one rare",
    )
    for word in line.split()
)
_ABSOLUTES = frozenset(
    word
    for line in (
        "always all every never invariably inevitably completely only will certainly none",
        "must entirely",
    )
    for word in line.split()
)


def _sides() -> list[tuple[frozenset[str], frozenset[str]]]:
    lines = re.sub(r"\n ", " ", _AXES.strip()).splitlines()
    halves = [line.partition("/") for line in lines]
    return [(frozenset(one.split()), frozenset(other.split())) for one, _, other in halves]


_SIDES = _sides()


def denials(text: str) -> int:
    """How often a text denies."""
    return sum(word in _DENIALS or word.endswith(("n't", "n’t")) for word in words(text.casefold()))


def are_opposed(one: list[str], other: list[str]) -> bool:
    """Whether the words of the one lie on the other side of an axis from the words of the other."""
    ours, theirs = set(one), set(other)
    return any(
        (ours & left and theirs & right and not (ours & right or theirs & left))
        or (ours & right and theirs & left and not (ours & left or theirs & right))
        for left, right in _SIDES
    )


def hedges(text: list[str]) -> int:
    """How many of the words hedge."""
    return sum(word in _HEDGES for word in text)


def absolutes(text: list[str]) -> int:
    """How many of the words are absolute."""
    return sum(word in _ABSOLUTES for word in text)
