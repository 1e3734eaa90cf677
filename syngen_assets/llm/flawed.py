"""Flawed answers: each question gets one that is wrong in exactly one named way."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from itertools import zip_longest
from typing import Any

import pandas as pd

from syngen_assets.core.balance import Choice, plan
from syngen_assets.core.donors import Donor
from syngen_assets.core.doublings import Settle, settled
from syngen_assets.core.errors import UsageError
from syngen_assets.core.flaws import choose
from syngen_assets.core.gates import answer_gates, fresh_answer_gates, pair_gates
from syngen_assets.core.held_out import NOTHING, HeldOut
from syngen_assets.core.identity import draw
from syngen_assets.core.known import Known
from syngen_assets.core.replies import value
from syngen_assets.core.rows import Rows
from syngen_assets.core.settings import Settings
from syngen_assets.core.spoiling import lenders, offline_flaws, ways
from syngen_assets.core.templates import load
from syngen_assets.core.text import words
from syngen_assets.llm.asking import Outcome, ask
from syngen_assets.llm.chat import ChatModel, Reply, Request

FLAWED = load("answer_badly")
_NO_FLAW = "no_flaw: none of the domain's flaws can be made of this answer by rule"

Row = Mapping[str, Any]


@dataclass(frozen=True)
class _Try:
    """What is asked of a row: a flaw, and for a program also who lends, and which variant."""

    flaw: str
    donor: Donor | None = None
    variant: int = 0


@dataclass(frozen=True)
class _Spoilable:
    """A question with its correct answer, and what is tried, in order."""

    row: Row
    turns: Sequence[_Try]

    def turn(self, attempt: int) -> _Try:
        return self.turns[attempt % len(self.turns)]


Planner = Callable[[Row], Sequence[_Try]]


def answer_badly(
    chat: ChatModel,
    questions: Rows,
    chosen: Rows,
    cleaned: pd.DataFrame,
    settings: Settings,
    held_out: HeldOut = NOTHING,
    settle: Settle = settled,
) -> Iterator[dict[str, Any]]:
    """An answer with exactly one named flaw to each question that has a correct one.

    What is tried for a question stands in an order that hangs on its identity and, offline, on
    what leaves no tell in the set; a try again takes the next one.

    Args:
        chat: the model.
        questions: the questions of the data set.
        chosen: their correct answers.
        cleaned: the clean questions, with their reference answers.
        settings: the run's settings.
        held_out: what no answer may overlap.
        settle: how often the weights of flaws are doubled for a model, where few rows can have
            them.

    Yields:
        The rows of a `tables.REJECTED_RESPONSES`, one per question with a chosen answer.

    Raises:
        UsageError: the chosen answers belong to other questions.
    """
    rows = partial(_answered, questions, chosen)
    if settings.offline:
        tries = _program(rows, cleaned, settings)
    else:
        tries = _model(rows, settings, settle)
    spared: list[str] = []
    look = fresh_answer_gates(cleaned, settings, held_out)

    def spoilable() -> Iterator[_Spoilable]:
        for row in rows():
            if turns := tries(row):
                yield _Spoilable(row, turns)
            else:
                spared.append(row["question_id"])

    def request(item: _Spoilable, attempt: int) -> Request:
        return _request(item.row, item.turn(attempt), settings)

    def read(item: _Spoilable, reply: Reply) -> str:
        answer = value(reply.text, "answer", reply.finish)
        answer_gates(item.row["display"], answer, settings.domain)
        look(answer)
        pair_gates(item.row["chosen"], answer, settings.domain)
        return answer

    some = sum(bool(tries(row)) for row in rows())
    for outcome in ask(chat, spoilable(), request, read, "rejected responses", some):
        yield {
            **_made(outcome, recorded=settings.offline),
            "question_id": outcome.item.row["question_id"],
            "flaw": outcome.item.turn(outcome.request.attempt).flaw,
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


def _program(
    rows: Callable[[], Iterator[Row]], cleaned: pd.DataFrame, settings: Settings
) -> Planner:
    """What a program tries, so chosen that the rejected answers as a set leave no tell."""
    limit = settings.domain.limits.answer_tokens
    weights = offline_flaws(settings.domain)
    donors, known = lenders(cleaned, settings), Known(cleaned)
    found: dict[str, list[_Try]] = {}

    def choice(row: Row) -> Choice:
        allowed = [name for name in settings.domain.flaws_for(row["aspect"]) if name in weights]
        some = list(ways(donors, known, allowed, limit, settings.seed, row))
        found[row["question_id"]] = [_Try(way.flaw, way.donor, way.variant) for way in some]
        return Choice(row["question_id"], row["chosen"], [way.option for way in some])

    orders = plan([choice(row) for row in rows()], weights, settings.seed)
    return lambda row: [found[row["question_id"]][n] for n in orders.get(row["question_id"], [])]


def _model(rows: Callable[[], Iterator[Row]], settings: Settings, settle: Settle) -> Planner:
    """The flaws that a model is asked for: no wrong number where there is none."""

    def names(row: Row) -> list[str]:
        allowed = settings.domain.flaws_for(row["aspect"])
        has_number = any(map(str.isdigit, row["chosen"]))
        return [name for name in allowed if has_number or name != "wrong_number"]

    kinds: dict[frozenset[str], frozenset[str]] = {}
    found = [frozenset(names(row)) for row in rows()]
    possible = [kinds.setdefault(some, some) for some in found]
    flaws = settings.domain.flaws.items()
    weights = settle(possible).raised({name: flaw.weight for name, flaw in flaws})
    return lambda row: [
        _Try(name) for name in choose(weights, names(row), settings.seed, row["question_id"])
    ]


def _request(row: Row, turn: _Try, settings: Settings) -> Request:
    return Request(
        FLAWED,
        {
            "question": row["display"],
            "answer": row["chosen"],
            "flaw": settings.domain.flaws[turn.flaw].instruction,
            "words": str(_asked_words(row, settings.seed)),
            "limit": str(settings.domain.limits.answer_tokens),
        },
        {
            "flaw": turn.flaw,
            "topic": row["topic"] or "",
            "donor": asdict(turn.donor) if turn.donor else None,
            "variant": turn.variant,
            "chance": [settings.seed, row["question_id"]],
        },
    )


def _asked_words(row: Row, seed: int) -> int:
    """A tenth more words than the correct answer has, or a tenth less, by identity.

    Asked for the same length, a model writes the wrong answer shorter more often than longer.
    """
    count = len(words(row["chosen"]))
    return round(count * (1.1 if draw(seed, "longer", row["question_id"]) < 0.5 else 0.9))


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
