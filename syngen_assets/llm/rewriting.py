"""Rewriting: prompts become new questions, until there are enough of them."""

from collections.abc import Collection, Iterator
from itertools import islice
from typing import Any

import pandas as pd

from syngen_assets.core.cleaning import display, normalize
from syngen_assets.core.gates import fresh_question_gates, gate_name, question_gates
from syngen_assets.core.held_out import NOTHING, HeldOut
from syngen_assets.core.identity import digest
from syngen_assets.core.personas.cast import NOBODY, Cast
from syngen_assets.core.personas.colouring import voice
from syngen_assets.core.questions import REWRITE, rewrite_values
from syngen_assets.core.repeats import WORDS_ONLY, Meanings, drawn
from syngen_assets.core.replies import value
from syngen_assets.core.rows import Rows
from syngen_assets.core.settings import Settings
from syngen_assets.core.topics import spoken_topic
from syngen_assets.llm.asking import Outcome, ask
from syngen_assets.llm.chat import AWAITED, ChatModel, Reply, Request

_AT_A_TIME = 100_000  # rows that are compared with all before them; fewer take longer


def rewrite(
    chat: ChatModel,
    prompts: Rows,
    cleaned: pd.DataFrame,
    settings: Settings,
    without: Collection[str],
    meanings: Meanings = WORDS_ONLY,
    held_out: HeldOut = NOTHING,
    cast: Cast = NOBODY,
) -> Iterator[dict[str, Any]]:
    """Ask prompts in plan order until the data set has the synthetic questions that it lacks.

    What fails is kept with its problem, and the next prompts of the plan take its place.

    Args:
        chat: the model.
        prompts: the plan.
        cleaned: the clean questions.
        settings: the run's settings.
        without: ids of excluded questions; one that comes up again does not count.
        meanings: how questions that mean the same are found.
        held_out: what no question may overlap.
        cast: the personas that colour some of the prompts.

    Yields:
        The rows of a `tables.SYNTHETIC_QUESTIONS`, one per prompt that was asked.
    """
    shown = dict(zip(cleaned["question_id"], cleaned["display"], strict=True))
    said = cleaned.dropna(subset=["topic", "answer"]).groupby("topic")["answer"]
    spoken = {str(topic): spoken_topic(str(topic), answers) for topic, answers in said}
    originals, _ = drawn(cleaned, settings, without, meanings)
    taken, look = set(originals.normalized), fresh_question_gates(cleaned, settings, held_out)
    plan, left = prompts.records(), len(prompts)
    wanted = settings.questions - len(taken)

    def request(prompt: dict[str, Any], attempt: int) -> Request:
        source, modification = shown[prompt["source_id"]], prompt["modification"]
        plain = rewrite_values(source, modification, settings.domain)
        facts = {
            "topic": spoken.get(prompt["topic"], prompt["topic"]),
            "examples": settings.domain.modifications[modification].examples,
            "chance": [settings.seed, prompt["prompt_id"]],
        }
        if who := cast.who(prompt):
            facts |= voice(who, modification, settings.domain.personas)
        return Request(*cast.worded(REWRITE, plain, prompt), facts)

    def read(prompt: dict[str, Any], reply: Reply) -> str:
        question = display(value(reply.text, "question", reply.finish))
        question_gates(question, settings.domain, taken)
        look(question, prompt["source_id"])
        taken.add(normalize(question))
        return question

    while wanted > 0 and left > 0:
        batch = min(wanted, left)
        left -= batch
        label = "synthetic questions"
        outcomes = ask(chat, islice(plan, batch), request, read, label, batch)
        rows = (_row(outcome, chat.name, without) for outcome in outcomes)
        while some := list(islice(rows, _AT_A_TIME)):
            repeats = originals.add([row for row in some if not row["problem"]])
            for row in some:
                row["problem"] = row["problem"] or repeats.get(row["question_id"])
                wanted -= not row["problem"] or gate_name(row["problem"]) == AWAITED
                yield row


def _row(
    outcome: Outcome[dict[str, Any], str], model: str, without: Collection[str]
) -> dict[str, Any]:
    row = {**outcome.item, **outcome.call, "model": model, "problem": outcome.problem}
    if outcome.value:
        normalized = normalize(outcome.value)
        row |= {"display": outcome.value, "normalized": normalized}
        row["question_id"] = digest(normalized)
        if row["question_id"] in without:
            row["problem"] = "excluded: its pair failed a gate before"
    return row
