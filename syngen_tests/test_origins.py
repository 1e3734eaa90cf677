"""Column lineage: every column says what it is made of, and what it says is true of the graph."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import dagster as dg
import pytest

from docs.columns import PAGE, page
from syngen_assets.assets.columns import LINEAGE, SCHEMA, SOURCE
from syngen_assets.assets.source import raw_questions
from syngen_assets.core.settings import Settings
from syngen_assets.core.tables import ALL, OF_PRODUCT_REVIEWS
from syngen_assets.core.tables.origins import ORIGINS, Origin, ancestry, origin
from syngen_assets.resources import archived
from syngen_assets.storage.folders import read_domain
from syngen_tests.test_graph import BOTH, NODES

EVERY = (*ALL, *OF_PRODUCT_REVIEWS)
COLUMNS = {f"{table.name}.{name}" for table in EVERY for name in table.names}


def mistakes(origins: Mapping[str, Mapping[str, Origin]]) -> Iterator[str]:
    """What is not true of the tables and of the graph."""
    told = {f"{table}.{name}" for table, columns in origins.items() for name in columns}
    yield from (f"{name} has no origin" for name in sorted(COLUMNS - told))
    yield from (f"{name} is no column" for name in sorted(told - COLUMNS))
    for table, columns in origins.items():
        for name, one in columns.items():
            if not one.of and not one.by:
                yield f"{table}.{name} is born of nothing"
            for parent in one.of:
                if parent not in COLUMNS or parent.split(".")[0] not in BOTH[table]:
                    yield f"{table}.{name} is made of {parent}, which {table} does not take"


def test_every_column_is_made_of_columns_that_its_asset_takes_or_is_born_there():
    assert list(mistakes(ORIGINS)) == []


@pytest.mark.parametrize(
    ("spoilt", "words"),
    [
        ({"model": Origin()}, "pairs.model is born of nothing"),
        ({"model": Origin(("raw_questions.answer",))}, "which pairs does not take"),
        ({"model": Origin(("questions.models",))}, "which pairs does not take"),
        ({"colour": Origin((), "a painter")}, "pairs.colour is no column"),
    ],
)
def test_a_wrong_origin_is_found(spoilt, words):
    (said,) = mistakes({**ORIGINS, "pairs": {**ORIGINS["pairs"], **spoilt}})
    assert words in said


def test_a_column_without_an_origin_is_found():
    some = {name: one for name, one in ORIGINS["pairs"].items() if name != "flaw"}
    assert list(mistakes({**ORIGINS, "pairs": some})) == ["pairs.flaw has no origin"]


def test_a_released_answer_goes_back_to_the_reference_answer_of_the_source():
    found = {name: steps for steps, name in ancestry("questions_and_responses", "chosen")}
    assert (found["pairs.chosen"], found["chosen_responses.chosen"]) == (1, 2)
    assert found["raw_questions.answer"] == 3  # the judge, who may swap the answers, was told it
    assert "raw_questions.dataset" not in found


def test_no_column_is_made_of_itself():
    for name in COLUMNS:
        for parent in origin(name).of:
            assert name not in {other for _, other in ancestry(*parent.split("."))}


@pytest.mark.parametrize("name", BOTH)
def test_dagster_is_told_the_same(name: str):
    told = NODES[name].metadata_by_key[NODES[name].key]
    lineage = {
        column: {f"{dep.asset_key.path[-1]}.{dep.column_name}" for dep in deps}
        for column, deps in told[LINEAGE].deps_by_column.items()
    }
    assert lineage == {column: {*one.of} for column, one in ORIGINS[name].items() if one.of}
    described = {column.name: column.description for column in told[SCHEMA].columns}
    assert all(one.words in described[column] for column, one in ORIGINS[name].items())


def test_raw_questions_name_the_columns_of_their_source(home: Path):
    (home / "mine.csv").write_text("Query,Reply\nWhat is a cold?,It is an infection.\n")
    settings = Settings(
        read_domain(home, "healthcare"),
        offline=True,
        source="mine.csv",
        columns={"question": "query", "answer": "Reply"},
    )
    metadata = raw_questions(settings, archived(settings)).metadata or {}
    found = {ours: deps for ours, deps in metadata[LINEAGE].deps_by_column.items()}
    assert found == {
        "question": [dg.TableColumnDep(SOURCE, "Query")],
        "answer": [dg.TableColumnDep(SOURCE, "Reply")],
    }


def test_the_page_of_columns_is_up_to_date():
    assert PAGE.read_text(encoding="utf-8") == page(), "run python -m docs.columns"
