"""Negations: one claim of an answer turned into its opposite."""

import re
from collections.abc import Iterator

from syngen_assets.core.edits import Chance, Change, edited
from syngen_assets.core.patterns import any_of
from syngen_assets.core.rewordings import NOT_COMPARED, OFTEN, PEOPLE, RISK, Rule, compiled, places

# What the rest of the answer must not speak of, because it would then say both.
_HOW_OFTEN = (
    r"\d|some cases|dozen|many|report|\brare|common|\bunknown|arely|seldom|often|sometimes|usual"
)
_PARTS = r"\b(?:most|all|some|others?|few|majority|almost|nearly|rare)\b"
_AMOUNTS = r"greater|creas|\bless\b|\bmore\b|lower|higher|reduc|excess|too|\bso that\b"
_AGES = r"child|infan|bab|newborn|adult|\bage|birth|young|adoles|year|teen|puber"
_GENES = r"cop(?:y|ies)|carrier|parent|dominant|recessive"
_SPORADIC = r"sporadic|spontan|no (?:\w+ )*history|new mutation|somatic|random|concept|acquired"
_KNOWN = r"unclear|known|\d"
_SPEED = r"slow|rapid|quick|gradual|progress|sudden|over (?:days|weeks|many)"
_NO_ASIDE = r"(?<!especially )(?<!particularly )(?<!mainly )(?<!mostly )"
_CARE = "surgery|treatment|oxygen|insulin|dialysis|help|care|hospital|a|an|to be"
_GROWTH = r"benign|prognosis|malignan|cancer|tumor|no treatment|without treatment"
_COURSE = r"wors|progress|improv|better"
_BUILT_ON = (  # the next sentence goes on from the claim
    r"\bso (?:can|may|do|does|is)\b"
    r"|[.;] (?:This (?!gene|condition|disorder|disease|syndrome|protein|enzyme)|These|Those|Such"
    r"|They|Some|Many|Most|Others?|As a result|It (?:can|may|usually"
    r"|often)|In (?:this|these)|When (?:this|they))\b"
    r"|\b(?:also|these)\b"
)
_CAUSES = rf"responsible for|cases|accounts? for|\bcaus|inherit|{_BUILT_ON}"

_NO_CLAIM = any_of(  # may vary, can choose: denied, these are no wrong facts
    r"also need require sometimes often even still usually only then never not vary range differ"
    r" depend well or\b all\b both each last try consider choose want wish decide fit today instead"
)
_POSSIBLE = (
    r"(?<!or )(?<!so )(?<![Yy]ou )\b(?:can|may|might|could) "
    r"(?!be (?:im|un)\w+)"
    rf"(?!{_NO_CLAIM}|\w+ no\b|have been|have to|have different|\w+ or (?:may|might) not)"
)
_NO_JUDGMENT = any_of(  # usually called, often suspected: denied, these are no wrong facts
    "called known ref been possible depend var rang recomm writ dist class div used susp diagn"
)
_NO_SECOND_NOT = r"(?! (?:\w+ ){0,2}(?:not|no|never|\w+n't)\b)"
_NO_NOT = r"(?![^.;]*(?:n't| not)\b)"
_DEGREES = "(common(?:ly)?|often|likely|frequent(?:ly)?|severe)"
_MEASURE = (
    r"(?= (?:risk(?! (?:may|can|might|should))|levels?|rates?|chances?|incidence|prevalence"
    r"|likelihood|amounts?))"
)
_MILESTONE = r"(?=birth|puberty|menopause|meals|surgery)"

