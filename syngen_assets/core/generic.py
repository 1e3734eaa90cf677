"""Generic claims: what an answer says that may hold of many topics, and so of this one too."""

import re

from syngen_assets.core.patterns import union

_SIGN = (
    r"\b(?:fever|fatigue|tiredness|weight loss|night sweats|loss of appetite|chills|cough"
    r"|headaches?|body aches|weakness|nausea|vomiting|pain)"
)
# A rule is a name and a pattern; a text in which one is found is never told of another topic.
GENERIC = {
    "unsure": r"\b(?:unknown|unclear|uncertain|proven|not (?:\w+ )*(?:known|understood|found))\b"
    r"|\blittle information|\bmultiple causes\b"
    r"|\bno (?:\w+ )?(?:cure|one (?:medication|treatment))\b"
    r"|\bresearch|\bstud(?:y|ies)\b|\badvances\b|\bscientists\b"
    r"|\bbeen identified\b",
    "it depends": r"\bdepend(?:s|ing)? (?:up)?on\b|\bvar(?:y|ies|iable)\b|\branges? (?:from|in)\b"
    r"|\beach (?:person|patient)|\bdiffer(?:s|ent)? (?:from|in) (?:person|each)",
    # What is not so of theirs is hardly so of ours.
    "not so": r"\b(?:do|does|did|need)(?: not|n['’]t)\b|\bon its own\b"
    r"|\bno (?:\w+ )*(?:symptoms|signs|treatment)\b",
    # Three such signs are seen in any infection, and in many a cancer.
    "common signs": rf"(?:{_SIGN}\b.*){{3}}",
    "supportive": r"\b(?:supportive|symptomatic|symptoms present|recover at home|management)\b"
    r"|\bteam of\b|\bmultidisciplinary\b|\bspecialists?\b|\bgenetic counsel",
    "advice": r"\b(?:your|a|the) (?:doctor|health ?care (?:provider|professional|team))\b"
    r"|\b(?:medical|immediate) (?:attention|help|advice|care)\b|\bclinical trials?\b",
    "diagnosis": r"\bdiagnos(?:ed|is)\b.{0,40}\b(?:based|suspected|confirmed|clinical)\b"
    r"|\bdiagnostic criteria\b"
    r"|\bclinical (?:findings|features|evaluation)\b|\b(?:physical|medical) (?:exam|history)"
    r"|\bfamily history\b|\bgenetic testing (?:is|may|can)\b|\bGTR\b|\bmolecular testing\b",
    "hope": r"\bnormal lives\b|\bimproves? with\b|\bMedicare\b|\bquality of life\b",
    "anybody": r"\b(?:any|all) ages?\b|\bboth (?:men and women|sexes)\b"
    r"|\bmore likely than\b|\bare more likely\b|\bin adulthood\b",
    "literature": r"\bmedical literature\b|\bbased on reports\b|\bbeen (?:reported|described) in\b",
    "classes": r"\b(?:classified|divided) into\b|\btypes? (?:of|is|are) (?:\w+ )?classified\b",
    "heredity": r"inheritance pattern"
    r"|\b(?:one|two|both) (?:\w+ )?cop(?:y|ies) of the (?:\w+ )?gene\b"
    r"|\b(?:inherits?|carr(?:y|ies)) (?:one|the) (?:\w+ )?(?:copy|mutat)|\bnew mutations?\b"
    r"|\beach (?:child|pregnancy|sibling)\b|\bde novo\b",
    "therapy": r"\b(?:physical|occupational|behavioral) (?:and \w+ )?therap(?:y|ies)\b"
    r"|\b(?:surgery|radiation|chemotherapy)\b.*\b(?:surgery|radiation|chemotherapy)\b"
    r"|\bpain reliev|\bover-the-counter\b"
    r"|\bantibiotics\b|\b[Rr]est,? |\bfluids\b",
    "course": r"\b(?:get|gets|become|becomes) worse slowly\b|\bworsens? slowly\b",
    "hygiene": r"\b(?:masks?|sick (?:people|person)|fresh air|spread germs)\b"
    r"|\bwash(?:ing|ed)? (?:\w+ )?hands\b",
    "way of life": r"\bhealthy (?:diet|weight|lifestyle|eating)|\bregular exercise\b|\bsmok"
    r"|\bweight\b|\bbeing active\b|\bstress\b|\b(?:alcohol|beer)\b|\bavoiding triggers\b"
    r"|\bpollen\b",
}
_GENERIC = union(GENERIC.values(), re.IGNORECASE)
_CLAIMS = re.compile(  # what decides a question in set words: if both say it, neither is wrong
    r"""autosomal\ (?:dominant|recessive)|x-linked|mitochondrial|sporadic|not\ inherited
    |no\ (?:family\ )?history""",
    re.IGNORECASE | re.VERBOSE,
)


def is_generic(text: str) -> bool:
    """Whether the text says what may hold of any topic."""
    return bool(_GENERIC.search(text))


def claims(text: str) -> set[str]:
    """The set phrases of the text that decide a question by themselves."""
    return {claim.casefold() for claim in _CLAIMS.findall(text)}
