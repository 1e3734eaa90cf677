"""Rewriting: prompts become new questions, until there are enough of them."""

from collections.abc import Collection, Iterator
from itertools import islice
from typing import Any

import pandas as pd

from syngen_assets.core.cleaning import display, normalize
from syngen_assets.core.gates import language_gate, question_gate
from syngen_assets.core.identity import digest
from syngen_assets.core.questions import REWRITE, rewrite_values, sources
from syngen_assets.core.replies import value
from syngen_assets.core.rows import Rows
from syngen_assets.core.settings import Settings
from syngen_assets.core.topics import spoken_topic
from syngen_assets.llm.asking import ask
from syngen_assets.llm.chat import ChatModel, Reply, Request


def rewrite(
    chat: ChatModel,
    prompts: Rows,
    cleaned: pd.DataFrame,
    settings: Settings,
    without: Collection[str],
) -> Iterator[dict[str, Any]]:
    """Ask prompts in plan order until the data set has the synthetic questions that it lacks.

    What fails is kept with its problem, and the next prompts of the plan take its place.

    Args:
        chat: the model.
        prompts: the plan.
        cleaned: the clean questions.
        settings: the run's settings.
        without: ids of excluded questions; one that comes up again does not count.

    Yields:
        The rows of a `tables.SYNTHETIC_QUESTIONS`, one per prompt that was asked.
    """
    shown = dict(zip(cleaned["question_id"], cleaned["display"], strict=True))
    said = cleaned.dropna(subset=["topic", "answer"]).groupby("topic")["answer"]
    spoken = {str(topic): spoken_topic(str(topic), answers) for topic, answers in said}
    drawn = {entry.id for entry in sources(cleaned, settings, without)}
    taken = set(cleaned.loc[cleaned["question_id"].isin(list(drawn)), "normalized"])
    plan, left = prompts.records(), len(prompts)
    wanted = settings.questions - len(drawn)

    def request(prompt: dict[str, Any], attempt: int) -> Request:
        source = shown[prompt["source_id"]]
        return Request(
            REWRITE,
            rewrite_values(source, prompt["modification"], settings.domain),
            {
                "topic": spoken.get(prompt["topic"], prompt["topic"]),
                "examples": settings.domain.modifications[prompt["modification"]].examples,
                "chance": [settings.seed, prompt["prompt_id"]],
            },
        )

    def read(prompt: dict[str, Any], reply: Reply) -> str:
        question = display(value(reply.text, "question", reply.finish))
        language_gate(question, settings.domain.language)
        question_gate(question, settings.domain.limits, taken)
        taken.add(normalize(question))
        return question

    while wanted > 0 and left > 0:
        batch = min(wanted, left)
        left -= batch
        label = "synthetic questions"
        for outcome in ask(chat, islice(plan, batch), request, read, label, batch):
            row: dict[str, Any] = {**outcome.item, **outcome.call, "model": chat.name}
            row["problem"] = outcome.problem
            if outcome.value:
                normalized = normalize(outcome.value)
                row |= {"display": outcome.value, "normalized": normalized}
                row["question_id"] = digest(normalized)
                if row["question_id"] in without:
                    row["problem"] = "excluded: its pair failed a gate before"
            wanted -= not row["problem"]
            yield row
