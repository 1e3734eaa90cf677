"""Shares: how a number is divided so that its parts stand to one another as given weights do."""

from collections.abc import Hashable, Mapping
from typing import TypeVar

_Name = TypeVar("_Name", bound=Hashable)


def divided(number: int, weights: Mapping[_Name, int]) -> dict[_Name, int]:
    """The parts of a number, by the largest remainder; of equal ones, the first gets the most.

    Args:
        number: what is divided.
        weights: part → how much it weighs; they are more than nothing together.
    """
    whole = sum(weights.values())
    parts = {name: number * weight // whole for name, weight in weights.items()}
    rest = sorted(weights, key=lambda name: -(number * weights[name] % whole))
    for name in rest[: number - sum(parts.values())]:
        parts[name] += 1
    return parts


def spread(parts: Mapping[_Name, int], weights: Mapping[_Name, int]) -> list[tuple[_Name, int]]:
    """Each part so often as its number says, evenly mixed: (part, its how-manieth) in order.

    Any stretch of the list has about the shares of the whole. The place of a part's first members
    hangs on its weight alone, so that a larger number changes little but the end of the list.
    """
    whole = sum(weights.values())
    places = [
        ((nth + 0.5) * whole / weights[name], order, name, nth)
        for order, (name, number) in enumerate(parts.items())
        for nth in range(number)
    ]
    return [(name, nth) for _, _, name, nth in sorted(places, key=lambda place: place[:2])]