_TURNS = [
    Rule(rf"{_POSSIBLE}(?!be )(?=[a-z])", "cannot |will not ", _BUILT_ON),
    Rule(rf"{_POSSIBLE}(?=be (?![^.;]* or ))", "cannot ", rf"{_BUILT_ON}|accounts? for"),
    Rule(r"\b(?:cannot|can not|can't)\b", "can", _BUILT_ON),
    Rule(rf"\b(?:may|might) (need|require)(?= (?:{_CARE})\b)", r"never \1", _BUILT_ON),
    Rule(r"\bshould not\b", "should"),
    Rule(r"\bshould\b(?! not| also| only| usually|[^.;]* at least)", "should not"),
    Rule(r"(?<!often )(?<!usually )\bmust\b(?! not)", "need not"),
    Rule(r"\b(is|are) not (?:\w+ly |yet )?(known|understood)\b", r"\1 fully understood", _KNOWN),
    Rule(r"\b(is|are) (?:currently |still |largely )?unknown\b", r"\1 well known", _KNOWN),
    Rule(
        r"\bThere (is|are) (?:\w+ly )?no (?:\w+ )?(cures?|treatments?|vaccines?|tests?)\b",
        r"There \1 a reliable \2",
        r"\b(?:but|however|although|cure|supporti|proven|effective)",
    ),
    Rule(r"\b([Ii]n) rare cases\b", r"\1 most cases", _PARTS),
    Rule(r"\b([Ii]n) most cases\b", r"\1 very few cases", _PARTS),
    Rule(rf"\b(?:Most|Nearly all|Almost all) {PEOPLE}{_NO_NOT}", r"Very few \1", _PARTS),
    Rule(rf"\b(?:most|nearly all|almost all) {PEOPLE}{_NO_NOT}", r"very few \1", _PARTS),
    Rule(
        rf"{NOT_COMPARED}{OFTEN}(?= (?!{_NO_JUDGMENT})\w){_NO_SECOND_NOT}",
        "rarely|seldom",
        _HOW_OFTEN,
    ),
    Rule(r"\brarely\b(?!,)", "often", _HOW_OFTEN),
    Rule(rf"\bmore {_DEGREES}\b", r"less \1", _HOW_OFTEN),
    Rule(rf"\bmost {_DEGREES}\b", r"least \1", _HOW_OFTEN),
    Rule(rf"\bless {_DEGREES}\b", r"more \1", _HOW_OFTEN),
    Rule(
        r"\b(?:very |extremely |relatively )?rare\b(?! form| type| vari| case)",
        "common",
        _HOW_OFTEN,
    ),
    Rule(
        rf"{NOT_COMPARED}(?:very |fairly )?common\b(?= (?:in|cause|condition|dis|prob))",
        "rare",
        _HOW_OFTEN,
    ),
    Rule(r"\bincreas(e[sd]?|ing)\b", r"decreas\1", _AMOUNTS),
    Rule(r"\bdecreas(e[sd]?|ing)\b", r"increas\1", _AMOUNTS),
    Rule(rf"\b(?:reduce|lower)(s?)(?= {RISK})", r"increase\1", _AMOUNTS),
    Rule(rf"\bhigh(er)?{_MEASURE}", r"low\1", _AMOUNTS),
    Rule(rf"\blow(er)?{_MEASURE}", r"high\1", _AMOUNTS),
    Rule(r"(?<!like )\btoo much\b", "too little", r"too |excess|low|high"),
    Rule(r"\btoo many\b", "too few", r"too |excess|low|high"),
    Rule(r"\btoo little\b", "too much", r"too |excess|low|high"),
    Rule(r"\black of\b", "excess of", r"deficien|lack|low|loss|absen|without"),
    Rule(r"\bworsens?\b(?= over| with|\.)", "improves", _COURSE),
    Rule(r"\bget worse\b", "get better", _COURSE),
    Rule(r"\bautosomal dominant\b", "autosomal recessive", _GENES),
    Rule(r"\bautosomal recessive\b", "autosomal dominant", _GENES),
    Rule(
        rf"{_NO_ASIDE}\b(in|during) (?:early |late )?(?:infancy|childhood|adolescence)\b",
        r"\1 old age",
        _AGES,
    ),
    Rule(rf"\bbefore {_MILESTONE}", "after ", "birth|puberty|menopause|before|after"),
    Rule(rf"\bafter {_MILESTONE}", "before ", "birth|puberty|menopause|before|after"),
    Rule(r"(?<!can )(?<!may )\bslowly\b", "rapidly", _SPEED),
    Rule(r"(?<!can )(?<!may )\b(?:rapidly|quickly)\b", "slowly", _SPEED),
    Rule(r"\bbenign\b", "malignant", _GROWTH),
    Rule(r"\bmalignant\b", "benign", _GROWTH),
    Rule(r"\bnot (?:usually |typically |generally )?(?=inherited)", "", _SPORADIC),
    Rule(r"\bnot (?:usually |generally )?(?=contagious|cancer|curable|life-)", ""),
]

_OPPOSED = """
upper lower|left right|mild severe|acute chronic|inner outer|narrow wide
internal external|thick thin|increased decreased|increase decrease|increasing decreasing
enlarged shrunken|underactive overactive|painless painful|deficiency excess
shorter longer|younger older|smaller larger|slower faster
temporary permanent|incurable curable|reversible irreversible|dangerous harmless
inherited acquired|unable able|worse better|mildly severely|inside outside
"""
_NO_VERB = (  # to lower a risk is no place, to slow a pulse no pace
    r"(?<!to )(?<!that )(?<!which )(?<!may )(?<!can )(?<!could )(?<!might )(?<!will )(?<!help )"
    r"(?<!also )(?<!should )(?<!before the )"
)
_NO_OBJECT = r"(?! (?:the|an?|your|their|its|his|her|down|blood pressure|that)\b)"
_NO_LIST = (
    r"(?! than\b)(?!,? (?:or|and) )(?!,)(?! [\w-]+(?:,| or\b))(?! (?:back|body|limbs?|skin)\b)"
)
_SAID_AGAIN = (
    rf"\brange|autosomal|X-linked|\bgene|mutation|parent|famil|{_GENES}|{_AMOUNTS}|macro|micro"
)


