"""The tables of personas: who may ask, read and judge, and what was written for them."""

from syngen_assets.core.tables.columns import CALL, PROBLEM, TOPIC
from syngen_assets.core.tables.table import ID, Column, Table

PERSONA_ID = Column("persona_id", "The persona that coloured it", optional=True, pattern=ID)
"""What a table has whose rows a persona may have coloured."""

PERSONAS = Table(
    "personas",
    "A persona, found in a text of the source or beside another persona, or the problem with it",
    (
        Column("persona_id", "A digest of the persona", unique=True, pattern=ID),
        Column("persona", "Who it is, in a sentence"),
        Column("role", "What the person is here, in a word or two", optional=True),
        Column("age", "The age band", optional=True),
        Column(
            "literacy",
            "How well the person reads",
            optional=True,
            among=("low", "everyday", "high"),
        ),
        Column("goal", "What the person wants to reach", optional=True),
        Column("origin", "What it was found in", among=("text", "persona")),
        Column("source_id", "The source row that it goes back to", pattern=ID),
        TOPIC,
        Column("parent_id", "The persona that it was grown from", optional=True, pattern=ID),
        Column("relation", "How it stands to that text or persona"),
        Column("iteration", "How many relations lie between it and a text", kind="integer"),
        *CALL,
        PROBLEM,
    ),
    shown=("persona", "origin", "relation", "iteration", "problem"),
    may_be_empty=True,
)

PERSONA_TEXTS = Table(
    "persona_texts",
    "A text in one form that was written with a persona in mind, or the problem with it",
    (
        Column("text_id", "A digest of persona and form", unique=True, pattern=ID),
        Column("persona_id", "The persona", pattern=ID),
        Column("form", "The kind of text", among=("question", "instruction", "article", "problem")),
        Column("text", "The text"),
        *CALL,
        PROBLEM,
    ),
    shown=("persona_id", "form", "text", "problem"),
    may_be_empty=True,
)
