import json
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from syngen_assets.core.flow import PREFERENCES
from syngen_assets.core.settings import Settings, gather
from syngen_assets.core.tables import EXCLUSIONS
from syngen_assets.grounds import made_last
from syngen_assets.resources import exclusions
from syngen_assets.storage.folders import TABLES, domains_of, only_run, read_domain
from syngen_assets.storage.warehouse import Warehouse
from syngen_tests.homes import syngen
from syngen_tests.servers.hub import FakeHub
from syngen_tests.servers.openai import FakeOpenAI, refusal

SEED = Settings.seed  # of a run that names none
KEYS = [
    "domain",
    "questions",
    "pairs",
    "quarantined",
    "calls",
    "cached",
    "calls_per_second",
    "tokens",
    "usd",
    "seconds",
    "files",
]


def read(file: Path) -> pd.DataFrame:
    return pd.read_csv(file, keep_default_na=False)


def the_error(capsys: pytest.CaptureFixture[str]) -> str:
    """What stands on stderr: one block, without a traceback."""
    error = capsys.readouterr().err
    assert "Traceback" not in error
    assert error.count("syngen: ") == 1
    return error


def asks(server: FakeOpenAI, *more: object) -> list[object]:
    few = ["--questions", 6, "--source", "data/domains/healthcare/sample.csv"]
    return ["run", "--base-url", server.url, *few, *more]


@pytest.fixture
def key(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-test-123")


def test_an_offline_run_gives_both_files_and_a_second_one_the_same_bytes(
    first_result: Path, capsys: pytest.CaptureFixture[str]
):
    home = first_result
    folder = home / "data/output/healthcare"
    names = ["questions.csv", "questions_and_responses.csv", "quarantine.csv", "README.md"]
    first = [(folder / name).read_bytes() for name in names]
    questions, pairs = read(folder / names[0]), read(folder / names[1])
    assert list(questions) == ["question"]
    assert list(pairs) == ["prompt", "chosen", "rejected"]
    assert len(questions) == len(pairs) == 300
    assert questions["question"].is_unique
    assert set(pairs["prompt"]) == set(questions["question"])
    assert (pairs["chosen"] != pairs["rejected"]).all()
    assert (pairs != "").all(axis=None)
    tables = Warehouse(home / "data/output" / TABLES)
    made = {name: one.content for name, one in made_last(tables, "healthcare").items()}

    assert syngen("run", "--offline", "--json") == 0
    said = capsys.readouterr()
    again = {name: one.content for name, one in made_last(tables, "healthcare").items()}
    assert made == again
    assert list(made) == list(PREFERENCES.names)
    figures = json.loads(said.out)
    assert list(figures) == KEYS
    assert figures["calls"] == 0
    assert figures["cached"] == 760
    assert figures["usd"] == 0
    assert [(folder / name).read_bytes() for name in names] == first
    assert "Set for this run" not in (folder / "README.md").read_text()
    assert (home / ".dagster").is_dir()
    assert syngen("status", "--json", "--domain", "healthcare") == 0
    (status,) = json.loads(capsys.readouterr().out)["domains"]
    assert (status["up_to_date"], status["release"]["number"]) == (True, 1)


def test_another_output_folder_keeps_everything_of_the_run(
    home: Path, capsys: pytest.CaptureFixture[str]
):
    assert syngen("run", "--offline", "--questions", 10, "--output", "elsewhere") == 0
    assert "offline, no model is asked" in capsys.readouterr().out.splitlines()[0]
    assert {path.name for path in (home / "elsewhere").iterdir()} >= {
        ".dagster",
        "healthcare",
        "replies.sqlite",
        "syngen.duckdb",
    }
    assert not (home / "data/output").exists()
    card = (home / "elsewhere/healthcare/README.md").read_text()
    told = card.split("Set for this run:")[1].split("##")[0]
    assert told.split("| --- | --- |")[1].strip() == "| questions | 10 |"


def test_paths_are_meant_from_where_they_are_typed(
    home: Path, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
):
    typed = tmp_path_factory.mktemp("typed")
    (typed / "mine.csv").write_text(
        (home / "data/domains/healthcare/sample.csv").read_text(encoding="utf-8")
    )
    monkeypatch.setenv("SYNGEN_HOME", str(home))
    monkeypatch.chdir(typed)
    few = ["--questions", 6, "--output", "out/trial"]
    assert syngen("run", "--offline", "--source", "mine.csv", *few) == 0
    assert (typed / "out/trial/healthcare/questions.csv").exists()
    prompt = read(typed / "out/trial/healthcare/questions.csv")["question"][0]
    monkeypatch.chdir(typed)
    assert syngen("explain", prompt.upper(), "--output", "out/trial") == 0


@pytest.mark.slow
def test_a_seed_changes_the_draw_and_nothing_else_does(first_result: Path):
    for seed in (SEED, SEED + 1):
        assert syngen("run", "--offline", "--output", f"out{seed}", "--seed", seed) == 0
    folders = [first_result / name for name in ("data/output", f"out{SEED}", f"out{SEED + 1}")]
    made = [(one / "healthcare/questions_and_responses.csv").read_bytes() for one in folders]
    assert made[0] == made[1] != made[2]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["run", "--offlin"], "--offlin"),
        (["fly"], "fly"),
        (["run", "--offline", "--questions", "many"], "whole number"),
        (["run", "--offline", "--domain", "law"], "there are: healthcare"),
        (["run", "--offline", "--column", "question"], "OURS=THEIRS"),
        (["run", "--offline", "--source", "squad"], "names no data set"),
        (["run", "--max-usd", "-3"], "above 0"),
        (["run", "--max-calls", "0"], "from 1 on"),
        (["run", "--offline", "--prices", "none.yaml"], "none.yaml cannot be read"),
        (["estimate", "--questions", "0"], "from 1 on"),
        (["run", "--base-url", "http://me:secret@127.0.0.1/v1"], "before the @"),
        (["run"], "OPENAI_API_KEY"),
        (["explain", "abcd"], "syngen run"),
    ],
)
def test_wrong_usage_is_one_sentence_and_exit_code_2(
    home: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], words: str
):
    assert syngen(*arguments) == 2
    error = capsys.readouterr().err
    assert words in error
    assert "Traceback" not in error
    assert not (home / "data/output").exists()


