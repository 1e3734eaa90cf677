"""Gone: pairs that rest on a row which its source has no more."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from syngen_assets.core.tables import PAIRS, records

SOURCE_GONE = "source_gone"

_RESTS = {
    "source_id": "its source question",
    "reference_id": "the reference of its chosen answer",
    "donor_id": "the answer that was lent to it",
}
_SHORT = 8  # digits of a revision that people are shown


def without_gone(
    pairs: pd.DataFrame, questions: pd.DataFrame, tombstones: pd.DataFrame
) -> pd.DataFrame:
    """The pairs, with those in quarantine that rest on a row which is gone.

    After a whole run there are none: it starts from the rows that are there. It matters where
    the source was read anew, and the release was made of pairs that are older.

    Args:
        pairs: a `tables.PAIRS`.
        questions: a `tables.QUESTIONS`.
        tombstones: a `tables.TOMBSTONES`, of the data set that the pairs are made from.
    """
    gone = {row["question_id"]: row for row in records(tombstones)}
    if not gone:
        return pairs
    rests = dict(zip(questions["question_id"], questions["reference_id"], strict=True))
    rows = [{**row, "reference_id": rests.get(row["question_id"])} for row in records(pairs)]
    return PAIRS.frame(row if row["problem"] else _held(row, gone) for row in rows)


def _held(row: dict[str, Any], gone: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    for name, what in _RESTS.items():
        if stone := gone.get(row[name]):
            went = "was reworded" if stone["became"] else "went"
            problem = f"{SOURCE_GONE}: {what} {went} with revision "
            return {
                **row,
                "gate": SOURCE_GONE,
                "problem": problem + stone["gone_revision"][:_SHORT],
            }
    return row
