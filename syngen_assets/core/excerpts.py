"""Excerpts: runs of whole sentences, taken from an answer as they stand."""

import re
from dataclasses import dataclass
from functools import lru_cache

from syngen_assets.core.text import tokens
from syngen_assets.core.text import words as count_words

LOOK_AT = 3000  # letters of an answer that are read
STARTS = 10  # sentences among which the start is sought: what stands deeper is about details

_ABBREVIATIONS = re.compile(
    r"dr|mrs?|ms|prof|st|vs|approx|etc|eg|ie|no|fig|al|ca|cf|inc|[js]r|dept|est|ave|mt|ft|incl"
    r"|resp|spp?|var|ph\.d",
    re.IGNORECASE,
)
_LETTERED = re.compile(r"(?:[A-Za-z]\.)+[A-Za-z]")  # U.S, P.A.D: an abbreviation of any letters
_END = re.compile(
    r"[.!?]+(?:\[[\d,\s-]+\])*[\"'”’)\]]*(?=\s+[\"'“‘(\[]?[A-Z0-9-]|\s*$)"  # the usual end
    r"|(?<=[a-z)]{2})[.!?](?=[A-Z][a-z]+ )"  # the space is missing
    r"|(?<=\w)\s*:(?=\s+[-•*] )|(?<=\w)(?=\s+[-•*] [A-Z])"  # a list begins, or goes on
)
_HEADING = re.compile(
    r"(?:Summary|Overview|Key Points|Definition|Description|Background|Introduction|Note"
    r"|Symptoms|Causes|Treatment|Diagnosis|Prognosis)\s?(?:[:-]|--)\s+(?=[A-Z])"
)
_FURNITURE = re.compile(
    r"https?:|www\.|\w\.(?:gov|org|com|edu)\b|@|\d{3}[-.)]\s?\d{3}-?\d{4}"
    r"|Human Phenotype Ontology|MedlinePlus|Medline Plus|GeneReviews?\b|Orphanet|OMIM\b|PubMed"
    r"|\b(?:tables?|list|links?|resources?|sections?|figures?|information|chart) (?:below|above)\b"
    r"|\b[Cc]lick|\bsee (?:the|also|our|figure|table|below|above)\b|\bSee\b|\bKey Points\b"
    r"|[Ff]or (?:more|further|additional|detailed) (?:information|details)|[Mm]ore information"
    r"|[Rr]ead more|[Ll]earn more (?:about|at)\b|[Ww]atch the\b|\b[Vv]ideo\b|\b(?:Figure|Fig\.|Table|Appendix) ?\d"
    r"|(?:the )?following (?:link|website|resource|list|table|organi[sz]ation|article|page)"
    r"|\b(?:web ?site|web ?page|fact sheet|pamphlet|booklet|brochure|toll-free)s?\b"
    r"|\b(?:[Tt]his|these) (?:page|article|section|summary|topic|resource|guide)s?\b"
    r"|These resources|[Rr]efer to|as (?:described|mentioned|noted|listed|shown) (?:above|below)"
    r"|percentage of patients who have that feature|listed as a (?:rough|fraction)|^Below|[Bb]elow[.:,]"
    r"|\b(?:listed|shown|described|given|found|provided|outlined|discussed|mentioned) below"
    r"|a frequency of \d+/|number of (?:the|people who were examined)|is listed here"
    r"|\b[Hh]ere (?:are|is) "
    r"|\b[Aa]rticles\b.*\bavailable|finding an article|\b[Ww]e (?:recommend|provide|list)"
    r"|\b(?:NIH|National Institutes? of|Office of Rare|[Cc]linical trials? (?:that|are)|Rockville)"
    r"|\b[Ww]e (?:suggest|encourage)|discussed in [\"“]|\b[Pp]ublications of"
)
_HANGING = re.compile(
    r"(?:(?:Although|While|Because|If|When|Since|As|Though) (?:they|it|this|these|he|she)|In these"
    r"|These|Those|Such|This|That|However|Therefore|Thus|Hence|Also|Moreover|Furthermore|Then"
    r"|Additionally|Consequently|Nevertheless|Similarly|Likewise|Instead|Otherwise|Still|Yet|Or"
    r"|And|But|So|Nor|Another|Others?|Both|Neither|Either|It|Its|They|Their|Them|He|She|His|Her"
    r"|For (?:example|instance|this|these|that)|In (?:addition|contrast|this|these|such|turn|fact)"
    r"|In (?:either|both|other) (?:case|words)|As (?:a result|such|well)|Because of (?:this|these)"
    r"|Of (?:these|those)|On the other|Each of (?:these|those)|Some of (?:these|those)|At this"
    r"|(?:One|Some|Most|Many|All|Several|None|Two|Three) of (?:these|them|those|the others?)"
    r"|At (?:that|this)|With (?:this|these|that)|Among (?:these|them)|From (?:this|there)|By this"
    r"|The (?:latter|former|above|same|other|others|remaining|second|third|following|two|three)"
    r"|Less (?:common|often)|More (?:rarely|often)|Rarely|Finally|Lastly|Second|Third|Next|Once"
    r"|Overall|Even|Unlike (?:this|these)|After (?:this|that)|Depending on|Typically|Altogether"
    r"|According to|Answer|Yes|No|Not all|Here|There(?:fore| may also| are also| is also)"
    r"|When this|If this|If so|Like (?:this|these)|Under (?:this|these))\b(?![- ]?[’'])"
)
_ALONE = re.compile(  # what may hang in the air where the whole answer is given
    r"(?:No|Not all|Even|Typically|Overall|Rarely)\b"
)
_ASIDE = re.compile(
    r"\b(?:also|too|another|other (?:signs|symptoms|features|causes))\b"
    r"|\b(?:this|these|those) (?!means\b)[a-z]"
)
_FOR_TOPIC = re.compile(r"(?:This|The) (?:condition|disorder|disease|syndrome|illness)\b")
_REMNANT = re.compile(
    r"\s[-•*·]\s|[:;]\s*[.!]?$|\.\.|\?|\b(\w+) \1\b|[|{}<>©®]|\[\w|\]\s*[A-Z]|\b\d+\s*\.\s+[A-Z]"
    r"|[a-z)] (?:The|This|These|There|It|In|If|When|Some|Many|Most|You|Your|They|People|Other"
    r"|Although|For|What|How|Because|Several|Researchers|Doctors|Scientists|Recent|Each|One|Once"
    r"|While|As|At|To|Since|About|Every|Both|Their|Its|We|Not|With|After"
    r"|Children|Women|Men|Patients|Health|Symptoms|Treatment|Signs|Causes|Is|Are|Do|Does|Who"
    r"|Can) [a-z]"
    r"|\w{4}(?:(?<!brea)(?<!ba)(?<!soo)(?<!clo)(?<!loa)(?<!see)the|which|including|usually|called"
    r"|such|although|because|organisms|inflammation|(?<!be)you)\b"
    r"|\b(?:(?:do|does|is|are|ca|wo|have|did|was|were)nt|thats|youre|theyre|bodys|childs|persons"
    r"|womans|todays)\b"
    r"|\b(?:Causes|Research|Treatments?|Symptoms|Diagnosis|Prevention|Factors|Tests|Therapy"
    r"|Studies|Trials|Procedures|History|Medicines|Complications) [A-Z][a-z]+ (?!and|or|of)[a-z]"
    r"|(?:tion|ism|itis|osis|ness|ment|phy)s?(?:or|and|a|an|such|when|that|in|inflammation)\b"
    r"|[a-z]{2}[A-Z][a-z]{3}|[a-z]\.[A-Z][a-z]|[a-z]{4}\. [a-z]|[a-z],[a-z]|\w\(|\)[A-Za-z]"
    r"|\s[,.;)]|--\s*$"
    r"|[a-z]:[A-Za-z]|^\d+\. |�|\( |^[A-Z][\w ]{2,40}: [A-Z]"
    r"|^(?:[A-Z]\w+ ){1,6}An? [a-z]|^(?:[A-Z][\w’'-]+ (?:and |of |or |in |the |for )?){4,}[a-z]"
    r"|: [A-Z][a-z]|-- [A-Z][a-z]+ [A-Z]|(?i:\b(\w+ \w{4,}) \2\b)|^Espa"
    r"|\) [A-Z][a-z]+ [A-Z][a-z]|^(?:How|What|Why|Which"
    r"|Who|Whether)\b"
    r"|\b(?:patients|infants) (?:body|blood|age|symptoms|medical|health|condition)\b"
    r"|^(?:A|An|Main|Major|Other|Common|Your|What|How|Who"
    r"|The) [A-Z]\w+ (?:[A-Z]\w+ )?[A-Z][\w'’]+ [a-z]"
    r"|\b(?:Diagnosing|Treating|Preventing|Understanding|Managing) (?:[A-Z]\w+ ){2,}[a-z]"
)
_BULLETS = ("- ", "• ", "* ")
_BREAKS_OFF = re.compile(
    r"\b(?:following|these|include|includes|including|as follows|such as|are)\.$"
    r"|^\S+(?: \S+){0,2}\.$"
    r"|^(?:(?:[A-Z][\w’'-]*|and|of|or|the|in|for|to|with)[\s.,]+)+$"
)
_VERB = re.compile(
    r"\b(?:is|are|was|were|has|have|had|can|may|might|will|should|must|do|does|cannot|could)\b"
    r"|(?<![-\w])\w{3,}(?:ed|es|[^su\W]s)\b|\b(?:cause|include|affect|occur|begin|lead|help"
    r"|result|develop|need|use|make|complain|suffer|give|show|become|take|work|play)\b"
)


