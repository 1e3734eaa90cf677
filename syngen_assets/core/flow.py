"""The flow: in which order assets are made, and which of them a change comes into first."""

from collections.abc import Mapping
from typing import get_args

from syngen_assets.core.grounds import CLEANING, GATES, PLANNING, RULES
from syngen_assets.core.personas.domain import Form
from syngen_assets.core.tables import (
    ALL,
    CHOSEN_RESPONSES,
    CLEAN_QUESTIONS,
    PAIRS,
    PERSONA_TEXTS,
    PERSONAS,
    PROMPTS,
    QUESTIONS,
    QUESTIONS_AND_RESPONSES,
    RAW_QUESTIONS,
    REJECTED_RESPONSES,
    SYNTHETIC_QUESTIONS,
    VERDICTS,
    Table,
)

FLOW = tuple(table.name for table in ALL)
ASIDE = (PERSONA_TEXTS.name,)
"""What no other asset is made of."""

TEMPLATES: Mapping[str, Table] = {
    "persona_from_text": PERSONAS,
    "persona_from_persona": PERSONAS,
    **dict.fromkeys((f"persona_{form}" for form in get_args(Form)), PERSONA_TEXTS),
    "rewrite_question": PROMPTS,
    "rewrite_question_as": PROMPTS,
    "answer_well": CHOSEN_RESPONSES,
    "answer_well_as": CHOSEN_RESPONSES,
    "answer_from_reference": CHOSEN_RESPONSES,
    "answer_from_reference_as": CHOSEN_RESPONSES,
    "answer_badly": REJECTED_RESPONSES,
    "judge_pair": VERDICTS,
    "judge_pair_as": VERDICTS,
    "judge_pair_with_reference": VERDICTS,
    "judge_pair_with_reference_as": VERDICTS,
    RULES: SYNTHETIC_QUESTIONS,
    CLEANING: CLEAN_QUESTIONS,
    PLANNING: PROMPTS,
    GATES: PAIRS,
}
"""A template, or rules of the program → what they come into first."""

_PARTS: Mapping[str, Table] = {
    "source": RAW_QUESTIONS,
    "offline_source": RAW_QUESTIONS,
    "columns": RAW_QUESTIONS,
    "language": CLEAN_QUESTIONS,
    "held_out": CLEAN_QUESTIONS,
    "limits": CLEAN_QUESTIONS,
    "row_gates": CLEAN_QUESTIONS,
    "personas": PERSONAS,
    "modifications": PROMPTS,
    "aspects": PROMPTS,
    "source_share": PROMPTS,
    "target": PROMPTS,
    "duplicates": SYNTHETIC_QUESTIONS,
    "style": QUESTIONS,
    "answer_rules": CHOSEN_RESPONSES,
    "kindred": REJECTED_RESPONSES,
    "flaws": REJECTED_RESPONSES,
    "table_gates": PAIRS,
    "judge": VERDICTS,
}


FLAGS: Mapping[str, Table] = {
    "column": RAW_QUESTIONS,
    "held_out": CLEAN_QUESTIONS,
    "personas": PERSONAS,
    "preset": SYNTHETIC_QUESTIONS,
    "base_url": SYNTHETIC_QUESTIONS,
    "embedder": SYNTHETIC_QUESTIONS,
    "embedder_base_url": SYNTHETIC_QUESTIONS,
    "judge_preset": VERDICTS,
    "judge_base_url": VERDICTS,
}
"""What flags say that stands nowhere else → what it comes into first."""


def earlier(asset: str) -> list[str]:
    """The assets before one in the flow that it may be made of."""
    return [one for one in FLOW[: FLOW.index(asset)] if one not in ASIDE]


def first_of(part: str) -> Table:
    """What a part of the domain's file comes into first; one that is not named shapes the card."""
    return _PARTS.get(part.partition(".")[0], QUESTIONS_AND_RESPONSES)
