"""Asking for personas, and for texts that are written with one in mind."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

import pandas as pd

from syngen_assets.core.errors import UsageError
from syngen_assets.core.gates import gate_name, text_gates
from syngen_assets.core.personas import by_rule, forms
from syngen_assets.core.personas.forms import Piece
from syngen_assets.core.personas.growing import Ask, Growth, Told
from syngen_assets.core.personas.reading import Persona, read_persona
from syngen_assets.core.preferences import Preferences
from syngen_assets.core.repeats import WORDS_ONLY, Meanings
from syngen_assets.core.replies import value
from syngen_assets.core.settings import Settings
from syngen_assets.core.tables import records, usable
from syngen_assets.core.templates import load
from syngen_assets.llm.answering import shortened
from syngen_assets.llm.asking import Outcome, ask
from syngen_assets.llm.chat import AWAITED, ChatModel, Reply, Request

FROM_TEXT = load("persona_from_text")
FROM_PERSONA = load("persona_from_persona")

Row = dict[str, Any]


def grow(
    chat: ChatModel, cleaned: pd.DataFrame, settings: Settings, meanings: Meanings = WORDS_ONLY
) -> Iterator[Row]:
    """The personas of a data set: found in texts of its source, and grown by relations.

    Where replies are awaited it ends, for whom to ask about next hangs on them.

    Args:
        chat: the model.
        cleaned: the clean questions.
        settings: the run's settings.
        meanings: how personas that mean the same are found.

    Yields:
        The rows of a `tables.PERSONAS`, one iteration after the other.

    Raises:
        UsageError: the run is offline and the domain has no roles.
    """
    domain, seed = settings.domain, settings.seed
    if settings.offline and not domain.personas.roles:
        raise UsageError(
            f"The domain {domain.name} has no roles under personas, and without them nobody can be "
            "made up offline. Write some, or run with a model or with --personas 0."
        )
    growth = Growth(domain.personas, seed, meanings.embed)

    def request(one: Ask, attempt: int) -> Request:
        facts = by_rule.facts(one, domain.personas, seed)
        if one.origin == "text":
            values = {"text": shortened(one.text), "relation": one.relation}
            return Request(FROM_TEXT, values, facts)
        return Request(FROM_PERSONA, {"persona": one.text, "relation": one.relation}, facts)

    def read(one: Ask, reply: Reply) -> Persona:
        return read_persona(reply.text, reply.finish, domain)

    asks = growth.first(_told(cleaned, domain))
    while asks:
        found = ask(chat, asks, request, read, "personas", len(asks))
        rows = growth.take([_row(outcome, chat.name) for outcome in found])
        yield from rows
        awaited = any(gate_name(row["problem"] or "") == AWAITED for row in rows)
        asks = [] if awaited else growth.next()


def _told(cleaned: pd.DataFrame, domain: Preferences) -> list[Told]:
    """The texts that personas are found in."""
    column = "display" if domain.personas.of == "question" else domain.personas.of
    rows = records(usable(cleaned))
    return [Told(row["question_id"], row[column], row["topic"]) for row in rows if row[column]]


def _row(outcome: Outcome[Ask, Persona], model: str) -> Row:
    return {
        "id": outcome.item.id,
        **(asdict(outcome.value) if outcome.value else {"persona": None, "role": None}),
        **outcome.item.cells,
        **outcome.call,
        "model": model,
        "problem": outcome.problem,
    }


def texts(
    chat: ChatModel, personas: pd.DataFrame, cleaned: pd.DataFrame, settings: Settings
) -> Iterator[Row]:
    """What is written for every persona, in each of the forms that the domain asks for.

    Args:
        chat: the model.
        personas: a `tables.PERSONAS`.
        cleaned: the clean questions, which the texts are about.
        settings: the run's settings.

    Yields:
        The rows of a `tables.PERSONA_TEXTS`.
    """
    domain, seed = settings.domain, settings.seed
    sources = {row["question_id"]: row for row in records(cleaned)}
    wanted = list(forms.pieces(records(usable(personas)), sources, domain.personas.forms))

    def request(piece: Piece, attempt: int) -> Request:
        shots = domain.personas.shots.get(piece.form, [])
        values = forms.values(piece, shortened(piece.source["answer"] or ""), shots)
        facts = forms.facts(piece, domain.personas, seed)
        return Request(forms.TEMPLATES[piece.form], values, facts)

    def read(piece: Piece, reply: Reply) -> str:
        text = value(reply.text, "text", reply.finish)
        text_gates(text, domain)
        return text

    for outcome in ask(chat, wanted, request, read, "persona texts", len(wanted)):
        yield {
            "text_id": outcome.item.id,
            "persona_id": outcome.item.persona["persona_id"],
            "form": outcome.item.form,
            "text": outcome.value,
            **outcome.call,
            "model": chat.name,
            "problem": outcome.problem,
        }
