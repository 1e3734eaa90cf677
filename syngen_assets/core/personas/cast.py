"""The cast: the personas that a step knows of, and how a request is worded for one of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from syngen_assets.core.errors import GateError
from syngen_assets.core.personas.colouring import AS
from syngen_assets.core.personas.domain import Colour
from syngen_assets.core.personas.portrait import portrait
from syngen_assets.core.settings import Settings
from syngen_assets.core.tables import records, usable
from syngen_assets.core.templates import Template, load

Row = Mapping[str, Any]

_ASKED: Mapping[Colour, tuple[str, ...]] = {
    "rewriting": ("rewrite_question",),
    "answering": ("answer_well", "answer_from_reference"),
    "judging": ("judge_pair", "judge_pair_with_reference"),
}


@dataclass(frozen=True)
class Cast:
    """The personas of a data set by their ids; with none of them every request is plain."""

    personas: Mapping[str, Row] = field(default_factory=dict)

    @classmethod
    def of(cls, personas: pd.DataFrame, settings: Settings, step: Colour) -> "Cast":
        """The personas that a step knows of: all that can be used, or none.

        Args:
            personas: a `tables.PERSONAS`.
            settings: the run's settings.
            step: what the domain may have personas colour.
        """
        if not settings.coloured or step not in settings.domain.personas.colour:
            return cls()
        return cls({row["persona_id"]: row for row in records(usable(personas))})

    def who(self, row: Row) -> Row | None:
        """The persona that colours a row, if one does in this step."""
        return self.personas.get(row.get("persona_id") or "")

    def worded(
        self, template: Template, values: Mapping[str, str], row: Row
    ) -> tuple[Template, dict[str, str]]:
        """The template and its values as they are for the persona of a row; plain without one."""
        who = self.who(row)
        if not who:
            return template, dict(values)
        return as_persona(template), {**values, "persona": portrait(who)}


NOBODY = Cast()


def expect_somebody(personas: pd.DataFrame, settings: Settings) -> None:
    """Let a run go on that has a persona to colour with.

    Args:
        personas: a `tables.PERSONAS`.
        settings: the run's settings.

    Raises:
        GateError: there is none; it says why.
    """
    if len(usable(personas)):
        return
    column = settings.domain.personas.of
    why = f"no clean question has the text in its column {column} that personas are found in"
    if len(personas):
        why = (
            f"of {len(personas):,} replies none can be used, the first for {personas['problem'][0]}"
        )
    raise GateError(
        f"{settings.domain.name} has no persona to colour questions with: {why}. Name another "
        "column with personas: {of: …} in domain.yaml, or run with --personas 0."
    )


def as_persona(template: Template) -> Template:
    """The template that takes the place of a plain one where a persona colours the row."""
    return load(AS[template.name])


def templates(settings: Settings) -> list[Template]:
    """The templates that a run uses for personas, beside the plain ones."""
    if not settings.coloured:
        return []
    personas = settings.domain.personas
    steps = [step for step in personas.colour if step != "judging" or settings.judge]
    names = ["persona_from_text", "persona_from_persona"]
    names += [f"persona_{form}" for form in personas.forms]
    coloured = [AS[plain] for step in steps for plain in _ASKED[step]]
    return [load(name) for name in (*names, *coloured)]
