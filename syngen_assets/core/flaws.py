"""Flaws: the named ways in which an answer is made wrong, each in exactly one place."""

import math
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from syngen_assets.core.donors import LIMIT, Donor, content, is_matched, likeness, plain, retold
from syngen_assets.core.identity import draw
from syngen_assets.core.text import tokens, words


@dataclass(frozen=True)
class Change:
    """A flawed answer, and what was changed to make it.

    Args:
        answer: the whole answer, with its flaw.
        before: the text that was replaced, so long that it stands in the chosen text only once;
            where the whole text is a donor's, the chosen text, or the donor's topic if renamed.
        after: what stands there now.
        donor: the id of the reference that lent the text, or None.
    """

    answer: str
    before: str
    after: str
    donor: str | None


Flaw = Callable[[str, str, Donor | None, tuple[Any, ...]], Change | None]

# fmt: off
_NAMED = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
          "ten": 10, "eleven": 11, "twelve": 12, "twenty": 20, "thirty": 30, "forty": 40,
          "fifty": 50}
_N = rf"(?:\d{{1,3}}(?:,\d{{3}})+|\d+(?:\.\d+)?|(?i:{'|'.join(_NAMED)})(?!\w))(?:\s(?:m|b)illion)?"
_ENDS = (rf"(?P<one>{_N})(?:(?:\s?[-–]\s?|(?:\spercent|%)?\s(?:to|or|and)\s)(?:1 in )?"
         rf"(?P<two>{_N}))?")
_NO_CODE = (r"(?<![\w.,/$:+-])(?<!(?i:type|tage|rade|hase|gure|able|ctor|roup|lass|evel|some"
            r"|omes|amin"
            r"|exon|somy|step|part|mber|week|edia)\s)(?<!types\s)(?<!day\s)(?<!\d\s)(?<!\b[A-Z]\s)")
_PEOPLE = (r"(?:people|persons|individuals|patients|families|cases|children|adults|men|women|boys"
           r"|newborns|girls|males|females|infants|babies|births|Americans|deaths|teens|kindreds)")
_UNIT = (r"(?:mg|milligrams|micrograms|grams|ounces|cups|glasses|pounds|inches|feet|centimeters|mm"
         r"|millimeters|cm|liters|quarts|miles|calories|servings|drinks|ml|times|stages|types|kinds"
         r"|forms|copies|pairs|episodes|attacks|doses|layers|chambers|valves|lobes|phases|subtypes"
         r"|generations|cigarettes|meals|organs|categories|bones|tests)")
_TIME = r"(?:seconds|minutes|hours|days|weeks|months|years|decades)"
_COUNTED = {  # kinds of numbers: where they stand, by what they may be multiplied, how far at most
    "ratio": (rf"\b(?:1|[Oo]ne) (?:in|out of|per) (?:every )?{_ENDS}(?![\w%]|[,.-]\d|\spercent)",
              (1 / 25, 1 / 12, 12, 25), 9e7),
    "rate": (rf"{_NO_CODE}{_ENDS}(?=\s(?:in|per|out of)\s(?:every\s|a\s|one\s|each\s)?"
             r"(?:1 million|\d{1,3},\d{3}|million|100\b))", (1 / 20, 15, 25), 900),
    "percent": (rf"{_NO_CODE}{_ENDS}(?=\s?%|\spercent\b)", (0.1, 0.2, 0.3, 4.5, 8, 20), 92),
    "age": (rf"(?:\b[Aa]ge[sd]?(?: of)?|in their|years?) (?:between |about |around )?{_ENDS}"
            rf"(?![\w%]|[,.-]\d|\s{_TIME} (?:later|after|and))", (0.2, 0.3, 1.6, 4, 6), 85),
    "ages": (rf"{_NO_CODE}{_ENDS}(?=\s(?:years|months) (?:old|of age))", (0.2, 0.3, 1.6, 4, 6), 85),
    "time": (rf"(?<!last )(?<!past )(?<!next ){_NO_CODE}{_ENDS}(?=\s{_TIME}\b(?! ago))",
             (1 / 6, 1 / 4, 4, 6), 150),
    "count": (rf"(?<!\bin )(?<!per )(?<!every )(?<!out of ){_NO_CODE}{_ENDS}"
          rf"(?=\s(?!percent)(?:[a-z]+\s){{0,2}}{_PEOPLE}\b)(?!.*\bone with)",
              (1 / 25, 1 / 12, 15, 30), 4e8),
    "unit": (rf"{_NO_CODE}{_ENDS}(?=\s(?:[a-z]+\s)?{_UNIT}\b)", (1 / 4, 3, 4, 5), 900),
    "named": (rf"(?:(?<= of )|(?<= in )|(?<= than )|(?<=about )|(?<=least )|(?<=ately )|(?<= are )"
          r"|(?<=over )|(?<=has )|(?<=have )|(?<=ains )|(?<=udes )|(?<=fied )|(?<=into )"
          rf"|(?=[A-Za-z])){_NO_CODE}{_ENDS}(?=\s(?:[a-z-]+\s)?(?!as\b|is\b|has\b|this\b|does\b"
          r"|years)[a-z]{2,}s\b(?<!ss)(?<!us))", (1 / 4, 3, 4, 5), 60000),
}
_AT_LEAST = re.compile(
    r"(?:more|greater|older|longer|higher|larger) than|(?:at least|over|above|after|exceeds?|past"
    r"|beyond|as (?:many|much|high|early) as|only|from)$", re.I)
