"""The whole way: a Hub data set, a model behind HTTP, both files, and the life of every row."""

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing, redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import pandas as pd
import pytest
from dagster import DagsterInstance, DagsterRunStatus

from syngen_tests.homes import go_to, make_home, syngen
from syngen_tests.servers.hub import FakeHub
from syngen_tests.servers.openai import FakeOpenAI, completion, refusal

REPO = "katielink/healthsearchqa"
KEY = "sk-test-123"
CARD = b"""---
configs:
- config_name: 140_question_subset
  data_files: [{split: train, path: subset.csv}]
- config_name: all_data
  data_files: [{split: train, path: all.csv}]
---
"""


LINEAGE = """
    select p.pair_id, p.origin, s.request as asked, p.chosen_request, p.rejected_request, r.revision
    from pairs p
    join questions q using (question_id)
    join clean_questions c on c.question_id = p.source_id
    join raw_questions r on r.row = c.row
    left join synthetic_questions s on s.prompt_id = q.prompt_id
"""


def questions_of_patients(count: int) -> list[str]:
    """Distinct questions, written as carelessly as people write them."""
    ways = ["how serious is {} ?", "What is {}", "Can you die from {}?", "is {}  contagious"]
    names = [
        f"{kind} {part} pain"
        for part in ["head", "neck", "chest", "back", "knee"]
        for kind in ["sharp", "dull", "burning", "sudden", "nightly", "chronic", "mild"]
    ]
    return [way.format(name) for name in names for way in ways][:count]


def published(hub: FakeHub) -> str:
    """The given source with 140 rows; returns its commit."""
    rows = questions_of_patients(140)
    text = "id,question\n" + "".join(f"{n},{row}\n" for n, row in enumerate(rows))
    files = {"README.md": CARD, "subset.csv": text.encode(), "all.csv": text.encode()}
    return hub.publish(REPO, files)


@pytest.fixture
def source(hub: FakeHub) -> str:
    return published(hub)


class Made(NamedTuple):
    """What the given source and a model give, and what the run said."""

    home: Path
    revision: str
    figures: dict[str, Any]
    said: str
    asked: list[str]  # the first lines of all prompts
    answered: int


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, lasting_hub: FakeHub) -> Made:
    """A whole run of a server that says the key at first; it is there to be read and copied."""
    home = make_home(tmp_path_factory.mktemp("made"))
    revision = published(lasting_hub)
    told = refusal(500, f"key {KEY} of Bearer {KEY} is tired", code=KEY)
    turns = iter([told, None, told])
    out, err = StringIO(), StringIO()
    with (
        pytest.MonkeyPatch.context() as patch,
        FakeOpenAI(lambda body: next(turns, None)) as server,
        redirect_stdout(out),
        redirect_stderr(err),
    ):
        go_to(home, patch)
        patch.setenv("OPENAI_API_KEY", KEY)
        assert syngen("run", "--base-url", server.url, "--json") == 0
    lasting_hub.commits.clear()
    asked = [prompt.splitlines()[0] for prompt in server.prompts]
    figures = json.loads(out.getvalue())
    said = out.getvalue() + err.getvalue()
    return Made(home, revision, figures, said, asked, server.good)


@pytest.fixture(autouse=True)
def key(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)


