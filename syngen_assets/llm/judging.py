"""Judging: each pair is put to a judge in both orders, and the two opinions become a verdict."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from syngen_assets.core.opinions import Opinion, read_opinion
from syngen_assets.core.personas.cast import NOBODY, Cast
from syngen_assets.core.rows import Rows
from syngen_assets.core.tables import records
from syngen_assets.core.templates import load
from syngen_assets.core.verdicts import verdict
from syngen_assets.llm.answering import shortened
from syngen_assets.llm.asking import Outcome, ask
from syngen_assets.llm.chat import ChatModel, Reply, Request

JUDGE = load("judge_pair")
JUDGE_WITH_REFERENCE = load("judge_pair_with_reference")
_ORDERS = (("chosen", "rejected"), ("rejected", "chosen"))

Row = Mapping[str, Any]


@dataclass(frozen=True)
class _Case:
    """A pair in one order; the judge is not told which answer is which."""

    row: Row
    question: Row
    reference: str
    order: tuple[str, str]


def judge_pairs(
    chat: ChatModel,
    pairs: Rows,
    questions: pd.DataFrame,
    cleaned: pd.DataFrame,
    cast: Cast = NOBODY,
) -> Iterator[dict[str, Any]]:
    """A judge's verdict on each usable pair.

    Args:
        chat: the judge.
        pairs: the pairs.
        questions: their questions, as models read them.
        cleaned: the clean questions, for reference answers.
        cast: the personas as whom some of the pairs are judged.

    Yields:
        The rows of a `tables.VERDICTS`, one per usable pair, in their order.
    """
    total = 2 * int(pairs.column("problem").isna().sum())
    cases = _cases(pairs, questions, cleaned)

    def request(case: _Case, attempt: int) -> Request:
        return _request(case, cast)

    found = ask(chat, cases, request, _read, "verdicts", total)
    for first in found:
        yield _verdict(chat.name, first, next(found))


def _cases(pairs: Rows, questions: pd.DataFrame, cleaned: pd.DataFrame) -> Iterator[_Case]:
    answers = dict(zip(cleaned["question_id"], cleaned["answer"], strict=True))
    asked = {row["question_id"]: row for row in records(questions)}
    for row in pairs.records():
        if row["problem"]:
            continue
        question = asked[row["question_id"]]
        reference = answers.get(question["reference_id"])
        for order in _ORDERS:
            told = shortened(reference) if isinstance(reference, str) else ""
            yield _Case(row, question, told, order)


def _request(case: _Case, cast: Cast) -> Request:
    first, second = (str(case.row[side]) for side in case.order)
    values = {"question": case.question["display"], "first": first, "second": second}
    facts = {"pair_id": case.row["pair_id"], "first": case.order[0]}
    if case.reference:
        values |= {"reference": case.reference}
    plain = JUDGE_WITH_REFERENCE if case.reference else JUDGE
    return Request(*cast.worded(plain, values, case.question), facts)


def _read(case: _Case, reply: Reply) -> Opinion:
    return read_opinion(reply.text, reply.finish)


def _verdict(
    judge: str, first: Outcome[_Case, Opinion], second: Outcome[_Case, Opinion]
) -> dict[str, Any]:
    """One row of both outcomes; what only one of them says is no verdict."""
    said = verdict(first.value, second.value) if first.value and second.value else {}
    both = (first, second)
    return {
        "pair_id": first.item.row["pair_id"],
        "question_id": first.item.row["question_id"],
        **said,
        "model": judge,
        "template": first.request.template.name,
        "template_version": first.request.template.version,
        **{f"{one.item.order[0]}_first_request": one.reply.key for one in both},
        **{f"{one.item.order[0]}_first_earlier": one.earlier for one in both},
        "prompt_tokens": sum(one.reply.usage.prompt for one in both),
        "completion_tokens": sum(one.reply.usage.completion for one in both),
        "problem": next((_problem(one) for one in both if one.problem), None),
    }


def _problem(outcome: Outcome[_Case, Opinion]) -> str:
    return f"{outcome.problem} (asked with the {outcome.item.order[0]} answer first)"
