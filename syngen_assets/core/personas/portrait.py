"""The portrait of a persona: all that is known of it, as a prompt tells it."""

from collections.abc import Mapping
from typing import Any

READS: Mapping[str, str] = {
    "low": "reads slowly and likes short plain sentences",
    "everyday": "reads everyday texts with ease",
    "high": "is at home in specialist texts",
}
"""How well somebody reads, as the end of a sentence."""


def portrait(who: Mapping[str, Any]) -> str:
    """The sentence of a persona, and after it what it leaves out of age, reading and goal."""
    said: str = who["persona"]
    reads, goal, age = READS.get(who["literacy"] or ""), who["goal"], who["age"]
    more = [
        ("This person is", age),
        ("This person", reads),
        ("What this person wants is", goal),
    ]
    for begin, end in more:
        if end and end.casefold() not in said.casefold():
            said += f" {begin} {end.rstrip('.')}."
    return said
