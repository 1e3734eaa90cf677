"""Flawed answers: each question gets one that is wrong in exactly one named way."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

import pandas as pd

from syngen_assets.core.donors import Donor
from syngen_assets.core.flaws import choose
from syngen_assets.core.gates import answer_gate, language_gate, pair_gate
from syngen_assets.core.plan import balanced
from syngen_assets.core.replies import value
from syngen_assets.core.settings import Settings
from syngen_assets.core.spoiling import lenders, offline_flaws, open_flaws
from syngen_assets.core.tables import REJECTED_RESPONSES, records, usable
from syngen_assets.core.templates import load
from syngen_assets.core.text import words
from syngen_assets.llm.asking import Outcome, ask
from syngen_assets.llm.chat import ChatModel, Reply, Request

FLAWED = load("answer_badly")
_NO_FLAW = "no_flaw: none of the domain's flaws can be made of this answer by rule"

Row = Mapping[str, Any]
Lent = Mapping[str, Donor | None]
"""The flaws that an answer can have, each with the text that is lent for it."""


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
    rows = records(questions.merge(usable(chosen)[["question_id", "chosen"]], on="question_id"))
    lent = _lent_offline(rows, cleaned, settings) if settings.offline else _named(rows, settings)
    weights = balanced({name: flaw.weight for name, flaw in settings.domain.flaws.items()}, lent)
    plans = {
        row["question_id"]: [
            (name, donors[name])
            for name in choose(weights, donors, settings.seed, row["question_id"])
        ]
        for row, donors in zip(rows, lent, strict=True)
    }

    def flaw(row: Row, attempt: int) -> tuple[str, Donor | None]:
        plan = plans[row["question_id"]]
        return plan[attempt % len(plan)]

    def request(row: Row, attempt: int) -> Request:
        return _request(row, *flaw(row, attempt), settings)

    def read(row: Row, reply: Reply) -> str:
        answer = value(reply.text, "answer", reply.finish)
        language_gate(answer, settings.domain.language)
        answer_gate(answer, settings.domain.limits)
        pair_gate(row["chosen"], answer)
        return answer

    asked = [row for row in rows if plans[row["question_id"]]]
    outcomes = ask(chat, asked, request, read, "rejected responses")
    made: list[dict[str, Any]] = [
        {
            **_made(outcome, recorded=settings.offline),
            "question_id": row["question_id"],
            "flaw": flaw(row, outcome.request.attempt)[0],
            "model": chat.name,
        }
        for row, outcome in zip(asked, outcomes, strict=True)
    ]
    spared = [row["question_id"] for row in rows if not plans[row["question_id"]]]
    made += [{"question_id": question, "problem": _NO_FLAW} for question in spared]
    return REJECTED_RESPONSES.frame(made)


def _lent_offline(rows: Sequence[Row], cleaned: pd.DataFrame, settings: Settings) -> list[Lent]:
    """For each row the flaws that a program can make of its answer."""
    limit = settings.domain.limits.answer_tokens
    flaws = offline_flaws(settings.domain)
    donors = lenders(cleaned, settings.seed, limit)
    lent: list[Lent] = []
    for row in rows:
        allowed = [name for name in settings.domain.flaws_for(row["aspect"]) if name in flaws]
        where = (row["reference_id"], row["topic"] or "", row["aspect"] or "", row["chosen"])
        lent.append(open_flaws(donors, allowed, limit, *where))
    return lent


def _named(rows: Sequence[Row], settings: Settings) -> list[Lent]:
    """For each row the flaws that a model can be asked for: no wrong number where there is none."""
    named: list[Lent] = []
    for row in rows:
        allowed: dict[str, Donor | None] = dict.fromkeys(settings.domain.flaws_for(row["aspect"]))
        if not any(map(str.isdigit, row["chosen"])):
            allowed.pop("wrong_number", None)
        named.append(allowed)
    return named


def _request(row: Row, flaw: str, donor: Donor | None, settings: Settings) -> Request:
    return Request(
        FLAWED,
        {
            "question": row["display"],
            "answer": row["chosen"],
            "flaw": settings.domain.flaws[flaw].instruction,
            "words": str(len(words(row["chosen"]))),
            "limit": str(settings.domain.limits.answer_tokens),
        },
        {
            "flaw": flaw,
            "topic": row["topic"] or "",
            "donor": asdict(donor) if donor else None,
            "chance": [settings.seed, row["question_id"]],
        },
    )


def _made(outcome: Outcome[str], recorded: bool) -> dict[str, Any]:
    """The columns of one outcome; a program that made the flaw also recorded what it changed."""
    change = json.loads(outcome.reply.text) if recorded and outcome.reply.text else {}
    return {
        "rejected": outcome.value,
        "before": change.get("before"),
        "after": change.get("after"),
        "donor_id": change.get("donor"),
        **outcome.call,
        "problem": outcome.problem,
    }
