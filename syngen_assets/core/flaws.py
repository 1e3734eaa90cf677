"""Flaws: the named ways in which an answer is made wrong, each in exactly one place."""

import math
from collections.abc import Callable, Collection, Mapping
from typing import Any

from syngen_assets.core.donors import Donor
from syngen_assets.core.edits import Chance, Change, is_matched
from syngen_assets.core.identity import draw
from syngen_assets.core.likeness import content, likeness
from syngen_assets.core.names import retold
from syngen_assets.core.negations import negated_claim
from syngen_assets.core.numbers import wrong_number
from syngen_assets.core.overclaims import overclaim
from syngen_assets.core.text import tokens

__all__ = ["OFFLINE", "Change", "apply", "choose", "possible"]

_ALIKE = 0.5  # a donor's text that shares half of its words says much the same


def wrong_entity(chosen: str, topic: str, donor: Donor) -> Change | None:
    """What is true of a near topic, told of this one."""
    told = retold(donor.text, donor.topic, topic, chosen)
    if not told or likeness(content(told), content(chosen)) >= _ALIKE:
        return None
    return Change(told, donor.text, told, donor.id)


def off_aspect(chosen: str, topic: str, donor: Donor) -> Change | None:
    """What is true of this topic and was not asked."""
    return Change(donor.text, donor.text, donor.text, donor.id)


_EDITS: Mapping[str, Callable[[str, str, Chance], Change | None]] = {
    "wrong_number": wrong_number,
    "negated_claim": negated_claim,
    "overclaim": overclaim,
}
_LOANS: Mapping[str, Callable[[str, str, Donor], Change | None]] = {
    "off_aspect": off_aspect,
    "wrong_entity": wrong_entity,
}
OFFLINE = (*_EDITS, *_LOANS)


def apply(
    flaw: str,
    chosen: str,
    *,
    topic: str,
    donor: Donor | None = None,
    limit: int = 70,
    chance: Chance = (),
) -> Change | None:
    """The chosen text with this flaw, or None if it cannot be given it.

    Args:
        flaw: a name in `OFFLINE`.
        chosen: the honest answer.
        topic: what it is about.
        donor: for `wrong_entity` one of a near topic, for `off_aspect` one of another aspect.
        limit: the flawed answer has fewer tokens than this.
        chance: what decides where there is a choice.
    """
    if flaw in _EDITS:
        change = _EDITS[flaw](chosen, topic, chance)
    else:
        change = _LOANS[flaw](chosen, topic, donor) if donor else None
    if change is None or change.answer == chosen or tokens(change.answer) >= limit:
        return None
    return change if is_matched(change.answer, chosen) else None


def possible(
    flaw: str, chosen: str, *, topic: str, donor: Donor | None = None, limit: int = 70
) -> bool:
    """Whether the chosen text can be given this flaw."""
    return apply(flaw, chosen, topic=topic, donor=donor, limit=limit) is not None


def choose(flaws: Mapping[str, float], possible: Collection[str], *chance: Any) -> list[str]:
    """The possible flaws in the order in which they are tried for one row, by their weights.

    Each flaw draws for itself, so that the mix follows the weights and no other row matters.
    """
    return sorted(
        (flaw for flaw in flaws if flaw in possible and flaws[flaw] > 0),
        key=lambda flaw: (-math.log(draw(*chance, flaw)) / flaws[flaw], flaw),
    )
