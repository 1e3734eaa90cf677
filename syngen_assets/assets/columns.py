"""What Dagster is told of the columns of a table: what they hold, and what they are made of."""

from collections.abc import Mapping

import dagster as dg

from syngen_assets.core.tables import Kind, Table
from syngen_assets.core.tables.origins import ORIGINS, Origin

SCHEMA, LINEAGE = "dagster/column_schema", "dagster/column_lineage"

SOURCE = dg.AssetKey("source_data")
_TYPES: dict[Kind, str] = {"text": "string", "integer": "int", "number": "float"}


def schema(declared: Table) -> dg.TableSchema:
    """The columns of a table; where they come from is said too, since the UI shows only this."""
    told = {name: f" {origin.words}" for name, origin in ORIGINS.get(declared.name, {}).items()}
    return dg.TableSchema(
        columns=[
            dg.TableColumn(
                column.name,
                _TYPES[column.kind],
                description=f"{column.about}.{told.get(column.name, '')}",
                constraints=dg.TableColumnConstraints(
                    nullable=column.optional, unique=column.unique
                ),
            )
            for column in declared.columns
        ]
    )


def lineage(declared: Table) -> dg.TableColumnLineage:
    """Column → the columns that it is made of, for catalogues that draw it."""
    origins = ORIGINS.get(declared.name, {})
    return dg.TableColumnLineage(
        {name: _parents(origin) for name, origin in origins.items() if origin.of}
    )


def of_source(names: Mapping[str, str]) -> dg.TableColumnLineage:
    """The lineage of the raw questions.

    Args:
        names: our column name → the source's, where it has one.
    """
    return dg.TableColumnLineage(
        {ours: [dg.TableColumnDep(SOURCE, theirs)] for ours, theirs in names.items()}
    )


def _parents(origin: Origin) -> list[dg.TableColumnDep]:
    parts = [of.partition(".") for of in origin.of]
    return [dg.TableColumnDep(dg.AssetKey(table), column) for table, _, column in parts]
