"""Overclaims: one hedged claim of an answer made absolute, and so false."""

import re
from collections.abc import Iterator

from syngen_assets.core.edits import Chance, Change, edited
from syngen_assets.core.patterns import any_of
from syngen_assets.core.rewordings import NOT_COMPARED, OFTEN, PEOPLE, RISK, Rule, compiled, places

# What the text beside must not say, because it would hedge the claim again.
_PART = (
    r"\b(?:some|sometimes|rarely|occasionally|few|rare|certain|others?"
    r"|less (?:commonly|often)|about|percent|by \d|it,)(?!\w)"
)
_HEDGE = rf"{_PART}|\b(?:also|many|most|usually|often|typically|can|may)\b"
_CURE = rf"{_PART}|\bcur(?:e|ed|able)\b|lifelong|relapse|recur|return"
_PARTS = (  # of those whom the claim is about
    r"\b(?:some|most|many|others?|differ\w*|var(?:y|ies)|either|rare\w*|percent|particularly"
    r"|unknown|smaller|forms?|especially|depending|when inherited|providers?|professionals?"
    r"|reported)\b|\d ?%"
)

_MAY = r"\b(?:may|might|can|could) (?:also )?"
_OF = r" (?:of|for) (?:developing |getting |having )?"
_ILLS = (
    r"(?= (?:the |some |your |these )?(?:symptoms?|pain|itching|swelling|anxiety|seizures"
    r"|inflammation|bleeding|fever|cough|nausea|flares))"
)
_HARMS = any_of(
    "cause damage destroy harm weaken kill injure block trigger worsen permanently threaten scar"
    " ruin strain suffer follow"
)
_GRAVE = r"(?:fatal|deadly|life-threatening|life threatening|permanent|severe|serious|painful)"
_COURSE = any_of(  # of what "always" is clearly false; "always suspected" or "called" is not
    "affect lead result clear heal recover die fatal deadly severe harmless painful painless"
    " fade improve return spread come ease resolve cured disappear strike go goes"
)
_FIRM = (
    r"(?![^.;]*\b(?:may|might|can|could|likely|probably|(?:appear|seem|tend)s? to"
    r"|have been (?:reported|described|identified|found))\b)"
)
# "All … do not" may mean that none does, and "all, about 1 in 4" is no claim at all.
_SO = r"(?!,? (?:about|or|\d))(?![^.;]*(?:\bnot|n['’]t)\b)"
_NO_INCREASE = r"(?<!may )(?<!can )(?<!ght )(?<!uld )(?<!to )(?<!not )\b"