_AT_MOST = re.compile(
    r"(?:less|fewer|younger|shorter|lower|smaller) than|(?:under|below|up to|at most|before|by"
    r"|within|until|almost|nearly|as (?:late|few|little|low) as|first|to)$", re.I)
_SUMS_UP = re.compile(r"\b(?:remaining|the rest|another|others|half|respectively|total"
          r"|remainder)\b", re.I)
# fmt: on


def _value(number: str) -> float:
    head, *scale = number.casefold().split()
    return (_NAMED.get(head) or float(head.replace(",", ""))) * (1e6 if scale else 1)


def _scaled(number: str, factor: float, top: float) -> str | None:
    """The number times the factor, rounded and written as it was, or None if that cannot be."""
    head, *scale = number.split()
    value = (_NAMED.get(head.casefold()) or float(head.replace(",", ""))) * factor
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


def _numbers(chosen: str, topic: str) -> Iterator[tuple[str, re.Match[str]]]:
    """The numbers that can be changed: of what kind, and where."""
    named, taken = set(words(topic.casefold())), set[int]()
    for kind, (pattern, _, _) in _COUNTED.items():
        for match in re.finditer(pattern, chosen):
            ends = [end for end in match.group("one", "two") if end]
            tail = chosen[match.end() :]
            lists = bool(
                re.match(r"[^.;]*(?:[,(]|--|\bare\b|\bcalled\b)[^.;]*\b(?:and|or)\b", tail)
                or ":" in chosen
            )
            sums = bool(_SUMS_UP.search(chosen)) or len(re.findall("%|percent", chosen)) > 2
            if (kind == "percent" and sums) or (kind in ("unit", "named") and (lists or sums)):
                continue
            if (
                match.start("one") in taken
                or any(re.fullmatch(r"(?:19|20)\d\d", end) for end in ends)
                or any(end.casefold() in named for end in ends)
                or any(words(chosen.casefold()).count(end.casefold()) > 1 for end in ends)
            ):
                continue
            taken |= {match.start("one"), match.start("two")}
            yield kind, match


def _direction(kind: str, match: re.Match[str]) -> int:
    """1 if only a greater number is surely false, -1 if only a smaller one, else 0."""
    before = match.string[: match.start("one")].rstrip()
    before = re.sub(r"(?: of| the| ages?| about|\b1 in| one in)+$", "", before[-40:])
    after = match.string[match.end() : match.end() + 30]
    before = re.sub(r"\bno (?:more|longer|older|higher) than$", "at most", before)
    limit = re.match(r"(?:\s\w+){0,3}?\s(?:or|and) (?:(old|mor|ov|hig)|(you|les|und))", after)
    up = bool(_AT_LEAST.search(before[-16:]) or (limit and limit[1]))
    down = bool(_AT_MOST.search(before[-16:]) or (limit and limit[2]))
    return (up - down) * (-1 if kind == "ratio" else 1)


