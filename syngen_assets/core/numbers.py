"""Numbers: one number of an answer, moved far from what it was."""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass

from syngen_assets.core.edits import Chance, Change, edited
from syngen_assets.core.identity import draw
from syngen_assets.core.sizes import is_measured_twice, is_odd, may_hold, unit_after
from syngen_assets.core.text import words

_NAMED = {
    "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50,
}  # fmt: skip
_N = rf"""(?:\d{{1,3}}(?:,\d{{3}})+ | \d+(?:\.\d+)? | (?i:{"|".join(_NAMED)})(?!\w))
          (?:\s(?:m|b)illion)?"""
_RANGE = rf"""(?P<one>{_N})
    (?:(?:\s?[-–]\s? | (?:\spercent|%)?\s(?:to|or|and)\s) (?:1\ in\ )? (?P<two>{_N}))?"""
# Type 2, stage 3, vitamin B 12, exon 4, day 3, chromosome 7: a number that names is not a count.
_NO_CODE = r"""(?<![\w.,/$:+-])
    (?<!(?i:type|tage|rade|hase|gure|able|ctor|roup|lass|evel|some|omes|amin|exon|somy|step|part
      |mber|week|edia)\s)
    (?<!types\s)(?<!day\s)(?<!\d\s)(?<!\b[A-Z]\s)"""
_COUNT = rf"{_NO_CODE}{_RANGE}"
_PEOPLE = r"""(?:people|persons|individuals|patients|families|cases|children|adults|men|women|boys
    |newborns|girls|males|females|infants|babies|births|Americans|deaths|teens|kindreds)"""
_UNIT = r"""(?:mg|milligrams|micrograms|grams|ounces|cups|glasses|pounds|inches|feet|mm|cm|ml
    |millimeters|centimeters|liters|quarts|miles|calories|servings|drinks|times|stages|types
    |kinds|forms|copies|pairs|episodes|attacks|doses|layers|chambers|valves|lobes|phases|subtypes
    |generations|cigarettes|meals|organs|categories|bones|tests)"""
_TIME = r"(?:seconds|minutes|hours|days|weeks|months|years|decades)"


@dataclass(frozen=True)
class _Kind:
    """Numbers of one kind: where they stand, by what they may be multiplied, and up to where."""

    name: str
    pattern: str
    factors: tuple[float, ...]
    top: float

    def find(self, text: str) -> Iterator[re.Match[str]]:
        """The numbers of this kind in a text."""
        return re.finditer(self.pattern, text, re.VERBOSE)


# The first kind that fits a number decides. A factor is so far from 1 that no reader would let
# the new number pass for a rounding of the old one.
_KINDS = [
    _Kind(
        "ratio",  # one in 5,000
        rf"\b(?:1|[Oo]ne)\ (?:in|out\ of|per)\ (?:every\ )?{_RANGE}(?![\w%]|[,.-]\d|\spercent)",
        (1 / 25, 1 / 12, 12, 25),
        9e7,
    ),
    _Kind(
        "rate",  # 3 in 100,000
        rf"""{_COUNT}(?=\s(?:in|per|out\ of)\s(?:every\s|a\s|one\s|each\s)?
             (?:1\ million|\d{{1,3}},\d{{3}}|million|100\b))""",
        (1 / 20, 15, 25),
        900,
    ),
    _Kind("percent", rf"{_COUNT}(?=\s?%|\spercent\b)", (0.1, 0.2, 0.3, 4.5, 8, 20), 92),
    _Kind(
        "age",  # ages 20 to 40
        rf"""(?:\b[Aa]ge[sd]?(?:\ of)?|in\ their|years?)\ (?:between\ |about\ |around\ )?{_RANGE}
             (?![\w%]|[,.-]\d|\s{_TIME}\ (?:later|after|and))""",
        (0.2, 0.3, 4, 6),
        85,
    ),
    _Kind(
        "ages",  # 20 years old
        rf"{_COUNT}(?=\s(?:years|months)\ (?:old|of\ age))",
        (0.2, 0.3, 4, 6),
        85,
    ),
    _Kind(
        "time",  # 3 days
        rf"(?<!last\ )(?<!past\ )(?<!next\ ){_COUNT}(?=\s{_TIME}\b(?!\ ago))",
        (1 / 8, 1 / 6, 5, 7),
        150,
    ),
    _Kind(
        "count",  # 3,000 people
        rf"""(?<!\bin\ )(?<!per\ )(?<!every\ )(?<!out\ of\ ){_COUNT}
             (?=\s(?!percent)(?:[a-z]+\s){{0,2}}{_PEOPLE}\b)(?!.*\bone\ with)""",
        (1 / 25, 1 / 12, 15, 30),
        4e8,
    ),
    _Kind("unit", rf"{_COUNT}(?=\s(?:[a-z]+\s)?{_UNIT}\b)", (1 / 4, 3, 4, 5), 900),
    _Kind(
        "named",  # two lungs: any noun in the plural
        rf"""{_COUNT}(?=\s(?:[a-z-]+\s)?(?!as\b|is\b|has\b|this\b|does\b|means\b|years)
             [a-z]{{2,}}s\b(?<!ss)(?<!us))""",
        (1 / 4, 3, 4, 5),
        60000,
    ),
]
_AT_LEAST = re.compile(
    r"""(?:more|greater|older|longer|higher|larger)\ than
    | (?:at\ least|over|above|after|exceeds?|past|beyond|as\ (?:many|much|high|early)\ as|only
      |from)$""",
    re.IGNORECASE | re.VERBOSE,
)
_AT_MOST = re.compile(
    r"""(?:less|fewer|younger|shorter|lower|smaller)\ than
    | (?:under|below|up\ to|at\ most|before|by|within|until|almost|nearly|first|to
      |as\ (?:late|few|little|low)\ as)$""",
    re.IGNORECASE | re.VERBOSE,
)
_BOUND_AFTER = re.compile(r"(?:\s\w+){0,3}?\s(?:or|and) (?:(old|mor|ov|hig)|(you|les|und))")
_SUMS_UP = re.compile(
    r"\b(?:remaining|the rest|another|others|half|respectively|total|remainder)\b", re.IGNORECASE
)
_LISTS = re.compile(r"[^.;]*(?:[,(]|--|\bare\b|\bcalled\b)[^.;]*\b(?:and|or)\b")