@dataclass(frozen=True)
class _Sentence:
    """Where a sentence stands in the folded text, and what one needs to know to use it."""

    start: int
    end: int
    listed: bool
    sound: bool
    fit: bool
    opens: bool
    tokens: int
    words: int


def fold(text: str) -> str:
    """The text with each run of white space made one space."""
    return " ".join(text.split())


def _is_abbreviation(text: str, dot: int) -> bool:
    """Whether the full stop at `dot` belongs to an abbreviation, an initial or a list number."""
    word = text[text.rfind(" ", 0, dot) + 1 : dot].lstrip("([\"'“‘-")
    if word.isdigit():
        return dot - len(word) < 2 or text[max(0, dot - len(word) - 2)] in ".:;!?-"
    if _ABBREVIATIONS.fullmatch(word) or (len(word) == 1 and word.isupper()):
        return not (word in {"U.S", "etc"} and re.match(r"\. [A-Z][a-z]+ [a-z]", text[dot:]))
    return bool(_LETTERED.fullmatch(word))


def _spans(folded: str) -> list[tuple[int, int]]:
    """Where the sentences of a folded text begin and end."""
    spans, start = [], 0
    for mark in _END.finditer(folded):
        if folded[mark.start() : mark.end()][:1] == "." and _is_abbreviation(folded, mark.start()):
            continue
        spans.append((start, mark.end()))
        start = mark.end()
    spans.append((start, len(folded)))
    found = []
    for begin, end in spans:
        begin += len(folded[begin:end]) - len(folded[begin:end].lstrip())
        if heading := _HEADING.match(folded, begin, end):
            found.append((begin, begin + len(heading.group().rstrip())))
            begin = heading.end()
        if begin < end:
            found.append((begin, end))
    return found


