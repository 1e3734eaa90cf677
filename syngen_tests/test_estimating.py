"""An estimate: told in the UI before anything is paid, and for batches too."""

import os
from dataclasses import replace
from pathlib import Path

import dagster as dg
import pandas as pd
import pytest

from syngen_assets.assets.prompts import prompts
from syngen_assets.core.settings import Settings, gather
from syngen_assets.core.tables import CHOSEN_RESPONSES, CLEAN_QUESTIONS, PERSONAS
from syngen_assets.estimating import foretold, metadata
from syngen_assets.rehearsing import clean_source
from syngen_assets.resources import archived, exclusions
from syngen_assets.storage.folders import TABLES, make_folder, output_folder, read_domain
from syngen_assets.storage.sources import read_source
from syngen_assets.storage.warehouse import Warehouse
from syngen_tests import tables

NONE = CLEAN_QUESTIONS.frame([])


@pytest.fixture
def settings(home: Path) -> Settings:
    (home / "data/prices.yaml").write_text("gpt-4o-mini: {input: 3, output: 15}\n")
    given = {"questions": "12", "source": "data/domains/healthcare/sample.csv"}
    return gather(read_domain(home, "healthcare"), given, os.environ)


@pytest.fixture
def cleaned(settings: Settings) -> pd.DataFrame:
    raw = read_source(replace(settings, output="nowhere"))
    return clean_source(settings, raw.head(120))


def test_the_prompts_tell_what_the_run_will_ask_and_what_that_may_cost(
    settings: Settings, cleaned: pd.DataFrame
):
    known = (settings, exclusions(settings), archived(settings))
    told = prompts(cleaned, PERSONAS.frame([]), *known).metadata
    assert told["estimated_calls"] == 7 + 12 + 12
    low, high = (float(part.strip("$")) for part in told["estimated_usd"].split("–"))
    assert 0 < low < high < 1
    assert isinstance(told["estimate"], dg.MarkdownMetadataValue)
    assert "| rejected_responses | 12 | 0 |" in told["estimate"].value
    assert f"| in all | 31 | 0 |  |  | {told['estimated_usd']} |" in told["estimate"].value


def test_a_judge_is_foretold_as_asked_about_every_pair_in_both_orders(
    settings: Settings, cleaned: pd.DataFrame
):
    judged = gather(settings.domain, {**settings.overrides, "judge": "gpt-4o"}, {})
    found = foretold(judged, cleaned).figures()
    assert found["judge"] == "gpt-4o"
    assert found["calls"] == 31 + 2 * 12
    (verdicts,) = [step for step in found["steps"] if step["step"] == "verdicts"]
    assert verdicts["calls"] == 24


def test_replies_that_cannot_be_used_are_reckoned_with_as_often_as_before(
    settings: Settings, cleaned: pd.DataFrame
):
    answered = tables.chosen(tables.questions("how long", "how old"), "7 days.", "9 years.")
    rows = answered.assign(model=settings.model, attempt=[0, 1])
    make_folder(output_folder(settings))
    Warehouse(output_folder(settings) / TABLES).replace(
        CHOSEN_RESPONSES, settings.domain.name, rows
    )
    steps = {step["step"]: step for step in foretold(settings, cleaned).figures()["steps"]}
    assert (steps["chosen_responses"]["again"], steps["chosen_responses"]["calls"]) == (6, 18)
    assert steps["rejected_responses"]["again"] == 0


def test_nothing_is_told_where_nothing_is_asked(settings: Settings):
    assert metadata(replace(settings, offline=True), NONE) == {}


def test_a_large_run_is_not_rehearsed_on_its_way(settings: Settings):
    (told,) = metadata(replace(settings, questions=1_000_000), NONE).items()
    assert told == ("estimate", "syngen estimate says it; it takes some seconds here.")


def test_a_price_that_nobody_knows_is_said(settings: Settings, cleaned: pd.DataFrame):
    told = metadata(replace(settings, model="mine"), cleaned)
    assert (told["estimated_calls"], told["estimated_usd"]) == (31, "price unknown")


def test_batches_cost_half_beside_direct_calls_and_are_not_named_where_they_are_the_way(
    settings: Settings, cleaned: pd.DataFrame
):
    direct = foretold(settings, cleaned)
    assert direct.usd
    assert direct.in_batches == pytest.approx([part / 2 for part in direct.usd])
    assert direct.figures()["usd_in_batches_high"] == pytest.approx(direct.usd[1] / 2)
    assert "in batches (--mode batch): $" in direct.text()
    batch = foretold(replace(settings, mode="batch"), cleaned)
    assert batch.usd == pytest.approx(direct.in_batches)
    assert batch.in_batches is None
    assert "--mode batch" not in batch.text()
