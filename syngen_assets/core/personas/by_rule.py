"""Personas by rule: what the domain's roles give to a request, and what is made of that offline."""

from collections.abc import Mapping
from string import Template as Blanks
from typing import Any

from syngen_assets.core.cleaning import capital
from syngen_assets.core.identity import draw
from syngen_assets.core.personas.domain import Personas
from syngen_assets.core.personas.growing import CIRCLES, Ask
from syngen_assets.core.personas.portrait import READS

Facts = Mapping[str, Any]


def facts(ask: Ask, personas: Personas, seed: int) -> dict[str, Any]:
    """What may be known of the persona that a question asks for; nothing if no role fits.

    In a text any role may be found. Beside a persona stand the roles that its own is related to,
    a different one in each circle as far as there are so many.
    """
    name = _in_text(ask, personas, seed) if ask.origin == "text" else _beside(ask, personas, seed)
    if not name:
        return {}
    role = personas.roles[name].model_dump(exclude={"openings"})
    return {"role": name, **role, "chance": [seed, ask.id]}


def _in_text(ask: Ask, personas: Personas, seed: int) -> str | None:
    roles = sorted(personas.roles)
    return min(roles, key=lambda role: draw(seed, "role", ask.source_id, role), default=None)


def _beside(ask: Ask, personas: Personas, seed: int) -> str | None:
    related = personas.relations.get(ask.role or "", [])
    drawn = sorted(related, key=lambda role: draw(seed, "role", ask.parent_id, role))
    return drawn[CIRCLES.index(ask.relation) % len(drawn)] if drawn else None


def persona(facts: Facts, attempt: int) -> dict[str, Any] | None:
    """A persona of a role, with an age, a way of reading and a goal that chance gives it."""
    if not facts:
        return None
    age, literacy, goal = (_drawn(facts, name, attempt) for name in ("ages", "literacy", "goals"))
    return {
        "persona": f"{capital(facts['who'])}, {age}, who {READS[literacy]} and wants {goal}.",
        "role": facts["role"],
        "age": age,
        "literacy": literacy,
        "goal": goal,
    }


def _drawn(facts: Facts, name: str, attempt: int) -> str:
    found: str = min(facts[name], key=lambda text: draw(*facts["chance"], attempt, name, text))
    return found


def question(facts: Facts, attempt: int) -> dict[str, Any] | None:
    """A question that begins as the persona does, and ends as the modification asks."""
    pairs = [(opening, asks) for opening in facts["openings"] for asks in facts["asks"]]
    if not pairs or not facts["topic"]:
        return None
    pairs.sort(key=lambda pair: draw(*facts["chance"], *pair))
    opening, asks = pairs[attempt % len(pairs)]
    return {"question": f"{Blanks(opening).substitute(topic=facts['topic'])} {asks}"}


def text(facts: Facts, attempt: int) -> dict[str, Any] | None:
    """A text of a form: one of its wordings, with the topic and the person in the blanks."""
    if not (facts["wordings"] and facts["topic"] and facts["who"]):
        return None
    wordings = sorted(facts["wordings"], key=lambda wording: draw(*facts["chance"], wording))
    wording = wordings[attempt % len(wordings)]
    return {"text": Blanks(wording).substitute(topic=facts["topic"], role=facts["who"])}
