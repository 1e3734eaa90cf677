"""The tables of all releases: what each was made from, and which rows it has."""

from syngen_assets.core.tables.pairs import QUESTIONS_AND_RESPONSES
from syngen_assets.core.tables.personas import PERSONA_ID
from syngen_assets.core.tables.table import ID, Column, Table

PARTED = ("wording", "domain_parts", "words", "overrides")
"""The columns that hold JSON."""

RELEASES = Table(
    "releases",
    "A release, with what it was made from",
    (
        Column("release", "Its number, from 1", "integer", unique=True),
        Column("released_at", "When, in UTC"),
        Column("run", "The run that made it", optional=True),
        Column("dataset", "The Hub id or file of the source"),
        Column("revision", "Its commit, or a digest of the file"),
        Column("model", "Who wrote"),
        Column("judge", "Who judged, if anybody did", optional=True),
        Column("domain_version", "A digest of domain.yaml"),
        Column("questions", "How many were wanted", "integer"),
        Column("seed", "Where chance began", "integer"),
        Column("pairs", "How many it has", "integer"),
        Column("digest", "A digest of its rows and of where they come from", pattern=ID),
        Column("wording", "Template → a digest of its wording, as JSON"),
        Column("domain_parts", "Part of domain.yaml → a digest of it, as JSON"),
        Column("words", "Modification → what experts had said last of it, as JSON"),
        Column("overrides", "What flags and environment said, as JSON"),
    ),
    shown=("release", "released_at", "revision", "pairs"),
)

RELEASE_ROWS = Table(
    "release_rows",
    "A pair as it stands from a release on, or that it stands in it no more",
    (
        Column("release", "The release from which on it holds", "integer"),
        Column("change", "Whether it stands from then on", among=("stands", "left")),
        *QUESTIONS_AND_RESPONSES.columns,
        Column("prompt_id", "The rewriting prompt, if the question is synthetic", optional=True),
        Column("question_request", "The key of the reply that it was made of", optional=True),
        PERSONA_ID,
        Column("source_digest", "A digest of what is used of the source row", optional=True),
        Column("reference_id", "The row whose reference answer it rests on", optional=True),
        Column("reference_digest", "A digest of that row", optional=True),
        Column("donor_id", "The row whose answer was taken, if one was", optional=True),
        Column("donor_digest", "A digest of that row", optional=True),
        *(
            Column(f"{step}_{name}", about, optional=True)
            for step, what in (
                ("chosen", "correct answer"),
                ("rejected", "deliberately wrong answer"),
            )
            for name, about in (
                ("template", f"The template that asked for the {what}"),
                ("version", f"A digest of that template's wording for the {what}"),
                ("request", f"The key of the {what} in the response store"),
            )
        ),
        Column("gate", "The gate that held it back, if it left for one", optional=True),
        Column("why", "What the gate said", optional=True),
    ),
)
