"""Answering: each question gets a correct answer, and one with exactly one named flaw."""

import json
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

import pandas as pd

from syngen_assets.core.donors import Donor, Donors
from syngen_assets.core.flaws import choose
from syngen_assets.core.gates import answer_gate, pair_gate
from syngen_assets.core.plan import balanced
from syngen_assets.core.replies import value
from syngen_assets.core.settings import Settings
from syngen_assets.core.spoiling import lenders, offline_flaws, open_flaws
from syngen_assets.core.tables import CHOSEN_RESPONSES, REJECTED_RESPONSES, records, usable
from syngen_assets.core.templates import load
from syngen_assets.core.text import words
from syngen_assets.llm.asking import ask
from syngen_assets.llm.chat import ChatModel, Reply, Request

ANSWER = load("answer_well")
GROUNDED = load("answer_from_reference")
FLAWED = load("answer_badly")
_REFERENCE_LETTERS = 4000

_NO_FLAW = "no_flaw: none of the domain's flaws can be made of this answer by rule"

Row = Mapping[str, Any]


def answer_well(
    chat: ChatModel, questions: pd.DataFrame, cleaned: pd.DataFrame, settings: Settings
) -> pd.DataFrame:
    """The correct answer to each question, from its reference answer where it has one.

    Returns:
        A `tables.CHOSEN_RESPONSES`, one row per question.
    """
    answers = dict(zip(cleaned["question_id"], cleaned["answer"], strict=True))
    limits = settings.domain.limits
    rows = records(questions)

    def request(row: Row, attempt: int) -> Request:
        values = {
            "question": row["display"],
            "words": str(min(limits.answer_words, limits.answer_tokens * 3 // 4)),
            "limit": str(limits.answer_tokens),
            "rules": settings.domain.answer_rules,
        }
        if not row["reference_id"]:
            return Request(ANSWER, values)
        reference = textwrap.shorten(
            answers[row["reference_id"]], _REFERENCE_LETTERS, placeholder=" …"
        )
        facts = {"topic": row["topic"] or ""}
        return Request(GROUNDED, values | {"reference": reference}, facts)

    def read(row: Row, reply: Reply) -> str:
        answer = value(reply.text, "answer", reply.finish)
        answer_gate(answer, limits)
        return answer

    outcomes = ask(chat, rows, request, read, "chosen responses")
    return CHOSEN_RESPONSES.frame(
        {
            "question_id": row["question_id"],
            "chosen": outcome.value,
            **outcome.call,
            "model": chat.name,
            "problem": outcome.problem,
        }
        for row, outcome in zip(rows, outcomes, strict=True)
    )


def answer_badly(
    chat: ChatModel,
    questions: pd.DataFrame,
    chosen: pd.DataFrame,
    cleaned: pd.DataFrame,
    settings: Settings,
) -> pd.DataFrame:
    """An answer with exactly one named flaw to each question that has a correct one.

    The flaws of a question stand in an order that hangs on its identity; a try again takes the
    next one.

    Returns:
        A `tables.REJECTED_RESPONSES`, one row per question with a chosen answer.
    """
    weights = {name: flaw.weight for name, flaw in settings.domain.flaws.items()}
    flaws = offline_flaws(settings.domain) if settings.offline else weights
    limits = settings.domain.limits
    donors = lenders(cleaned, settings.seed, limits.answer_tokens)
    rows = records(questions.merge(usable(chosen)[["question_id", "chosen"]], on="question_id"))
    plans = _flaw_plans(rows, flaws, donors, settings)
    spared = [row for row, plan in zip(rows, plans, strict=True) if not plan]
    rows, plans = [r for r, p in zip(rows, plans, strict=True) if p], [p for p in plans if p]
    by_question: dict[str, list[tuple[str, Donor | None]]] = dict(
        zip((row["question_id"] for row in rows), plans, strict=True)
    )

    def flaw_at(row: Row, attempt: int) -> tuple[str, Donor | None]:
        plan = by_question[row["question_id"]]
        return plan[attempt % len(plan)]

    def request(row: Row, attempt: int) -> Request:
        flaw, donor = flaw_at(row, attempt)
        return Request(
            FLAWED,
            {
                "question": row["display"],
                "answer": row["chosen"],
                "flaw": settings.domain.flaws[flaw].instruction,
                "words": str(len(words(row["chosen"]))),
                "limit": str(limits.answer_tokens),
            },
            {
                "flaw": flaw,
                "topic": row["topic"] or "",
                "donor": asdict(donor) if donor else None,
                "chance": [settings.seed, row["question_id"]],
            },
        )

    def read(row: Row, reply: Reply) -> str:
        answer = value(reply.text, "answer", reply.finish)
        answer_gate(answer, limits)
        pair_gate(row["chosen"], answer)
        return answer

    outcomes = ask(chat, rows, request, read, "rejected responses")
    answered = [
        {
            "question_id": row["question_id"],
            "rejected": outcome.value,
            "flaw": flaw_at(row, outcome.request.attempt)[0],
            **_change(outcome.reply.text if settings.offline else ""),
            **outcome.call,
            "model": chat.name,
            "problem": outcome.problem,
        }
        for row, outcome in zip(rows, outcomes, strict=True)
    ]
    untouched = [{"question_id": row["question_id"], "problem": _NO_FLAW} for row in spared]
    return REJECTED_RESPONSES.frame([*answered, *untouched])


def _flaw_plans(
    rows: Sequence[Row], flaws: Mapping[str, float], donors: Donors, settings: Settings
) -> list[list[tuple[str, Donor | None]]]:
    """For each question the flaws that it can have, in the order in which they are tried."""
    open_to = [_possible(row, flaws, donors, settings) for row in rows]
    weights = balanced(flaws, open_to)
    plans = []
    for row, lent in zip(rows, open_to, strict=True):
        order = choose(weights, lent, settings.seed, row["question_id"])
        plans.append([(name, lent.get(name)) for name in order])
    return plans


def _possible(
    row: Row, flaws: Mapping[str, float], donors: Donors, settings: Settings
) -> dict[str, Donor | None]:
    """The flaws that this question can have, each with the answer that is lent for it."""
    allowed = [name for name in settings.domain.flaws_for(row["aspect"]) if name in flaws]
    if not settings.offline:
        countable = any(map(str.isdigit, row["chosen"]))
        return {name: None for name in allowed if countable or name != "wrong_number"}
    where = (row["reference_id"], row["topic"] or "", row["aspect"] or "", row["chosen"])
    return open_flaws(donors, allowed, settings.domain.limits.answer_tokens, *where)


def _change(text: str) -> dict[str, Any]:
    """The record of an edit that a program made, as it stands in its reply."""
    record = json.loads(text) if text else {}
    return {
        "before": record.get("before"),
        "after": record.get("after"),
        "donor_id": record.get("donor"),
    }
