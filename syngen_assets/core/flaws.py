"""Flaws: the named ways in which an answer is made wrong, each in exactly one place."""

import math
from collections.abc import Callable, Collection, Iterator, Mapping
from itertools import islice
from typing import Any

from syngen_assets.core.donors import Donor
from syngen_assets.core.edits import Chance, Change, is_matched
from syngen_assets.core.identity import draw
from syngen_assets.core.likeness import content, likeness
from syngen_assets.core.names import retold
from syngen_assets.core.negations import negated_claim
from syngen_assets.core.numbers import wrong_number
from syngen_assets.core.overclaims import overclaim
from syngen_assets.core.swaps import swapped_entity
from syngen_assets.core.text import tokens

__all__ = ["OFFLINE", "Change", "apply", "changes", "choose", "possible"]

_ALIKE = 0.5  # a donor's text that shares half of its words says much the same


def retold_entity(chosen: str, topic: str, donor: Donor) -> Iterator[Change]:
    """What is true of a near topic, told of this one."""
    told = retold(donor.text, donor.topic, topic, chosen)
    if told and likeness(content(told), content(chosen)) < _ALIKE:
        yield Change(told, donor.text, told, donor.id)


def off_aspect(chosen: str, topic: str, donor: Donor) -> Iterator[Change]:
    """What is true of this topic and was not asked."""
    yield Change(donor.text, donor.text, donor.text, donor.id)


_EDITS: Mapping[str, Callable[[str, str, Chance], Iterator[Change]]] = {
    "wrong_number": wrong_number,
    "negated_claim": negated_claim,
    "overclaim": overclaim,
    "wrong_entity": swapped_entity,
}
_LOANS: Mapping[str, Callable[[str, str, Donor], Iterator[Change]]] = {
    "off_aspect": off_aspect,
    "wrong_entity": retold_entity,
}
OFFLINE = ("wrong_number", "negated_claim", "overclaim", "off_aspect", "wrong_entity")


def changes(
    flaw: str,
    chosen: str,
    *,
    topic: str,
    donor: Donor | None = None,
    limit: int = 70,
    chance: Chance = (),
) -> Iterator[Change]:
    """All ways in which a program can give the chosen text this flaw, no two alike.

    Args:
        flaw: a name in `OFFLINE`.
        chosen: the honest answer.
        topic: what it is about.
        donor: for `off_aspect` one of another aspect; for `wrong_entity` one of a near topic, or
            none where a thing in the text shall be swapped for its like.
        limit: the flawed answer has fewer tokens than this.
        chance: what decides their order.
    """
    made: Iterator[Change] = iter(())
    if donor and flaw in _LOANS:
        made = _LOANS[flaw](chosen, topic, donor)
    elif flaw in _EDITS:
        made = _EDITS[flaw](chosen, topic, chance)
    seen = {chosen}
    for change in made:
        fits = tokens(change.answer) < limit and is_matched(change.answer, chosen)
        if fits and change.answer not in seen:
            seen.add(change.answer)
            yield change


def apply(flaw: str, chosen: str, *, variant: int = 0, **given: Any) -> Change | None:
    """The chosen text with this flaw in its `variant`-th way, or None if it has no such way.

    What else is given is what `changes` takes.
    """
    return next(islice(changes(flaw, chosen, **given), variant, None), None)


def possible(flaw: str, chosen: str, **given: Any) -> bool:
    """Whether the chosen text can be given this flaw."""
    return apply(flaw, chosen, **given) is not None


def choose(flaws: Mapping[str, float], possible: Collection[str], *chance: Any) -> list[str]:
    """The possible flaws in the order in which they are tried for one row, by their weights.

    Each flaw draws for itself, so that the mix follows the weights and no other row matters.
    """
    return sorted(
        (flaw for flaw in flaws if flaw in possible and flaws[flaw] > 0),
        key=lambda flaw: (-math.log(draw(*chance, flaw)) / flaws[flaw], flaw),
    )
