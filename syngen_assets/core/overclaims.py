"""Overclaims: one hedged claim of an answer made absolute, and so false."""

import re

from syngen_assets.core.edits import Chance, Change, edited
from syngen_assets.core.patterns import any_of
from syngen_assets.core.rewordings import NOT_COMPARED, OFTEN, PEOPLE, RISK, Rule, places

# What the sentence and all after it must not say, because it would hedge the claim again.
_PART = r"\b(?:some|sometimes|rarely|occasionally|few|rare|certain|other|less (?:commonly|often))\b"
_HEDGE = r"\b(?:also|some|many|most|usually|often|typically|can|may|about|percent)\b"
_SHARE = rf"{_HEDGE}|\bothers?\b|differ|\bvar(?:y|ie)|either|\d ?%"
_CURE = rf"{_PART}|\bcur(?:e|ed|able)\b|lifelong|relapse|recur|return"

_MAY = r"\b(?:may|might|can|could) (?:also )?"
_OF = r" (?:of|for) (?:developing |getting |having )?"
_ILLS = r"(?= (?:the |some |your |these )?(?:symptoms?|pain|itching|swelling|anxiety|seizures" + (
    r"|inflammation|bleeding|fever|cough|nausea|flares))"
)
_HARMS = any_of(
    "cause damage destroy harm weaken kill injure block trigger worsen permanently threaten scar"
)
_GRAVE = r"(?:fatal|deadly|life-threatening|life threatening|permanent|severe|serious|painful)"
_COURSE = any_of(  # of what "always" is clearly false; "always suspected" or "called" is not
    r"begin start appear occur develop affect cause lead result last go goes clear heal recover get"
    r" die fatal deadly mild severe harmless painful painless benign inherited work need fade"
    r" improve return spread bring grow have has had run strike come disappear resolve cured"
)
_FIRM = r"(?![^.;]*\b(?:may|might|can|could|have been (?:reported|described|identified|found))\b)"
_NO_INCREASE = r"(?<!may )(?<!can )(?<!ght )(?<!uld )(?<!to )(?<!not )\b"

_RULES = [
    # What may help becomes what never fails.
    Rule(
        rf"{_MAY}(?:help )?(?:to )?(?:reduce|lower|decrease|cut) {RISK}{_OF}",
        "will completely prevent |will always prevent ",
        _PART,
    ),
    Rule(
        rf"{_MAY}(?:help )?(?:to )?(?:prevent|avoid)\b",
        "will always prevent|will completely prevent",
        _PART,
    ),
    Rule(
        rf"{_MAY}(?:help )?(?:to )?(?:relieve|ease|control|manage|reduce|treat|improve|lessen|slow"
        rf"|calm){_ILLS}",
        "will completely eliminate|will always eliminate",
        _PART,
    ),
    Rule(r"\b(?:can|may) be treated\b", "can always be completely cured", _CURE),
    Rule(
        r"\b(?:can|may|could) be (prevented|cured|controlled|reversed|avoided|corrected)\b",
        r"can always be completely \1",
        rf"{_PART}|\d",
    ),
    # What may do harm becomes what always does.
    Rule(
        rf"{_MAY}({_HARMS}|lead to|result in)(?= \w)",
        r"will always \1|will inevitably \1|will invariably \1",
        _PART,
    ),
    Rule(rf"{_MAY}(?:be|become) (?={_GRAVE}\b)", "will always be |is always ", _PART),
    Rule(
        rf"{_MAY}(?:increase|raise) {RISK}{_OF}",
        "will inevitably lead to |will always lead to ",
        _PART,
    ),
    Rule(rf"{_NO_INCREASE}(?:increase|raise)(s?) {RISK}{_OF}", r"inevitably lead\1 to ", _HEDGE),
    # What holds of many holds of all.
    Rule(rf"\b(?:Most|Many|Some|Nearly all|Almost all) {PEOPLE}{_FIRM}", r"All \1", _SHARE),
    Rule(
        rf"(?<!one of )\b(?:most|many|some|nearly all|almost all) {PEOPLE}{_FIRM}",
        r"all \1",
        _SHARE,
    ),
    Rule(
        rf"\b([Ii])n (?:most|many|some|rare|nearly all|almost all) cases\b{_FIRM}",
        r"\1n every case|\1n all cases",
        _SHARE,
    ),
    Rule(
        r"\b(is|are) one of the (?:most common|main|leading|major) "
        r"(cause|symptom|sign|complication)s\b",
        r"\1 the only \2",
        _HEDGE,
    ),
    # What often happens always does, and what seldom happens never does.
    Rule(
        rf"{NOT_COMPARED}{OFTEN}(?= {_COURSE}){_FIRM}(?! (?:\w+ )?(?:not|no)\b)",
        "always|invariably",
        _HEDGE,
    ),
    Rule(rf"(?<!, )\bsometimes\b(?= {_COURSE}){_FIRM}", "always", _HEDGE),
    Rule(rf"\b{OFTEN} do(?:es)? not (?=have|show|develop|need|cause)", "never ", _HEDGE),
    Rule(rf"(?<!only )\b(?:rarely|seldom)(?= {_COURSE}){_FIRM}", "never", _HEDGE),
]

_YET = re.compile(  # takes back, after the claim, what it says
    r"""\b(?:but|although|though|however|except|rarely|occasionally|sometimes|others|never|not\ all
    |other\ (?:people|cases)|less\ often|more\ rarely|small|less\ commonly|while|no\ symptoms
    |does\ not\ (?:cause|have))\b""",
    re.IGNORECASE | re.VERBOSE,
)
_TURN = re.compile(r"\b(?:although|though|while|even|but|despite)\b", re.IGNORECASE)


def overclaim(chosen: str, topic: str, chance: Chance) -> Change | None:
    """One hedged claim made absolute, where nothing beside it hedges again."""
    for place in places([_RULES], chosen, topic, chance):
        lead, rest = place.sentence[0], chosen[place.end :]
        if _YET.search(rest) or _TURN.search(lead):
            continue
        if re.search(place.rule.unless, f"{lead} {rest}", re.IGNORECASE):
            continue
        if change := edited(*place.edit()):
            return change
    return None