def test_a_folder_without_domains_is_no_project(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.chdir(tmp_path)
    assert syngen("run", "--offline") == 2
    assert "SYNGEN_HOME" in the_error(capsys)


def test_a_broken_domain_says_what_is_broken_and_spares_the_others(
    home: Path, capsys: pytest.CaptureFixture[str]
):
    broken = home / "data/domains/law"
    broken.mkdir()
    (broken / "domain.yaml").write_text("title: Law\ntarget: none\n")
    assert syngen("domains") == 2
    said = capsys.readouterr()
    assert said.out.startswith("healthcare:")
    assert "data/domains/law/domain.yaml, line 2: target is 'none'" in said.err
    assert syngen("run", "--domain", "law", "--offline") == 2
    assert "line 2: target" in the_error(capsys)


BAD_NAMES = ["my-domain", "My Domain"]


@pytest.fixture
def bad_names(home: Path) -> Path:
    for name in BAD_NAMES:
        shutil.copytree(home / "data/domains/healthcare", home / "data/domains" / name)
    return home


@pytest.mark.slow
def test_folders_with_bad_names_stop_no_other_domain(bad_names: Path):
    run = [sys.executable, "-m", "syngen_assets.cli", "run", "--offline", "--questions", "5"]
    subprocess.run(run, cwd=bad_names, check=True)


def test_folders_with_bad_names_are_named_and_left_out(
    bad_names: Path, capsys: pytest.CaptureFixture[str]
):
    assert domains_of(bad_names) == ["healthcare"]
    assert syngen("domains") == 2
    error = capsys.readouterr().err
    assert error.count("cannot be the name of a domain") == len(BAD_NAMES)


def test_a_model_that_is_asked_for_is_not_silently_left_out(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setenv("SYNGEN_OFFLINE", "1")
    assert syngen("run", "--model", "gpt-4o-mini") == 2
    assert "take SYNGEN_OFFLINE out" in the_error(capsys)
    assert syngen("estimate", "--offline", "--questions", 5, "--model", "gpt-4o-mini") == 0


def test_a_domain_in_another_language_is_not_made_by_english_rules(
    home: Path, capsys: pytest.CaptureFixture[str]
):
    file = home / "data/domains/healthcare/domain.yaml"
    file.write_text(file.read_text().replace("language: en", "language: de"))
    assert syngen("run", "--offline") == 2
    assert "run with a model" in the_error(capsys)


def test_a_model_none_of_whose_replies_can_be_used_is_not_asked_on(
    home: Path, key: None, capsys: pytest.CaptureFixture[str]
):
    with FakeOpenAI(lambda body: "<html>hello</html>") as server:
        assert syngen(*asks(server, "--questions", 30)) == 1
        assert len(server.log) == 16
    error = the_error(capsys)
    assert "None of 16 replies" in error
    assert "<html>" in error


def test_the_domains_are_listed_for_programs_too(home: Path, capsys: pytest.CaptureFixture[str]):
    assert syngen("domains", "--json") == 0
    listed = json.loads(capsys.readouterr().out)["domains"]
    names = ["healthcare", "smartphone_reviews", "supplement_reviews"]
    assert [row["domain"] for row in listed] == names
    assert len(listed[0]["modifications"]) == 6


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "empty"),
        ("question\n", "no rows"),
        ("words,answer\nhi,there\n", 'no column "question"'),
        ("question,answer\n1,a\n2,b\n", "no text"),
    ],
)
def test_a_source_that_cannot_be_used_is_one_sentence_and_exit_code_1(
    home: Path, capsys: pytest.CaptureFixture[str], content: str, words: str
):
    (home / "bad.csv").write_text(content)
    assert syngen("run", "--offline", "--source", "bad.csv") == 1
    assert words in the_error(capsys)


