"""Generic claims: what an answer says that may hold of many topics, and so of this one too."""

import re

from syngen_assets.core.patterns import union

# A rule is a name and a pattern; a text in which one is found is never told of another topic.
GENERIC = {
    "unsure": r"\b(?:unknown|unclear|uncertain|not known|not (?:\w+ )?(?:understood|found))\b"
    r"|\blittle information|\bno (?:\w+ )?(?:cure|one (?:medication|treatment))\b"
    r"|\bresearch(?:ers)? (?:is|are|has|have)\b|active area of research",
    "it depends": r"\bdepend(?:s|ing)? (?:up)?on\b|\bvar(?:y|ies|iable)\b|\beach (?:person|patient)"
    r"|\bdiffer(?:s|ent)? (?:from|in) (?:person|each)",
    "supportive": r"\b(?:supportive|symptomatic|symptoms present|recover at home|management)\b"
    r"|\bteam of\b|\bmultidisciplinary\b|\bspecialists?\b|\bgenetic counsel",
    "advice": r"\b(?:your|a|the) (?:doctor|health ?care (?:provider|professional|team))\b"
    r"|\b(?:medical|immediate) (?:attention|help|advice|care)\b|\bclinical trials?\b",
    "diagnosis": r"\bdiagnos(?:ed|is)\b.{0,40}\b(?:based|suspected|confirmed|clinical)\b"
    r"|\bclinical (?:findings|features|evaluation)\b|\b(?:physical|medical) (?:exam|history)"
    r"|\bfamily history\b|\bgenetic testing (?:is|may|can)\b|\bGTR\b|\bmolecular testing\b",
    "literature": r"\bmedical literature\b|\bbased on reports\b|\bbeen (?:reported|described) in\b",
    "classes": r"\b(?:classified|divided) into\b|\btypes? (?:of|is|are) (?:\w+ )?classified\b",
    "heredity": r"\b(?:one|two|both) (?:\w+ )?cop(?:y|ies) of the (?:\w+ )?gene\b"
    r"|\b(?:inherits?|carr(?:y|ies)) (?:one|the) (?:\w+ )?(?:copy|mutat)|\bnew mutations?\b"
    r"|\beach (?:child|pregnancy|sibling)\b|\bde novo\b",
    "therapy": r"\b(?:surgery|radiation|chemotherapy)\b.*\b(?:surgery|radiation|chemotherapy)\b"
    r"|\bphysical therapy\b|\bpain reliev|\bover-the-counter\b",
    "way of life": r"\bhealthy (?:diet|weight|lifestyle|eating)|\bregular exercise\b|\bsmok",
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
