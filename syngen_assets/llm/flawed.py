"""Flawed answers: each question gets one that is wrong in exactly one named way."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import zip_longest
from typing import Any

import pandas as pd

from syngen_assets.core.donors import Donor
from syngen_assets.core.errors import UsageError
from syngen_assets.core.flaws import choose
from syngen_assets.core.gates import answer_gates, fresh_answer_gates, pair_gates
from syngen_assets.core.held_out import NOTHING, HeldOut
from syngen_assets.core.plan import balanced
from syngen_assets.core.replies import value
from syngen_assets.core.rows import Rows
from syngen_assets.core.settings import Settings
from syngen_assets.core.spoiling import lenders, offline_flaws, open_flaws
from syngen_assets.core.templates import load
from syngen_assets.core.text import words
from syngen_assets.llm.asking import Outcome, ask
from syngen_assets.llm.chat import ChatModel, Reply, Request

FLAWED = load("answer_badly")
_NO_FLAW = "no_flaw: none of the domain's flaws can be made of this answer by rule"

Row = Mapping[str, Any]
Lent = Mapping[str, Donor | None]
"""The flaws that an answer can have, each with the text that is lent for it."""


@dataclass(frozen=True)
class _Spoilable:
    """A question with its correct answer, and the flaws to be tried, each with what is lent."""

    row: Row
    plan: Sequence[tuple[str, Donor | None]]

    def flaw(self, attempt: int) -> tuple[str, Donor | None]:
        return self.plan[attempt % len(self.plan)]


def answer_badly(
    chat: ChatModel,
    questions: Rows,
    chosen: Rows,
    cleaned: pd.DataFrame,
    settings: Settings,
    held_out: HeldOut = NOTHING,
) -> Iterator[dict[str, Any]]:
    """An answer with exactly one named flaw to each question that has a correct one.

    The flaws of a question stand in an order that hangs on its identity; a try again takes the
    next one.

    Args:
        chat: the model.
        questions: the questions of the data set.
        chosen: their correct answers.
        cleaned: the clean questions, with their reference answers.
        settings: the run's settings.
        held_out: what no answer may overlap.

    Yields:
        The rows of a `tables.REJECTED_RESPONSES`, one per question with a chosen answer.

    Raises:
        UsageError: the chosen answers belong to other questions.
    """
    lend = _offline_lender(cleaned, settings) if settings.offline else _namer(settings)
    kinds: dict[frozenset[str], frozenset[str]] = {}
    names = [frozenset(lend(row)) for row in _answered(questions, chosen)]
    possible = [kinds.setdefault(some, some) for some in names]
    weights = balanced(
        {name: flaw.weight for name, flaw in settings.domain.flaws.items()}, possible
    )
    spared: list[str] = []
    look = fresh_answer_gates(cleaned, settings, held_out)

    def spoilable() -> Iterator[_Spoilable]:
        for row in _answered(questions, chosen):
            lent = lend(row)
            order = choose(weights, lent, settings.seed, row["question_id"])
            if order:
                yield _Spoilable(row, [(name, lent[name]) for name in order])
            else:
                spared.append(row["question_id"])

    def request(item: _Spoilable, attempt: int) -> Request:
        return _request(item.row, *item.flaw(attempt), settings)

    def read(item: _Spoilable, reply: Reply) -> str:
        answer = value(reply.text, "answer", reply.finish)
        answer_gates(item.row["display"], answer, settings.domain)
        look(answer)
        pair_gates(item.row["chosen"], answer, settings.domain)
        return answer

    some = sum(map(bool, possible))
    for outcome in ask(chat, spoilable(), request, read, "rejected responses", some):
        yield {
            **_made(outcome, recorded=settings.offline),
            "question_id": outcome.item.row["question_id"],
            "flaw": outcome.item.flaw(outcome.request.attempt)[0],
            "model": chat.name,
        }
    yield from ({"question_id": question, "problem": _NO_FLAW} for question in spared)


def _answered(questions: Rows, chosen: Rows) -> Iterator[Row]:
    """The questions that have a correct answer, with it."""
    for row, answer in zip_longest(questions.records(), chosen.records()):
        if not row or not answer or row["question_id"] != answer["question_id"]:
            raise UsageError(
                "chosen_responses were made for other questions than there are now; materialise "
                "chosen_responses again."
            )
        if not answer["problem"]:
            yield {**row, "chosen": answer["chosen"]}


def _offline_lender(cleaned: pd.DataFrame, settings: Settings) -> Callable[[Row], Lent]:
    """Gives the flaws that a program can make of a row's answer."""
    limit = settings.domain.limits.answer_tokens
    flaws = offline_flaws(settings.domain)
    donors = lenders(cleaned, settings.seed, limit)

    def lend(row: Row) -> Lent:
        allowed = [name for name in settings.domain.flaws_for(row["aspect"]) if name in flaws]
        where = (row["reference_id"], row["topic"] or "", row["aspect"] or "", row["chosen"])
        return open_flaws(donors, allowed, limit, *where)

    return lend


def _namer(settings: Settings) -> Callable[[Row], Lent]:
    """Gives the flaws that a model can be asked for: no wrong number where there is none."""

    def lend(row: Row) -> Lent:
        allowed: dict[str, Donor | None] = dict.fromkeys(settings.domain.flaws_for(row["aspect"]))
        if not any(map(str.isdigit, row["chosen"])):
            allowed.pop("wrong_number", None)
        return allowed

    return lend


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


def _made(outcome: Outcome[_Spoilable, str], recorded: bool) -> dict[str, Any]:
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
