"""Rewordings: where a rule applies in an answer, and what to write there."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from syngen_assets.core.edits import Chance
from syngen_assets.core.identity import draw
from syngen_assets.core.patterns import any_of
from syngen_assets.core.text import words

GROUP = any_of(
    "people individuals patients cases children adults women men infants babies families newborns"
    " boys girls males females carriers"
)
PEOPLE = rf"((?:(?!common|likely|severe)\w+ )?{GROUP})\b"
OFTEN = any_of("usually often typically generally frequently commonly")
NOT_COMPARED = r"(?<!ore )(?<!ost )(?<!ess )(?<!ery )(?<!not )\b"  # no "more often"
RISK = r"(?:the|your|their|a person's) (?:risk|chances?|likelihood)"

_SMALL = frozenset(["the", "of", "in", "and", "a", "with", "for", "to", "is", "or"])
_UNLESS = re.compile(  # what makes a claim depend on something else
    r"""\b(?:if|when|unless|although|though|while|whether|because|so\ that|until|even|how|what
    |where|why|whenever|than|as|since|once|not|no|to\ see|cannot|anything|think|meaning|rule\ out
    |only|(?:thing|things|ways|steps|way)\ you|\w\ you\ $|which\ \w+\ $
    |other\ (?:conditions|causes))\b""",
    re.IGNORECASE | re.VERBOSE,
)


@lru_cache(maxsize=2048)
def compiled(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """The pattern, compiled once: there are more rules than `re` itself remembers."""
    return re.compile(pattern, flags)


@dataclass(frozen=True)
class Rule:
    r"""What is found, what is written there, and what the text beside it must not say then.

    Args:
        find: a pattern.
        write: what takes its place, with groups as `\1`; a bar stands between two wordings.
        unless: a pattern; where the text beside has it, the answer would contradict itself.
    """

    find: str
    write: str
    unless: str = ""


@dataclass(frozen=True)
class Place:
    """Where a rule applies, and the texts before, in its place and after."""

    rule: Rule
    start: int
    end: int
    new: str
    text: str

    @property
    def sentence(self) -> tuple[str, str]:
        """What stands before and after the place in its own sentence."""
        before, after = self.text[: self.start], self.text[self.end :]
        return re.split(r"[.;]\s", before)[-1], re.split(r"[.;]\s", after)[0]

    def edit(self) -> tuple[str, int, int, str]:
        """What `edited` needs, with the article before the place put right: an increase."""
        article = re.search(r"\b([Aa])n? $", self.text[: self.start])
        if not article or not self.new:
            return self.text, self.start, self.end, self.new
        new = article[1] + ("n " if self.new[0] in "aeiou" else " ") + self.new
        return self.text, article.start(), self.end, new


def places(
    tiers: Sequence[Sequence[Rule]], chosen: str, topic: str, chance: Chance
) -> Iterator[Place]:
    """The places where a rule applies: those of an early tier and sentence first."""
    found, named = [], set(words(topic.casefold())) - _SMALL
    for tier, rules in enumerate(tiers):
        for rule in rules:
            for match in compiled(rule.find).finditer(chosen):
                before = re.split(r"[.;:]\s", chosen[: match.start()])
                if _UNLESS.search(before[-1].rpartition(",")[2][-60:]):
                    continue
                if named & set(words(match.group().casefold())):
                    continue
                rank = tier + len(before) + 0.5 * before[-1].endswith(("that ", "which "))
                where = (rank, draw(*chance, "place", match.start()), match.start())
                for option in _drawn(rule.write.split("|"), *chance, "word", match.start()):
                    place = Place(rule, *match.span(), match.expand(option), chosen)
                    found.append((*where, place))
    yield from (place for *_, place in sorted(found, key=lambda entry: entry[:3]))


def _drawn(options: list[str], *chance: Any) -> list[str]:
    """The wordings, from a drawn one on."""
    first = int(draw(*chance) * len(options))
    return options[first:] + options[:first]
