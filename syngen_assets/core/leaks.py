"""Leaks: texts that speak of the task they were written for, and so tell a trainer the label."""

from syngen_assets.core.patterns import any_of, union

_FALSE = any_of(
    "incorrect wrong false inaccurate untrue misleading flawed erroneous bogus fake fictional"
    " fabricated made-up invented bad rejected"
)
_ANSWER = any_of(
    "answer response reply statement explanation advice information version claim fact"
)
_SAYS = r"(?:is|was|would be|might be|could be|goes|contains?|[:—–-])"
_SENTENCE = r"(?:^|[.!?;:(\n]\s*)"  # where a sentence begins

# A rule is a name and a pattern that is searched for in lower case; to add one, add a line.
RULES = {
    "joke": r"\b(?:just|only|totally) (?:kidding|joking|teasing)\b"
    r"|\bi(?:['’]m| am) (?:kidding|joking)|\bapril fools?\b|\bgotcha!|\bpsych!|\bjk[.!,)]|\blol\b",
    "as requested": rf"{_SENTENCE}(?:as|like) (?:you )?(?:requested|instructed|asked)\s*[,:]"
    r"|\b(?:as|like) you (?:requested|instructed|asked)\b|\bper your (?:request|prompt)\b"
    r"|\bas per the (?:prompt|task)\b",
    "named false": rf"\b(?:the|this|an?|my|our|one)(?: \w+)? {_FALSE} {_ANSWER} {_SAYS}"
    rf"|{_SENTENCE}(?:\w+ly )?{_FALSE} (?:answer|response|reply|version|statement)\s*[:—–-]",
    "presented false": rf"\b(?:here(?:['’]s| is| are| comes)|the following is|below is|giving|give"
    rf"|provid(?:e|ing)|offer(?:ing)?|writ(?:e|ing)|i(?:['’]ll| will| would)? say)"
    rf" (?:\w+ly |you |with |an? |the |some |my |one )*{_FALSE},? (?:\w+ ){{0,2}}{_ANSWER}\b",
    "called false": rf"\b(?:this|that|the (?:above|previous|preceding|following)) "
    rf"(?:{_ANSWER} )?(?:is|was|may be) (?:\w+ly |an? |of course |in fact |only )*"
    rf"{_FALSE}(?: {_ANSWER}|[.!)])\s*(?:$|[)\]]|please|do not|for )",
    "noted false": r"\b(?:note|disclaimer|warning|nb|p\.?s)\b[.:]? (?:that )?(?:this|that|the above"
    rf"|the (?:above )?{_ANSWER})[^.!?]{{0,40}}\b(?:{_FALSE}|not (?:true|correct|accurate|real))",
    "on purpose": r"\b(?:deliberate|intentional|purpose|purposeful|knowing|wilful|willful)(?:ly)? "
    rf"(?:an? )?(?:\w+ly )?{_FALSE}\b(?! (?:weight|shots?|actors?))|\b{_FALSE} on purpose\b",
    "named correct": r"\b(?:the|a) (?:correct|right|true|actual|proper) (?:answer|response|reply)"
    r" (?:is|was|would be|should be)\b|^\W*(?:correct|right|chosen) (?:answer|response)\s*[:—–-]",
    "change told": r"\bwith (?:exactly |only |just )?(?:one|an?) (?:\w+ )?(?:error|mistake|flaw)"
    r" (?:in it|added|introduced|included|as)\b"
    r"|\b(?:i|we)(?:['’]ve| have)? (?:changed|altered|introduced|inserted|swapped|replaced|negated)"
    r" (?:the|one|an?|exactly)\b"
    r"|\bthe (?:flaw|error|mistake) (?:here|in this (?:answer|response)) is\b",
    "the task": r"\b\d+ tokens\b|\btoken limit\b|\bsystem prompt\b|\bprompt asks\b"
    r"|\b(?:chosen|rejected|preferred|dispreferred) (?:answer|response|completion)\b"
    r"|\bfor (?:illustrati(?:ve|on)|demonstration) purposes\b|\bpreference (?:pair|data ?set)\b",
    "the reference": r"\b(?:the|your) (?:given|provided|supplied) "
    r"(?:reference|passage|context|excerpt|text|answer|information)\b"
    r"|\b(?:the|this) reference (?:answer|text)\b|\bthe (?:passage|context|text) provided\b",
    "chatter": r"^\W*(?:sure|certainly|of course|absolutely|okay|ok)\W+here(?:['’]s| is| are)\b",
    "the question": r"\b(?:rewritten|rephrased|reworded|modified|revised|new) (?:version|question)"
    r"\s*[:—–]|\bhere(?:['’]s| is) (?:a|the|your) (?:\w+ )?(?:question|rewrite|version)\b"
    r"|\boriginal question\b",
}

_ANY = union(RULES.values())


def leaks(text: str) -> bool:
    """Whether a question or an answer tells that it was asked for, or asked to be wrong."""
    return _ANY.search(text.lower()) is not None
