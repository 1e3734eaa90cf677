"""Product reviews, from the command line to the files: both domains as they ship."""

import csv
import io
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from contextlib import redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from syngen_tests.homes import go_to, make_home, syngen
from syngen_tests.servers.batches import BatchServer
from syngen_tests.servers.openai import FakeOpenAI
from syngen_tests.test_product_reviews_writing import (
    broken,
    chatty,
    cut_off,
    fine,
    nothing,
    of_the_source,
    one_less,
    refused,
    two_more,
)

DOMAINS = ("smartphone_reviews", "supplement_reviews")
KEPT = ("product_reviews.csv", "product_reviews.parquet", "quarantine.csv")


@dataclass(frozen=True)
class Made:
    """A project folder after runs, and what each of them printed."""

    home: Path
    said: dict[str, dict[str, Any]]


def run(*arguments: object) -> dict[str, Any]:
    """What a run says of itself."""
    with redirect_stdout(io.StringIO()) as out:
        assert syngen("run", *arguments, "--json") == 0
    said: dict[str, Any] = json.loads(out.getvalue())
    return said


def released(home: Path, domain: str, output: str = "data/output") -> list[dict[str, str]]:
    with (home / output / domain / "product_reviews.csv").open(newline="") as file:
        return list(csv.DictReader(file))


def files(home: Path, domain: str, output: str = "data/output") -> dict[str, bytes]:
    return {name: (home / output / domain / name).read_bytes() for name in KEPT}