def _swaps() -> list[Rule]:
    """One word for its opposite, and the opposite for the word."""
    pairs = [pair.split() for pair in _OPPOSED.replace("\n", "|").strip("|").split("|")]
    both = [(pair[n], pair[1 - n]) for pair in pairs if len(pair) == 2 for n in (0, 1)]
    return [
        Rule(
            rf"(?<![-\w])(?<!most )(?<!more )(?<!, )(?<!or ){_NO_VERB}{one}(?![-\w])"
            rf"{_NO_OBJECT}{_NO_LIST}",
            other,
            rf"\b(?:{one}|{other})|{_SAID_AGAIN}",
        )
        for one, other in both
    ]


_SWAPS = _swaps()

_ACTS = any_of(
    "cause affect occur involve require develop produce lead result begin appear spread run damage"
    " interfere contain improve help work protect weaken destroy prevent impair play block disrupt"
    " account contribute belong start"
)
_DONE = any_of(
    "caused inherited treated characterized associated linked needed required recommended passed"
    " related found due spread transmitted available effective present contagious curable dangerous"
    " important necessary helpful safe responsible confirmed affected detected born used"
)
_NATURE = any_of(
    "inherited genetic chronic serious congenital contagious infectious lifelong neurological"
    " autoimmune"
)
_NO_NOUN = (  # the cause, an impact, to help; and "mainly affects" reads badly denied
    "(?<!to )(?<!the )(?<!act )(?<!mon )(?<!ain )(?<!her )(?<!ble )(?<!est )(?<!and )(?<!ly )"
    "(?<!lso )(?<!ften )"
)
_ONE_VERB = (  # a second verb of the same subject would be denied as well, or not at all
    r"(?! (?:and|or)\b)(?![^.;]*\b(?:and|or|but) (?:(?:\w+ly|also|often) )?"
    r"(?:is|are|can|has|may|does|have|will|\w+(?:us|ect|ccur|ult|elop|ead|lock|oduc|tain|pair|pear|get)"
    r"e?s)\b)"
)
_NO_COUNT = (  # affects 1 in 5,000, occurs when …: a count or a condition is left alone
    r"(?! (?:in |for )?(?:of\b|\d|less|are\b|is\b|about|approx|an estimated|few|more than|at least"
    r"|only|up to|between|roughly|nearly|almost|equally|when|if|mostly|mainly|primarily|much|more))"
    r"(?= [A-Za-z])"
)
_ARE_MANY = (  # the subject before is in the plural
    r"(?:(?<=people )|(?<=children )|(?<=women )|(?<=[a-z]s ))"
    r"(?<!ways )(?<!imes )(?<!does )(?<!is )(?<!thers )(?<!ss )(?<!us )(?<!as )(?<!helps )"
)
_NO_SHARE = (
    r"(?! (?:or not|mostly|mainly|in more|in about|in approx|in at least|in \d|in up|about|\d))"
)

_DENIALS = [
    Rule(rf"(?<!first ){_NO_NOUN}\b({_ACTS})s\b{_NO_COUNT}{_ONE_VERB}", r"does not \1", _CAUSES),
    Rule(rf"{_ARE_MANY}({_ACTS})\b{_NO_COUNT}", r"do not \1", _CAUSES),
    Rule(rf"(?<!ly )\b(is|are|was|were) ({_DONE})\b{_NO_SHARE}", r"\1 not \2", _CAUSES),
    Rule(
        rf"{_ARE_MANY}(have|carry|lack)\b(?= (?!been|had|to\b|no[t\b ]|\w+(?:ed|en|ly|nd)\b"
        r"|shown|made|led|also)[a-z])",
        r"do not \1",
        _BUILT_ON,
    ),
    Rule(
        rf"\b(is|are) (an? {_NATURE})\b", r"\1 not \2", rf"{_BUILT_ON}|\bgenes?\b|mutation|inherit"
    ),
]

_TWO_SIDED = re.compile(  # the sentence itself weighs two sides, or speaks of a part
    r"""\b(?:but|however|although|though|yet|while|whereas|others|except|nor|any|anyone|everyone
    |every|each|all|some|without|only|neither|regardless|or\ (?:can|may)|(?:1|one)\ in
    |because|thus|whether
    |in\ other\ cases|much\ more|occasionally|rarely|sometimes|percent)\b
    | ,\ (?:so|which\ (?:may|can)|making)\b """,
    re.IGNORECASE | re.VERBOSE,
)

_PARTIAL = re.compile(  # "many start slowly" does not become false if many start rapidly
    r"\b(?:many|most|several|certain|a few|to (?:understand|learn))\b", re.IGNORECASE
)


def negated_claim(chosen: str, topic: str, chance: Chance) -> Iterator[Change]:
    """One claim turned round, where nothing else in the text speaks of the same."""
    for place in places([_TURNS, [*_DENIALS, *_SWAPS]], chosen, topic, chance):
        if _TWO_SIDED.search("".join(place.sentence)) or _PARTIAL.search(place.sentence[0]):
            continue
        rest = chosen[: place.start] + " " + chosen[place.end :]
        if place.rule.unless and compiled(place.rule.unless, re.IGNORECASE).search(rest):
            continue
        if change := edited(*place.edit()):
            yield change
