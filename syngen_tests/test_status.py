"""`syngen status`: what would be made again, why and at what price, held against a release."""

import json
import os
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest

from syngen_assets.core.flow import PREFERENCES
from syngen_assets.core.grounds import Grounded
from syngen_assets.core.settings import Settings, gather
from syngen_assets.core.tables import BY_NAME
from syngen_assets.core.tables.grounds import GROUNDS
from syngen_assets.experts import reviews, said, told
from syngen_assets.grounds import (
    as_row,
    ground,
    grounded,
    made_last,
    release_ground,
    rows_origin,
)
from syngen_assets.llm import batches
from syngen_assets.llm.batches import Batch
from syngen_assets.llm.store import REPLIES, Account, ResponseStore
from syngen_assets.storage.folders import TABLES, read_domain
from syngen_assets.storage.sources import read_source
from syngen_assets.storage.warehouse import Warehouse
from syngen_tests.homes import syngen
from syngen_tests.reviews import review
from syngen_tests.servers.hub import FakeHub
from syngen_tests.test_end_to_end import CARD, questions_of_patients

REPO = "katielink/healthsearchqa"
FILE = Path("data/domains/healthcare/domain.yaml")
PAIRS = 12
UNSENT = ("intended", None, None)
WHEN = "2026-11-20T10:00:00+00:00"


def publish(hub: FakeHub, count: int) -> str:
    """The source with so many questions; returns its commit."""
    rows = enumerate(questions_of_patients(count))
    text = "id,question\n" + "".join(f"{number},{row}\n" for number, row in rows)
    files = {"README.md": CARD, "subset.csv": text.encode(), "all.csv": text.encode()}
    return hub.publish(REPO, files)


def release(**given: str) -> Settings:
    """Tables as a run of 12 questions with these flags leaves them; returns what it was told."""
    domain = read_domain(Path(), "healthcare")
    settings = told(gather(domain, {"questions": str(PAIRS), **given}, os.environ))
    raw = read_source(settings)
    source = {name: str(raw[name].iat[0]) for name in ("dataset", "revision")}
    tables, made = Warehouse(Path("data/output", TABLES)), dict[str, Grounded]()
    rows = {"raw_questions": raw, "questions_and_responses": [{"seed": 0}] * PAIRS}
    for asset in PREFERENCES.names:
        says: dict[str, Any] = {"content": f"rows of {asset}", **source}
        if asset == "questions_and_responses":
            says["made_from"] = ground(settings, source, said(settings)).facts()
        made[asset] = grounded(asset, settings, says, made, "a-run", WHEN)
    tables.add(GROUNDS, domain.name, pd.concat(map(as_row, made.values())))
    for asset in ("raw_questions", "questions_and_responses"):
        table = BY_NAME[asset]
        tables.replace(table, domain.name, table.frame(rows[asset]))
    return settings


@pytest.fixture
def commit(home: Path, hub: FakeHub) -> str:
    """A release from a data set on the Hub; returns its commit."""
    (home / "data/prices.yaml").write_text("gpt-4o-mini: {input: 3, output: 15}\n")
    commit = publish(hub, 40)
    release()
    hub.log.clear()
    return commit


def status(capsys: pytest.CaptureFixture[str], *flags: object) -> dict[str, Any]:
    """What programs are told of the one domain."""
    capsys.readouterr()
    assert syngen("status", "--json", "--domain", "healthcare", *flags) == 0
    (found,) = json.loads(capsys.readouterr().out)["domains"]
    return dict(found)


def why(found: dict[str, Any]) -> list[str]:
    return [reason["text"] for reason in found["reasons"]]


def test_where_nothing_has_changed_there_is_nothing_to_do_and_nothing_to_pay(
    commit: str, hub: FakeHub, capsys: pytest.CaptureFixture[str]
):
    found = status(capsys)
    assert (found["up_to_date"], found["reasons"], found["again"]) == (True, [], [])
    assert (found["calls"], found["usd_high"]) == (0, 0)
    assert found["release"]["revision"] == commit
    assert found["release"]["pairs"] == PAIRS
    assert hub.requests(containing=".csv") == []
    assert syngen("status", "--domain", "healthcare") == 0
    assert capsys.readouterr().out == (
        "healthcare: the release of 2026-11-20 10:00 UTC has 12 pairs by gpt-4o-mini, from "
        f"{REPO} at {commit[:8]}\n  nothing to do\n"
    )


