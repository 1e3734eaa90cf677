"""Verdicts: what a judge says of a pair in both orders, brought together."""

from typing import Any

from syngen_assets.core.opinions import AXES, Opinion

SIDES = ("chosen", "rejected")
_INCONSISTENT = "inconsistent"


def verdict(chosen_first: Opinion, rejected_first: Opinion) -> dict[str, Any]:
    """The columns of a `tables.VERDICTS` that say what was judged.

    Only what both orders say counts; ratings are the means of both.
    """
    orders = (_by_name(chosen_first, "AB"), _by_name(rejected_first, "BA"))
    preferred = _agreed(*(order["better"] for order in orders))
    return {
        "preferred": preferred,
        "inverted": "yes" if preferred == "rejected" else "no",
        "chosen_first": orders[0]["better"],
        "rejected_first": orders[1]["better"],
        **{
            f"{side}_incorrect": _agreed(*(order[f"{side}_incorrect"] for order in orders))
            for side in SIDES
        },
        **{
            f"{side}_{axis}": sum(order[f"{side}_{axis}"] for order in orders) / 2
            for side in SIDES
            for axis in AXES
        },
    }


def _by_name(opinion: Opinion, places: str) -> dict[str, Any]:
    """An opinion with the names of the answers in the place of A and B."""
    names = dict(zip(places, SIDES, strict=True))
    told: dict[str, Any] = {"better": names.get(opinion.better, "tie")}
    for place, name in names.items():
        side = "AB".index(place)
        told[f"{name}_incorrect"] = "yes" if opinion.incorrect[side] else "no"
        told |= {
            f"{name}_{axis}": rating
            for axis, rating in zip(AXES, opinion.ratings[side], strict=True)
        }
    return told


def _agreed(one: str, other: str) -> str:
    return one if one == other else _INCONSISTENT
