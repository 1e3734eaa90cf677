"""What is spent: never more than was allowed, all of it booked, and foretold by an estimate."""

import json
import re
from collections import Counter
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import replace
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import pytest

from syngen_assets.core.errors import UsageError
from syngen_assets.core.judges import Judge
from syngen_assets.core.settings import Settings
from syngen_assets.llm.budget import Spent
from syngen_assets.llm.prices import Price, Prices
from syngen_assets.llm.store import Spend
from syngen_assets.spending import budget, total
from syngen_tests.homes import go_to, make_home, syngen
from syngen_tests.servers.openai import FakeOpenAI, completion, counted
from syngen_tests.test_domains import colds

SAMPLE = "data/domains/healthcare/sample.csv"
PRICES = "gpt-4o-mini: {input: 3, output: 15}\n"
DOMAIN = "data/domains/healthcare/domain.yaml"
CALLS = 7 + 12 + 12  # for 12 questions, of which 5 are source questions
CAP = 0.025

Told = dict[str, Any]


class Said(NamedTuple):
    """What a command wrote."""

    out: str
    err: str


@pytest.fixture(autouse=True)
def _prices(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-test-123")
    (home / "data/prices.yaml").write_text(PRICES)


def asks(server: FakeOpenAI, *more: object, command: str = "run") -> list[object]:
    few = ["--questions", 12, "--source", SAMPLE]
    return [command, "--base-url", server.url, *few, *more]


def dollars(server: FakeOpenAI) -> float:
    """What the server would bill, by its own count."""
    return (server.billed["prompt_tokens"] * 3 + server.billed["completion_tokens"] * 15) / 1e6


def tokens(server: FakeOpenAI) -> int:
    return server.billed["prompt_tokens"] + server.billed["completion_tokens"]


def booked(home: Path) -> list[dict[str, object]]:
    with duckdb.connect(str(home / "data/output/syngen.duckdb"), read_only=True) as con:
        return con.execute("select * from spend").df().to_dict("records")


def limit(home: Path, block: str) -> None:
    file = home / DOMAIN
    file.write_text(f"{file.read_text()}\nbudget: {block}\n")


def told(capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    return dict(json.loads(capsys.readouterr().out))


def said(code: int, *arguments: object) -> Said:
    """What `syngen` says, which has to end with this exit code."""
    out, err = StringIO(), StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        assert syngen(*arguments) == code, err.getvalue()
    return Said(out.getvalue(), err.getvalue())


COLDS = colds("budget: {month: {usd: 1, tokens: 500000, calls: 40}}")
OWN = Prices({"mine": Price(1, 2)})


def paid(model: str = "mine", run: str = "r1", **columns: object) -> Spend:
    """A row of the ledger: ten calls of 100 tokens sent and 50 received."""
    today = f"{datetime.now(UTC):%Y-%m-%d}"
    row = Spend(today, "colds", run, "chosen_responses", model, 10, 1000, 500, 0, 0, 0.002, 0)
    return replace(row, **columns)  # type: ignore[arg-type]


def left(settings: Settings, *rows: Spend) -> list[Spent]:
    """What was spent already of the caps on the run and on the month."""
    found = budget(settings, OWN, lambda since: list(rows))
    assert found is not None
    return [cap.before for cap in found.caps]


def test_what_was_paid_before_counts_against_the_run_and_against_the_month():
    settings = Settings(COLDS, model="mine", max_usd=5, run="r1")
    assert left(settings, paid(), paid(run="r0")) == [
        Spent(0.002, 1500, 10),
        Spent(0.004, 3000, 20),
    ]


def test_a_judge_has_what_the_model_left_of_the_same_caps():
    settings = Settings(COLDS, model="mine", judge=Judge("theirs"), max_calls=30, run="r1")
    known = Prices({"mine": Price(1, 2), "theirs": Price(3, 4)})
    found = budget(settings, known, lambda since: [paid()], settings.judging)
    assert found is not None
    assert [(cap.most.calls, cap.before.calls) for cap in found.caps] == [(30, 10), (40, 10)]


def test_the_month_is_asked_for_from_its_first_day():
    asked: list[object] = []

    def ledger(since: object) -> list[Spend]:
        asked.append(since)
        return []

    assert budget(Settings(COLDS, model="mine", max_calls=1), OWN, ledger)
    assert asked == [None, datetime.now(UTC).date().replace(day=1)]


def test_calls_that_had_no_price_when_they_were_made_have_that_of_today():
    settings = Settings(COLDS, model="mine")
    assert left(settings, paid(usd=None, unpriced=10)) == [Spent(0.002, 1500, 10)]
    with pytest.raises(UsageError, match="10 calls of theirs on .* have no known price"):
        left(settings, paid("theirs", usd=None, unpriced=10))


def test_calls_that_the_server_did_not_count_count_with_the_most_that_they_can_have_cost():
    settings = Settings(COLDS, model="mine")
    row = paid(usd=None, unpriced=10, prompt_tokens=0, completion_tokens=0)
    most = 10 * (8000 * 1 + settings.ceiling * 2) / 1e6
    assert left(settings, row) == [Spent(pytest.approx(most), 10 * 8400, 10)]


def test_a_run_without_a_cap_or_without_a_model_has_no_budget():
    def unasked(since: object) -> list[Spend]:
        raise AssertionError("the ledger was read")

    assert budget(Settings(colds(), model="theirs"), OWN, unasked) is None
    assert budget(Settings(COLDS, offline=True, max_usd=1), OWN, unasked) is None


def test_sums_of_the_ledger_are_known_only_if_all_of_them_are():
    assert total([paid(), paid()]) == pytest.approx(0.004)
    assert total([paid(), paid(unpriced=1)]) is None
    assert total([paid(unpriced=1, usd=0.5)], but=[paid(unpriced=1, usd=0.2)]) == 0.3
    assert total([]) == 0


class Story(NamedTuple):
    """A run that its budget stopped and that went on with another, and all that was said of it."""

    foretold: Told  # by an estimate, before
    stopped: str  # the error, when the first budget was used up
    spent: float  # dollars, by then
    calls: int  # by then
    left: Told  # to do, by an estimate
    finished: Told  # what the run says at its end
    again: Told  # what an estimate says then
    card: str
    rows: list[Told]  # of the ledger
    billed: Counter[str]  # what the server counted
    dollars: float


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Story:
    home = make_home(tmp_path_factory.mktemp("story"))
    with (
        pytest.MonkeyPatch.context() as patch,
        FakeOpenAI(usage=counted, latency=(0, 0.02)) as server,
    ):
        go_to(home, patch)
        (home / "data/prices.yaml").write_text(PRICES)
        estimate = asks(server, "--json", command="estimate")
        foretold = json.loads(said(0, *estimate).out)
        assert server.log == []
        assert not (home / "data/output").exists()
        patch.setenv("OPENAI_API_KEY", "sk-test-123")
        stopped = said(1, *asks(server, "--max-usd", CAP, "--concurrency", 32)).err
        spent, calls = dollars(server), len(server.log)
        left = json.loads(said(0, *estimate).out)
        most = ["--max-usd", 3, "--max-tokens", 100_000, "--max-calls", CALLS - calls]
        finished = json.loads(said(0, *asks(server, *most, "--json")).out)
        again = json.loads(said(0, *estimate).out)
        assert len(server.log) == CALLS
    card = (home / "data/output/healthcare/README.md").read_text()
    rows, whole = booked(home), dollars(server)
    return Story(
        foretold, stopped, spent, calls, left, finished, again, card, rows, server.billed, whole
    )


def test_a_run_stops_before_its_dollars_are_passed_and_a_rerun_goes_on_from_there(story: Story):
    assert 0 < story.spent <= CAP
    spent = f"The budget of this run is used up: ${story.spent:.4f} of ${CAP:g} are spent"
    assert spent in story.stopped
    assert "the next call could cost $" in story.stopped
    assert "run again, if need be with a higher --max-usd" in story.stopped
    assert "Traceback" not in story.stopped
    assert story.finished["cached"] == story.calls
    assert story.finished["calls"] == CALLS - story.calls
    assert story.finished["usd"] == pytest.approx(story.dollars - story.spent, abs=1e-6)


def test_what_a_run_may_spend_is_named_in_its_card(story: Story):
    assert "| max_usd | 3.0 |" in story.card
    assert f"| max_calls | {CALLS - story.calls} |" in story.card


def test_all_that_is_paid_is_booked_to_the_cent(story: Story):
    assert sum(row["calls"] for row in story.rows) == CALLS
    assert sum(row["usd"] for row in story.rows) == pytest.approx(story.dollars)
    for kind in ("prompt_tokens", "completion_tokens"):
        assert sum(row[kind] for row in story.rows) == story.billed[kind]
    assert {row["model"] for row in story.rows} == {"gpt-4o-mini"}
    assert {row["step"] for row in story.rows} == {
        "synthetic_questions",
        "chosen_responses",
        "rejected_responses",
    }
    assert {row["day"] for row in story.rows} <= {f"{datetime.now(UTC):%Y-%m-%d}"}
    assert {row["unpriced"] for row in story.rows} == {0}
    runs = {row["run"]: 0.0 for row in story.rows}
    for row in story.rows:
        runs[row["run"]] += row["usd"]
    assert sorted(runs.values()) == pytest.approx(
        sorted([story.spent, story.dollars - story.spent])
    )


def test_an_estimate_foretells_the_calls_and_the_price_of_the_run(story: Story):
    foretold = story.foretold
    assert foretold["calls"] == CALLS
    assert foretold["usd_low"] <= story.dollars <= foretold["usd_high"]
    assert foretold["calls_per_second"] is None
    assert any("No rate is measured yet" in note for note in foretold["notes"])
    by_step = {step["step"]: step for step in foretold["steps"]}
    for name, step in by_step.items():
        rows = [row for row in story.rows if row["step"] == name]
        assert step["calls"] == sum(row["calls"] for row in rows)
        for kind in ("prompt_tokens", "completion_tokens", "usd"):
            paid = sum(row[kind] for row in rows)
            assert step[f"{kind}_low"] <= paid <= step[f"{kind}_high"], (rows, step)
    unknown = [by_step[name]["unknown"] for name in ("synthetic_questions", "rejected_responses")]
    assert unknown == [0, 12]


def test_an_estimate_counts_what_is_left_to_do(story: Story):
    assert (story.left["calls"], story.left["cached"]) == (CALLS - story.calls, story.calls)
    again = story.again
    assert (again["calls"], again["cached"], again["usd_high"]) == (0, CALLS, 0)
    assert again["calls_per_second"] > 0


@pytest.mark.slow
def test_all_runs_of_a_month_share_what_the_domain_may_spend(
    home: Path, capsys: pytest.CaptureFixture[str]
):
    limit(home, "{month: {usd: 0.03}, run: {calls: 15}}")
    with FakeOpenAI(usage=counted) as server:
        assert syngen(*asks(server)) == 1
        assert "15 of 15 calls are made" in capsys.readouterr().err
        assert len(server.log) == 15
        before = dollars(server)
        assert syngen(*asks(server, "--max-calls", 1000)) == 1
        error = capsys.readouterr().err
        assert before < dollars(server) <= 0.03
        assert re.search(
            r"The budget of the domain healthcare for \w+ \d{4} is used up: \$0\.0\d+ of \$0\.03 "
            r"are spent, .* raise budget\.month\.usd in data/domains/healthcare/domain\.yaml, or "
            r"wait for the next month",
            error,
        )
        held = len(server.log)
        assert syngen(*asks(server, "--max-calls", 1000)) == 1
        assert len(server.log) == held
        assert syngen(*asks(server, "--output", "apart", "--max-calls", 1)) == 1
        assert "1 of 1 calls" in capsys.readouterr().err


@pytest.mark.slow
def test_the_rounds_of_a_run_share_one_budget_and_name_what_was_given(
    home: Path, capsys: pytest.CaptureFixture[str]
):
    bad: list[str] = []

    def answer(body: dict[str, object]) -> object:
        prompt = body["messages"][0]["content"]  # type: ignore[index]
        if "correctly" in prompt.splitlines()[0]:
            bad.append(prompt)
            return completion("I'm sorry, I can't help with that.") if prompt == bad[0] else None
        return None

    first_round = CALLS + 2 - 1  # one question is asked three times, and has no wrong answer
    with FakeOpenAI(answer, usage=counted) as server:
        run = asks(server, "--max-calls", first_round + 1, "--concurrency", 1)
        assert syngen(*run) == 1
        said = capsys.readouterr()
        assert "round 2 tries to fill them" in said.out
        assert f"{first_round + 1} of {first_round + 1} calls are made" in said.err
        assert len(server.log) == first_round + 1
        assert len({row["run"] for row in booked(home)}) == 1
        assert syngen(*asks(server, "--max-calls", 9, "--max-usd", 3)) == 0
    card = (home / "data/output/healthcare/README.md").read_text()
    assert "| max_usd | 3.0 |" in card
    assert "| max_calls | 9 |" in card


@pytest.mark.slow
def test_a_price_that_nobody_knows_is_said_is_not_nothing_and_cannot_be_capped_in_dollars(
    home: Path, capsys: pytest.CaptureFixture[str]
):
    with FakeOpenAI(usage=counted, models={"mine", "gpt-4o-mini"}) as server:
        assert syngen(*asks(server, "--model", "mine")) == 0
        assert "price unknown" in capsys.readouterr().out
        assert syngen(*asks(server, "--model", "mine", "--output", "other", "--json")) == 0
        assert told(capsys)["usd"] is None
        assert {row["unpriced"] > 0 for row in booked(home)} == {True}
        assert syngen(*asks(server, "--model", "mine", "--max-usd", 1)) == 2
        error = capsys.readouterr().err
        assert "The price of mine is not known" in error
        assert "--prices" in error
        (home / "free.yaml").write_text("mine: {input: 0, output: 0}\n")
        free = ["--prices", "free.yaml", "--output", "third"]
        assert syngen(*asks(server, "--model", "mine", "--max-usd", 1, "--json", *free)) == 0
        assert told(capsys)["usd"] == 0

        limit(home, "{month: {usd: 1}}")
        assert syngen(*asks(server)) == 2
        error = capsys.readouterr().err
        assert "calls of mine on" in error
        assert "have no known price" in error
        (home / "data/prices.yaml").write_text(PRICES + "mine: {input: 1, output: 1}\n")
        assert syngen(*asks(server)) == 0


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (None, "nowhere.yaml cannot be read"),
        ("m: {input: -1, output: 1}", "nowhere.yaml, line 1: m.input is -1"),
        ("m", "expected model names"),
    ],
)
def test_a_file_of_prices_that_cannot_be_used_stops_the_run_before_it_begins(
    home: Path, capsys: pytest.CaptureFixture[str], text: str | None, words: str
):
    if text:
        (home / "nowhere.yaml").write_text(text)
    with FakeOpenAI() as server:
        assert syngen(*asks(server, "--prices", "nowhere.yaml")) == 2
        assert server.log == []
    assert words in capsys.readouterr().err
    assert not (home / "data/output").exists()


