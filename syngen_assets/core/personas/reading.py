"""Reading personas: who stands in a reply, or why nobody does."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, get_args

from syngen_assets.core.errors import ReplyError
from syngen_assets.core.gates import text_gates
from syngen_assets.core.gates.names import shown
from syngen_assets.core.personas.domain import Literacy
from syngen_assets.core.preferences import Preferences
from syngen_assets.core.replies import record, value

_LEAST, _MOST = 3, 60  # words of a persona; longer ones are stories
_SLOT_LETTERS = 120


@dataclass(frozen=True)
class Persona:
    """Somebody, in a sentence, and what else the reply tells.

    Args:
        persona: who it is.
        role: what the person is here.
        age: the age band.
        literacy: how well the person reads.
        goal: what the person wants to reach.
    """

    persona: str
    role: str | None = None
    age: str | None = None
    literacy: str | None = None
    goal: str | None = None


def read_persona(text: str, finish: str, domain: Preferences) -> Persona:
    """The persona in a reply.

    What else it tells may be missing, and what cannot be read of that is left out.

    Args:
        text: the reply as it came.
        finish: why the model stopped.
        domain: says which gates act.

    Raises:
        ReplyError: there is none in it, or it is too short, too long or fails a gate for texts.
    """
    said = value(text, "persona", finish).split()
    persona, count = " ".join(said), len(said)
    if not _LEAST <= count <= _MOST:
        raise ReplyError(
            f"persona_length: {count} words, allowed are {_LEAST} to {_MOST}: {shown(persona)}"
        )
    text_gates(persona, domain)
    more = _object(text, finish)
    return Persona(
        persona,
        role=_slot(more, "role"),
        age=_slot(more, "age"),
        literacy=_slot(more, "literacy", get_args(Literacy)),
        goal=_slot(more, "goal"),
    )


def _object(text: str, finish: str) -> Mapping[str, Any]:
    """The reply's other fields; a bare sentence has none."""
    try:
        return record(text, "persona", finish)
    except ReplyError:
        return {}


def _slot(said: Mapping[str, Any], name: str, among: Collection[str] = ()) -> str | None:
    held = said.get(name)
    found = " ".join(held.split()) if isinstance(held, str) else ""
    if among:
        found = found.lower()
        return found if found in among else None
    return found if 0 < len(found) <= _SLOT_LETTERS else None
