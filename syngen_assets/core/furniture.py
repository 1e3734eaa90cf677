"""Furniture: what belongs to a page and not to its text, and the marks of a damaged text."""

import re

from syngen_assets.core.patterns import any_of, union

# A rule is a name and a pattern that is searched for in one sentence; to add one, add a line.
PAGE = {
    "address": r"https?:|www\.|\w\.(?:gov|org|com|edu)\b|@",
    "telephone": r"\d{3}[-.)]\s?\d{3}-?\d{4}|toll-free",
    "source": r"Human Phenotype Ontology|Medline ?Plus|GeneReviews?\b|Orphanet|PubMed",
    "institute": r"\b(?:NIH|National Institutes? of|Office of Rare|Rockville)",
    "trials": r"\b[Cc]linical trials? (?:that|are)",
    "click": r"\b[Cc]lick|\b[Vv]ideo\b|[Ww]atch the\b",
    "see": r"\bSee\b|\bsee (?:the|also|our|figure|table|below|above)\b|[Rr]efer to",
    "more": r"[Mm]ore information|[Rr]ead more|[Ll]earn more (?:about|at)\b"
    r"|[Ff]or (?:more|further|additional|detailed) (?:information|details)",
    "figure": r"\b(?:Figure|Fig\.|Table|Appendix) ?\d",
    "publication": r"\b(?:web ?site|web ?page|fact sheet|pamphlet|booklet|brochure)s?\b"
    r"|\b[Aa]rticles\b.*\bavailable|\b[Pp]ublications of",
    "this page": r"\b(?:[Tt]his|these) (?:page|article|section|summary|topic|resource|guide)s?\b",
    "following": r"following (?:link|website|resource|list|table|organi[sz]ation|article|page)",
    "here": r"\b[Hh]ere (?:are|is) |is listed here",
    "below": r"\b(?:tables?|list|links?|resources?|sections?|figures?|information|chart)"
    r" (?:below|above)\b|as (?:described|mentioned|noted|listed|shown) (?:above|below)|^Below"
    r"|\b(?:listed|shown|described|given|found|provided|outlined|discussed|mentioned) below"
    r"|[Bb]elow[.:,]",
    "we": r"\b[Ww]e (?:recommend|provide|list|suggest|encourage)",
    # How the Human Phenotype Ontology's tables are explained: nothing of it is about the topic.
    "frequencies": r"listed as a (?:rough|fraction)|a frequency of \d+/"
    r"|number of (?:the|people who were examined)",
}

_STARTERS = any_of(
    "The This These There It In If When Some Many Most You Your They People Other Although For"
    " What How Because Several Researchers Doctors Scientists Recent Each One Once While As At To"
    " Since About Every Both Their Its We Not With After Children Women Men Patients Health"
    " Symptoms Treatment Signs Causes Is Are Do Does Who Can"
)
_HEADINGS = any_of(
    "Causes Research Treatment Treatments Symptoms Diagnosis Prevention Factors Tests Therapy"
    " Studies Trials Procedures History Medicines Complications"
)
_GLUED = any_of("which including usually called such although because organisms inflammation")
_THE = r"(?<!brea)(?<!ba)(?<!soo)(?<!clo)(?<!loa)(?<!see)the"  # breathe, bathe, soothe, clothe …
_SUFFIXES = any_of("tion ism itis osis ness ment phy")

DAMAGE = {
    # A heading stands before its sentence without a mark between them.
    "heading, then a start": rf"[a-z)] {_STARTERS} [a-z]",
    "known heading": rf"\b{_HEADINGS} [A-Z][a-z]+ (?!and|or|of)[a-z]",
    "capitals": r"^(?:[A-Z][\w’'-]+ (?:and |of |or |in |the |for )?){4,}[a-z]",
    "capitals, then an article": r"^(?:[A-Z]\w+ ){1,6}An? [a-z]",
    "capitals after an article": r"^(?:A|An|Main|Major|Other|Common|Your|The)"
    r" [A-Z]\w+ (?:[A-Z]\w+ )?[A-Z][\w'’]+ [a-z]",
    "gerund": r"\b(?:Diagnosing|Treating|Preventing|Understanding|Managing) (?:[A-Z]\w+ ){2,}[a-z]",
    "question": r"\?|^(?:How|What|Why|Which|Who|Whether)\b",
    "colon": r": [A-Z][a-z]|^[A-Z][\w ]{2,40}: [A-Z]|-- (?:An? )?[A-Z]\w+ [A-Z]|[a-z]:[A-Za-z]",
    "bracket, then a start": r"\) [A-Z][a-z]+ [A-Z][a-z]",
    "language": r"^Espa",
    # A list has lost its lines.
    "bullet": r"\s[-•*·]\s|\b\d+\s*\.\s+[A-Z]",
    # A space, an apostrophe or a letter was lost on the way.
    "glued": rf"\w{{4}}(?:{_THE}|{_GLUED}|(?<!be)you)\b",
    "glued to a noun": rf"{_SUFFIXES}s?(?:or|and|a|an|such|when|that|in|inflammation)\b",
    "no apostrophe": r"\b(?:(?:do|does|is|are|ca|wo|have|did|was|were)nt|thats|youre|theyre|bodys"
    r"|childs|persons|womans|todays)\b"
    r"|\b(?:patients|infants) (?:body|blood|age|symptoms|medical|health|condition)\b",
    "no space": r"[a-z]{2}[A-Z][a-z]{3}|[a-z]\.[A-Z][a-z]|[a-z],[a-z]|\w\(|\)[A-Za-z]",
    "space too many": r"\s[,.;)]|\( ",
    "stop within": r"[a-z]{4}\. [a-z]|\.\.",
    # A piece stands twice, or markup is left.
    "twice": r"\b(?P<word>\w+) (?P=word)\b|(?i:\b(?P<pair>\w+ \w{4,}) (?P=pair)\b)",
    "markup": r"[|{}<>©®�]|\[\w|\]\s*[A-Z]",
}

BROKEN_OFF = {
    "waits for a list": r"\b(?:following|these|include|includes|including|as follows|such as|are)"
    r"\.$",
    "three words": r"^\S+(?: \S+){0,2}\.$",
    "title": r"^(?:(?:[A-Z][\w’'-]*|and|of|or|the|in|for|to|with)[\s.,]+)+$",
}

_ANY = union([*PAGE.values(), *DAMAGE.values(), *BROKEN_OFF.values()])
_VERB = re.compile(
    r"""\b(?:is|are|was|were|has|have|had|can|may|might|will|should|must|do|does|cannot|could)\b
    | (?<![-\w]) \w{3,} (?:ed|es|[^su\W]s)\b
    | \b(?:cause|include|affect|occur|begin|lead|help|result|develop|need|use|make|complain
      |suffer|give|show|become|take|work|play)\b""",
    re.VERBOSE,
)


def is_clean(sentence: str) -> bool:
    """Whether the sentence breaks no rule, and closes each bracket and quotation it opens."""
    return not _ANY.search(sentence) and _is_balanced(sentence)


def has_verb(sentence: str) -> bool:
    """Whether a word of the sentence looks like a verb: a title has none."""
    return bool(_VERB.search(sentence[1:]))


def _is_balanced(sentence: str) -> bool:
    depth = 0
    for letter in sentence:
        depth += (letter in "([") - (letter in ")]")
        if depth < 0:
            return False
    return (
        depth == 0
        and sentence.count('"') % 2 == 0
        and sentence.count("“") == sentence.count("”")
        and not re.search(r"(?:^|\s)['‘][A-Za-z]", sentence)
    )
