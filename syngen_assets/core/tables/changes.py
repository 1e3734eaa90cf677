"""The tables of what is known of a source beside its rows: what changed, and what was asked."""

from syngen_assets.core.tables.columns import ASPECT, MODIFICATION, SOURCE_ID, SYNONYMS, TOPIC
from syngen_assets.core.tables.personas import PERSONA_ID
from syngen_assets.core.tables.table import ID, Column, Table

_SET = (
    Column("dataset", "The Hub id or file"),
    Column("config", "The data set's configuration", optional=True),
    Column("split", "The data set's split"),
)

TOMBSTONES = Table(
    "tombstones",
    "A row that the source had and has no more",
    (
        Column("question_id", "The question, or the reference answer without one", pattern=ID),
        Column("question", "The question as it stood in the source", optional=True),
        Column("answer", "The reference answer", optional=True),
        TOPIC,
        ASPECT,
        SYNONYMS,
        *_SET,
        Column("last_revision", "The last revision that had it"),
        Column("gone_revision", "The first that was seen without it"),
        Column("gone_at", "When that was seen, in UTC"),
        Column("became", "The question that took its place, if it was reworded", optional=True),
    ),
    may_be_empty=True,
)

SOURCE_CHANGES = Table(
    "source_changes",
    "A row of the source that came, changed or went between two revisions",
    (
        Column("question_id", "The question, or the reference answer without one", pattern=ID),
        Column("change", "What happened to it", among=("new", "changed", "gone", "back")),
        *_SET,
        Column("before", "The revision before"),
        Column("after", "The revision in which it was seen"),
        Column("seen_at", "When, in UTC"),
    ),
    may_be_empty=True,
)

ASKED_LINES = Table(
    "asked_lines",
    "A line of a rewriting plan that was asked, so that the next plan keeps it",
    (
        Column("scope", "A digest of data set and seed, for which it holds"),
        SOURCE_ID,
        Column("modification", f"{MODIFICATION.about}; empty if it has no line", optional=True),
        Column("failed", "Whether no question came of it", among=("yes", "no")),
        Column("last", "Whether the last run had it", among=("yes", "no")),
        PERSONA_ID,
    ),
    may_be_empty=True,
)

FLAW_DOUBLINGS = Table(
    "flaw_doublings",
    "A flaw that few rows can have, and what was settled for it, so that the next run keeps it",
    (
        Column("scope", "A digest of data set and seed, for which it holds"),
        Column("rows", "For how many rows it was settled", "integer"),
        Column("flaw", "The flaw"),
        Column("doublings", "How often its weight is doubled", "integer"),
    ),
    may_be_empty=True,
)