_POSSIBILITIES = [
    # What may help becomes what never fails.
    Rule(
        rf"{_MAY}(?:help )?(?:to )?(?:reduce|lower|decrease|cut) {RISK}{_OF}",
        "will completely prevent |will always prevent ",
        _PART,
    ),
    Rule(
        rf"{_MAY}(?:help )?(?:to )?prevent\b(?! many| most| some| or)",
        "will always prevent|will completely prevent",
        _PART,
    ),
    Rule(
        rf"{_MAY}(?:help )?(?:to )?(?:(?:relieve|ease|calm|lessen)(?= \w)"
        rf"|(?:control|manage|reduce|treat|improve){_ILLS})",
        "will completely eliminate|will always eliminate",
        _PART,
    ),
    Rule(
        rf"{_MAY}(?:help )?(?:to )?slow(?: down)?(?= (?:the|its|this|joint|nerve|lung|memory)\b)",
        "will completely stop|will always stop",
        _PART,
    ),
    Rule(
        rf"{NOT_COMPARED}{OFTEN} (ease|relieve|calm)(s?)(?= (?!within|with|after|over|in|by)\w)",
        r"always completely eliminate\2",
        _PART,
    ),
    Rule(r"\b(?:can|may) be treated\b", "can always be completely cured", _CURE),
    Rule(
        r"\b(?:can|may|could) be (prevented|cured|controlled|reversed|avoided|corrected)\b",
        r"can always be completely \1",
        rf"{_PART}|\d",
    ),
    Rule(
        r"\b(?:can|may) (?:often|usually|sometimes) be (prevented|controlled|avoided|managed)\b",
        r"can always be completely \1",
        _PART,
    ),
    # What may do harm becomes what always does.
    Rule(
        rf"{_MAY}({_HARMS}|lead to|result in|leave (?:people|scars|dark))\b(?! it\b| or\b)",
        r"will always \1|will inevitably \1|will invariably \1",
        _PART,
    ),
    Rule(rf"{_MAY}(?:be|become) (?={_GRAVE}\b)", "will always be |will inevitably be ", _PART),
    Rule(
        rf"{_MAY}(?:increase|raise) {RISK}{_OF}",
        "will inevitably lead to |will always lead to ",
        _PART,
    ),
    Rule(rf"{_NO_INCREASE}(?:increase|raise)(s?) {RISK}{_OF}", r"inevitably lead\1 to ", _HEDGE),
]
_QUANTITIES = [
    # What holds of some holds of all: "most" or "many" would be nearly true of all.
    Rule(
        r"\bSome (?=feel|need|live|have (?!not|no\b)|get|recover|die|notice)",
        "All ",
        _PARTS,
    ),
    Rule(
        r"\bsome (?=feel|need|live|have (?!not|no\b)|get|recover|die|notice)",
        "all ",
        _PARTS,
    ),
    Rule(rf"\bSome {PEOPLE}{_FIRM}{_SO}", r"All \1", _PARTS),
    Rule(
        rf"(?<!of )(?<!or )\bsome {PEOPLE}{_FIRM}{_SO}",
        r"all \1",
        _PARTS,
    ),
    Rule(
        rf"(?<!or, )\b([Ii])n (?:some|rare) cases\b{_FIRM}",
        r"\1n every case|\1n all cases",
        _PARTS,
    ),
    Rule(
        r"\b(is|are) one of the (?:most common|main|leading|major) "
        r"(cause|symptom|sign|complication)s\b",
        r"\1 the only \2",
        _PARTS,
    ),
]
_HABITS = [
    # What often happens always does, and what seldom happens never does.
    Rule(
        rf"{NOT_COMPARED}{OFTEN}(?= {_COURSE})(?! occurs? as){_FIRM}(?! (?:\w+ )?(?:not|no)\b)",
        "always|invariably",
        _HEDGE,
    ),
    Rule(rf"(?<!, )\bsometimes\b(?= {_COURSE}){_FIRM}", "always", _HEDGE),
    Rule(rf"\b{OFTEN} do(?:es)? not (?=have|show|develop|need|cause)", "never ", _HEDGE),
    Rule(rf"(?<!only )\b(?:rarely|seldom)(?= {_COURSE}){_FIRM}(?! [^.;]*\ball\b)", "never", _HEDGE),
]

_YET = re.compile(  # takes back, after the claim, what it says
    r"""\b(?:but|although|though|however|except|rarely|occasionally|sometimes|others|never|not\ all
    |other\ (?:people|cases)|in\ some\ cases|less\ often|more\ (?:rarely|commonly)|small|families
    |less\ commonly|while|no\ symptoms|do(?:es)?\ not\ (?:cause|have))\b""",
    re.IGNORECASE | re.VERBOSE,
)
_TURN = re.compile(r"\b(?:although|though|while|even|but|yet|despite)\b", re.IGNORECASE)


def overclaim(chosen: str, topic: str, chance: Chance) -> Iterator[Change]:
    """One hedged claim made absolute, where nothing beside it hedges again."""
    for place in places([[*_POSSIBILITIES, *_QUANTITIES, *_HABITS]], chosen, topic, chance):
        lead, tail = place.sentence
        before, after = chosen[: place.start], chosen[place.end :]
        if _YET.search(after) or _TURN.search(lead):
            continue
        # Of how many it holds may be said in any sentence; how often, only in its own.
        beside = f"{before} {after}" if place.rule in _QUANTITIES else f"{lead} {tail}"
        if compiled(place.rule.unless, re.IGNORECASE).search(beside):
            continue
        if change := edited(*place.edit()):
            yield change
