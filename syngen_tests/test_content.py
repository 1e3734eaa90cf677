"""Content: a digest of a table that changes exactly when a cell does."""

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from syngen_assets.core.content import content
from syngen_assets.core.rows import Rows
from syngen_assets.core.tables import Column, Table
from syngen_assets.storage.spool import spool

TABLE = Table(
    "t", "A row", (Column("a", "A"), Column("b", "B", optional=True), Column("n", "N", "integer"))
)
CELLS = st.tuples(
    st.text(max_size=4), st.none() | st.text(max_size=4), st.none() | st.integers(0, 9)
)


def of(rows: list[tuple[object, ...]], cuts: tuple[int, ...] = ()) -> str:
    """The content of rows that come in batches."""
    frame = TABLE.frame(pd.DataFrame(rows, columns=TABLE.names))
    edges = [0, *cuts, len(frame)]
    batches = [frame.iloc[a:b] for a, b in zip(edges, edges[1:], strict=False)]
    return content(Rows(TABLE, len(frame), lambda: batches))


@given(st.lists(CELLS, min_size=1, max_size=6), st.integers(0, 6))
def test_batches_are_nothing_to_the_content(rows: list[tuple[object, ...]], cut: int):
    assert of(rows, (min(cut, len(rows)),)) == of(rows)


@given(st.lists(CELLS, min_size=1, max_size=4), st.lists(CELLS, min_size=1, max_size=4))
def test_two_tables_have_one_digest_exactly_if_they_are_the_same(
    one: list[tuple[object, ...]], other: list[tuple[object, ...]]
):
    assert (of(one) == of(other)) == (one == other)


def test_a_cell_that_is_missing_is_not_an_empty_one_and_letters_do_not_move_between_cells():
    assert of([("a", None, 0)]) != of([("a", "", 0)])
    assert of([("a", "b", 0)]) != of([("a", "b", None)])
    assert of([("ab", "c", 1), ("", "c", 1)]) != of([("a", "c", 1), ("b", "c", 1)])


def test_rows_that_were_spooled_have_the_content_of_the_same_rows_in_memory():
    rows = [{"a": "x", "b": None, "n": place} for place in range(7)]
    assert content(spool(TABLE, rows)) == content(Rows.of(TABLE, TABLE.frame(rows)))


def test_a_table_without_rows_has_a_content_of_its_own():
    assert of([]) != of([("", None, None)])