def wrong_number(
    chosen: str, topic: str, donor: Donor | None, chance: tuple[Any, ...]
) -> Change | None:
    """One number, or both ends of one range, far from what it was."""
    found = sorted(_numbers(chosen, topic), key=lambda n: draw(*chance, "place", n[1].start()))
    for kind, match in found:
        _, factors, top = _COUNTED[kind]
        ends = [end for end in ("one", "two") if match[end]]
        for factor in sorted(factors, key=lambda factor: draw(*chance, "size", factor)):
            new = [text for end in ends if (text := _scaled(match[end], factor, top))]
            if len(set(new)) < len(ends) or (factor - 1) * _direction(kind, match) < 0:
                continue
            gap = abs(_value(new[-1]) - _value(match[ends[-1]]))
            far = 20 if kind == "percent" or factor == 1.6 else 4
            if gap < (far if _value(match[ends[-1]]) > 1 else 0):
                continue
            between = chosen[match.end("one") : match.start("two")] if len(ends) > 1 else ""
            span = match.start("one"), match.end(ends[-1])
            if change := _edited(chosen, *span, between.join(new)):
                return change
    return None


def _edited(chosen: str, start: int, end: int, new: str) -> Change | None:
    """The change that puts `new` there, told with as many words around as make it unmistakable."""
    answer, left, right = chosen[:start] + new + chosen[end:], start, end
    if words(answer) == words(chosen) or not is_matched(answer, chosen, 0.25):
        return None
    while True:
        before, after = chosen[left:right], chosen[left:start] + new + chosen[end:right]
        if before and after and chosen.count(before) == 1 and answer.count(after) == 1:
            return Change(answer, before, after, None) if tokens(answer) < LIMIT else None
        left = chosen.rfind(" ", 0, max(left - 1, 0)) + 1
        right = right if (right := chosen.find(" ", right + 1)) > 0 else len(chosen)


# fmt: off
_VERBS = (r"(cause|affect|occur|involve|require|develop|produce|lead|result|begin|appear|spread|run"
          r"|damage|interfere|contain|improve|help|work|protect|weaken|destroy|prevent|impair|play"
          r"|block|disrupt|account|depend|contribute|belong|start|happen)")
_DONE = (r"(caused|inherited|diagnosed|treated|used|characterized|associated|linked|needed|required"
         r"|recommended|made|passed|related|found|due|spread|transmitted|available|effective"
         r"|present"
         r"|contagious|curable|dangerous|able|important|necessary|helpful|safe|responsible|involved"
         r"|performed|confirmed|based|affected|detected|born)")
_MANY = (r"((?:(?!common|likely|severe)\w+ )?(?:people|individuals|patients|cases|children"
         r"|adults|women|men|infants|babies"
         r"|families|newborns|boys|girls|males|females|forms|types|carriers))\b")
_MEASURE = r"(?= (?:risk|than|levels?|rates?|chances?|incidence|prevalence|likelihood|amounts?))"
_MODAL = (r"(?<!or )\b(?:can|may|might|could) (?!also|sometimes|often|even|still|usually|only"
          r"|then|never|not"
          r"|vary|range|differ|depend|well|or\b|all\b|both|each|last|\w+ no\b|consider|choose"
          r"|want|wish|decide|have been"
          r"|have different|\w+ or (?:may|might) not)(?=[a-z]+)")
_OFTEN = r"(?<!ore )(?<!ost )(?<!ess )(?<!ery )(?<!not )"
_HOW = (r"(usually|often|typically|generally|frequently|commonly)"
        r"(?= (?!called|known|ref|been|possible|depend|var|rang|recomm|writ|dist|class|div"
        r"|used)\w)(?! (?:\w+ ){0,2}(?:not|no|without|never)\b)")
_NOT_TWO = (r"(?![^.;]*\b(?:and|or|but) (?:(?:\w+ly|also|often) )?(?:is|are|can|has|may|does"
            r"|have|will"
            r"|\w+(?:us|ect|ccur|ult|evelop|ead|lock|roduc|ontain|mpair|ppear)e?s)\b)(?! and| or)")
_NOT_HOW_MANY = (r"(?! (?:in |for )?(?:of\b|\d|less|are\b|is\b|about|approx|an estimated|few"
                 r"|more than"
          r"|at least|only"
          r"|up to|between|roughly|nearly|almost|equally))(?= [A-Za-z])")
_PLURAL = (r"(?:(?<=people )|(?<=children )|(?<=women )|(?<=[a-z]s ))(?<!ways )(?<!imes )(?<!does )"
           r"(?<!is )(?<!thers )(?<!ss )(?<!us )(?<!as )(?<!helps )")
