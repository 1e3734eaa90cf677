"""Swaps: one named thing of an answer exchanged for another of its kind, as often as back."""

import re
from collections.abc import Iterator

from syngen_assets.core.collocations import is_nonsense_beside
from syngen_assets.core.edits import Chance, Change, edited
from syngen_assets.core.identity import draw
from syngen_assets.core.text import words

# Each line is a kind whose words fit into each other's sentence.
_KINDS = """
heart liver brain
stomach pancreas
lungs kidneys intestines
eyes ears
lung kidney liver
wrists ankles
elbows knees
shoulders hips
fingers toes
calcium iron potassium sodium magnesium
zinc copper
bacteria viruses fungi parasites
bacterial viral fungal parasitic
bacterium fungus parasite
mosquitoes ticks fleas
arteries veins
artery vein
insulin estrogen testosterone cortisol
men women
males females
male female
boys girls
mother father
infancy adolescence adulthood
winter summer spring
red_blood_cells white_blood_cells platelets
"""
_ENDS = re.compile(  # nothing follows that would make a longer name of it, as in "heart attack"
    r"""(?=[.,;)]|\ (?:and|or|of|in|is|are|was|were|that|which|who|with|without|to|by|can|may|might
    |will|cannot|from|for|do|does|has|have|when|where|during|on|at|as|into|through|than|because
    |becomes?|but|after|before|so|if|over|under|about|between|it|they|using|caused|called)\b)""",
    re.VERBOSE,
)
_ADJECTIVES = re.compile(r"(?:bacterial|viral|fungal|parasitic|male|female)$")
_OFTEN_BOTH = re.compile(
    r"\b(?:both|either|neither|whereas|while|compared|than|equally|all)\b", re.IGNORECASE
)


def _lines() -> list[list[str]]:
    lines = [line.split() for line in _KINDS.strip().splitlines()]
    return [[word.replace("_", " ") for word in line] for line in lines]


def _rivals() -> dict[str, list[str]]:
    """Each word, and those that may take its place."""
    rivals: dict[str, list[str]] = {}
    for kind in _lines():
        for word in kind:
            seen = rivals.setdefault(word, [])
            seen += [other for other in kind if other != word and other not in seen]
    return rivals


RIVALS = _rivals()
_NAMED = re.compile(rf"(?<![\w-])(?:{'|'.join(sorted(RIVALS, key=len, reverse=True))})(?![\w-])")


def swapped_entity(chosen: str, topic: str, chance: Chance) -> Iterator[Change]:
    """One organ, cause, sex or other thing that is named once, and another in its place."""
    if _OFTEN_BOTH.search(chosen):
        return
    said, fixed = words(chosen.casefold()), set(words(topic.casefold()))
    found = [
        match
        for match in _NAMED.finditer(chosen)
        if _fits(match)
        and is_alone(match.group(), said, fixed)
        and not is_nonsense_beside(match.group(), _sentence(match))
    ]
    for match in sorted(found, key=lambda match: draw(*chance, "thing", match.start())):
        rivals = RIVALS[match.group()]
        for rival in sorted(rivals, key=lambda rival: draw(*chance, "rival", match.start(), rival)):
            if not said_of(rival, said) and (change := edited(chosen, *match.span(), rival)):
                yield change


def _sentence(match: re.Match[str]) -> str:
    """The sentence in which something was found."""
    before, after = match.string[: match.start()], match.string[match.start() :]
    return re.split(r"[.;]\s", before)[-1] + re.split(r"[.;]\s", after)[0]


def _fits(match: re.Match[str]) -> bool:
    """Whether another word can stand there without breaking a longer name."""
    adjective = _ADJECTIVES.match(match.group())
    return bool(adjective or _ENDS.match(match.string, match.end()))


def is_alone(named: str, said: list[str], fixed: set[str]) -> bool:
    """Whether the text names the thing once, apart from the topic."""
    parts = named.casefold().split()
    return not set(parts) & fixed and all(said.count(part) == 1 for part in parts[:1])


def said_of(rival: str, said: list[str]) -> bool:
    """Whether the words hold the rival, in the singular or in the plural."""
    stem = rival.casefold().split()[-1 if " " in rival else 0].rstrip("s")
    return any(word.rstrip("s") == stem for word in said)
