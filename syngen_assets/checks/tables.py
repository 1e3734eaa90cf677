"""What every declared table must fulfil, by Great Expectations."""

import dagster as dg
import pandas as pd

from syngen_assets.assets.partitions import PREFERENCES, PRODUCT_REVIEWS
from syngen_assets.core.charts import table as markdown
from syngen_assets.core.tables import ALL, OF_PRODUCT_REVIEWS, Table
from syngen_assets.storage.quality import findings

_LISTED = 5


def soundness(
    table: Table, domains: dg.StaticPartitionsDefinition = PREFERENCES
) -> dg.AssetChecksDefinition:
    """The blocking check that a table keeps its declaration, and is not empty."""

    @dg.asset_check(
        asset=table.name,
        name=f"{table.name}_is_sound",
        description="Columns, unique ids, patterns and allowed values are as declared. "
        "What breaks the declaration here would be wrong, or missing, in every later table.",
        blocking=True,
        partitions_def=domains,
    )
    def check(rows: pd.DataFrame) -> dg.AssetCheckResult:
        return sound(table, rows)

    return check


def sound(table: Table, rows: pd.DataFrame) -> dg.AssetCheckResult:
    """The verdict on a table: passed, or which rules are broken, how often and first where."""
    broken = findings(table, rows)
    lines = [
        [found.rule, len(found.rows) or "–", ", ".join(map(str, found.rows[:_LISTED])) or "–"]
        for found in broken
    ]
    evidence = markdown(["what must be true and is not", "rows", "the first of them"], lines)
    return dg.AssetCheckResult(
        passed=not broken,
        description="; ".join(f"it is not true that {found.rule}" for found in broken) or None,
        metadata={"rows": len(rows), "broken_rules": len(broken)}
        | ({"evidence": dg.MetadataValue.md(evidence)} if broken else {}),
    )


SOUNDNESS = [
    *(soundness(table) for table in ALL),
    *(soundness(table, PRODUCT_REVIEWS) for table in OF_PRODUCT_REVIEWS),
]