_NEGATIONS: list[list[tuple[str, str]]] = [  # the best first
    [
        (_MODAL + "(?!be )", "cannot |will not "), (_MODAL + "(?=be )", "cannot "),
        (r"\bshould not\b", "should"),
        (r"\bcannot\b|\bcan not\b|\bcan't\b", "can"), (r"\bmust\b(?! not)", "need not"),
        (r"\bshould(?! not| also| only)\b", "should not"),
        (r"\b(is|are) not (?:\w+ly |yet )?(known|understood)\b", r"\1 fully understood"),
        (r"\b(is|are) (?:currently |still |largely )?unknown\b", r"\1 well known"),
        (r"\bThere (is|are) (?:\w+ly )?no (?:\w+ )?(cures?|treatments?|vaccines?|tests?)\b",
         r"There \1 a reliable \2"),
        (r"\b(in|In) rare cases\b", r"\1 most cases"),
        (r"\b(in|In) most cases\b", r"\1 very few cases"),
        (rf"\b(?:Most|Many|Nearly all|Almost all) {_MANY}", r"Very few \1"),
        (rf"\b(?:most|many|nearly all|almost all) {_MANY}", r"very few \1"),
        (rf"{_OFTEN}\b{_HOW}", "rarely|seldom"), (r"\brarely\b(?!,)", "often"),
        (r"\bmore (common(?:ly)?|often|likely|frequent(?:ly)?|severe)\b", r"less \1"),
        (r"\bmost (common(?:ly)?|often|likely|frequent(?:ly)?|severe)\b", r"least \1"),
        (r"\bless (common(?:ly)?|often|likely|frequent(?:ly)?|severe)\b", r"more \1"),
        (r"\b(?:very |extremely |relatively )?rare\b(?! form| type| vari| case)", "common"),
        (r"(?<!ore )(?<!ost )(?<!ess )\b(?:very |fairly )?common\b(?= (?:in|cause|condition|dis"
         r"|prob))",
         "rare"),
        (r"\bincreas(e[sd]?|ing)\b", r"decreas\1"), (r"\bdecreas(e[sd]?|ing)\b", r"increas\1"),
        (r"\b(?:reduce|lower)(s?)(?= (?:the|your|a person's) (?:risk|chance))", r"increase\1"),
        (rf"\bhigher{_MEASURE}", "lower"), (rf"\blower{_MEASURE}", "higher"),
        (rf"\bhigh{_MEASURE}", "low"), (rf"\blow{_MEASURE}", "high"),
        (r"\btoo much\b", "too little"), (r"\btoo many\b", "too few"),
        (r"\btoo little\b", "too much"), (r"\btoo few\b", "too many"),
        (r"\bworsens?\b(?= over| with|\.)", "improves"), (r"\bget worse\b", "get better"),
        (r"\bautosomal dominant\b", "autosomal recessive"),
        (r"\bautosomal recessive\b", "autosomal dominant"),
        (r"\b(in|during) (?:early |late )?(?:infancy|childhood|adolescence)\b", r"\1 old age"),
        (r"\bbefore (?=birth|puberty|menopause|meals|surgery)", "after "),
        (r"\bafter (?=birth|puberty|menopause|meals|surgery)", "before "),
        (r"\bslowly\b", "rapidly"), (r"\b(?:rapidly|quickly)\b", "slowly"),
        (r"\bbenign\b", "malignant"), (r"\bmalignant\b", "benign"), (r"\black of\b", "excess of"),
        (r"\bnot (?:usually |typically |generally )?(?=inherited|contagious|cancer|curable|life-)",
         ""),
        (r"\b(do|does) not usually\b", r"usually \1"),
    ],
    [
        (rf"(?<!\bto )(?<!the )(?<!act )(?<!mon )(?<!ain )(?<!her )(?<!ble )(?<!est )(?<!and )"
         rf"\b{_VERBS}s\b{_NOT_HOW_MANY}{_NOT_TWO}", r"does not \1"),
        (rf"{_PLURAL}{_VERBS}\b{_NOT_HOW_MANY}", r"do not \1"),
        (rf"(?<= gene )(cause|result|increase|lead|account)\b{_NOT_HOW_MANY}", r"do not \1"),
        (rf"\b(is|are|was|were) {_DONE}\b(?! or not| in (?:more|about|approx|at least|\d|up"
         rf"|an est|less|few))", r"\1 not \2"),
        (rf"{_PLURAL}(have|carry|experience|lack)\b(?= (?!been|had|to\b|no[t\b ]|\w+(?:ed|en|ly"
         rf"|nd)\b|shown|made|led|also)[a-z])", r"do not \1"),
    ],
    [(r"\b(is|are) (an? (?:inherited|genetic|chronic|serious|congenital|contagious|infectious"
      r"|lifelong"
      r"|neurological|autoimmune|potentially))\b", r"\1 not \2")],
]
_PROVEN = r"(?= (?:result|arise|cause|play|involve|contribute|be (?:caused|due|inherited|related)))"
_MAY = r"\b(?:may|might|can|could) (?:also )?"
_FIRM = r"(?![^.;]*\b(?:may|might|can|could|have been (?:reported|described|identified|found))\b)"
_OVERCLAIMS: list[list[tuple[str, str]]] = [
    [
        (rf"{_MAY}(?:help )?(?:to )?(?:reduce|lower|decrease) (?:the|your|a person's|their) "
         r"(?:risk|chances?|likelihood) (?:of|for) (?:developing |getting |having )?",
         "will completely prevent |will always prevent "),
        (rf"{_MAY}help (?:to )?(?:prevent|avoid)\b", "will always prevent|will completely prevent"),
        (rf"{_MAY}help (?:to )?(?:relieve|ease|control|manage|reduce|treat"
         r"|improve|lessen|slow)(?= (?:the |some |your )?(?:symptoms?|pain|itching|swelling|anxiety"
         r"|seizures|inflammation|bleeding))", "will completely eliminate|will always eliminate"),
        (r"\bcan be treated\b", "can always be completely cured"),
        (rf"{_MAY}be (?=(?:detected|prevented|controlled|managed|diagnosed|corrected"
         r"|removed|cured|reversed|avoided)\b)", "can always be |will in every case be "),
        (_MODAL + r"(?!be (?!fatal|life-|severe|serious|painful|permanent|deadly|effective"
          r"|needed|necessary|required"
         r"|helpful|dangerous|passed|inherited)|help|affect the risk"
         r"|(?:reduce|lower|decrease) (?:the|your|a|their)\b"
         r"|expect|find|blame|read|ask|call|take|get"
         r"|see|use|like|try"
         r"|do\b|make|learn|work|last|increase|measure|provide|describe|(?:be|have|become|come"
         r"|result"
         r"|occur|happen|develop|begin)\b[^.;]* or )",
         "will always |will inevitably |will invariably "),
        (rf"\b(?:Most|Many|Some|Nearly all|Almost all) {_MANY}{_FIRM}", r"All \1"),
        (rf"(?<!one of )\b(?:most|many|some|nearly all|almost all) {_MANY}{_FIRM}", r"all \1"),
        (rf"\b([Ii])n (?:most|many|some|rare|nearly all|almost all) cases\b{_FIRM}",
         r"\1n every case|\1n all cases"),
        (r"\b(?:usually|typically|generally|often) do(?:es)? not (?=have|show|develop|need"
         r"|cause)", "never "),
        (rf"{_OFTEN}\b{_HOW}{_FIRM}", "always|invariably"),
        (rf"(?<!, )(?<!may )(?<!can )(?<!ght )\bsometimes\b(?! (?:not|no|\w+n't|called|known|ref"
         rf"|writ"
         rf"|used|class|div)){_FIRM}", "always"),
        (rf"\bis (?:thought|believed|suspected) to\b{_PROVEN}", "has been proven to"),
        (rf"\bare (?:thought|believed|suspected) to\b{_PROVEN}", "have been proven to"),
        (r"\b(is|are) (?:likely|probably)\b(?! to| a\b| rare)", r"\1 certainly"
                                                                r"|\1 without any doubt"),
        (r"\b(is|are) one of the (?:most common|main|leading|major) "
         r"(cause|symptom|sign|complication)s\b", r"\1 the only \2"),
        (rf"{_MAY}increase (?:the|your|a person's) (?:risk|chances?) (?:of|for) (?:developing "
         rf"|getting )?",
         "will inevitably lead to |will always lead to "),
        (r"(?<!may )(?<!can )(?<!ght )(?<!uld )(?<!to )(?<!not )\bincrease(s?) (?:the|your"
         r"|a person's)"
         r" (?:risk|chances?) (?:of|for) (?:developing |getting "
         r"|having )?", r"inevitably lead\1 to "),
    ],
]
_UNLESS = re.compile(
    r"\b(?:if|when|unless|although|though|while|whether|because|so that|until|even|how|what|where"
    r"|why|whenever|than|as|since|once|not|no|to see|cannot"
    r"|(?:thing|things|ways|steps|way) you|\w you $|anything|think|meaning|which \w+ $"
    r"|other (?:conditions|causes)"
    r"|rule out|only)\b",
    re.IGNORECASE)
