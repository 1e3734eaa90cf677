"""The flow: in which order assets are made, and which of them a change comes into first."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import get_args

from syngen_assets.core.grounds import CLEANING, GATES, PEOPLE, PLANNING, RULES
from syngen_assets.core.personas.domain import Form
from syngen_assets.core.preferences import PREFERENCES as RECIPE_OF_PAIRS
from syngen_assets.core.product_reviews.domain import KINDS
from syngen_assets.core.product_reviews.domain import PRODUCT_REVIEWS as RECIPE_OF_REVIEWS
from syngen_assets.core.recipe_flags import SIZE
from syngen_assets.core.tables import (
    ALL,
    CHOSEN_RESPONSES,
    CLEAN_QUESTIONS,
    OF_PRODUCT_REVIEWS,
    PAIRS,
    PERSONA_TEXTS,
    PERSONAS,
    PRODUCT_REVIEWS,
    PROMPTS,
    QUESTIONS,
    QUESTIONS_AND_RESPONSES,
    RAW_QUESTIONS,
    RAW_REVIEWS,
    REAL_REVIEWS,
    REJECTED_RESPONSES,
    REVIEW_PROMPTS,
    SYNTHETIC_QUESTIONS,
    SYNTHETIC_REVIEWS,
    VERDICTS,
    Table,
)

ASIDE = (PERSONA_TEXTS.name,)
"""What no other asset is made of."""


@dataclass(frozen=True)
class Flow:
    """The assets of a recipe in their order, and which of them a change comes into first.

    Args:
        tables: what the assets make, in order.
        templates: a template, or rules of the program → what they come into first.
        parts: a part of the domain's file → likewise; one that is not named shapes the card.
        flags: what flags say that stands nowhere else → likewise.
        plan: what the size of a data set and the seed come into first.
        writing: what a model makes.
        release: what people take away.
        size: what the size of a data set counts.
        row: one row of the release.
    """

    tables: tuple[Table, ...]
    templates: Mapping[str, Table]
    parts: Mapping[str, Table]
    flags: Mapping[str, Table]
    plan: Table
    writing: tuple[Table, ...]
    release: Table
    size: str
    row: str

    @property
    def names(self) -> tuple[str, ...]:
        """The assets, in order."""
        return tuple(table.name for table in self.tables)

    @property
    def source(self) -> Table:
        """What the source is read into."""
        return self.tables[0]

    def first_of(self, part: str) -> Table:
        """What a part of the domain's file comes into first."""
        return self.parts.get(part.partition(".")[0], self.release)

    def earlier(self, asset: str) -> list[str]:
        """The assets before one in the flow that it may be made of."""
        before = self.names[: self.names.index(asset)]
        return [one for one in before if one not in ASIDE]


_TEMPLATES: Mapping[str, Table] = {
    PEOPLE: PERSONAS,
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

_FLAGS: Mapping[str, Table] = {
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

PREFERENCES = Flow(
    tables=ALL,
    templates=_TEMPLATES,
    parts=_PARTS,
    flags=_FLAGS,
    plan=PROMPTS,
    writing=(SYNTHETIC_QUESTIONS, CHOSEN_RESPONSES, REJECTED_RESPONSES),
    release=QUESTIONS_AND_RESPONSES,
    size=SIZE[RECIPE_OF_PAIRS],
    row="pair",
)
REVIEWS = Flow(
    tables=OF_PRODUCT_REVIEWS,
    templates={
        **dict.fromkeys((f"write_reviews_{kind}" for kind in KINDS), REVIEW_PROMPTS),
        RULES: SYNTHETIC_REVIEWS,
        CLEANING: REAL_REVIEWS,
        PLANNING: REVIEW_PROMPTS,
        GATES: PRODUCT_REVIEWS,
    },
    parts={
        **dict.fromkeys(("source", "offline_source", "columns"), RAW_REVIEWS),
        **dict.fromkeys(("language", "ratings", "aspects"), REAL_REVIEWS),
        **dict.fromkeys(("item", "rules", "kinds", "target", "rows_per_call"), REVIEW_PROMPTS),
        **dict.fromkeys(("examples", "words", "topic", "diversity", "reply"), REVIEW_PROMPTS),
        **dict.fromkeys(("complexity", "viewpoints", "openings"), REVIEW_PROMPTS),
        **dict.fromkeys(("noise", "phrases", "variants"), SYNTHETIC_REVIEWS),
    },
    flags={
        "column": RAW_REVIEWS,
        "kinds": REVIEW_PROMPTS,
        "preset": SYNTHETIC_REVIEWS,
        "base_url": SYNTHETIC_REVIEWS,
    },
    plan=REVIEW_PROMPTS,
    writing=(SYNTHETIC_REVIEWS,),
    release=PRODUCT_REVIEWS,
    size=SIZE[RECIPE_OF_REVIEWS],
    row="review",
)
FLOWS = {RECIPE_OF_PAIRS: PREFERENCES, RECIPE_OF_REVIEWS: REVIEWS}
"""The recipe → its flow."""


def flow_of(asset: str) -> Flow:
    """The flow that an asset stands in."""
    return REVIEWS if asset in REVIEWS.names else PREFERENCES
