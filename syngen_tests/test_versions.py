"""Versions: the program's own rules have digests, as templates have."""

from pathlib import Path

import pytest

import syngen_assets
from syngen_assets.core.versions import (
    CLEANING,
    GATES,
    GROWING,
    PLANNING,
    REVIEW_CLEANING,
    REVIEW_GATES,
    REVIEW_PLANNING,
    rules,
)
from syngen_tests.test_graph import NODES

PACKAGE = Path(syngen_assets.__file__).parent
OF_PAIRS = (*CLEANING, *GROWING, *PLANNING, *GATES)
OF_REVIEWS = (*REVIEW_CLEANING, *REVIEW_PLANNING, *REVIEW_GATES)


@pytest.mark.parametrize("part", [*OF_PAIRS, *OF_REVIEWS])
def test_every_part_that_counts_is_there(part: str):
    assert (PACKAGE / part).exists()
    assert rules(part) != rules("core/identity.py")


def test_a_package_counts_with_all_its_modules():
    modules = sorted(file.name for file in (PACKAGE / "core/gates").glob("*.py"))
    assert rules("core/gates") == rules(*(f"core/gates/{name}" for name in modules))


@pytest.mark.parametrize(
    "asset",
    ["clean_questions", "prompts", "synthetic_questions", "chosen_responses", "rejected_responses"]
    + ["pairs", "verdicts", "personas", "persona_texts"]
    + ["real_reviews", "review_prompts", "synthetic_reviews", "product_reviews"],
)
def test_what_wording_or_rules_shape_has_a_code_version(asset: str):
    node = NODES[asset]
    assert node.code_versions_by_key[node.key]
