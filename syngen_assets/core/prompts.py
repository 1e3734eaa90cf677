"""Prompts: the rewriting plan of a run, with the text that is sent for each of its lines."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any

import pandas as pd

from syngen_assets.core.identity import digest
from syngen_assets.core.mending import Asked, last, mended
from syngen_assets.core.personas.cast import Cast
from syngen_assets.core.personas.colouring import Line, coloured
from syngen_assets.core.plan import Cell, Entry, Lines, cell
from syngen_assets.core.questions import REWRITE, entries, grounds, rewrite_values, sources
from syngen_assets.core.settings import Settings
from syngen_assets.core.tables import PERSONAS, PROMPTS, records

_SPARE = 200


def plan(
    cleaned: pd.DataFrame,
    settings: Settings,
    without: Collection[str],
    earlier: Sequence[Asked] = (),
    personas: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """The rewriting prompts in plan order, with enough to spare for replies that fail.

    Args:
        cleaned: the clean questions.
        settings: the run's settings.
        without: ids of excluded questions.
        earlier: the lines that earlier runs asked, of which as many as can be stay.
        personas: a `tables.PERSONAS`, some of which colour some of the lines.

    Returns:
        A `tables.PROMPTS`: twice as many as synthetic questions are wanted, and some more, or all
        that there are.
    """
    if settings.offline and settings.retired:
        earlier = _unretired(cleaned, settings, without)
    drawn = sources(cleaned, settings, without)
    wanted = settings.questions - len(drawn)
    lines = mended(_lines(cleaned, settings, drawn, without, earlier), earlier, wanted)
    most = 2 * wanted + len(without) + sum(one.failed for one in earlier) + _SPARE
    rows = [
        {
            "prompt_id": digest(line.source_id, line.modification),
            "position": position,
            "source_id": line.source_id,
            "modification": line.modification,
            "topic": line.topic or None,
            "aspect": line.aspect or None,
            "reference_id": line.reference_id or None,
        }
        for position, line in enumerate(islice(lines, most))
    ]
    told = PERSONAS.frame([]) if personas is None else personas
    return PROMPTS.frame(
        _worded(_with_personas(rows, told, settings, earlier), cleaned, told, settings)
    )


def _with_personas(
    rows: list[dict[str, Any]],
    personas: pd.DataFrame,
    settings: Settings,
    earlier: Sequence[Asked],
) -> list[dict[str, Any]]:
    """The lines, each with the persona that colours it, if one does."""
    if not settings.coloured:
        return rows
    lines = [Line(row["prompt_id"], row["source_id"], row["modification"]) for row in rows]
    before = {
        digest(one.source_id, one.modification): one.persona_id for one in earlier if one.persona_id
    }
    found = coloured(lines, personas, settings.coloured, settings.seed, before)
    return [{**row, "persona_id": found.get(row["prompt_id"])} for row in rows]


def _worded(
    rows: list[dict[str, Any]], cleaned: pd.DataFrame, personas: pd.DataFrame, settings: Settings
) -> Iterator[dict[str, Any]]:
    """The lines with the text that is sent for each of them."""
    shown = dict(zip(cleaned["question_id"], cleaned["display"], strict=True))
    cast = Cast.of(personas, settings, "rewriting")
    for row in rows:
        plain = rewrite_values(shown[row["source_id"]], row["modification"], settings.domain)
        template, values = cast.worded(REWRITE, plain, row)
        yield {
            **row,
            "prompt": template.fill(**values),
            "template": template.name,
            "template_version": template.version,
        }


def _unretired(cleaned: pd.DataFrame, settings: Settings, without: Collection[str]) -> list[Asked]:
    """The lines that there would be had nothing been retired.

    Offline nothing is remembered, and what people said of the other modifications' pairs shall go
    on counting.
    """
    whole = replace(settings, words={})
    drawn = sources(cleaned, whole, without)
    lines = _lines(cleaned, whole, drawn, without, ())
    some = islice(iter(lines.draw, None), max(0, whole.questions - len(drawn)))
    asked = [Asked(line.source_id, line.modification) for line in some]
    idle = lines.uses.keys() - {one.source_id for one in asked}
    return [*asked, *(Asked(name, "") for name in sorted(idle))]


def _lines(
    cleaned: pd.DataFrame,
    settings: Settings,
    drawn: list[Entry],
    without: Collection[str],
    earlier: Sequence[Asked],
) -> Lines:
    domain, every = settings.domain, entries(cleaned, settings)
    closed = [*drawn, *(entry for entry in every if entry.id in without)]
    asks_for = {
        name: [name, *(aspect for aspect, to in domain.aspects.items() if to == name)]
        for name in settings.modifications
    }
    answered: dict[Cell, str] = {}
    for row in records(grounds(cleaned, settings).fillna("").sort_values("question_id")):
        place = cell(row["topic"], row["aspect"])
        if place:
            answered.setdefault(place, row["question_id"])
    return Lines(
        every,
        answered,
        asks_for,
        taken=[entry.cell for entry in closed if entry.cell],
        seed=settings.seed,
        answered_only=settings.offline,
        known=last(earlier),
    )
