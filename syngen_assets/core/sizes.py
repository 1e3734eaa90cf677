"""Sizes: whether another number in the place of the right one would be false, and be believed."""

import re

_TOPS = {  # nobody counts further in that unit: 140 hours are six days
    "seconds": 90,
    "minutes": 120,
    "hours": 72,
    "days": 90,
    "weeks": 60,
    "months": 48,
    "years": 60,
    "beats": 0,  # of a heart: another count is no life
}
_TIMES = frozenset(_TOPS) - {"beats"}
_AT_MOST = re.compile(r"\b(?:(?:less|fewer|shorter) than|within|under|below) $", re.IGNORECASE)
_POSSIBLE = re.compile(r"\b(?:can|could|may|might|some|sometimes)\b", re.IGNORECASE)
_ADVICE = re.compile(
    r"\b(?:should|must|starting|wait|wash\w*|rest|stay|sit|keep|los(?:e|ing)|advised|at least"
    r"|goal)\b",
    re.IGNORECASE,
)
_MORE_THAN = re.compile(r"\b(?:more|longer|greater|higher) than $|\b(?:over|above) $")
_OR_MORE = re.compile(r"\s\w+ or (?:more|longer)\b")
_SHOWS = re.compile(r"\b(?:is|are|may|can|means?) (?:a|an|common|called|mean|point)\b")
_CLAUSE = re.compile(r"[.;:]\s|,\s(?:and|but|while|which|who|so)\s|,\s(?=although|though)")
_UNIT = re.compile(r"\s(?:percent\b|[a-z]+s\b)")


def unit_after(text: str, place: int) -> str:
    """The unit of the number that ends there, if it has one."""
    found = _UNIT.match(text, place)
    return found.group().strip() if found else ""


def may_hold(text: str, start: int, end: int, raised: bool) -> bool:
    """Whether another number may be as true there.

    What can last 3 months can last 12 or 2, what is over within 8 weeks may be over within 1,
    what more than 3 days are a sign of, 10 are a sign of too, and whoever is told to wait 3 hours
    may wait 6.

    Args:
        text: the correct answer.
        start: where its number begins.
        end: where it ends.
        raised: whether the other number is greater.
    """
    sentence = re.split(r"[.;]\s", text[:start])[-1] + re.split(r"[.;]\s", text[end:])[0]
    if raised and _ADVICE.search(sentence):
        return True
    bound = _MORE_THAN.search(text[:start]) or _OR_MORE.match(text, end)
    if raised and bound and _SHOWS.search(re.split(r"[.;]\s", text[end:])[0]):
        return True
    if unit_after(text, end) not in _TIMES:
        return False
    if not raised and _AT_MOST.search(text[:start]):
        return True
    return bool(_POSSIBLE.search(_CLAUSE.split(text[:start])[-1]))


def is_odd(value: float, unit: str) -> bool:
    """Whether nobody would say so many of that unit."""
    return value > _TOPS.get(unit, value)


def is_measured_twice(text: str, start: int, end: int) -> bool:
    """Whether its sentence gives another number of the same unit, which one alone would belie."""
    unit = unit_after(text, end)
    before, after = re.split(r"[.;]\s", text[:start])[-1], re.split(r"[.;]\s", text[end:])[0]
    rest = f"{before} {after[len(unit) + 1 :]}"
    return unit not in ("", "percent") and bool(re.search(rf"\d {unit}\b", rest))
