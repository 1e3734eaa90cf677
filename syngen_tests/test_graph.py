"""The shape of the graph, so that a change of it is meant."""

import subprocess
import sys
import warnings
from pathlib import Path

import dagster as dg
import pytest

from syngen_assets.assets.partitions import PREFERENCES, PRODUCT_REVIEWS
from syngen_assets.core.tables import ALL, OF_PRODUCT_REVIEWS
from syngen_assets.definitions import defs

GRAPH = {
    "raw_questions": set(),
    "clean_questions": {"raw_questions"},
    "personas": {"clean_questions"},
    "persona_texts": {"personas", "clean_questions"},
    "prompts": {"clean_questions", "personas"},
    "synthetic_questions": {"prompts", "clean_questions", "personas"},
    "questions": {"clean_questions", "synthetic_questions"},
    "chosen_responses": {"questions", "clean_questions", "personas"},
    "rejected_responses": {"questions", "chosen_responses", "clean_questions"},
    "pairs": {"questions", "chosen_responses", "rejected_responses", "clean_questions"},
    "verdicts": {"pairs", "questions", "clean_questions", "personas"},
    "questions_and_responses": {
        "raw_questions",
        "questions",
        "chosen_responses",
        "rejected_responses",
        "pairs",
        "verdicts",
        "clean_questions",
    },
    "audit": {
        "raw_questions",
        "clean_questions",
        "questions",
        "pairs",
        "verdicts",
        "questions_and_responses",
    },
}
REVIEWS = {
    "raw_reviews": set(),
    "real_reviews": {"raw_reviews"},
    "review_prompts": {"real_reviews"},
    "synthetic_reviews": {"review_prompts", "real_reviews"},
    "product_reviews": {"synthetic_reviews", "real_reviews", "raw_reviews"},
    "review_measures": {"synthetic_reviews", "real_reviews", "product_reviews"},
}
BOTH = GRAPH | REVIEWS
FILE = {"domain_file"}  # every asset reads it
OUTSIDE = {
    "raw_questions": {"source_data"},
    "raw_reviews": {"source_data"},
    "questions_and_responses": {"reviews"},
    "audit": {"reviews"},
}
NODES = {
    key.path[-1]: node
    for definition in defs.assets or ()
    if isinstance(definition, dg.AssetsDefinition)
    for key in definition.keys
    for node in [definition]
}


def test_the_graph_is_the_one_in_the_design():
    seen = {
        name: {parent.path[-1] for parent in node.asset_deps[node.key]}
        for name, node in NODES.items()
    }
    assert seen == {
        name: parents | FILE | OUTSIDE.get(name, set()) for name, parents in BOTH.items()
    }
    assert [table.name for table in ALL] == list(GRAPH)
    assert [table.name for table in OF_PRODUCT_REVIEWS] == list(REVIEWS)


@pytest.mark.parametrize("name", BOTH)
def test_every_asset_says_what_one_row_is_and_shows_its_columns(name: str):
    node = NODES[name]
    assert node.descriptions_by_key[node.key]
    assert node.metadata_by_key[node.key]["dagster/column_schema"]
    assert node.partitions_def is (PREFERENCES if name in GRAPH else PRODUCT_REVIEWS)
    assert node.group_names_by_key[node.key] != "default"


def test_every_table_has_a_blocking_check():
    specs = [spec for check in defs.asset_checks or () for spec in check.check_specs]
    blocking = {spec.asset_key.path[-1] for spec in specs if spec.blocking}
    assert blocking == set(BOTH)
    assert all(spec.description for spec in specs)


def test_the_definitions_are_sound():
    dg.Definitions.validate_loadable(defs)


@pytest.mark.slow
def test_the_workspace_file_loads_in_dagster(home: Path):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        done = subprocess.run(
            [sys.executable, "-m", "dagster", "definitions", "validate"],
            cwd=Path(__file__).parent.parent,
            capture_output=True,
            text=True,
        )
    assert done.returncode == 0, done.stderr
