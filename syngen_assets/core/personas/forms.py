"""Forms: the kinds of text that are written with a persona in mind, and how they are asked for."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from syngen_assets.core.identity import digest
from syngen_assets.core.personas.domain import Form, Personas, Shot
from syngen_assets.core.personas.portrait import portrait
from syngen_assets.core.templates import Template, load

TEMPLATES: Mapping[Form, Template] = {
    "question": load("persona_question"),
    "instruction": load("persona_instruction"),
    "article": load("persona_article"),
    "problem": load("persona_problem"),
}

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Piece:
    """A text that is to be written: for whom, in which form, and about which row of the source."""

    persona: Row
    form: Form
    source: Row

    @property
    def id(self) -> str:
        """A digest of persona and form."""
        return digest(self.persona["persona_id"], self.form)

    @property
    def subject(self) -> str:
        """What it is about: the topic of its source row or, where none is known, the question."""
        return str(self.source["topic"] or self.source["display"])


def pieces(
    personas: Iterable[Row], sources: Mapping[str, Row], forms: Sequence[Form]
) -> Iterator[Piece]:
    """Every persona in every form; articles only where the source row has an answer to rest on.

    A persona whose row the source has no more has no subject, and nothing is written.

    Args:
        personas: rows of a `tables.PERSONAS`.
        sources: the clean questions by id.
        forms: the forms that are wanted.
    """
    for persona in personas:
        source = sources.get(persona["source_id"])
        if source:
            wanted = (form for form in forms if form != "article" or source["answer"])
            yield from (Piece(persona, form, source) for form in wanted)


def values(piece: Piece, reference: str, shots: Sequence[Shot]) -> dict[str, str]:
    """What fills the blanks of the form's template.

    Args:
        piece: what is to be written.
        reference: what an article rests on.
        shots: examples, each with its own persona; with none the model is shown none.
    """
    filled = {
        "persona": portrait(piece.persona),
        "subject": piece.subject,
        "examples": _shown(shots),
    }
    return filled | {"reference": reference} if piece.form == "article" else filled


def facts(piece: Piece, personas: Personas, seed: int) -> dict[str, Any]:
    """What may be known of a text offline."""
    role = personas.roles.get(piece.persona["role"] or "")
    return {
        "topic": piece.source["topic"] or "",
        "who": role.who if role else "",
        "wordings": personas.wordings.get(piece.form, []),
        "chance": [seed, piece.id],
    }


def _shown(shots: Sequence[Shot]) -> str:
    said = [f"Person: {shot.persona}\nText: {shot.text}" for shot in shots]
    return "\n".join(["", "So it was done for others:", "", "\n\n".join(said)]) if said else ""
