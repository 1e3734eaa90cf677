"""Assets are functions: called with tables and a scripted model, they give tables back."""

import json
from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pandas as pd
import pytest

from syngen_assets.assets.made import made
from syngen_assets.assets.pairs import pairs
from syngen_assets.assets.responses import chosen_responses
from syngen_assets.assets.source import clean_questions, raw_questions
from syngen_assets.checks.release import release_is_complete
from syngen_assets.core.rows import Rows
from syngen_assets.core.settings import Settings
from syngen_assets.core.tables import (
    CLEAN_QUESTIONS,
    PAIRS,
    PERSONAS,
    QUESTIONS,
    QUESTIONS_AND_RESPONSES,
    usable,
)
from syngen_assets.llm.chat import Request
from syngen_assets.llm.scripted import ScriptedChat
from syngen_assets.llm.store import ResponseStore
from syngen_assets.llm.stored import StoredChat
from syngen_assets.meanings import comparing
from syngen_assets.resources import archived
from syngen_assets.storage.folders import read_domain
from syngen_assets.storage.warehouse import Exclusions, Warehouse
from syngen_tests import planted, tables
from syngen_tests.homes import REPOSITORY

SETTINGS = Settings(read_domain(REPOSITORY, "healthcare"), offline=True, questions=2)
ASKED = tables.questions("how long", "how old")
CLEANED = CLEAN_QUESTIONS.frame([])
NOBODY = PERSONAS.frame([])


@pytest.fixture
def chat(tmp_path: Path) -> Iterator[StoredChat]:
    def answer(request: Request) -> str:
        return json.dumps({"answer": f"Of {request.values['question'].strip('?')}: 7 days."})

    with ResponseStore(tmp_path / "replies.sqlite") as store:
        yield StoredChat(ScriptedChat(answer), store)


def text(result: dg.MaterializeResult, name: str) -> str:
    value = (result.metadata or {})[name]
    assert isinstance(value, dg.MarkdownMetadataValue)
    return str(value.value)


def test_the_source_comes_in_verbatim_and_goes_out_clean(home: Path):
    raw = raw_questions(SETTINGS, archived(SETTINGS))
    assert (raw.metadata or {})["dagster/row_count"] == 336
    assert len((raw.metadata or {})["revision"]) == 40
    rows = clean_questions(raw.value, SETTINGS)
    assert len(usable(rows.value)) == 140
    assert "| no_question | 196 |" in text(rows, "problems")


def test_an_asset_reports_its_rows_problems_calls_and_a_preview(chat: StoredChat):
    cleaned = tables.questions().assign(answer=None)
    asked = Rows.of(QUESTIONS, ASKED)
    (first,) = chosen_responses(asked, cleaned, NOBODY, chat, SETTINGS)  # a stream, as it may wait
    seen = first.metadata or {}
    assert first.value.column("chosen").tolist() == ["Of How long: 7 days.", "Of How old: 7 days."]
    assert (seen["dagster/row_count"], seen["calls"], seen["cached"]) == (2, 2, 0)
    assert "Of How long: 7 days." in text(first, "preview")
    (second,) = chosen_responses(asked, cleaned, NOBODY, chat, SETTINGS)
    again = second.metadata or {}
    assert (again["calls"], again["cached"]) == (0, 2)


def test_a_pair_that_fails_is_in_quarantine_and_its_question_is_excluded(tmp_path: Path):
    good = tables.chosen(ASKED, "It is 7 days.", "It is 9 years.")
    bad = tables.rejected(ASKED, "It is 7 weeks.", "it is 9 years")
    excluded = Exclusions(Warehouse(tmp_path / "t.duckdb"), "healthcare", "scripted")
    rows = pairs(ASKED, good, bad, CLEANED, SETTINGS, excluded, comparing(SETTINGS, {})).value
    assert rows["gate"].dropna().tolist() == ["identical_answers"]
    assert excluded.ids() == {ASKED["question_id"][1]}


def test_a_row_that_breaks_the_declared_table_is_in_quarantine_too(tmp_path: Path):
    good = tables.chosen(ASKED, "It is 7 days.", "It is 9 years.")
    bad = tables.rejected(ASKED, "It is 7 weeks.", "It is 90 years.")
    bad.loc[0, "request"] = good.loc[0, "request"]
    excluded = Exclusions(Warehouse(tmp_path / "t.duckdb"), "healthcare", "scripted")
    rows = pairs(ASKED, good, bad, CLEANED, SETTINGS, excluded, comparing(SETTINGS, {})).value
    assert rows["problem"].tolist()[0] == (
        "unsound_row: chosen_request never equals rejected_request"
    )
    assert rows["problem"].isna().tolist() == [False, True]


def test_the_few_rows_that_make_the_whole_table_fail_are_in_quarantine(tmp_path: Path):
    rows = pd.DataFrame(planted.clean(40))
    rows.loc[[7, 30], "prompt"] = [rows["prompt"][3].upper(), rows["prompt"][4] + "?"]
    asked = tables.questions(*rows["prompt"])
    good = tables.chosen(asked, *rows["chosen"])
    bad = tables.rejected(asked, *rows["rejected"], flaw="unsafe_advice")
    excluded = Exclusions(Warehouse(tmp_path / "t.duckdb"), "healthcare", "scripted")
    made = pairs(asked, good, bad, CLEANED, SETTINGS, excluded, comparing(SETTINGS, {})).value
    assert made.loc[made["problem"].notna(), "gate"].tolist() == ["duplicate_prompts"] * 2
    assert made.index[made["problem"].notna()].tolist() == [7, 30]
    assert excluded.ids() == set(made.loc[[7, 30], "question_id"])


def test_a_release_that_is_short_warns_and_says_what_to_do():
    rows = QUESTIONS_AND_RESPONSES.frame(tables.pairs(("how long", "7 days.", "7 weeks.")))
    check = release_is_complete(rows, SETTINGS)
    assert not check.passed
    assert check.severity is dg.AssetCheckSeverity.WARN
    assert "1 pairs are missing" in str(check.description)
    both = tables.pairs(("how long", "7 days.", "7 weeks."), ("how old", "9 years.", "1 year."))
    assert release_is_complete(QUESTIONS_AND_RESPONSES.frame(both), SETTINGS).passed


def test_a_chart_is_shown_as_a_picture():
    chart = '<svg xmlns="http://www.w3.org/2000/svg"></svg>'
    shown = made(PAIRS, tables.pairs(("a b c", "d.", "e.")), flaws=chart)
    assert text(shown, "flaws").startswith("![flaws](data:image/svg+xml;base64,")