def sentences(text: str) -> list[str]:
    """The sentences of a text, each just as it stands in the folded text."""
    folded = fold(text)
    return [folded[start:end] for start, end in _spans(folded)]


def _is_balanced(sentence: str) -> bool:
    """Whether each bracket and each quotation mark that opens also closes."""
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


def _is_sound(sentence: str) -> bool:
    """Whether the sentence is undamaged and without page furniture."""
    return (
        (sentence[0].isupper() or sentence[0].isdigit())
        and sentence[-1] in ".!"
        and not sentence.isupper()
        and not _REMNANT.search(sentence)
        and not _FURNITURE.search(sentence)
        and not _BREAKS_OFF.search(sentence)
        and _is_balanced(sentence)
    )


@lru_cache(maxsize=16384)
def _read(text: str) -> tuple[str, tuple[_Sentence, ...]]:
    """The part of a text that is looked at, folded, and its sentences."""
    folded = fold(text[: 2 * LOOK_AT])[:LOOK_AT]
    read = []
    for start, end in _spans(folded):
        if listed := folded.startswith(_BULLETS, start):
            start += 2
        sentence = folded[start:end]
        sound = _is_sound(sentence)
        fit = sound and bool(_VERB.search(sentence[1:]))
        opens = fit and not _HANGING.match(sentence) and not _ASIDE.search(sentence[:80])
        size = (tokens(sentence), len(count_words(sentence))) if fit else (0, 0)
        read.append(_Sentence(start, end, listed, sound, fit, opens, *size))
    return folded, tuple(read)


