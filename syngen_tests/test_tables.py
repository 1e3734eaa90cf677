"""Tables: each is declared once, and every frame of it looks the same."""

import pandas as pd
import pytest

from syngen_assets.core.tables import (
    ALL,
    BY_NAME,
    OF_PRODUCT_REVIEWS,
    PAIRS,
    Column,
    Table,
    records,
    usable,
)

SHAPES = Table(
    "shapes",
    "A shape",
    (
        Column("name", "Its name"),
        Column("sides", "How many", "integer"),
        Column("area", "m²", "number"),
    ),
)


def test_a_frame_has_the_columns_in_order_and_no_other():
    frame = SHAPES.frame([{"colour": "red", "area": 1.5, "name": "square", "sides": 4}])
    assert list(frame.columns) == SHAPES.names == ["name", "sides", "area"]
    assert frame.to_dict("records") == [{"name": "square", "sides": 4, "area": 1.5}]


def test_a_frame_keeps_the_order_of_the_rows_on_a_plain_index():
    rows = pd.DataFrame({"name": ["b", "a", "c"]}, index=[7, 3, 5])
    frame = SHAPES.frame(rows)
    assert frame["name"].tolist() == ["b", "a", "c"]
    assert frame.index.tolist() == [0, 1, 2]
    assert rows.index.tolist() == [7, 3, 5]


@pytest.mark.parametrize(
    "rows", [[], [{}], [{"name": None}], [{"name": float("nan"), "sides": None, "area": pd.NA}]]
)
def test_types_do_not_depend_on_what_is_there(rows):
    assert SHAPES.frame(rows).dtypes.astype(str).tolist() == ["str", "Int64", "Float64"]
    assert len(SHAPES.frame(rows)) == len(rows)


def test_a_missing_text_is_missing_and_never_the_word_nan():
    frame = SHAPES.frame([{"name": None}, {"name": float("nan")}, {"name": pd.NA}, {"name": "nan"}])
    assert frame["name"].isna().tolist() == [True, True, True, False]
    assert frame["name"].iloc[3] == "nan"
    assert SHAPES.frame(frame)["name"].isna().tolist() == [True, True, True, False]


def test_a_missing_number_is_missing_and_a_whole_one_stays_whole():
    frame = SHAPES.frame([{"sides": 10**15 + 1}, {}])
    assert frame["sides"].iloc[0] == 10**15 + 1
    assert frame["sides"].isna().tolist() == [False, True]


def test_a_text_where_a_number_belongs_is_an_error():
    with pytest.raises((ValueError, TypeError)):
        SHAPES.frame([{"sides": "four"}])


def test_a_frame_of_a_frame_is_the_same():
    frame = SHAPES.frame([{"name": "square", "sides": 4}, {"area": 0.5}])
    pd.testing.assert_frame_equal(SHAPES.frame(frame), frame)


def test_usable_rows_have_no_problem_and_a_plain_index():
    table = pd.DataFrame({"id": ["a", "b", "c"], "problem": ["no", None, None]}).astype("str")
    assert usable(table)["id"].tolist() == ["b", "c"]
    assert usable(table).index.tolist() == [0, 1]
    assert "problem" in usable(table)
    assert len(usable(table.iloc[:0])) == 0


def test_in_a_record_what_is_missing_is_none():
    frame = SHAPES.frame([{"name": "square", "sides": 4}, {"area": 0.5}])
    assert records(frame) == [
        {"name": "square", "sides": 4, "area": None},
        {"name": None, "sides": None, "area": 0.5},
    ]


@pytest.mark.parametrize("table", [*ALL, *OF_PRODUCT_REVIEWS], ids=lambda table: table.name)
def test_a_declared_table_is_told_in_words_and_names_each_column_once(table):
    assert BY_NAME[table.name] is table
    assert len(set(table.names)) == len(table.names)
    assert all(column.about and not column.about.endswith(".") for column in table.columns)
    assert {name for pair in table.differ for name in pair} <= set(table.names)
    assert table.row


def test_a_table_is_stored_under_its_name_or_another_that_it_gives():
    assert PAIRS.stored == "pairs"
    assert BY_NAME["questions_and_responses"].stored == "released_pairs"
    assert len({table.stored for table in BY_NAME.values()}) == len(BY_NAME)
