"""Without personas a run asks what it asked before there were any, to the letter.

The digests are those of the last change that was meant: of cleaning, of the plan or of the wording.
"""

import os
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from syngen_assets.core.identity import digest
from syngen_assets.core.prompts import plan
from syngen_assets.core.settings import Settings, gather
from syngen_assets.core.tables import records
from syngen_assets.llm.chat import Reply
from syngen_assets.rehearsing import clean_source, rehearse
from syngen_assets.storage.folders import read_domain
from syngen_assets.storage.sources import read_source

PLANNED = (
    *("prompt_id", "position", "source_id", "modification", "topic", "aspect", "reference_id"),
    *("prompt", "template", "template_version"),
)


@pytest.fixture
def settings(home: Path) -> Settings:
    given = {
        "questions": "60",
        "source": "data/domains/healthcare/sample.csv",
        "judge": "gpt-4o",
    }
    return gather(read_domain(home, "healthcare"), given, os.environ)


@pytest.fixture
def cleaned(settings: Settings) -> pd.DataFrame:
    raw = read_source(replace(settings, output="nowhere"))
    return clean_source(settings, raw.head(150))


def planned(cleaned: pd.DataFrame, settings: Settings) -> str:
    """A digest of the plan, as far as plans went before there were personas."""
    lines = records(plan(cleaned, settings, ()))
    return digest([[line[name] for name in PLANNED] for line in lines])


def test_the_plan_is_that_of_before(settings: Settings, cleaned: pd.DataFrame):
    assert planned(cleaned, settings) == "b65dcc5867d6"


def test_the_keys_of_all_requests_are_those_of_before(settings: Settings, cleaned: pd.DataFrame):
    keys: list[str] = []

    def remember(asked: list[str]) -> dict[str, Reply]:
        keys.extend(asked)
        return {}

    rehearse(settings, remember, cleaned)
    assert len(keys) == 32 + 60 + 60 + 2 * 60
    assert digest(sorted(keys)) == "054e75d149c7"