def _names(text: str, topic: str) -> bool:
    """Whether the text holds a long word of the topic, or its acronym."""
    inside = set(count_words(text.casefold()))
    named = any(word in inside for word in count_words(topic.casefold()) if len(word) > 3)
    return not topic or named or bool(re.search(r"\b[A-Z]{2,}", text))


def _lengths(
    folded: str, read: tuple[_Sentence, ...], at: int, limit: int, topic: str
) -> list[tuple[int, int]]:
    """The runs that begin at one sentence: each one's count of words and its end."""
    runs: list[tuple[int, int]] = []
    sum_tokens = sum_words = 0
    for sentence in read[at:]:
        sum_tokens, sum_words = sum_tokens + sentence.tokens, sum_words + sentence.words
        glued = bool(runs) and (sentence.listed or folded[sentence.start - 1] != " ")
        if not sentence.fit or sum_tokens >= limit or glued:
            break
        before = folded[read[at].start : sentence.start]
        if _FOR_TOPIC.match(folded, sentence.start) and not _names(before, topic):
            break
        runs.append((sum_words, sentence.end))
    return runs


def _is_whole(folded: str, read: tuple[_Sentence, ...], limit: int, least: int) -> bool:
    """Whether the answer as it stands is short enough and sound from end to end."""
    return (
        bool(read)
        and all(sentence.sound and not sentence.listed for sentence in read)
        and not any(_FOR_TOPIC.match(folded, sentence.start) for sentence in read)
        and (not _HANGING.match(folded) or bool(_ALONE.match(folded)))
        and tokens(folded) < limit
        and len(count_words(folded)) >= least
    )


@lru_cache(maxsize=16384)
def _heading(topic: str) -> re.Pattern[str] | None:
    """A pattern that finds a heading, ending in the topic, run into the sentence after it."""
    last = re.escape(topic.rpartition(" ")[2])
    return re.compile(rf"(?i:(?:[\w’'-]+ ){{0,5}}{last}s?) [A-Z][a-z]+ [a-z]") if last else None


def excerpt(
    text: str,
    *,
    limit: int = 70,
    least: int = 8,
    words: tuple[int, int] | None = None,
    topic: str = "",
) -> str | None:
    """The answer if it is short and sound, or else its first good run of whole sentences.

    What comes back has fewer than `limit` tokens and stands in the folded text word for word.

    Args:
        text: the answer to take it from; its first 3,000 letters are looked at.
        limit: the run has fewer tokens than this.
        least: the run has at least this many words.
        words: if given, the run's count of words lies between the two, as near the middle as can
            be; if not, the run is as long as the limit lets it be.
        topic: what the answer is about: "This condition" needs a topic that was named before it.
    """
    folded, read = _read(text)
    if not words and _is_whole(folded, read, limit, least):
        return folded
    heading = _heading(topic)
    for at, sentence in enumerate(read[:STARTS]):
        if not sentence.opens or _FOR_TOPIC.match(folded, sentence.start):
            continue
        if heading and heading.match(folded, sentence.start):
            continue
        low, high = words or (least, limit)
        runs = [
            run
            for run in _lengths(folded, read, at, limit, topic)
            if max(low, least) <= run[0] <= high
        ]
        if runs:
            middle = (low + high) / 2 if words else high
            return folded[sentence.start : min(runs, key=lambda run: abs(run[0] - middle))[1]]
    return None