def test_a_source_without_answers_cannot_run_offline(
    home: Path, capsys: pytest.CaptureFixture[str]
):
    (home / "bare.csv").write_text("question\nwhat is gout exactly\nwhat helps against flu\n")
    assert syngen("run", "--offline", "--source", "bare.csv") == 2
    assert "no reference answers" in the_error(capsys)


def test_a_missing_split_lists_those_there_are(
    home: Path, hub: FakeHub, key: None, capsys: pytest.CaptureFixture[str]
):
    hub.publish("acme/no-split", {"train.csv": b"question\nwhat is gout exactly\n"})
    file = home / "data/domains/healthcare/domain.yaml"
    text = file.read_text().replace("katielink/healthsearchqa", "acme/no-split")
    text = text.replace("  config: 140_question_subset\n", "")
    file.write_text(text.replace("split: train", "split: validation"))
    assert syngen("run") == 1
    error = the_error(capsys)
    assert '"acme/no-split" at revision' in error
    assert "train" in error


def test_a_wrong_key_ends_the_run_and_is_not_shown(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setenv("OPENAI_API_KEY", "sk-wrong-key-987654")
    with FakeOpenAI() as server:
        assert syngen(*asks(server)) == 1
        error = the_error(capsys)
    assert "OPENAI_API_KEY" in error
    assert "987654" not in error
    assert "7654" not in error


def test_an_unknown_model_is_named(home: Path, key: None, capsys: pytest.CaptureFixture[str]):
    with FakeOpenAI() as server:
        assert syngen(*asks(server, "--model", "gpt-9")) == 1
        assert "gpt-9" in the_error(capsys)


def test_a_server_that_is_not_there_is_named(
    home: Path, key: None, capsys: pytest.CaptureFixture[str]
):
    with FakeOpenAI() as server:
        gone = server.url
    run = ["run", "--base-url", gone, "--source", "data/domains/healthcare/sample.csv"]
    assert syngen(*run, "--questions", 6) == 1
    assert gone in the_error(capsys)


@pytest.mark.slow
def test_a_run_that_is_stopped_loses_nothing_and_goes_on(
    home: Path, key: None, capsys: pytest.CaptureFixture[str]
):
    quota = refusal(429, "You exceeded your current quota.", "insufficient_quota")
    served: list[int] = []

    def answer(body: dict[str, object]) -> object:
        served.append(1)
        return None if len(served) <= 7 else quota

    with FakeOpenAI(answer) as server:
        assert syngen(*asks(server, "--concurrency", 1)) == 1
        assert "quota" in the_error(capsys)
        server.answer = lambda body: None
        before = len(server.log)
        assert syngen(*asks(server, "--json")) == 0
        figures = json.loads(capsys.readouterr().out)
        assert figures["cached"] == 7
        assert len(server.log) - before == figures["calls"] == 4 + 12 - 7


@pytest.mark.parametrize("place", ["taken", "/proc/syngen"])
def test_an_output_folder_that_cannot_be_written_is_named(
    home: Path, capsys: pytest.CaptureFixture[str], place: str
):
    (home / "taken").write_text("a file")
    assert syngen("run", "--offline", "--output", place) == 1
    assert place in the_error(capsys)


def test_a_release_that_cannot_be_written_leaves_the_earlier_one(
    first_result: Path, capsys: pytest.CaptureFixture[str]
):
    folder = first_result / "data/output/healthcare"
    before = (folder / "questions.csv").read_bytes()
    (folder / "README.md").unlink()
    (folder / "README.md").mkdir()
    (folder / "README.md" / "in the way").touch()
    assert syngen("run", "--offline", "--questions", 12) == 1
    assert "cannot be written" in the_error(capsys)
    assert (folder / "questions.csv").read_bytes() == before


@pytest.mark.slow
def test_a_second_run_at_the_same_time_says_so_and_waits(home: Path):
    output = home / "data/output"
    command = [sys.executable, "-m", "syngen_assets.cli", "run", "--offline", "--questions", "6"]
    with only_run(output, "the first", waits=print, died=print):
        second = subprocess.Popen(command, cwd=home, stderr=subprocess.PIPE, text=True)
        assert second.stderr is not None
        assert "Another run (the first)" in second.stderr.readline()
        assert not (output / "healthcare").exists()
    assert second.wait(120) == 0
    second.stderr.close()
    assert (output / "healthcare/questions.csv").exists()


def test_too_little_source_is_released_and_said(home: Path, capsys: pytest.CaptureFixture[str]):
    rows = (home / "data/domains/healthcare/sample.csv").read_text(encoding="utf-8").splitlines()
    (home / "few.csv").write_text("\n".join(rows[:31]))
    assert syngen("run", "--offline", "--source", "few.csv", "--questions", 1000) == 1
    error = the_error(capsys)
    assert "of 1,000 pairs are missing. The plan is spent: " in error
    assert error.count("missing") == 1
    released = read(home / "data/output/healthcare/questions_and_responses.csv")
    assert len(released) > 25


def test_the_environment_file_is_read(home: Path):
    (home / ".env").write_text("SYNGEN_OFFLINE=1\nSYNGEN_QUESTIONS=7\n")
    command = [sys.executable, "-m", "syngen_assets.cli", "run", "--json"]
    done = subprocess.run(command, cwd=home, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout)["pairs"] == 7


def test_a_reader_that_has_seen_enough_is_no_error(home: Path):
    command = f"{sys.executable} -m syngen_assets.cli domains | true"
    done = subprocess.run(command, shell=True, cwd=home, capture_output=True, text=True)
    assert done.stderr == ""


def test_no_more_questions_are_tried_than_are_allowed(
    home: Path, capsys: pytest.CaptureFixture[str]
):
    settings = gather(read_domain(home, "healthcare"), {"offline": True}, {})
    failed = [{"question_id": n * 12, "gate": "refused_reply", "prompt": n} for n in "01"]
    exclusions(settings).add(EXCLUSIONS.frame(failed), "2026-01-01T00:00:00+00:00")
    assert syngen("run", "--offline", "--questions", 5, "--max-candidates", 6) == 1
    error = capsys.readouterr().err
    assert "2 questions failed a gate in earlier runs" in error
    assert "give a greater --max-candidates" in error


def test_there_is_nothing_to_wait_for_without_batches(
    home: Path, capsys: pytest.CaptureFixture[str]
):
    assert syngen("run", "--offline", "--wait") == 2
    assert "--wait waits for batches; give --mode batch" in capsys.readouterr().err
    assert not (home / "data/output").exists()