def test_a_new_revision_is_told_with_both_commits_and_the_price_of_what_it_changes(
    commit: str, hub: FakeHub, capsys: pytest.CaptureFixture[str]
):
    moved = publish(hub, 41)
    found = status(capsys)
    assert why(found) == [f"the source has a new revision: {commit[:8]} → {moved[:8]}"]
    assert found["again"] == list(PREFERENCES.names)
    assert found["calls"] == 7 + 12 + 12
    assert 0 < found["usd_low"] < found["usd_high"] < 1


def test_a_release_made_alone_after_the_source_was_read_anew_has_the_revision_of_its_rows(
    commit: str, hub: FakeHub, capsys: pytest.CaptureFixture[str]
):
    settings = told(gather(read_domain(Path(), "healthcare"), {"questions": str(PAIRS)}, {}))
    publish(hub, 41)
    raw, tables = read_source(settings), Warehouse(Path("data/output", TABLES))
    here = {name: str(raw[name].iat[0]) for name in ("dataset", "revision")}
    of_rows = rows_origin(settings, raw)
    made_from = release_ground(settings, of_rows, said(settings)).facts()
    for asset, says in (
        ("raw_questions", {"content": "other rows", **here}),
        ("questions_and_responses", {"content": "a release", **here, "made_from": made_from}),
    ):
        rows = raw if asset == "raw_questions" else tables.table(BY_NAME[asset], "healthcare")
        before = made_last(tables, "healthcare")
        made = as_row(grounded(asset, settings, says, before, "by hand", WHEN))
        tables.replace(BY_NAME[asset], "healthcare", rows, made)
    found = status(capsys)
    assert of_rows["revision"] == found["release"]["revision"] == commit
    assert why(found) == ["raw_questions came out otherwise since clean_questions was made"]


def test_an_edit_is_told_by_its_part_and_priced_without_reading_the_source_again(
    commit: str, hub: FakeHub, capsys: pytest.CaptureFixture[str]
):
    text = FILE.read_text()
    FILE.write_text(text.replace("target: 300", "target: 290") + "\nanswer_rules_: x\n")
    assert "answer_rules_" in status(capsys)["problem"]
    FILE.write_text(text.replace("source_share: 0.47", "source_share: 0.25"))
    found = status(capsys)
    assert why(found) == ["domain.yaml: source_share was edited"]
    assert found["again"][0] == "prompts"
    assert found["calls"] == 9 + 12 + 12
    assert hub.requests(containing=".csv") == []


def test_a_hub_that_does_not_answer_is_said_and_hides_nothing_else(
    commit: str, hub: FakeHub, capsys: pytest.CaptureFixture[str]
):
    hub.down = True
    found = status(capsys)
    assert found["up_to_date"]
    (note,) = found["notes"]
    assert note.startswith("whether the source has moved is not known: Data set")
    FILE.write_text(FILE.read_text().replace("source_share: 0.47", "source_share: 0.25"))
    found = status(capsys)
    assert why(found) == ["domain.yaml: source_share was edited"]
    assert found["calls"] == 33


