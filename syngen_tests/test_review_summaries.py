"""The words at the end of a run of product reviews."""

import os

import pytest

from syngen_assets.core.settings import gather
from syngen_assets.review_summaries import summary
from syngen_assets.storage.folders import read_domain
from syngen_tests.homes import REPOSITORY

SETTINGS = gather(read_domain(REPOSITORY, "smartphone_reviews"), {"offline": True}, {})
SPENT = dict.fromkeys(
    ("calls", "cached", "prompt_tokens", "completion_tokens", "seconds", "usd"), 0
)


@pytest.mark.parametrize(("real", "warned"), [(1, True), (49, True), (50, False), (156, False)])
def test_few_real_reviews_are_warned_of(real: int, warned: bool):
    made = {
        "real_reviews": {"usable_rows": real},
        "synthetic_reviews": {"dagster/row_count": 40, "usable_rows": 40},
        "product_reviews": {"dagster/row_count": 40, "held_back": 0, "files": []},
        "review_measures": {"report": os.path.join("out", "measures.md")},
    }
    text = summary(SETTINGS, made, SPENT, 1.0).text
    assert ("warning: " in text) is warned
    assert "40 new reviews of the kind diversity" in text
