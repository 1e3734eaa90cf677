"""Anonymity: the personal data that was taken out of real reviews, and what stands in new ones."""

import json
from collections import Counter
from collections.abc import Mapping

import numpy as np
import pandas as pd

from syngen_assets.core.measures.figure import Figure
from syngen_assets.core.measures.sample import texts
from syngen_assets.core.measures.shares import unmeasured
from syngen_assets.core.product_reviews.anonymous import anonymous

_GROUP = "anonymity"
_REMOVED = "How many e-mail addresses, phone numbers, names and the like were taken out of a "
_LEFT = "How many pieces of personal data stand in the reviews; there may be none."


def anonymity(real: pd.DataFrame, made: pd.DataFrame) -> list[Figure]:
    """What was taken out of all real rows, and what was found in the titles and texts of ours.

    Args:
        real: a `tables.REAL_REVIEWS`, with the rows that have a problem.
        made: a `tables.SYNTHETIC_REVIEWS`, those without a problem.
    """
    return [_removed(real), _left(made)]


def _removed(real: pd.DataFrame) -> Figure:
    name, about = "personal_data_removed_per_1000", f"{_REMOVED}thousand real reviews."
    if not len(real):
        return unmeasured(name, _GROUP, about, "count", "there are no real reviews")
    kinds: Counter[str] = Counter()
    for cell in real["removed"].dropna():
        kinds.update(json.loads(cell))
    return Figure(
        name,
        _GROUP,
        1000 * kinds.total() / len(real),
        about,
        "pieces found by their form, or by what leads to a name, and replaced by a mark, per 1,000 "
        "source rows; all rows",
        "count",
        rows=len(real),
        note=_told(kinds),
    )


def _left(made: pd.DataFrame) -> Figure:
    kinds: Counter[str] = Counter()
    counts = np.zeros(len(made), dtype=np.int64)
    for place, row in enumerate(zip(texts(made["title"]), texts(made["text"]), strict=True)):
        for text in row:
            found = anonymous(text).removed
            counts[place] += sum(found.values())
            kinds.update(found)
    total = int(counts.sum())
    return Figure(
        "personal_data_left",
        _GROUP,
        total,
        _LEFT,
        "pieces found in titles and texts in the way in which they are found in real reviews; all "
        "rows",
        "count",
        rows=len(made),
        places=tuple(np.flatnonzero(counts).tolist()),
        note=_told(kinds),
        gate="at most 0",
        status="failed" if total else "passed",
    )


def _told(kinds: Mapping[str, int]) -> str:
    return ", ".join(f"{kinds[kind]:,} {kind}" for kind in sorted(kinds))
