"""Vetting: what an expert sees of a modification before a word on it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from syngen_assets.core.identity import draw
from syngen_assets.core.preferences import Modification
from syngen_assets.core.reviews import Review
from syngen_assets.core.tables import records

EXAMPLES = 5


@dataclass(frozen=True)
class Vetted:
    """One modification, what it made, and what people say of that and of itself.

    Args:
        name: the modification.
        instruction: how it changes a question; empty where the domain has it no more.
        pairs: how many released pairs it made.
        reviewed: how many of them somebody has reviewed.
        misled: in how many of those somebody prefers the answer that is wrong on purpose.
        word: the last word on it, with `word`, `reviewer`, `at` and `comment`, if there is one.
        examples: some of its pairs.
    """

    name: str
    instruction: str
    pairs: int
    reviewed: int
    misled: int
    word: Mapping[str, Any] | None
    examples: Sequence[Mapping[str, Any]]


def vetted(
    modifications: Mapping[str, Modification],
    pairs: pd.DataFrame,
    said: Sequence[Review],
    words: pd.DataFrame,
) -> list[Vetted]:
    """Every modification of the domain, and those that only pairs or words still know.

    Args:
        modifications: the domain's, by name.
        pairs: the released ones.
        said: what reviewers said of them.
        words: a `tables.MODIFICATION_WORDS`.
    """
    last = {row["modification"]: row for row in records(words)}
    used = pairs["modification"].dropna().unique().tolist()
    blind = [one for one in said if not (one.settles or one.foreign)]
    seen, misled = {one.pair_id for one in blind}, {one.pair_id for one in blind if one.inverted}
    found = []
    for name in dict.fromkeys([*modifications, *used, *last]):
        rows = pairs.loc[pairs["modification"] == name]
        ids = set(rows["pair_id"])
        told = modifications[name].instruction if name in modifications else ""
        counts = len(ids), len(ids & seen), len(ids & misled)
        found.append(Vetted(name, told, *counts, last.get(name), _examples(rows)))
    return found


def _examples(rows: pd.DataFrame) -> list[dict[str, Any]]:
    """A few of the pairs, drawn by identity, so that nobody chose them."""
    return sorted(records(rows), key=lambda row: draw("example", row["pair_id"]))[:EXAMPLES]
