"""Pointers: words such as `this condition` that point at something a text does not name."""

import re

from syngen_assets.core.patterns import any_of
from syngen_assets.core.text import words

_UNSPECIFIC = frozenset(  # words of a question that say nothing of what it is about
    word
    for line in """
    a about affect affected affects an and any are as at available be been being best better
    blood body but by called can care cause caused causes chance chances change changes common
    commonly condition conditions could cure cured daily day days describe detail details
    diagnose diagnosed diagnosis did difference different disease diseases disorder disorders do
    doctor doctors does early effect effective effects ever everyday example explain factor
    factors fast feature features for form forms from get give go good had happen happens has
    have he health healthy help helps her him his home how i if illness illnesses impact in
    include including information into is issue issues it its keep kind kinds know known last
    left life like likely live living long longer look main make manage managed many may me mean
    means meant measure measures medical medication medications medicine medicines might more
    most much must my need no normal not now of often on one option options or other our outlook
    over patient patients people person possible prevent prevented prevention preventive problem
    problems prognosis progress progression quickly rare reduce research risk risks role routine
    serious severe shall she should sign signs so some someone soon stage stages start steps
    stop such suffer suspect symptom symptoms syndrome take tell term test tests than that the
    their them then therapies therapy there these they this those time to treat treated treating
    treatment treatments type types typical typically understand untreated us use used usual
    usually was way ways we well were what when where which who whom whose why will with work
    worse would year years you your
    """.splitlines()
    for word in line.split()
)
_CLASSES = any_of(  # what a name in the question may be called by
    "condition disease disorder illness infection syndrome cancer tumor problem issue diagnosis"
    " ailment sickness medicine medication drug vaccine"
)
_THINGS = any_of(
    "symptom sign test procedure treatment therapy gene protein enzyme mutation factor complication"
    " change finding surgery operation measure"
)
_POINTER = re.compile(
    rf"\b(?:this|these|those|such(?: an?)?|the (?:said|above)) "
    rf"(?:(?P<named>{_CLASSES})|(?P<thing>{_THINGS}))(?:s|es)?\b(?! (?:called|named|known as))"
    rf"|\b(?:the )?(?:above-mentioned|aforementioned|above|foregoing) (?:\w+ )?"
    rf"(?P<again>{_CLASSES}|{_THINGS})(?:s|es)?\b",
)
_NO_POINTER = any_of(  # it is safe to, it takes long to: this it stands for nothing
    "safe ok okay normal common possible true bad good dangerous harmful necessary important"
    " healthy healthier better best worth hard difficult easy too time legal wise useful helpful"
    " unusual take mean matter hurt feel help seem cost look make called named that always ever"
    " a an the just really only still some many all any like about enough early late allowed"
    " likely advisable sensible realistic essential recommended customary wrong fair"
)
_ASKED = re.compile(  # a pronoun that is the subject of a question, or ends it
    rf"""^\W*(?:and\ |so\ |but\ |then\ )?(?:(?:how|why|when|where|what)(?:\ \w+){{0,2}}\ )?
    (?:is|are|was|were|can|could|does|do|did|will|would|should|may|might|has|have)(?:n['’]t)?
    \ (?P<pronoun>(?:it|they)\b|this(?=\ \w+\W*$))
    (?!\ (?:{_NO_POINTER}\b))
    |\b(?:treat|cause|causes|caused\ by|prevent|prevents|cure|cures|manage|diagnose|have|get|avoid
    |stop|spread|catch|about|of|for|with|from)\ (?P<last>it|them|this|these|those)\W*$""",
    re.VERBOSE,
)
_OPENS = re.compile(r"\W*(?P<pronoun>it|they|this|these|that|those|he|she)\b")
_ELSEWHERE = re.compile(  # what stands on a page, and not in the text
    r"\bas (?:mentioned|described|noted|discussed|stated|listed|shown|explained|said)"
    r" (?:above|below|earlier|previously|before)\b"
    r"|\b(?:see|in) (?:the )?(?:figure|table|section|chart|list)s? (?:\d|above|below)"
    r"|\b(?:described|listed|shown|mentioned) (?:above|below)\b"
    r"|^\W*(?:however|therefore|moreover|furthermore|additionally|in addition|consequently|hence"
    r"|nevertheless|likewise|otherwise|thus|as a result|for (?:example|instance)),",
)
_FIRST = re.compile(r".+?[.!?](?=\s|$)|.+", re.DOTALL)


def unresolved_in_question(question: str) -> str | None:
    """The words of a question that point at something it has not named before; None if none do."""
    question = question.lower()
    if elsewhere := _ELSEWHERE.search(question):
        return elsewhere.group()
    if pronoun := _ASKED.search(question):
        name = "pronoun" if pronoun["pronoun"] else "last"
        if not _names(question[: pronoun.start(name)]):
            return pronoun[name]
    return _pointer(question, "")


def unresolved_in_answer(question: str, answer: str) -> str | None:
    """The words of an answer that point at something neither it nor its question names.

    It may point at what the question is about; what it calls `these symptoms` or `this gene` must
    have been spoken of. Only its first sentence is looked at, and what points at another place of
    a page.
    """
    question, answer = question.lower(), answer.lower()
    if elsewhere := _ELSEWHERE.search(answer):
        return elsewhere.group()
    opens = _OPENS.match(answer)
    if opens and not _names(question):
        return opens["pronoun"]
    first = _FIRST.match(answer)
    return _pointer(first.group() if first else "", question)


def _names(text: str) -> bool:
    """Whether any word of the text says what it is about."""
    return any(len(word) > 2 and word not in _UNSPECIFIC for word in words(text))


def _pointer(text: str, before: str) -> str | None:
    for pointer in _POINTER.finditer(text):
        context = f"{before} {text[: pointer.start()]}"
        said = pointer["thing"] and pointer["thing"] in context
        if not said and (pointer["thing"] and before or not _names(context)):
            return pointer.group()
    return None