def wrong_number(chosen: str, topic: str, chance: Chance) -> Iterator[Change]:
    """One number, or both ends of one range, far from what it was."""
    found = sorted(_numbers(chosen, topic), key=lambda n: draw(*chance, "place", n[1].start()))
    for kind, match in found:
        ends = [end for end in ("one", "two") if match[end]]
        between = chosen[match.end("one") : match.start("two")] if len(ends) > 1 else ""
        for factor in sorted(kind.factors, key=lambda factor: draw(*chance, "size", factor)):
            new = [text for end in ends if (text := _scaled(match[end], factor, kind.top))]
            if len(set(new)) < len(ends):
                continue
            gap = _value(new[-1]) - _value(match[ends[-1]])
            if _overlap(match, new) or _is_weak(kind, match, new[-1], ends[-1], raised=gap > 0):
                continue
            if abs(gap) < _least(kind, factor, match[ends[-1]]) or gap * _bound(kind, match) < 0:
                continue
            if change := edited(chosen, match.start("one"), match.end(ends[-1]), between.join(new)):
                yield change


def _is_weak(kind: _Kind, match: re.Match[str], new: str, end: str, *, raised: bool) -> bool:
    """Whether the new number may hold as well, or nobody would say it."""
    text, start, stop = match.string, match.start("one"), match.end(end)
    if is_measured_twice(text, start, stop) or may_hold(text, start, stop, raised):
        return True
    return kind.name in ("time", "unit", "named") and is_odd(_value(new), unit_after(text, stop))


def _numbers(chosen: str, topic: str) -> Iterator[tuple[_Kind, re.Match[str]]]:
    """The numbers that can be changed: of what kind, and where."""
    fixed, taken = set(words(topic.casefold())), set[int]()
    said = words(chosen.casefold())
    for kind in _KINDS:
        for match in kind.find(chosen):
            ends = [end.casefold() for end in match.group("one", "two") if end]
            if match.start("one") in taken or _is_summed(kind, match):
                continue
            if any(_is_year(end) or end in fixed or said.count(end) > 1 for end in ends):
                continue
            taken |= {match.start("one"), match.start("two")}
            yield kind, match


def _is_year(number: str) -> bool:
    return bool(re.fullmatch(r"(?:19|20)\d\d", number))


def _is_summed(kind: _Kind, match: re.Match[str]) -> bool:
    """Whether the text also gives the parts of the number, so that it would contradict itself."""
    text = match.string
    lists = ":" in text or bool(_LISTS.match(text, match.end()))
    sums = bool(_SUMS_UP.search(text)) or len(re.findall("%|percent", text)) > 2
    return (kind.name == "percent" and sums) or (kind.name in ("unit", "named") and (lists or sums))


def _value(number: str) -> float:
    head, *scale = number.casefold().split()
    return (_NAMED.get(head) or float(head.replace(",", ""))) * (1e6 if scale else 1)


def _scaled(number: str, factor: float, top: float) -> str | None:
    """The number times the factor, rounded and written as it was, or None if that cannot be."""
    head, *scale = number.split()
    value = _value(head) * factor
    if not value or (scale and factor > 1):
        return None
    decimals = len(head.partition(".")[2]) if value < 2 else 0
    step = 10.0 ** max(math.floor(math.log10(value)) - 1, -decimals)
    value = round(value / step) * step
    if not (value >= 2 or (decimals and value > 0)) or value > top:
        return None
    if head.casefold() in _NAMED:
        near = min(_NAMED, key=lambda name: abs(_NAMED[name] - value))
        text = near.capitalize() if head[0].isupper() else near
    else:
        text = f"{value:,.{decimals}f}" if "," in head or value >= 1000 else f"{value:.{decimals}f}"
    return " ".join([text, *scale])


def _overlap(match: re.Match[str], new: list[str]) -> bool:
    """Whether a new range holds a part of the old one, and so a part of the truth."""
    if len(new) < 2:
        return False
    old = [_value(match["one"]), _value(match["two"])]
    return _value(new[0]) <= max(old) and _value(new[1]) >= min(old)


def _least(kind: _Kind, factor: float, old: str) -> float:
    """How far the new number must lie from the old one: 2 and 3 days are no two stories."""
    if _value(old) <= 1:
        return 0
    return 20 if kind.name == "percent" else 4


def _bound(kind: _Kind, match: re.Match[str]) -> int:
    """1 if only a greater number is surely false, -1 if only a smaller one, else 0."""
    before = match.string[: match.start("one")].rstrip()
    before = re.sub(r"(?: of| the| ages?| about|\b1 in| one in)+$", "", before[-40:])
    before = re.sub(r"\bno (?:more|longer|older|higher) than$", "at most", before)[-16:]
    after = _BOUND_AFTER.match(match.string[match.end() : match.end() + 30])
    up = bool(_AT_LEAST.search(before) or (after and after[1]))
    down = bool(_AT_MOST.search(before) or (after and after[2]))
    return (up - down) * (-1 if kind.name == "ratio" else 1)
