"""Tables as streams of batches: the same rows, however many there are."""

import tracemalloc
from pathlib import Path
from tempfile import gettempdir

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from syngen_assets.core.errors import ModelError
from syngen_assets.core.rows import BATCH, Rows
from syngen_assets.core.tables import Column, Table, records
from syngen_assets.storage.spool import spool
from syngen_assets.storage.warehouse import Warehouse

TABLE = Table(
    "spooled", "A row", (Column("text", "Text", optional=True), Column("n", "N", "integer"))
)
texts = st.lists(st.none() | st.text(st.characters(codec="utf-8")), max_size=20)


def left() -> list[Path]:
    return list(Path(gettempdir()).glob("spooled-*"))


def many(count: int):
    return ({"text": f"{n} " * 20, "n": n} for n in range(count))


@given(texts)
def test_what_is_spooled_comes_back_as_it_was(words):
    rows = [{"text": word, "n": n} for n, word in enumerate(words)]
    spooled = spool(TABLE, rows)
    assert list(spooled.records()) == rows == list(spooled.records())
    pd.testing.assert_frame_equal(spooled.frame(), TABLE.frame(rows))


def test_batches_join_to_the_whole_and_places_are_found_across_them():
    spooled = spool(TABLE, many(2 * BATCH + 7))
    assert [len(batch) for batch in spooled] == [BATCH, BATCH, 7]
    assert len(spooled) == len(spooled.frame()) == 2 * BATCH + 7
    places = [0, BATCH - 1, BATCH, 2 * BATCH + 6]
    assert spooled.at(places)["n"].tolist() == places
    assert spooled.column("n").tolist() == list(range(2 * BATCH + 7))


def test_the_warehouse_takes_and_gives_batches(tmp_path: Path):
    warehouse = Warehouse(tmp_path / "t.duckdb")
    warehouse.replace(TABLE, "other", TABLE.frame(many(3)))
    warehouse.replace(TABLE, "health", spool(TABLE, many(BATCH + 1)))
    streamed = warehouse.rows(TABLE, "health")
    assert len(streamed) == BATCH + 1
    assert list(streamed.records()) == records(warehouse.table(TABLE, "health"))
    warehouse.replace(TABLE, "health", spool(TABLE, []))
    assert list(warehouse.rows(TABLE, "health")) == []


def test_a_spool_leaves_no_file_behind():
    before = left()
    spooled = spool(TABLE, many(3))
    assert len(left()) == len(before) + 1
    del spooled
    assert left() == before

    def broken():
        yield from many(2)
        raise ModelError("no more")

    with pytest.raises(ModelError, match="no more"):
        spool(TABLE, broken())
    assert left() == before


def test_memory_does_not_grow_with_the_rows():
    def peak(count: int) -> int:
        tracemalloc.start()
        spooled = spool(TABLE, many(count))
        assert sum(len(batch) for batch in spooled) == count
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    peak(BATCH)
    assert peak(6 * BATCH) < 1.5 * peak(2 * BATCH)


def test_rows_of_a_frame_are_that_frame():
    frame = TABLE.frame(many(3))
    assert Rows.of(TABLE, frame).frame() is frame