_SMALL = frozenset(["the", "of", "in", "and", "a", "with", "for", "to", "is", "or"])
_CLASHES = [  # what is turned round, and what the rest of the text must not say then
    (r"(?<!un)common\b|\brare\b|arely|seldom|often",
     r"\d|\brare|common|\bunknown|arely|seldom|often|sometimes|usual"),
    (r"old age", r"child|infan|bab|newborn|adult|\bage|birth|young|adoles|year|teen|puber"),
    (r"autosomal", r"cop(?:y|ies)|carrier|parent|dominant|recessive"),
    (r"creas|ower|igher", r"greater|creas|\bless\b|\bmore\b|ower|igher|reduc|excess|too"),
    (r"\b[Mm]ost\b|[Vv]ery few", r"\b(?:most|all|some|others?|few|majority|almost|nearly|rare)\b"),
    (r"slowly|rapidly|quickly", r"slow|rapid|quick|gradual|progress|sudden"),
    (r"inherited", r"sporadic|spontan|no (?:\w+ )?history|new mutation|somatic|random"
          r"|after concep|acquired"),
    (r"(?:do|does|is|are|will|can)\s?not", r"\balso\b"), (r"appear", r"\d"),
    (r"not (?:be )?(?:cause|result)|(?:is|are) (?:not )?caused|result",
     r"responsible for|cases|accounts? for|caused? by|mutations? cause|inherit"),
    (r"benign|malignant", r"benign|prognosis|malignan|cancer|tumor"),
    (r"excess", r"deficien|lack|low|loss|absen"),
    (r"improve|better", r"wors|progress|improv|better"),
    (r"too ", r"too |excess|low|high"), (r"reliable", r"\b(?:but|however|although|cure|supporti)"),
    (r"before|after", r"birth|puberty|menopause"), (r"lower|higher|creas", r"\bso that\b"),
    (r"known|understood", r"unclear|unknown|known"),
]
_TWO_SIDED = re.compile(
    r"\b(?:but|however|although|though|yet|while|whereas|others|except|nor|any|anyone|everyone"
    r"|every|each|all|some|without|only|neither|regardless|or (?:can|may)|(?:1|one) in)\b", re.I)