@pytest.fixture(scope="session")
def made_offline(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Both domains after `syngen run --offline --domain …`; it is there to be copied."""
    folder = make_home(tmp_path_factory.mktemp("reviews"))
    with pytest.MonkeyPatch.context() as patch:
        go_to(folder, patch)
        return Made(folder, {name: run("--offline", "--domain", name) for name in DOMAINS})


@pytest.fixture
def key(monkeypatch: pytest.MonkeyPatch) -> None:
    """The key that the fake server takes."""
    monkeypatch.setenv("OPENAI_API_KEY", "sk-test-123")


@pytest.mark.parametrize("domain", DOMAINS)
def test_a_domain_as_it_ships_makes_exactly_as_many_reviews_as_it_says(
    made_offline: Made, domain: str
):
    said, rows = made_offline.said[domain], released(made_offline.home, domain)
    assert said["reviews"] == len(rows) == 200
    assert said["calls"] >= 20
    assert said["usd"] == 0
    assert list(rows[0]) == ["rating", "title", "text"]
    assert all(all(row.values()) for row in rows)
    assert {int(row["rating"]) for row in rows} == {1, 2, 3, 4, 5}
    assert len({row["text"] for row in rows}) == 200
    assert [Path(file).name for file in said["files"]] == [*KEPT, "README.md", "measures.md"]


@pytest.mark.parametrize("domain", DOMAINS)
def test_the_card_says_plainly_that_nobody_wrote_the_reviews(made_offline: Made, domain: str):
    folder = made_offline.home / "data/output" / domain
    card = (folder / "README.md").read_text()
    assert "**Every review here is synthetic.**" in card
    assert "Never publish one as the opinion of a real person" in card
    assert "real against real" in (folder / "measures.md").read_text()
    assert len(pd.read_parquet(folder / "product_reviews.parquet")) == 200


def test_the_same_command_again_asks_nothing_and_gives_the_same_bytes(
    made_offline: Made, home: Path
):
    shutil.copytree(made_offline.home, home, dirs_exist_ok=True)
    before = files(home, DOMAINS[0])
    said = run("--offline", "--domain", DOMAINS[0])
    assert (said["calls"], said["cached"]) == (0, made_offline.said[DOMAINS[0]]["calls"])
    assert files(home, DOMAINS[0]) == before


def test_a_model_that_errs_in_every_way_brings_exactly_as_many_of_each_kind(home: Path, key: None):
    bad = (one_less, two_more, cut_off, chatty, refused, nothing, broken, of_the_source)
    turn = iter(range(1_000_000))

    def answer(body: dict[str, Any]) -> str:
        number = next(turn)
        say = bad[number % len(bad)] if number % 2 else fine
        return say(body["messages"][0]["content"])

    local = ("--source", "data/domains/smartphone_reviews/sample.csv")
    asked = ("--reviews", 25, "--kinds", "text_length,base")
    with FakeOpenAI(answer) as server:
        given = ("--domain", DOMAINS[0], "--base-url", server.url, *local, *asked)
        said = run(*given)
        again = run(*given)
    assert (said["reviews"], said["kinds"]) == (25, ["text_length", "base"])
    assert (again["calls"], again["reviews"]) == (0, 25)
    assert said["calls"] == len(server.log)
    assert len(released(home, DOMAINS[0])) == 25


def test_a_model_of_which_nothing_can_be_used_releases_nothing_and_says_so(
    made_offline: Made, home: Path, key: None, capsys: pytest.CaptureFixture[str]
):
    shutil.copytree(made_offline.home, home, dirs_exist_ok=True)
    before = files(home, DOMAINS[0])
    local = ("--source", "data/domains/smartphone_reviews/sample.csv", "--reviews", 5)
    with FakeOpenAI(lambda body: nothing("") or "…") as server:
        code = syngen("run", "--domain", DOMAINS[0], "--base-url", server.url, *local)
    assert code == 1
    said = capsys.readouterr().err
    assert "Traceback" not in said
    assert "as_many_as_wanted: 0 reviews in place of 5" in said
    assert files(home, DOMAINS[0]) == before


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (["--domain", DOMAINS[0], "--questions", "5"], "give --reviews in its place"),
        (["--domain", DOMAINS[0], "--judge", "gpt-4o"], "--judge is for domains of the recipe"),
        (["--reviews", "5"], "give --questions in its place"),
        (["--domain", DOMAINS[0], "--kinds", "long"], "give some of base, diversity"),
        (["--domain", DOMAINS[0], "--reviews", "none"], "--reviews (or SYNGEN_REVIEWS) is 'none'"),
    ],
)
def test_what_belongs_to_the_other_recipe_is_wrong_usage(
    typed: list[str], said: str, home: Path, capsys: pytest.CaptureFixture[str]
):
    assert syngen("run", "--offline", *typed) == 2
    assert said in capsys.readouterr().err


@pytest.fixture
def offline(made_offline: Made, home: Path) -> Path:
    """A folder of the test's own, as both runs left it."""
    shutil.copytree(made_offline.home, home, dirs_exist_ok=True)
    return home


def told(capsys: pytest.CaptureFixture[str], *arguments: object) -> dict[str, Any]:
    """What a command says to programs."""
    capsys.readouterr()
    assert syngen(*arguments, "--json") == 0
    said: dict[str, Any] = json.loads(capsys.readouterr().out)
    return said


def test_the_life_of_a_review_goes_from_the_source_to_the_release(
    offline: Path, capsys: pytest.CaptureFixture[str]
):
    rows = pd.read_parquet(offline / "data/output" / DOMAINS[0] / "product_reviews.parquet")
    row = rows.iloc[7]
    life = told(capsys, "explain", row["review_id"])
    assert life["review"]["text"] == row["text"]
    assert life["review"]["standing"] == "released"
    assert life["source"]["row"] == life["modelled on"]["row"]
    assert life["modelled on"]["rating"] == life["asked"]["rating"] == row["rating"]
    assert len(life["shown"]) == 5
    assert row["text"] in json.dumps(json.loads(life["call"]["received"]), ensure_ascii=False)
    assert life["cost"]["usd"] == 0
    assert syngen("explain", row["review_id"][:6]) == 0
    assert "no person wrote them" in capsys.readouterr().out


def test_a_release_is_up_to_date_until_something_of_it_changes(
    offline: Path, capsys: pytest.CaptureFixture[str]
):
    (found,) = told(capsys, "status", "--domain", DOMAINS[1])["domains"]
    assert (found["up_to_date"], found["release"]["reviews"]) == (True, 200)
    file = offline / "data/domains" / DOMAINS[1] / "domain.yaml"
    file.write_text(re.sub(r"(?m)^item: .*$", "item: powder", file.read_text()))
    (found,) = told(capsys, "status", "--domain", DOMAINS[1])["domains"]
    assert [reason["text"] for reason in found["reasons"]] == ["domain.yaml: item was edited"]
    assert found["again"] == [
        *("review_prompts", "synthetic_reviews", "product_reviews", "review_measures")
    ]


def test_what_a_run_with_a_model_would_ask_is_counted_before_it(
    offline: Path, capsys: pytest.CaptureFixture[str]
):
    local = ("--source", "data/domains/smartphone_reviews/sample.csv", "--reviews", 25)
    asked = ("--domain", DOMAINS[0], *local, "--kinds", "base,diversity")
    found = told(capsys, "estimate", *asked)
    assert (found["reviews"], found["calls"], found["cached"]) == (25, 6, 0)
    assert 0 < found["usd_low"] < found["usd_high"] < 1


@pytest.mark.parametrize("command", ["diff", "audit sample.csv", "export away"])
def test_what_only_pairs_have_is_refused_in_a_sentence(
    command: str, offline: Path, capsys: pytest.CaptureFixture[str]
):
    assert syngen(*command.split(), "--domain", DOMAINS[0]) == 2
    assert "follows the recipe product_reviews, and has no pairs" in capsys.readouterr().err


@pytest.mark.slow
def test_a_run_that_is_killed_goes_on_and_ends_as_one_that_was_not(home: Path, key: None):
    local = ("--source", "data/domains/smartphone_reviews/sample.csv", "--reviews", 150)
    asked = ("--domain", DOMAINS[0], "--concurrency", 2, "--kinds", "base,text_length", *local)
    with FakeOpenAI(lambda body: fine(body["messages"][0]["content"]), latency=0.5) as server:
        given = [*map(str, asked), "--base-url", server.url]
        command = [sys.executable, "-m", "syngen_assets.cli", "run", *given]
        victim = subprocess.Popen(command, cwd=home, start_new_session=True)
        deadline = time.monotonic() + 120
        while len(server.log) < 10 and time.monotonic() < deadline:
            time.sleep(0.05)
        os.killpg(victim.pid, signal.SIGKILL)
        victim.wait()
        time.sleep(1)
        paid = len(server.log)
        assert 10 <= paid < 30
        said = run(*given)
        asked_in_all = len(server.log)
        undisturbed = run(*given, "--output", "data/output/other")
    assert said["reviews"] == 150
    assert said["cached"] >= paid - 4  # less those in flight, and one commit of the store
    assert asked_in_all == paid + said["calls"]
    assert undisturbed["calls"] == said["calls"] + said["cached"]
    assert files(home, DOMAINS[0]) == files(home, DOMAINS[0], "data/output/other")


@pytest.mark.slow
def test_in_batches_the_same_reviews_come_for_half_the_money(home: Path, key: None):
    def answer(body: dict[str, Any]) -> str:
        prompt = body["messages"][0]["content"]
        return one_less(prompt) if len(prompt) % 3 == 0 else fine(prompt)

    local = ("--source", "data/domains/smartphone_reviews/sample.csv", "--reviews", 30)
    with BatchServer(answer) as server:
        given = ("--domain", DOMAINS[0], "--base-url", server.url, *local)
        direct = run(*given, "--output", "direct")
        server.looks = 1
        batched = run(*given, "--mode", "batch", "--wait")
    assert server.twice == []
    assert files(home, DOMAINS[0]) == files(home, DOMAINS[0], "direct")
    assert (batched["calls"], batched["waiting"]) == (direct["calls"], [])
    assert batched["usd"] == pytest.approx(direct["usd"] / 2, abs=1e-6)
