"""Tables: each is declared once, for DuckDB, Dagster, Great Expectations and the files alike."""

from syngen_assets.core.tables.books import AUDIT, EXCLUSIONS, SPEND
from syngen_assets.core.tables.pairs import (
    CHOSEN_RESPONSES,
    PAIRS,
    QUESTIONS_AND_RESPONSES,
    REJECTED_RESPONSES,
    VERDICTS,
)
from syngen_assets.core.tables.personas import PERSONA_TEXTS, PERSONAS
from syngen_assets.core.tables.product_reviews import (
    OF_PRODUCT_REVIEWS,
    PRODUCT_REVIEWS,
    RAW_REVIEWS,
    REAL_REVIEWS,
    REVIEW_MEASURES,
    REVIEW_PROMPTS,
    SYNTHETIC_REVIEWS,
)
from syngen_assets.core.tables.questions import (
    CLEAN_QUESTIONS,
    PROMPTS,
    QUESTIONS,
    RAW_QUESTIONS,
    SYNTHETIC_QUESTIONS,
)
from syngen_assets.core.tables.reviews import MODIFICATION_WORDS, REVIEWS
from syngen_assets.core.tables.table import ID, KEY, Column, Kind, Table, records, usable

__all__ = [
    "ALL",
    "AUDIT",
    "BY_NAME",
    "CHOSEN_RESPONSES",
    "CLEAN_QUESTIONS",
    "EXCLUSIONS",
    "ID",
    "KEY",
    "MODIFICATION_WORDS",
    "OF_PRODUCT_REVIEWS",
    "PAIRS",
    "PERSONAS",
    "PERSONA_TEXTS",
    "PRODUCT_REVIEWS",
    "PROMPTS",
    "QUESTIONS",
    "QUESTIONS_AND_RESPONSES",
    "RAW_QUESTIONS",
    "RAW_REVIEWS",
    "REAL_REVIEWS",
    "REJECTED_RESPONSES",
    "REVIEWS",
    "REVIEW_MEASURES",
    "REVIEW_PROMPTS",
    "SPEND",
    "SYNTHETIC_QUESTIONS",
    "SYNTHETIC_REVIEWS",
    "VERDICTS",
    "Column",
    "Kind",
    "Table",
    "records",
    "usable",
]

ALL = (
    RAW_QUESTIONS,
    CLEAN_QUESTIONS,
    PERSONAS,
    PERSONA_TEXTS,
    PROMPTS,
    SYNTHETIC_QUESTIONS,
    QUESTIONS,
    CHOSEN_RESPONSES,
    REJECTED_RESPONSES,
    PAIRS,
    VERDICTS,
    QUESTIONS_AND_RESPONSES,
    AUDIT,
)
_BESIDE = (EXCLUSIONS, SPEND, REVIEWS, MODIFICATION_WORDS)
BY_NAME = {table.name: table for table in (*ALL, *OF_PRODUCT_REVIEWS, *_BESIDE)}
