"""Names: a topic's name in a text, found there, written as a sentence needs it, or exchanged."""

import re
from functools import lru_cache

from syngen_assets.core.likeness import content
from syngen_assets.core.patterns import any_of
from syngen_assets.core.text import words

_LEADS = any_of(  # what can stand before any name; "plaque", "knee" or "an" fit one name only
    "with of have has had having for from in cause causes by is are was and or that to treat treats"
    " treating prevent prevents develop develops developed developing diagnose detect get gets"
    " getting when if as because into about makes make without behind untreated early severe"
)
_LED = re.compile(rf"(?:^|[.!?;:,]\s+|(?<!\w){_LEADS}\s+)$", re.IGNORECASE)
_BEHIND = re.compile(  # what only some illnesses have, by that name
    r"\s(?:attacks?|breakouts?|flares?|germs?|outbreaks?|spots?|virus(?:es)?)\b"
)
_OTHER_NAME = re.compile(r"\b(?:formerly|also) (?:known|called)")
_NO_NAME = re.compile(  # a heading, or what is not an illness
    r"""[:?] | \ -\ | \bcaregiving\b
    | ^(?:causes\ of|what|how|your|prevent|keep|living|caring|talking|facts|understanding|using
      |problems|medicines?|about)\b
    | \b(?:you|your|and|or|tests?|treatment|health|care|safety|therapy|medicines|surgery|research
      |prevention
      |rehabilitation|transplant|pregnancy|diet|exercise|in\ (?:adults|children|men|women))\b""",
    re.IGNORECASE | re.VERBOSE,
)
_COMMON_ENDS = any_of(
    "itis osis asis emia amia oma pathy ism ia sis phy ic al ous ed ing tion ity ency ness ive ary"
    " oid ment ure ase ina eria"
)
_COMMON_NOUNS = any_of(
    "syndrome disorder cancer cancers tumor tumors stone stones kidney heart breast blood bone skin"
    " liver brain eye pain back health child children adults diabetes injury abscess onset type"
    " fever gland"
)
_COMMON = re.compile(rf".*{_COMMON_ENDS}|{_COMMON_NOUNS}", re.IGNORECASE)
_PLURAL = re.compile(r"(?:[^sui'’]s|[^t]ies|sis and .*)$")
_MASS = re.compile(r"(?:diabetes|rabies|herpes|measles|mumps|rickets|scabies|shingles)$")


def plain(topic: str) -> str:
    """The topic without what stands in brackets at its end."""
    return re.sub(r"\s*\([^()]*\)\s*$", "", topic).strip() or topic


@lru_cache(maxsize=8192)
def mention(topic: str) -> re.Pattern[str]:
    """A pattern that finds the topic in a text: any case, any apostrophe, with its brackets."""
    parts = re.split(r"[\s-]+", plain(topic))
    name = r"[\s-]+".join(re.sub(r"['’]|(?<=\w)s\b", "['’]?s?", re.escape(p)) for p in parts)
    return re.compile(rf"(?<![\w-]){name}(?:\s\([A-Z][\w.-]*\))?(?![\w-])", re.IGNORECASE)


def is_name(topic: str) -> bool:
    """Whether a sentence can go on after the topic as after the name of an illness."""
    return not _NO_NAME.search(plain(topic)) and len(words(plain(topic))) <= 7


def is_plural(topic: str) -> bool:
    """Whether a verb after the topic stands in the plural: kidney stones, but not diabetes."""
    name = plain(topic)
    return bool(_PLURAL.search(name)) and not _MASS.search(name.casefold())


def _begins(text: str, place: int) -> bool:
    """Whether a sentence begins there."""
    return not place or bool(re.search(r"[.!?]\s*$", text[:place]))


def written(topic: str, seen: str) -> str:
    """The topic as one writes it within a sentence: as it was seen there, else small but names."""
    for match in mention(topic).finditer(seen):
        if not _begins(seen, match.start()) and "(" not in match.group():
            return match.group()
    parts = plain(topic).split(" ")
    for at, part in enumerate(parts):
        eponym = at == 0 and re.match("syndrome|disease", " ".join(parts[1:2]), re.IGNORECASE)
        common = _COMMON.fullmatch(part) or part.lower() in seen.split()
        if common and not eponym and re.fullmatch(r"[A-Z][a-z]+(?:-[A-Za-z]?[a-z]+)*", part):
            parts[at] = part[0].lower() + part[1:]
    return " ".join(parts)


def retold(text: str, theirs: str, ours: str, seen: str) -> str | None:
    """The text told as if it were about our topic, or None where that would show.

    Args:
        text: the text to tell.
        theirs: the topic that it is about, and names.
        ours: the topic that it shall be about.
        seen: an honest text about our topic, to write its name as that does.
    """
    found = list(mention(theirs).finditer(text))
    if not found or not (is_name(ours) and is_name(theirs)):
        return None
    if any(text.startswith(" (", match.end()) for match in found):  # another name
        return None
    if is_plural(ours) != is_plural(theirs) or _OTHER_NAME.search(text):
        return None
    if not all(_LED.search(text[: match.start()]) for match in found):
        return None
    if any(_BEHIND.match(text, match.end()) for match in found) or _has_article(ours, seen):
        return None
    led = r"\b[Aa]n? \w+ $" if not ours.startswith("the ") else r"\b(?:untreated|early|severe) $"
    if any(re.search(led, text[: match.start()], re.IGNORECASE) for match in found):
        return None
    own = content(plain(ours))
    if not own or own & content(theirs) or own & content(text):
        return None
    name = written(ours, seen)

    def renamed(match: re.Match[str]) -> str:
        return name[0].upper() + name[1:] if _begins(text, match.start()) else name

    told = mention(theirs).sub(renamed, text)
    return None if _has_traces(told, theirs, own) else told


def _has_article(topic: str, seen: str) -> bool:
    """Whether the name has an article there: then it would be missed where the text has none."""
    return any(
        re.search(r"\b[Aa]n? $", seen[: match.start()]) for match in mention(topic).finditer(seen)
    )


def _has_traces(told: str, theirs: str, own: frozenset[str]) -> bool:
    """Whether the text still holds a word or the acronym of their topic."""
    known = {form for word in content(theirs) for form in (word.rstrip("s"), word[:6])}
    if any(known & {word.rstrip("s"), word[:6]} for word in content(told) - own):
        return True
    acronyms = {a.casefold() for a in re.findall(r"\(([^()]+)\)", theirs)}
    acronyms.add("".join(word[0] for word in words(theirs)).casefold())
    for word in re.findall(r"\b[A-Z][A-Za-z]*[A-Z]\w*", told):
        left = word.casefold().rstrip("0123456789")
        if any(len(a) > 1 and (a.startswith(left) or left.startswith(a)) for a in acronyms):
            return True
    return False
