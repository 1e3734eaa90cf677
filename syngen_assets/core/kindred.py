"""Kindred aspects: those whose answers may well answer one another's questions."""

from collections.abc import Callable, Collection
from typing import Annotated

from pydantic import Field

Kindred = list[Annotated[list[str], Field(min_length=2)]]
"""Groups of aspects; one may stand in several."""
KindredOf = Callable[[str], Collection[str]]
"""Aspect → itself and all that are kin to it."""


def alone(aspect: str) -> Collection[str]:
    """The aspect, which has no kin."""
    return (aspect,)


def kindred(groups: Kindred) -> KindredOf:
    """What finds the kin of an aspect in these groups."""

    def of(aspect: str) -> Collection[str]:
        return {aspect, *(kin for group in groups if aspect in group for kin in group)}

    return of
