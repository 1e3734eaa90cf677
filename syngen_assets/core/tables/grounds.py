"""The table of what each asset was made from last."""

from collections.abc import Sequence

from syngen_assets.core.tables.table import Column, Table


def _json(names: Sequence[str], *abouts: str) -> tuple[Column, ...]:
    return tuple(
        Column(name, f"{about}, as JSON") for name, about in zip(names, abouts, strict=True)
    )


PARTED = ("wording", "domain_parts", "words", "inputs", "overrides")
"""The columns that hold JSON."""

GROUNDS = Table(
    "grounds",
    "What an asset of the domain was made from last",
    (
        Column("asset", "The asset", unique=True),
        Column("made_at", "When, in UTC"),
        Column("run", "The run that made it"),
        Column("content", "A digest of its rows"),
        Column("dataset", "The Hub id or file of the source", optional=True),
        Column("revision", "Its commit, or a digest of the file", optional=True),
        Column("model", "Who wrote"),
        Column("judge", "Who judged, if anybody did", optional=True),
        Column("questions", "How many were wanted", "integer"),
        Column("seed", "Where chance began", "integer"),
        Column("reviews", "A digest of what people had said of the pairs", optional=True),
        *_json(
            PARTED,
            "Template → a digest of its wording",
            "Part of domain.yaml → a digest of it",
            "Modification → what experts had said last of it",
            "Asset before it → a digest of its rows then",
            "What flags and environment said",
        ),
    ),
    shown=("asset", "made_at", "model"),
)
