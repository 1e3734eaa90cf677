"""Verifying: whether a rejected answer has the flaw that it is said to have, from the texts alone.

It knows nothing of how flaws are made; it compares what stands in the two answers.
"""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from syngen_assets.core.collocations import is_nonsense_beside
from syngen_assets.core.donors import Donor
from syngen_assets.core.likeness import content, likeness
from syngen_assets.core.polarity import absolutes, are_opposed, denials, hedges
from syngen_assets.core.quantities import is_far, is_said, value
from syngen_assets.core.sizes import may_hold
from syngen_assets.core.text import words

_ALIKE = 0.5  # share of all content words that two texts have both: they say much the same
_ANSWERED = 0.6  # share of a text's content words that honest answers hold
_NAME = 4  # words that a name has at most
_UNITS = re.compile(
    r"(?:second|minute|hour|day|week|month|year|decade|mg|milligram|gram|microgram|percent|inch|foot"
    r"|feet|mile|pound|ounce|liter|ml|cm|mm)s?$"
)


@dataclass(frozen=True)
class Verdict:
    """What the texts show: the flaw is there and matters, or is not, or no rule can tell."""

    verified: bool | None
    reason: str


@dataclass(frozen=True)
class Case:
    """A rejected answer, the flaw that it is said to have, and what is known beside.

    Args:
        flaw: the name of the flaw.
        chosen: the correct answer.
        rejected: the wrong one.
        before: the words that were replaced, or the lent text; empty where nobody recorded it.
        after: what stands there now.
        donor: who lent the text, if anybody did.
        topic: what the question is about.
        aspect: what is asked of it.
        references: texts that answer the question correctly.
        background: other correct texts about the topic.
        synonyms: groups of names for the same thing.
        kindred: aspects whose answers may answer the question too.
    """

    flaw: str
    chosen: str
    rejected: str
    before: str = ""
    after: str = ""
    donor: Donor | None = None
    topic: str = ""
    aspect: str = ""
    references: Sequence[str] = ()
    background: Sequence[str] = ()
    synonyms: Sequence[Sequence[str]] = ()
    kindred: Collection[str] = ()


@dataclass(frozen=True)
class _Difference:
    """The words that were taken out and put in, in their order, and a word of what follows."""

    out: list[str] = field(default_factory=list)
    put: list[str] = field(default_factory=list)
    next: str = ""


def verify(case: Case) -> Verdict:
    """Whether the flaw is in the rejected answer, and whether it matters."""
    if words(case.chosen.casefold()) == words(case.rejected.casefold()):
        return Verdict(False, "both answers say the same words")
    if case.donor is None and case.after:
        if case.rejected.count(case.after) != 1:
            return Verdict(False, "the new words do not stand in the rejected answer once")
        if case.rejected.replace(case.after, case.before) != case.chosen:
            return Verdict(False, "putting the old words back does not give the chosen answer")
    rule = _RULES.get(case.flaw)
    verdict = rule(case) if rule else Verdict(None, f"no rule tells {case.flaw}")
    if verdict.verified is False and not case.after and case.flaw != "wrong_number":
        return Verdict(None, f"{verdict.reason}, as far as a rule can see")  # freely reworded
    return verdict


def _differences(case: Case) -> list[_Difference]:
    """Where the answers differ, sentence order and all."""
    one, other = words(case.chosen.casefold()), words(case.rejected.casefold())
    return [
        _Difference(one[a:b], other[c:d], one[b] if b < len(one) else "")
        for kind, a, b, c, d in SequenceMatcher(None, one, other, autojunk=False).get_opcodes()
        if kind != "equal"
    ]


def _flat(found: Sequence[_Difference]) -> tuple[list[str], list[str]]:
    return [w for one in found for w in one.out], [w for one in found for w in one.put]


def _wrong_number(case: Case) -> Verdict:
    found = _differences(case)
    out, put = _flat(found)
    for difference in found:
        pairs = list(zip(difference.out, difference.put, strict=False))
        if len(difference.out) != len(difference.put):
            continue
        if any(is_far(old, new) for old, new in pairs):
            told = " ".join(difference.put)
            if is_said(told, difference.next, case.references):
                return Verdict(False, f"a correct answer says {told} too")
            if _may_hold(case.chosen, difference):
                return Verdict(False, f"{told} may be as true as {' '.join(difference.out)}")
            return Verdict(True, f"{' '.join(difference.out)} became {told}")
        if any(_UNITS.match(old) and _UNITS.match(new) for old, new in pairs):
            return Verdict(True, f"{' '.join(out)} became {' '.join(put)}")
    if not any(value(word) is not None for word in [*out, *put]):
        return Verdict(False, "no number differs")
    if case.before:
        return Verdict(False, "no number differs by more than rounding")
    return Verdict(None, "more than one number differs")


