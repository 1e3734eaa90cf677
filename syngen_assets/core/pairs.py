"""Pairs: a question and its two answers, and the set of them that is released."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from syngen_assets.core.errors import ReplyError
from syngen_assets.core.gates import FORMULA, NO_REPLY, formula_gate, gate_name, pair_gates
from syngen_assets.core.identity import digest, draw
from syngen_assets.core.preferences import Preferences
from syngen_assets.core.tables import EXCLUSIONS, PAIRS, QUESTIONS_AND_RESPONSES, records, usable

TEST_SHARE = 0.1
_HELD = ["question_id", "gate", "problem", "prompt", "chosen", "rejected"]


def join(
    questions: pd.DataFrame, chosen: pd.DataFrame, rejected: pd.DataFrame, domain: Preferences
) -> pd.DataFrame:
    """One row per question; a row without two answers that pass is in quarantine, with its gate.

    Each text has passed its own gates when it was read; here the two answers are held against each
    other, and the question as it is released is looked at.
    """
    well = _by_question(chosen)
    badly = _by_question(rejected)
    nothing = {"problem": "no_reply: it was never asked"}
    rows = []
    for question in records(questions):
        good = well.get(question["question_id"], nothing)
        bad = badly.get(question["question_id"], nothing)
        problem = (
            good["problem"]
            or bad["problem"]
            or _pair_problem(question["question"], good, bad, domain)
        )
        rows.append(
            {
                **question,
                "prompt": question["question"],
                "pair_id": digest(question["question"], good.get("chosen"), bad.get("rejected")),
                "chosen": good.get("chosen"),
                "rejected": bad.get("rejected"),
                "flaw": bad.get("flaw"),
                "chosen_request": good.get("request"),
                "rejected_request": bad.get("request"),
                "model": good.get("model"),
                "gate": gate_name(problem) if problem else None,
                "problem": problem,
            }
        )
    return PAIRS.frame(rows)


def _by_question(answers: pd.DataFrame) -> dict[str, dict[str, Any]]:
    return {row["question_id"]: row for row in records(answers)}


def _pair_problem(
    prompt: str, good: Mapping[str, Any], bad: Mapping[str, Any], domain: Preferences
) -> str | None:
    try:
        pair_gates(good["chosen"], bad["rejected"], domain)
        if domain.row_gates.formula_cell:
            formula_gate(prompt)
    except ReplyError as error:
        return str(error)
    return None


def quarantine(pairs: pd.DataFrame, problems: Mapping[int, str]) -> pd.DataFrame:
    """The pairs, with some of the usable ones in quarantine.

    Args:
        pairs: a `tables.PAIRS`.
        problems: place among the usable rows → why it is held back, the gate's name first.
    """
    marked = pairs.copy()
    places = pairs.index[pairs["problem"].isna()]
    for place, problem in problems.items():
        marked.loc[places[place], ["gate", "problem"]] = [gate_name(problem), problem]
    return marked


def failures(pairs: pd.DataFrame) -> pd.DataFrame:
    """The pairs in quarantine for what their answers are, as rows of `tables.EXCLUSIONS`.

    Those that got no reply are not among them: the server may answer the next time.
    """
    failed = pairs["problem"].notna() & (pairs["gate"] != NO_REPLY)
    return EXCLUSIONS.frame(pairs.loc[failed])


def held_back(pairs: pd.DataFrame, excluded: pd.DataFrame) -> pd.DataFrame:
    """The pairs in quarantine now, and those before whose questions others have replaced.

    Args:
        pairs: a `tables.PAIRS`.
        excluded: a `tables.EXCLUSIONS`.
    """
    fresh = pairs.loc[pairs["problem"].notna()]
    earlier = excluded.loc[~excluded["question_id"].isin(fresh["question_id"])]
    return pd.concat([fresh[_HELD], earlier[_HELD]], ignore_index=True)


def formulas(rows: pd.DataFrame) -> list[str]:
    """The ids of pairs with a text that a spreadsheet would run as a formula.

    There are none unless the gate `formula_cell` is off; then they are released as they are.
    """
    texts = rows[["prompt", "chosen", "rejected"]]
    runs = texts.apply(lambda column: column.str.startswith(FORMULA)).any(axis="columns")
    return list(rows.loc[runs, "pair_id"])


def release(pairs: pd.DataFrame, seed: int) -> pd.DataFrame:
    """The usable pairs, split for trainers so that one source question is on one side only.

    Neither side is empty, if there are two source questions.
    """
    rows = usable(pairs)
    draws = {source: draw(seed, "split", source) for source in rows["source_id"]}
    tested = max(TEST_SHARE, min(draws.values())) if len(draws) > 1 else 0.0
    halves = ["test" if draws[source] <= tested else "train" for source in rows["source_id"]]
    return QUESTIONS_AND_RESPONSES.frame(rows.assign(split=halves))