@pytest.mark.slow
def test_an_estimate_reckons_with_replies_that_cannot_be_used_as_often_as_before(
    home: Path, capsys: pytest.CaptureFixture[str]
):
    def answer(body: dict[str, object]) -> object:
        prompt = body["messages"][0]["content"]  # type: ignore[index]
        useless = "correctly" in prompt and len(server.log) % 2
        return completion("") if useless else None

    with FakeOpenAI(answer, usage=counted) as server:
        assert syngen(*asks(server, "--concurrency", 1)) == 0
        capsys.readouterr()
        assert syngen(*asks(server, "--seed", 5, "--json", command="estimate")) == 0
        steps = told(capsys)["steps"]
        chosen = next(step for step in steps if step["step"] == "chosen_responses")  # type: ignore
        assert chosen["again"] > 0
        assert chosen["calls"] + chosen["cached"] > 12


def test_an_estimate_of_a_run_in_batches_is_half_of_it_and_knows_no_hours(
    home: Path, capsys: pytest.CaptureFixture[str]
):
    with FakeOpenAI(usage=counted) as server:
        run = asks(server, "--json", command="estimate")
        assert syngen(*run) == 0
        direct = told(capsys)
        assert syngen(*run, "--mode", "batch") == 0
        batched = told(capsys)
    for end in ("usd_low", "usd_high"):
        assert batched[end] == pytest.approx(direct[end] / 2)  # type: ignore[operator]
    assert batched["calls"] == direct["calls"]
    assert any("within a day" in str(note) for note in batched["notes"])  # type: ignore


def test_an_estimate_is_told_to_people_too(home: Path, capsys: pytest.CaptureFixture[str]):
    with FakeOpenAI(usage=counted) as server:
        run = asks(server, "--max-usd", 0.01, "--max-calls", 20, command="estimate")
        assert syngen(*run) == 0
        text = capsys.readouterr().out
        assert f"in all: {CALLS} calls, $0.0" in text
        assert "by your prices" in text
        assert "--max-usd 0.01 would stop this run" in text
        assert "--max-calls 20 would stop this run" in text
        assert syngen(*asks(server, "--model", "mine", command="estimate")) == 0
        text = capsys.readouterr().out
        assert "price unknown" in text
        assert "The price of mine is unknown: name it in data/prices.yaml" in text
        assert server.log == []


def test_an_estimate_of_an_offline_run_says_that_it_costs_nothing(
    home: Path, capsys: pytest.CaptureFixture[str]
):
    assert syngen("estimate", "--offline", "--max-usd", 1) == 0
    assert "the run costs nothing" in capsys.readouterr().out
    assert syngen("estimate", "--offline", "--json") == 0
    figures = told(capsys)
    assert (figures["calls"], figures["usd_low"], figures["usd_high"]) == (0, 0, 0)