def _may_hold(chosen: str, difference: _Difference) -> bool:
    """Whether the new number, in the place of the old one, may be as true."""
    pairs = zip(difference.out, difference.put, strict=True)
    old, new = next((one, other) for one, other in pairs if is_far(one, other))
    places = list(re.finditer(rf"(?<!\S){re.escape(old)}(?!\S)", chosen, re.IGNORECASE))
    raised = (value(new) or 0) > (value(old) or 0)
    return len(places) == 1 and may_hold(chosen, *places[0].span(), raised)


def _negated_claim(case: Case) -> Verdict:
    found = _differences(case)
    out, put = _flat(found)
    if (denials(" ".join(out)) - denials(" ".join(put))) % 2:
        return Verdict(True, "one claim is denied in one answer only")
    if any(are_opposed(one.out, one.put) for one in found) or are_opposed(out, put):
        return Verdict(True, f"{' '.join(out)} became its opposite, {' '.join(put)}")
    return Verdict(False, "no claim has the opposite sense")


def _overclaim(case: Case) -> Verdict:
    out, put = _flat(_differences(case))
    if absolutes(put) <= absolutes(out):
        return Verdict(False, "nothing absolute was put in")
    if hedges(put) > hedges(out):
        return Verdict(False, "as much is hedged as before")
    return Verdict(True, f"{' '.join(out)} became {' '.join(put)}")


def _wrong_entity(case: Case) -> Verdict:
    if case.donor:
        if _names_same(case.donor.topic, case.topic, case.synonyms):
            return Verdict(False, "the text was lent by the same topic")
        return _news(case, [*case.references, *case.background])
    found = _differences(case)
    out, put = _flat(found)
    if not case.before and (len(found) > 2 or max(len(out), len(put)) > _NAME):
        return Verdict(None, "more than one thing differs, and nobody told who lent the text")
    if not out or not put or _names_same(" ".join(out), " ".join(put), case.synonyms):
        return Verdict(False, "no other thing is named")
    if sorted(out) == sorted(put):
        return Verdict(False, "the same words stand in another order")
    if any(_stem(one) == _stem(two) for one, two in zip(out, put, strict=False)):
        return Verdict(False, "the same thing is named in another form")
    if is_nonsense_beside(" ".join(out), _around(case.chosen, out)):
        return Verdict(False, f"{' '.join(put)} stands where only {' '.join(out)} makes sense")
    said = {_stem(w) for text in [*case.references, *case.background] for w in words(text)}
    if all(_stem(word) in said for word in put):
        return Verdict(False, f"other correct texts speak of {' '.join(put)} too")
    return Verdict(True, f"{' '.join(out)} became {' '.join(put)}")


def _around(text: str, named: Sequence[str]) -> str:
    """The sentences of a text that hold all these words."""
    parts = [part for part in re.split(r"[.;]\s", text) if set(named) <= _words_of(part)]
    return " ".join(parts)


def _words_of(text: str) -> set[str]:
    return set(words(text.casefold()))


def _stem(word: str) -> str:
    """The word without its endings: kidney, kidneys and virus, viruses are one each."""
    word = word.casefold()
    while len(word) > 3 and word[-1] in "seyi":
        word = word[:-1]
    return word


def _names_same(one: str, other: str, synonyms: Sequence[Sequence[str]]) -> bool:
    """Whether two names are one, by the list of synonyms or letter by letter."""
    pair = {one.casefold(), other.casefold()}
    return len(pair) == 1 or any(pair <= {n.casefold() for n in group} for group in synonyms)


def _off_aspect(case: Case) -> Verdict:
    if case.donor is None:
        return Verdict(None, "nobody told which aspect the text is about")
    if case.donor.aspect.casefold() == case.aspect.casefold():
        return Verdict(False, "the text is about the aspect that was asked")
    if case.donor.aspect in case.kindred:
        return Verdict(False, f"a text about {case.donor.aspect} may answer the question too")
    return _news(case, case.references)


def _news(case: Case, honest: Sequence[str]) -> Verdict:
    """Whether a lent text says what no honest text says."""
    if case.donor and case.donor.text != case.before:
        return Verdict(False, "the text is not the one that was lent")
    own = content(case.topic)
    said = content(case.rejected) - own
    for text in [case.chosen, *honest]:
        theirs = content(text) - own
        if likeness(said, theirs) >= _ALIKE or len(said & theirs) >= _ANSWERED * len(said):
            return Verdict(False, "a correct text says much the same")
    return Verdict(True, "no correct text says much of it")


_RULES: Mapping[str, Callable[[Case], Verdict]] = {
    "wrong_number": _wrong_number,
    "negated_claim": _negated_claim,
    "overclaim": _overclaim,
    "wrong_entity": _wrong_entity,
    "off_aspect": _off_aspect,
}
