"""Settling: what a judge's verdicts do to the pairs, under the policy of the domain."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

import pandas as pd

from syngen_assets.core.judges import Policy
from syngen_assets.core.measures.controls import controls, doubts
from syngen_assets.core.tables import PAIRS, records
from syngen_assets.core.verdicts import SIDES

INVERTED = "inverted_pair"
CHOSEN_WRONG = "chosen_judged_wrong"
REJECTED_ACCEPTABLE = "rejected_judged_acceptable"
GATES = (INVERTED, CHOSEN_WRONG, REJECTED_ACCEPTABLE)
FLIPPED = "flipped"

_SAID = {
    INVERTED: "in both orders the judge prefers the rejected answer",
    CHOSEN_WRONG: "in both orders the judge calls the chosen answer clearly incorrect",
    REJECTED_ACCEPTABLE: "in neither order does the judge call the rejected answer incorrect",
}
_SWAPPED = {
    "chosen": "rejected",
    "rejected": "chosen",
    "chosen_request": "rejected_request",
    "rejected_request": "chosen_request",
}

Row = Mapping[str, Any]


def settle(pairs: pd.DataFrame, verdicts: pd.DataFrame, policy: Policy) -> pd.DataFrame:
    """The pairs after a judge had its word: some in quarantine or turned round, with the reason.

    A judge that fails a control moves no pair: one that picks the longer answer would throw out
    the right ones. Pairs that are in quarantine already, or have no verdict, stay as they are.

    Args:
        pairs: a `tables.PAIRS`.
        verdicts: a `tables.VERDICTS`.
        policy: what the judge's word does.
    """
    if not len(verdicts) or doubts(controls(pairs, verdicts)):
        return pairs
    read = verdicts.loc[verdicts["problem"].isna()]
    said = {row["pair_id"]: row for row in records(read)}
    rows = [
        row if row["problem"] or row["pair_id"] not in said else _moved(row, said, policy)
        for row in records(pairs)
    ]
    return PAIRS.frame(rows)


def _moved(row: dict[str, Any], said: Mapping[str, Row], policy: Policy) -> dict[str, Any]:
    word = said[row["pair_id"]]
    wrong = {side: word[f"{side}_incorrect"] for side in SIDES}
    if word["inverted"] == "yes" and policy.inverted == "drop":
        return _dropped(row, INVERTED)
    if word["inverted"] == "yes" and policy.inverted == "flip":
        row = _flipped(row)
        wrong = {_SWAPPED[side]: said for side, said in wrong.items()}
    if wrong["chosen"] == "yes" and policy.chosen_incorrect == "drop":
        return _dropped(row, CHOSEN_WRONG)
    if wrong["rejected"] == "no" and policy.rejected_acceptable == "drop":
        return _dropped(row, REJECTED_ACCEPTABLE)
    return row


def _dropped(row: dict[str, Any], gate: str) -> dict[str, Any]:
    return {**row, "gate": gate, "problem": f"{gate}: {_SAID[gate]}"}


def _flipped(row: dict[str, Any]) -> dict[str, Any]:
    """The pair with its answers in each other's place; its id stays, its flaw is the judge's."""
    note = (
        f"{FLIPPED}: {_SAID[INVERTED]}, so the answers changed places; {row['flaw']} was to be "
        "the flaw of what is chosen now"
    )
    return {
        **row,
        **{name: row[other] for name, other in _SWAPPED.items()},
        "flaw": FLIPPED,
        "verified": "unknown",  # by rule was that the other text is wrong
        **dict.fromkeys(("before", "after", "donor_id")),
        "note": note,
    }


def moves(settled: pd.DataFrame, excluded: pd.DataFrame | None = None) -> dict[str, int]:
    """How many pairs a judge moved: gate → pairs dropped, `flipped` → pairs turned round.

    Args:
        settled: what `settle` gave.
        excluded: a `tables.EXCLUSIONS`; pairs dropped before, and replaced since, are in it.
    """
    gates = Counter(settled["gate"].dropna())
    if excluded is not None:
        earlier = ~excluded["question_id"].isin(settled["question_id"])
        gates += Counter(excluded.loc[earlier, "gate"])
    turned = settled["note"].str.startswith(FLIPPED, na=False) & settled["problem"].isna()
    counts = {gate: gates[gate] for gate in GATES} | {FLIPPED: int(turned.sum())}
    return {name: count for name, count in counts.items() if count}
