"""Answering: each question gets a correct answer."""

import textwrap
from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from syngen_assets.core.gates import answer_gates, fresh_answer_gates
from syngen_assets.core.held_out import NOTHING, HeldOut
from syngen_assets.core.personas.cast import NOBODY, Cast
from syngen_assets.core.replies import value
from syngen_assets.core.rows import Rows
from syngen_assets.core.settings import Settings
from syngen_assets.core.templates import load
from syngen_assets.llm.asking import ask
from syngen_assets.llm.chat import ChatModel, Reply, Request

ANSWER = load("answer_well")
GROUNDED = load("answer_from_reference")
_REFERENCE_LETTERS = 4000

Row = Mapping[str, Any]


def answer_well(
    chat: ChatModel,
    questions: Rows,
    cleaned: pd.DataFrame,
    settings: Settings,
    held_out: HeldOut = NOTHING,
    cast: Cast = NOBODY,
) -> Iterator[Row]:
    """The correct answer to each question, from its reference answer where it has one.

    Args:
        chat: the model.
        questions: the questions of the data set.
        cleaned: the clean questions, with their reference answers.
        settings: the run's settings.
        held_out: what no answer may overlap.
        cast: the personas for whom some of the questions are answered.

    Yields:
        The rows of a `tables.CHOSEN_RESPONSES`, one per question, in their order.
    """
    answers = dict(zip(cleaned["question_id"], cleaned["answer"], strict=True))
    limits, look = settings.domain.limits, fresh_answer_gates(cleaned, settings, held_out)

    def request(row: Row, attempt: int) -> Request:
        values = {
            "question": row["display"],
            "words": str(min(limits.answer_words, limits.answer_tokens * 3 // 4)),
            "limit": str(limits.answer_tokens),
            "rules": settings.domain.answer_rules,
        }
        if not row["reference_id"]:
            return Request(*cast.worded(ANSWER, values, row))
        reference = shortened(answers[row["reference_id"]])
        facts = {"topic": row["topic"] or ""}
        return Request(*cast.worded(GROUNDED, values | {"reference": reference}, row), facts)

    def read(row: Row, reply: Reply) -> str:
        answer = value(reply.text, "answer", reply.finish)
        answer_gates(row["display"], answer, settings.domain)
        look(answer)
        return answer

    found = ask(chat, questions.records(), request, read, "chosen responses", len(questions))
    for outcome in found:
        yield {
            "question_id": outcome.item["question_id"],
            "chosen": outcome.value,
            **outcome.call,
            "model": chat.name,
            "problem": outcome.problem,
        }


def shortened(reference: str) -> str:
    """A reference answer as a prompt holds it: of a long one the start, with an ellipsis."""
    return textwrap.shorten(reference, _REFERENCE_LETTERS, placeholder=" …")
