"""A run with personas, from the estimate of what they cost to the life of a pair that one asked."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from syngen_assets.core.tables import (
    AUDIT,
    CLEAN_QUESTIONS,
    PAIRS,
    PERSONA_TEXTS,
    PERSONAS,
    QUESTIONS,
    Table,
)
from syngen_assets.core.tables.history import RELEASE_ROWS
from syngen_assets.llm.store import REPLIES, ResponseStore
from syngen_assets.storage.folders import TABLES
from syngen_assets.storage.warehouse import Warehouse
from syngen_tests.homes import go_to, make_home, syngen
from syngen_tests.servers.batches import BatchServer
from syngen_tests.servers.openai import FakeOpenAI

SAMPLE = "data/domains/healthcare/sample.csv"
FEW = {"most": 8, "iterations": 2, "frontier": 4}
CALLS = 8 + 13 + 24 + 24  # personas, questions and both answers
FILES = ("questions.csv", "questions_and_responses.csv", "quarantine.csv")


def fewer(home: Path) -> Path:
    """The same project with few personas."""
    file = home / "data/domains/healthcare/domain.yaml"
    text = file.read_text(encoding="utf-8")
    for name, number in FEW.items():
        text = re.sub(rf"^  {name}: \d+", f"  {name}: {number}", text, flags=re.MULTILINE)
    file.write_text(text, encoding="utf-8")
    (home / "data/prices.yaml").write_text("gpt-4o-mini: {input: 3, output: 15}\n")
    return home


def told(command: str, server: FakeOpenAI, *more: object, share: float = 0.6) -> dict[str, Any]:
    """What a command says to programs."""
    few = ["--questions", 24, "--source", SAMPLE, "--personas", share]
    with redirect_stdout(StringIO()) as out:
        assert syngen(command, "--base-url", server.url, *few, "--json", *more) == 0
    return dict(json.loads(out.getvalue()))


def table(home: Path, declared: Table) -> pd.DataFrame:
    return Warehouse(home / "data/output" / TABLES).table(declared, "healthcare")


def sent(server: FakeOpenAI) -> list[str]:
    return [body["messages"][0]["content"] for body in server.log]


@pytest.fixture(scope="module")
def server() -> Iterator[FakeOpenAI]:
    with FakeOpenAI() as server:
        yield server


@pytest.fixture(scope="module")
def made(
    tmp_path_factory: pytest.TempPathFactory, server: FakeOpenAI
) -> tuple[Path, dict[str, Any], dict[str, Any]]:
    """A project folder after a run with personas, what was foretold of it, and what it said."""
    home = fewer(make_home(tmp_path_factory.mktemp("personas")))
    with pytest.MonkeyPatch.context() as patch:
        go_to(home, patch)
        patch.setenv("OPENAI_API_KEY", "sk-test-123")
        foretold = told("estimate", server)
        assert server.log == []
        return home, foretold, told("run", server)


@pytest.fixture(scope="module")
def home_made(made: tuple[Path, dict[str, Any], dict[str, Any]]) -> Path:
    return made[0]


def test_an_estimate_counts_the_personas_and_no_call_is_made_for_it(
    made: tuple[Path, dict[str, Any], dict[str, Any]],
):
    _, foretold, said = made
    steps = {step["step"]: step["calls"] for step in foretold["steps"]}
    assert list(steps)[0] == "personas"
    assert steps["personas"] == FEW["most"]
    assert foretold["calls"] == said["calls"] == CALLS
    assert 0 < said["usd"] < foretold["usd_high"]


def test_personas_are_grown_as_far_as_the_domain_says_and_charged_to_their_step(home_made: Path):
    rows = table(home_made, PERSONAS)
    assert len(rows) == FEW["most"]
    assert set(rows["iteration"]) == {0, 1, 2}
    assert rows["persona_id"].is_unique
    with ResponseStore(home_made / "data/output" / REPLIES) as store:
        spent = Counter({row.step: row.calls for row in store.spend("healthcare")})
    assert spent["personas"] == FEW["most"]
    assert spent.total() == CALLS
    assert len(table(home_made, PERSONA_TEXTS)) == 0


def test_a_coloured_question_is_asked_and_answered_with_its_persona_in_the_request(
    home_made: Path, server: FakeOpenAI
):
    rows = table(home_made, PERSONAS)
    who = dict(zip(rows["persona_id"], rows["persona"], strict=True))
    questions = table(home_made, QUESTIONS)
    coloured = questions.dropna(subset=["persona_id"])
    assert 4 < len(coloured) < 13
    assert set(coloured["origin"]) == {"synthetic"}
    prompts = sent(server)
    for name, question in zip(coloured["persona_id"], coloured["display"], strict=True):
        assert any(who[name] in text and question in text for text in prompts)
    for question in questions.loc[questions["persona_id"].isna(), "display"]:
        about = [text for text in prompts if f"Question: {question}" in text]
        assert about
        assert not any(name in text for text in about for name in who.values())


def test_the_release_keeps_who_asked_and_the_audit_tells_what_that_brought(home_made: Path):
    questions = table(home_made, QUESTIONS).set_index("question_id")["persona_id"]
    kept = table(home_made, RELEASE_ROWS).set_index("question_id")["persona_id"]
    assert kept.notna().any()
    assert kept.fillna("").to_dict() == questions.loc[kept.index].fillna("").to_dict()
    folder = home_made / "data/output/healthcare"
    halves = [pd.read_parquet(folder / f"preferences/{half}.parquet") for half in ("train", "test")]
    files = pd.concat(halves).set_index("question_id")["persona_id"]
    assert files.fillna("").to_dict() == kept.fillna("").to_dict()
    assert "| `persona_id` | The persona that coloured it |" in (folder / "README.md").read_text()
    audit = table(home_made, AUDIT)
    figures = audit.loc[audit["group"] == "personas"]
    assert len(figures) == 9
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert "distinct_2_gain_by_personas" in page
    assert "persona_from_text" in page


def test_the_life_of_a_pair_goes_from_a_source_text_by_personas_to_the_question(
    home_made: Path, monkeypatch: pytest.MonkeyPatch
):
    go_to(home_made, monkeypatch)
    rows = table(home_made, PERSONAS).set_index("persona_id")
    asked = table(home_made, QUESTIONS).dropna(subset=["persona_id"])
    pairs = table(home_made, PAIRS).set_index("question_id")["pair_id"]
    by_depth = asked["persona_id"].map(rows["iteration"]).sort_values()
    question = asked.loc[by_depth.index[-1]]
    with redirect_stdout(StringIO()) as out:
        assert syngen("explain", pairs[question["question_id"]], "--json") == 0
    line = json.loads(out.getvalue())["persona"]
    assert len(line) == 1 + by_depth.iloc[-1]
    assert line[0]["origin"] == "text"
    assert line[-1]["persona_id"] == question["persona_id"]
    for earlier, later in zip(line, line[1:], strict=False):
        assert earlier["persona"] in later["call"]["sent"]["messages"][0]["content"]


@pytest.mark.slow
def test_the_same_run_again_asks_nothing_and_a_plain_one_pays_only_what_was_coloured(
    home: Path, monkeypatch: pytest.MonkeyPatch
):
    fewer(home)
    monkeypatch.setenv("OPENAI_API_KEY", "sk-test-123")
    with FakeOpenAI() as server:
        told("run", server)
        first = table(home, QUESTIONS)
        assert told("run", server)["calls"] == 0
        assert table(home, QUESTIONS).equals(first)
        coloured = int(first["persona_id"].notna().sum())
        plain = told("run", server, share=0)
        assert plain["calls"] == 3 * coloured
        assert len(table(home, PERSONAS)) == 0
        alone = told("run", server, "--output", "alone", share=0)
        assert alone["calls"] == CALLS - FEW["most"]
    both = [home / output / "healthcare" for output in ("data/output", "alone")]
    for name in FILES:
        assert (both[0] / name).read_bytes() == (both[1] / name).read_bytes()


@pytest.mark.slow
def test_a_row_more_in_the_source_leaves_every_other_question_its_persona(
    home: Path, monkeypatch: pytest.MonkeyPatch
):
    fewer(home)
    monkeypatch.setenv("OPENAI_API_KEY", "sk-test-123")
    with FakeOpenAI() as server:
        told("run", server)
        before = table(home, QUESTIONS).set_index("prompt_id")["persona_id"]
        lines = (home / SAMPLE).read_text(encoding="utf-8").splitlines()
        more = lines[1].replace("asthma", "sunburn")  # the row of what asthma is
        (home / SAMPLE).write_text("\n".join([*lines, more, ""]), encoding="utf-8")
        told("run", server)
        assert "sunburn" in set(table(home, CLEAN_QUESTIONS)["topic"])
        after = table(home, QUESTIONS).set_index("prompt_id")["persona_id"]
    both = before.index.dropna().intersection(after.index)
    assert len(both) >= 11
    assert before[both].fillna("").equals(after[both].fillna(""))


@pytest.mark.slow
def test_in_batches_the_same_personas_colour_the_same_questions(
    home: Path, monkeypatch: pytest.MonkeyPatch
):
    fewer(home)
    monkeypatch.setenv("OPENAI_API_KEY", "sk-test-123")
    with BatchServer() as server:
        told("run", server, "--output", "direct")
        told("run", server, "--mode", "batch", "--wait")
        assert server.twice == []
    for name in FILES:
        both = [home / output / "healthcare" / name for output in ("data/output", "direct")]
        assert both[0].read_bytes() == both[1].read_bytes()
