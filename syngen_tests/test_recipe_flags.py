"""Each recipe has flags of its own, and the environment may hold those of all."""

import pytest

from syngen_assets.core.errors import DomainError, UsageError
from syngen_assets.core.recipes import parse
from syngen_assets.core.settings import gather

REVIEWS = parse(
    "kettles",
    """
title: Reviews of kettles
recipe: product_reviews
source: {dataset: acme/kettles}
item: kettle
kinds: [diversity, base]
aspects: {lid: {words: [lid]}}
""",
    "domain.yaml",
)


def test_reviews_are_as_many_and_of_the_kinds_that_were_said():
    assert gather(REVIEWS, {}, {}).questions == REVIEWS.target
    assert gather(REVIEWS, {}, {}).kinds == ("diversity", "base")
    settings = gather(REVIEWS, {"kinds": "base, text_length"}, {"SYNGEN_REVIEWS": "7"})
    assert (settings.questions, settings.kinds) == (7, ("base", "text_length"))
    assert settings.overrides == {"reviews": "7", "kinds": "base, text_length"}


@pytest.mark.parametrize("flag", ["questions", "judge", "held_out", "max_candidates", "personas"])
def test_a_flag_of_the_other_recipe_is_refused_and_its_variable_says_nothing(flag: str):
    with pytest.raises(UsageError, match=f"--{flag.replace('_', '-')} is for domains of"):
        gather(REVIEWS, {flag: "1"}, {})
    assert gather(REVIEWS, {}, {f"SYNGEN_{flag.upper()}": "1"}).overrides == {}


@pytest.mark.parametrize("kinds", ["bass", "base,base", "base;diversity"])
def test_kinds_that_there_are_not_or_that_come_twice_are_refused(kinds: str):
    with pytest.raises(UsageError, match="give some of base, diversity"):
        gather(REVIEWS, {"kinds": kinds}, {})


def test_columns_are_those_of_the_recipe():
    assert gather(REVIEWS, {"column": "text=Body"}, {}).candidates["text"] == ["Body"]
    with pytest.raises(UsageError, match="text, title, rating, product, such as text=Review"):
        gather(REVIEWS, {"column": "question=Body"}, {})


def test_a_reply_may_be_as_long_as_all_reviews_of_a_call_are_together():
    assert gather(REVIEWS, {}, {}).ceiling > 10 * 120


def test_a_domain_of_reviews_cannot_keep_rows_that_its_source_has_no_more():
    text = """
title: Reviews of kettles
recipe: product_reviews
source: {dataset: acme/kettles, removed: keep}
item: kettle
aspects: {lid: {words: [lid]}}
"""
    with pytest.raises(DomainError, match="source.removed is 'keep'"):
        parse("kettles", text, "domain.yaml")