_SOME = re.compile(r"\b(?:some|sometimes|rarely|occasionally|few|rare|certain|other"
          r"|less (?:commonly"
          r"|often))\b", re.I)
_TURN = re.compile(r"\b(?:although|though|while|even|but|despite)\b", re.I)
_MORE = re.compile(r"\b(?:also|some|many|most|usually|often|typically|can|may|about"
          r"|percent)\b", re.I)
_YET = re.compile(r"\b(?:but|although|though|however|except|rarely|occasionally|sometimes|others"
          r"|other (?:people|cases)|less often|more rarely|never|not all|small|less commonly|while"
          r"|does not (?:cause|have)|no symptoms)\b", re.I)
# fmt: on


def _reworded(
    rules: list[list[tuple[str, str]]], chosen: str, topic: str, chance: tuple[Any, ...]
) -> Iterator[tuple[int, int, str]]:
    """The places where a rule applies and what to write there, the best first."""
    found, named = [], set(words(topic.casefold()))
    for tier, level in enumerate(rules):
        for pattern, replacement in level:
            for match in re.finditer(pattern, chosen):
                start, end = match.span()
                lead = re.split(r"[.;:]\s", chosen[:start])
                if _UNLESS.search(lead[-1].rpartition(",")[2][-60:]):
                    continue
                if named & (set(words(match.group().casefold())) - _SMALL):
                    continue
                options = replacement.split("|")
                new = match.expand(options[int(draw(*chance, "word", start) * len(options))])
                rank = tier + len(lead) + 0.5 * lead[-1].endswith(("that ", "which "))
                found.append((rank, draw(*chance, "place", start), start, end, new))
    for _, _, start, end, new in sorted(found):
        yield start, end, new