def test_what_the_environment_says_now_goes_before_what_the_release_was_told(
    commit: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("SYNGEN_MODEL", "gpt-4o")
    monkeypatch.setenv("SYNGEN_QUESTIONS", "14")
    found = status(capsys)
    assert why(found) == ["other questions: 12 → 14", "another model: gpt-4o-mini → gpt-4o"]


def test_newer_reviews_and_retired_modifications_are_told(
    commit: str, capsys: pytest.CaptureFixture[str]
):
    settings = gather(read_domain(Path(), "healthcare"), {}, os.environ)
    with reviews(settings) as store:
        store.add("healthcare", review("0123456789ab", at="2026-11-21T10:00:00+00:00"))
        found = status(capsys)
        assert why(found) == ["1 newer review"]
        assert found["again"] == ["questions_and_responses", "audit"]
        store.say("healthcare", "symptoms", "retired", "AB", "2026-11-21T10:00:00+00:00")
    assert why(status(capsys)) == [
        "experts have retired the modification symptoms",
        "1 newer review",
    ]


def test_an_offline_release_stays_offline_and_costs_nothing(
    home: Path, capsys: pytest.CaptureFixture[str]
):
    release(offline="1")
    assert status(capsys)["up_to_date"]
    FILE.write_text(FILE.read_text().replace("source_share: 0.47", "source_share: 0.25"))
    assert syngen("status", "--domain", "healthcare") == 0
    assert capsys.readouterr().out.splitlines()[1:] == [
        "  would be made again, from prompts on:",
        "    domain.yaml: source_share was edited",
        "  at the price of 0 calls, $0",
    ]


def test_a_domain_without_a_release_is_told_with_what_the_first_would_cost(
    home: Path, hub: FakeHub, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    publish(hub, 40)
    asked = gather(read_domain(Path(), "healthcare"), {}, os.environ)
    read_source(asked).to_csv("questions.csv", index=False)
    monkeypatch.setenv("SYNGEN_SOURCE", "questions.csv")
    monkeypatch.setenv("SYNGEN_QUESTIONS", "12")
    found = status(capsys)
    assert (found["release"], found["up_to_date"], found["reasons"]) == (None, False, [])
    assert found["calls"] == 31
    assert not Path("data/output").exists()


def test_the_hub_is_not_asked_for_a_domain_that_was_never_released(
    home: Path, hub: FakeHub, capsys: pytest.CaptureFixture[str]
):
    publish(hub, 40)
    hub.log.clear()
    assert syngen("status", "--domain", "healthcare") == 0
    assert capsys.readouterr().out == (
        "healthcare: never released\n"
        "  what the first release would cost: syngen estimate --domain healthcare\n"
    )
    assert hub.log == []


def test_the_rows_of_a_source_that_was_read_once_price_the_first_release(
    home: Path, hub: FakeHub, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    publish(hub, 40)
    monkeypatch.setenv("SYNGEN_QUESTIONS", "12")
    raw = read_source(gather(read_domain(Path(), "healthcare"), {}, os.environ))
    Warehouse(Path("data/output", TABLES)).replace(BY_NAME["raw_questions"], "healthcare", raw)
    hub.log.clear()
    assert status(capsys)["calls"] == 31
    assert hub.log == []


def test_a_release_of_which_nothing_more_is_known_is_said_to_be_so(
    commit: str, capsys: pytest.CaptureFixture[str]
):
    with duckdb.connect("data/output/syngen.duckdb") as con:
        con.execute("drop table grounds")
    found = status(capsys)
    assert (found["up_to_date"], found["calls"]) == (False, None)
    assert "make it once more with syngen run" in found["problem"]


def test_a_batch_that_is_out_is_told(commit: str, capsys: pytest.CaptureFixture[str]):
    account = Account("healthcare", "a-run", "chosen_responses")
    with ResponseStore(Path("data/output", REPLIES)) as store, store.transaction() as db:
        asked = ("gpt-4o-mini", "http://x/v1", "OPENAI_API_KEY", None, "a-run")
        batches.intend(db, Batch("ours", account, *asked, *UNSENT, 7, 700, 0.1, WHEN, ""), [])
        batches.sent(db, "ours", "batch_1")
    (note,) = status(capsys)["notes"]
    assert note.startswith("batch_1 is out with 7 calls of chosen_responses;")


def test_a_domain_that_there_is_not_is_wrong_usage(home: Path, capsys: pytest.CaptureFixture[str]):
    assert syngen("status", "--domain", "gardening") == 2
    assert "There is no domain 'gardening'" in capsys.readouterr().err
