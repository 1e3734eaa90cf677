"""Writes docs/columns.md anew: `python -m docs.columns`."""

from pathlib import Path

from syngen_assets.core.charts import table
from syngen_assets.core.tables import ALL, OF_PRODUCT_REVIEWS
from syngen_assets.core.tables.origins import ORIGINS, ancestry

_ROOTS = ("raw_questions.", "raw_reviews.")
PAGE = Path(__file__).with_name("columns.md")
_LEAD = """# Where every column comes from

This page is written by `python -m docs.columns` from the declarations of the tables and of their
origins (`syngen_assets/core/tables/`), which Dagster and the tests read too. Dagster is told the
same as `dagster/column_lineage` with every asset and every materialisation. Its open-source UI
does not draw that, so the sentences below stand there with the columns of each asset, too.

How one pair or review came about, with every message and every price, is told by
`syngen explain ID`, and of a pair by the page *Life of a pair* of `syngen review`.
"""


def page() -> str:
    """The whole page."""
    parts = [_LEAD]
    for declared in (*ALL, *OF_PRODUCT_REVIEWS):
        rows = []
        for column in declared.columns:
            first = {name for _, name in ancestry(declared.name, column.name)}
            roots = sorted(name for name in first if name.startswith(_ROOTS))
            origin = ORIGINS[declared.name][column.name]
            in_the_end = ", ".join(name.partition(".")[2] for name in roots)
            rows.append((f"`{column.name}`", column.about, origin.words, in_the_end))
        heads = ("column", "what it holds", "where it comes from", "of the source's")
        parts.append(f"## `{declared.name}`\n\n{declared.row}.\n\n{table(heads, rows)}\n")
    return "\n".join(parts)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