def _placed(chosen: str, start: int, end: int, new: str) -> tuple[int, int, str]:
    """The edit with the article before it put right (a decrease, an increase), and one space."""
    article = re.search(r"\b([Aa])n? $", chosen[:start])
    if article and new:
        return article.start(), end, article[1] + ("n " if new[0] in "aeiou" else " ") + new
    return start, end, new


def negated_claim(
    chosen: str, topic: str, donor: Donor | None, chance: tuple[Any, ...]
) -> Change | None:
    """One claim turned round, where nothing else in the text speaks of the same."""
    for start, end, new in _reworded(_NEGATIONS, chosen, topic, chance):
        rest = chosen[:start] + " " + chosen[end:]
        sentence = re.split(r"[.;]\s", chosen[:start])[-1] + re.split(r"[.;]\s", chosen[end:])[0]
        if _TWO_SIDED.search(sentence):
            continue
        swap = f"{chosen[start:end]} {new}"
        clash = any(re.search(a, swap, re.I) and re.search(b, rest, re.I) for a, b in _CLASHES)
        if not clash and (change := _edited(chosen, *_placed(chosen, start, end, new))):
            return change
    return None


def overclaim(
    chosen: str, topic: str, donor: Donor | None, chance: tuple[Any, ...]
) -> Change | None:
    """One hedged claim made absolute, where nothing after it hedges again."""
    for start, end, new in _reworded(_OVERCLAIMS, chosen, topic, chance):
        modal = chosen[start:end].startswith(("may", "might", "can", "could"))
        lead, rest = re.split(r"[.;]\s", chosen[:start])[-1], chosen[end:]
        hedged = _SOME.search(lead + rest.partition(". ")[0]) if modal else _MORE.search(rest)
        if hedged or _YET.search(rest) or _TURN.search(lead):
            continue
        if change := _edited(chosen, *_placed(chosen, start, end, new)):
            return change
    return None


def wrong_entity(
    chosen: str, topic: str, donor: Donor | None, chance: tuple[Any, ...]
) -> Change | None:
    """What is true of a near topic, told of this one."""
    told = donor and retold(donor, topic, chosen)
    if not donor or not told or likeness(content(told), content(chosen)) >= 0.5:
        return None
    renamed = (chosen, told) if told == donor.text else (plain(donor.topic), plain(topic))
    return _lent(Change(told, *renamed, donor.id), chosen)


def off_aspect(
    chosen: str, topic: str, donor: Donor | None, chance: tuple[Any, ...]
) -> Change | None:
    """What is true of this topic and was not asked."""
    return _lent(Change(donor.text, chosen, donor.text, donor.id), chosen) if donor else None


def _lent(change: Change, chosen: str) -> Change | None:
    """The change if its answer is another one, about as long as the chosen text."""
    fits = is_matched(change.answer, chosen, 0.25) and tokens(change.answer) < LIMIT
    return change if fits and change.answer != chosen else None


OFFLINE: Mapping[str, Flaw] = {
    "wrong_number": wrong_number,
    "negated_claim": negated_claim,
    "overclaim": overclaim,
    "wrong_entity": wrong_entity,
    "off_aspect": off_aspect,
}


def apply(
    flaw: str, chosen: str, *, topic: str, donor: Donor | None = None, chance: tuple[Any, ...] = ()
) -> Change | None:
    """The chosen text with this flaw, or None if it cannot be given it.

    Args:
        flaw: a name in `OFFLINE`.
        chosen: the honest answer.
        topic: what it is about.
        donor: for `wrong_entity` one of a near topic, for `off_aspect` one of another aspect.
        chance: what decides where there is a choice.
    """
    return OFFLINE[flaw](chosen, topic, donor, chance)


def possible(flaw: str, chosen: str, *, topic: str, donor: Donor | None = None) -> bool:
    """Whether the chosen text can be given this flaw."""
    return apply(flaw, chosen, topic=topic, donor=donor) is not None


def choose(flaws: Mapping[str, float], possible: Collection[str], *chance: Any) -> list[str]:
    """The possible flaws in the order in which they are tried for one row, by their weights.

    Each flaw draws for itself, so that the mix follows the weights and no other row matters.
    """
    return sorted(
        (flaw for flaw in flaws if flaw in possible and flaws[flaw] > 0),
        key=lambda flaw: (-math.log(draw(*chance, flaw)) / flaws[flaw], flaw),
    )
