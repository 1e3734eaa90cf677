"""The table of what the audits of all releases have measured."""

from dataclasses import replace

from syngen_assets.core.tables.books import AUDIT
from syngen_assets.core.tables.table import Column, Table

_KEPT = ("name", "group", "value", "low", "high", "floor", "unit", "rows", "gate", "status")

AUDIT_HISTORY = Table(
    "audit_history",
    "A figure as it was last measured of one release",
    (
        Column("release", "The release's number, from 1", kind="integer"),
        Column("measured_at", "When, in UTC"),
        *(replace(column, unique=False) for column in AUDIT.columns if column.name in _KEPT),
    ),
    shown=("release", "name", "value", "gate", "status"),
    may_be_empty=True,
)
