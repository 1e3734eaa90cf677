"""The tables of questions, from the source to the data set."""

from syngen_assets.core.tables.columns import (
    ASPECT,
    CALL,
    MODIFICATION,
    PROBLEM,
    REFERENCE,
    SOURCE_ID,
    SYNONYMS,
    TOPIC,
)
from syngen_assets.core.tables.personas import PERSONA_ID
from syngen_assets.core.tables.table import ID, KEY, Column, Table

RAW_QUESTIONS = Table(
    "raw_questions",
    "A row of the source, word for word, with where it stood",
    (
        Column("row", "The row's number in the source, from 0", kind="integer", unique=True),
        Column("question", "The question as it stands in the source", optional=True),
        Column("answer", "The reference answer", optional=True),
        TOPIC,
        ASPECT,
        SYNONYMS,
        Column("dataset", "The Hub id or file"),
        Column("config", "The data set's configuration", optional=True),
        Column("split", "The data set's split"),
        Column("revision", "The commit, or a digest of the file", pattern=r"^[0-9a-f]{40}$"),
    ),
    shown=("row", "question", "topic", "aspect", "answer"),
)

CLEAN_QUESTIONS = Table(
    "clean_questions",
    "A distinct source question, or a source row that gives none, with the reason",
    (
        Column("question_id", "A digest of the question", unique=True, pattern=ID),
        Column("row", "The row's number in the source", kind="integer"),
        Column("normalized", "Lower case, punctuation out, words never glued", unique=True),
        Column("display", "The question as a person would write it"),
        TOPIC,
        ASPECT,
        SYNONYMS,
        Column("answer", "The reference answer", optional=True),
        Column("excerpt", "Whole sentences of it that fit the limit", optional=True),
        Column("flaw", "A flaw that can be made of the excerpt offline", optional=True),
        PROBLEM,
    ),
    shown=("normalized", "display", "topic", "aspect", "problem"),
)

PROMPTS = Table(
    "prompts",
    "A rewriting prompt: a source question and a modification, in a fixed fair order",
    (
        Column(
            "prompt_id", "A digest of source question and modification", unique=True, pattern=ID
        ),
        Column("position", "The place in the plan, from 0", kind="integer", unique=True),
        SOURCE_ID,
        MODIFICATION,
        TOPIC,
        ASPECT,
        REFERENCE,
        PERSONA_ID,
        Column("prompt", "The text that is sent"),
        Column("template", "The template of the prompt"),
        Column("template_version", "A digest of the template's wording", pattern=ID),
    ),
    shown=("position", "modification", "topic", "prompt"),
    may_be_empty=True,  # source questions may fill every cell
)

SYNTHETIC_QUESTIONS = Table(
    "synthetic_questions",
    "A reply to a rewriting prompt: a new question, or its problem",
    (
        Column("prompt_id", "The prompt it answers", unique=True, pattern=ID),
        Column("question_id", "A digest of the question", unique=True, pattern=ID),
        Column("normalized", "Lower case, punctuation out, words never glued", unique=True),
        Column("display", "The question as a person would write it"),
        SOURCE_ID,
        MODIFICATION,
        TOPIC,
        ASPECT,
        REFERENCE,
        PERSONA_ID,
        *CALL,
        PROBLEM,
    ),
    shown=("display", "modification", "topic", "problem"),
    may_be_empty=True,
)

QUESTIONS = Table(
    "questions",
    "A distinct question of the data set, source or synthetic",
    (
        Column("question_id", "A digest of the question", unique=True, pattern=ID),
        Column("question", "The question as it is released", unique=True),
        Column("normalized", "Lower case, punctuation out, words never glued", unique=True),
        Column("display", "The question as models read it"),
        Column("origin", "Where it comes from", among=("source", "synthetic")),
        SOURCE_ID,
        Column("prompt_id", "The rewriting prompt, if it is synthetic", optional=True),
        Column("request", "The key of the reply that it was made of", optional=True, pattern=KEY),
        Column("modification", "The modification, if it is synthetic", optional=True),
        TOPIC,
        ASPECT,
        REFERENCE,
        PERSONA_ID,
    ),
    shown=("question", "origin", "modification", "topic"),
)