def test_the_given_source_and_a_model_give_300_pairs_each_with_its_whole_life(
    made: Made, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    go_to(made.home, monkeypatch)
    home, source, figures = made.home, made.revision, made.figures
    rewriting = sum("short questions" in line for line in made.asked)
    correct = sum("correctly" in line for line in made.asked)
    wrong = sum("deliberately wrong" in line for line in made.asked)
    assert (figures["questions"], figures["pairs"]) == (300, 300)
    assert 160 <= rewriting <= 170
    assert 600 <= correct + wrong <= 620
    assert figures["calls"] == made.answered
    assert figures["usd"] > 0

    folder = home / "data/output/healthcare"
    questions = pd.read_csv(folder / "questions.csv", keep_default_na=False)["question"]
    pairs = pd.read_csv(folder / "questions_and_responses.csv", keep_default_na=False)
    assert questions.is_unique
    assert len(questions) == 300
    assert set(pairs["prompt"]) == set(questions)
    assert "how serious is sharp head pain" in set(questions)
    assert source in (folder / "README.md").read_text()

    released = pd.concat(
        pd.read_parquet(folder / f"preferences/{half}.parquet") for half in ("train", "test")
    )
    with duckdb.connect(str(home / "data/output/syngen.duckdb"), read_only=True) as tables:
        found = tables.execute(LINEAGE).df()
    assert set(released["pair_id"]) == set(found["pair_id"])
    assert set(found["revision"]) == {source}
    with closing(sqlite3.connect(home / "data/output/replies.sqlite")) as store:
        stored = {key for (key,) in store.execute("select key from replies")}
    calls = found[["asked", "chosen_request", "rejected_request"]]
    assert set(calls.stack().dropna()) == stored
    assert (found["origin"] == "source").tolist() == found["asked"].isna().tolist()
    sample = pd.concat([rows.head(2) for _, rows in released.groupby("origin")])
    for row in sample.to_dict("records"):
        assert syngen("explain", row["pair_id"], "--json") == 0
        life = json.loads(capsys.readouterr().out)
        assert life["source"]["dataset"] == REPO
        assert life["source"]["revision"] == source
        assert life["source"]["question"] in questions_of_patients(140)
        assert life["chosen"]["call"]["sent"]["model"] == "gpt-4o-mini"
        assert life["pair"]["chosen"] in life["chosen"]["call"]["received"]
        assert life["pair"]["rejected"] in life["rejected"]["call"]["received"]
        assert life["chosen"]["call"]["request"] != life["rejected"]["call"]["request"]
        assert life["rejected"]["flaw"] == row["flaw"]
        assert life["rejected"]["call"]["usd"] > 0
        if row["origin"] == "synthetic":
            assert life["question"]["modification"] == row["modification"]
            assert life["pair"]["prompt"].split()[0] in life["question"]["call"]["received"].lower()
    assert syngen("explain", "ffff") == 2


@pytest.mark.slow
def test_a_row_whose_answers_fail_makes_room_for_another_question(
    home: Path, source: str, capsys: pytest.CaptureFixture[str]
):
    def answer(body: dict[str, object]) -> object:
        prompt = body["messages"][0]["content"]  # type: ignore[index]
        bad = "sharp neck pain" in prompt and "correctly" in prompt
        return completion("I'm sorry, I can't help with that.") if bad else None

    with FakeOpenAI(answer) as server:
        run = ["run", "--base-url", server.url, "--questions", 100, "--json"]
        assert syngen(*run) == 0
        figures = json.loads(capsys.readouterr().out)
        calls = len(server.log)
        assert (figures["questions"], figures["pairs"]) == (100, 100)
        folder = home / "data/output/healthcare"
        first = (folder / "questions_and_responses.csv").read_bytes()
        assert b"sharp neck pain" not in first
        held = (folder / "quarantine.csv").read_text()
        assert "refused_reply: the reply declines to answer: " in held
        assert figures["quarantined"] == held.count("sharp neck pain") > 0
        assert syngen(*run) == 0
        assert len(server.log) == calls
        assert (folder / "questions_and_responses.csv").read_bytes() == first


@pytest.mark.slow
def test_a_fault_of_the_server_excludes_nobody(
    home: Path, source: str, capsys: pytest.CaptureFixture[str]
):
    def answer(body: dict[str, object]) -> object:
        prompt = body["messages"][0]["content"]  # type: ignore[index]
        fails = "sharp neck pain" in prompt and "correctly" in prompt
        return refusal(500, "the server is ill") if fails else None

    with FakeOpenAI(answer) as server:
        run = ["run", "--base-url", server.url, "--questions", 60]
        assert syngen(*run) == 1
        held = (home / "data/output/healthcare/quarantine.csv").read_text()
        assert "no_reply" in held
        server.answer = lambda body: None
        assert syngen(*run) == 0
        assert syngen(*run, "--output", "fresh") == 0
    name = "healthcare/questions_and_responses.csv"
    assert (home / "data/output" / name).read_bytes() == (home / "fresh" / name).read_bytes()


@pytest.mark.slow
def test_a_moved_source_pays_for_new_questions_only(
    home: Path, source: str, hub: FakeHub, capsys: pytest.CaptureFixture[str]
):
    with FakeOpenAI() as server:
        run = ["run", "--base-url", server.url, "--questions", 200, "--json"]
        assert syngen(*run) == 0
        first = json.loads(capsys.readouterr().out)["calls"]
        rows = [*questions_of_patients(139), "Can stress cause hair loss"]
        text = "id,question\n" + "".join(f"{n},{row}\n" for n, row in enumerate(rows))
        hub.publish(REPO, {"README.md": CARD, "subset.csv": text.encode(), "all.csv": b"question"})
        assert syngen("status", "--json", "--domain", "healthcare") == 0
        (status,) = json.loads(capsys.readouterr().out)["domains"]
        assert syngen(*run) == 0
        second = json.loads(capsys.readouterr().out)["calls"]
    assert first >= 500
    assert second < first / 10
    assert [reason["cause"] for reason in status["reasons"]] == ["source"]
    assert status["calls"] == second


def test_a_kill_loses_only_the_calls_in_flight(home: Path, capsys: pytest.CaptureFixture[str]):
    few = ["--questions", "60", "--concurrency", "4"]
    local = ["--source", "data/domains/healthcare/sample.csv"]
    with FakeOpenAI(latency=0.05) as server:
        run = ["run", "--base-url", server.url, *few, *local]
        command = [sys.executable, "-m", "syngen_assets.cli", *run]
        victim = subprocess.Popen(command, cwd=home, start_new_session=True)
        deadline = time.monotonic() + 60
        while len(server.log) < 60 and time.monotonic() < deadline:
            time.sleep(0.02)
        os.killpg(victim.pid, signal.SIGKILL)
        victim.wait()
        time.sleep(0.2)
        paid = len(server.log)
        assert paid >= 60
        assert syngen(*run, "--json") == 0
        figures = json.loads(capsys.readouterr().out)
    assert figures["pairs"] == 60
    assert figures["cached"] >= paid / 2  # less those in flight, and one commit of the store

    with DagsterInstance.from_config(str(home)) as instance:
        states = sorted(run.status.value for run in instance.get_runs())
    assert states == [DagsterRunStatus.FAILURE.value, DagsterRunStatus.SUCCESS.value]


def test_the_key_is_nowhere_not_even_where_a_server_repeats_it(
    made: Made, home: Path, source: str, capsys: pytest.CaptureFixture[str]
):
    """Every file, table and event of a run with faults, and of one that fails after it."""
    shutil.copytree(made.home, home, dirs_exist_ok=True)
    refused = refusal(403, f"not for key {KEY}", code=KEY)  # these words are shown
    with FakeOpenAI(lambda body: refused) as server:
        assert syngen("run", "--base-url", server.url, "--seed", 1) == 1
        assert server.log
    said = capsys.readouterr()
    assert "not for key" in said.err
    assert KEY not in made.said + said.out + said.err
    for file in home.rglob("*"):
        if file.is_file():
            assert KEY.encode() not in file.read_bytes(), file
        if file.suffix == ".parquet":
            assert KEY not in pd.read_parquet(file).to_json()
    with duckdb.connect(str(home / "data/output/syngen.duckdb"), read_only=True) as tables:
        for (name,) in tables.execute("select table_name from duckdb_tables()").fetchall():
            assert KEY not in tables.execute(f'from "{name}"').df().to_json(), name
    with DagsterInstance.from_config(str(home)) as instance:
        for run in instance.get_runs():
            assert KEY not in "".join(map(str, instance.all_logs(run.run_id)))


@pytest.mark.slow
def test_the_natural_style_is_released_where_the_domain_asks_for_it(home: Path):
    file = home / "data/domains/healthcare/domain.yaml"
    file.write_text(file.read_text().replace("style: normalized", "style: natural"))
    assert syngen("run", "--offline", "--questions", 40) == 0
    folder = home / "data/output/healthcare"
    questions = pd.read_csv(folder / "questions.csv", keep_default_na=False)["question"]
    pairs = pd.read_csv(folder / "questions_and_responses.csv", keep_default_na=False)
    assert questions.str.match(r"[A-Z].*\?$").all()
    assert set(pairs["prompt"]) == set(questions)


def test_ctrl_c_lands_the_calls_in_flight_and_says_how_to_go_on(home: Path):
    local = ["--source", "data/domains/healthcare/sample.csv", "--questions", "60"]
    with FakeOpenAI(latency=0.2) as server:
        run = ["run", "--base-url", server.url, "--concurrency", "4", *local]
        stopped = subprocess.Popen(
            [sys.executable, "-m", "syngen_assets.cli", *run],
            cwd=home,
            stderr=subprocess.PIPE,
            text=True,
        )
        deadline = time.monotonic() + 60
        while len(server.log) < 12 and time.monotonic() < deadline:
            time.sleep(0.02)
        stopped.send_signal(signal.SIGINT)
        _, error = stopped.communicate(timeout=60)
        paid = len(server.log)
    assert stopped.returncode == 1
    assert "the same command goes on from here" in error
    assert "Traceback" not in error
    with closing(sqlite3.connect(home / "data/output/replies.sqlite")) as store:
        assert store.execute("select count(*) from replies").fetchone() == (paid,)
