"""Proving: what a verifier says of each pair, from the records of how it was made."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from syngen_assets.core.donors import Donor
from syngen_assets.core.kindred import KindredOf, alone
from syngen_assets.core.known import Known
from syngen_assets.core.tables import PAIRS, records
from syngen_assets.core.verifying import Case, verify

UNVERIFIED = "unverified_flaw"
_SAID: Mapping[bool | None, str] = {True: "yes", False: "no", None: "unknown"}


def proven(
    pairs: pd.DataFrame,
    questions: pd.DataFrame,
    rejected: pd.DataFrame,
    cleaned: pd.DataFrame,
    kindred: KindredOf = alone,
) -> pd.DataFrame:
    """The pairs, each with the verifier's word; one whose flaw is not there is in quarantine.

    Args:
        pairs: a `tables.PAIRS`.
        questions: the questions that they ask.
        rejected: their rejected answers, with what was changed.
        cleaned: the clean questions, with their reference answers.
        kindred: finds the aspects whose answers may answer a question too.
    """
    asked = {row["question_id"]: row for row in records(questions)}
    changed = {row["question_id"]: row for row in records(rejected)}
    known = Known(cleaned)
    rows = []
    for pair in records(pairs):
        change = changed.get(pair["question_id"], {})
        row = {**pair, **{name: change.get(name) for name in ("before", "after", "donor_id")}}
        if not pair["problem"]:
            case = _case(known, row, asked[pair["question_id"]])
            verdict = verify(replace(case, kindred=kindred(case.aspect)))
            row["verified"] = _SAID[verdict.verified]
            if verdict.verified is False:
                row |= {"gate": UNVERIFIED, "problem": f"{UNVERIFIED}: {verdict.reason}"}
        rows.append(row)
    return PAIRS.frame(rows)


def _case(known: Known, pair: Mapping[str, Any], question: Mapping[str, Any]) -> Case:
    """All that is known of a pair."""
    topic, aspect = question["topic"] or "", question["aspect"] or ""
    own, about = known.of(topic, aspect)
    donor = _donor(known, pair)
    return Case(
        pair["flaw"],
        pair["chosen"],
        pair["rejected"],
        pair["before"] or "",
        pair["after"] or "",
        donor,
        topic,
        aspect,
        own,
        about,
        known.names(topic, *([donor.topic] if donor else [])),
    )


def _donor(known: Known, pair: Mapping[str, Any]) -> Donor | None:
    row = known.rows.get(pair["donor_id"] or "")
    return Donor(row["question_id"], row["topic"], row["aspect"], pair["before"]) if row else None
