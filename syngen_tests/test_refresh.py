"""A source that moves: what is paid for, what is released, and what is remembered."""

import json
import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path

import dagster as dg
import duckdb
import pandas as pd
import pytest
from dagster import DagsterInstance

from syngen_assets.core.cleaning import display, normalize
from syngen_assets.core.identity import digest
from syngen_assets.definitions import defs
from syngen_tests.homes import syngen
from syngen_tests.servers.hub import FakeHub
from syngen_tests.servers.openai import FakeOpenAI
from syngen_tests.test_end_to_end import CARD, REPO, questions_of_patients

NEW = [
    "Can stress cause hair loss",
    "Why do my ears ring at night",
    "Is it safe to fly with a cold",
    "How long does a sprained ankle take to heal",
    "What makes muscles cramp after running",
]
REWORDED = ["Does cold weather make joints ache", "Do hiccups ever need a doctor"]
MADE = """
    select p.source_id, s.request as asked, p.chosen_request, p.rejected_request
    from pairs p join questions q using (question_id)
    left join synthetic_questions s on s.prompt_id = q.prompt_id
"""


def publish(hub: FakeHub, rows: list[str]) -> str:
    text = "id,question\n" + "".join(f"{n},{row}\n" for n, row in enumerate(rows))
    return hub.publish(
        REPO, {"README.md": CARD, "subset.csv": text.encode(), "all.csv": b"question"}
    )


def called(question: str) -> str:
    """The id of a source question."""
    return digest(normalize(display(question)))


def stored(home: Path) -> set[str]:
    with closing(sqlite3.connect(home / "data/output/replies.sqlite")) as store:
        return {key for (key,) in store.execute("select key from replies")}


def table(home: Path, query: str) -> pd.DataFrame:
    with duckdb.connect(str(home / "data/output/syngen.duckdb"), read_only=True) as tables:
        return tables.execute(query).df()


def paid(home: Path, before: set[str]) -> dict[str, Counter[str]]:
    """Source question → what was asked for it since then."""
    found: dict[str, Counter[str]] = {}
    for row in table(home, MADE).to_dict("records"):
        for step in ("asked", "chosen_request", "rejected_request"):
            if row[step] in stored(home) - before:
                found.setdefault(row["source_id"], Counter())[step] += 1
    return found


@pytest.mark.slow
def test_a_new_revision_pays_for_its_new_and_changed_rows_only(
    home: Path, hub: FakeHub, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setenv("OPENAI_API_KEY", "sk-test-123")
    rows = questions_of_patients(140)
    publish(hub, rows)
    with FakeOpenAI() as server:
        run = ["run", "--base-url", server.url, "--json"]
        assert syngen(*run) == 0
        before, lines = stored(home), table(home, "select * from synthetic_questions")
        revision = publish(hub, [*REWORDED, *rows[5:], *NEW])
        capsys.readouterr()
        assert syngen(*run) == 0
        figures = json.loads(capsys.readouterr().out)
        fresh = {called(row) for row in [*NEW, *REWORDED]}
        found = paid(home, before)
        assert set(found) <= fresh
        assert sum(counts.total() for counts in found.values()) == figures["calls"]
        assert figures["calls"] == len(stored(home) - before)
        after = table(home, "select * from synthetic_questions")
        assert set(after["prompt_id"]) - set(lines["prompt_id"]) <= {
            digest(row["source_id"], row["modification"])
            for row in after.to_dict("records")
            if row["source_id"] in fresh
        }
        counts = after["modification"].value_counts()
        assert counts.max() - counts.min() <= 1
        assert figures["pairs"] == 300
        gone = {called(row) for row in rows[:5]}
        assert not gone & set(table(home, "select * from released_pairs")["source_id"])
        stones = table(home, "select * from tombstones")
        assert set(stones["question_id"]) == gone
        assert set(stones["gone_revision"]) == {revision}
        paid_for = len(server.log)
        assert syngen(*run) == 0
        assert len(server.log) == paid_for
    assert table(home, "select release from releases")["release"].tolist() == [1, 2]
    capsys.readouterr()
    assert syngen("diff", "1", "2", "--json") == 0
    diff = json.loads(capsys.readouterr().out)
    assert diff["added"] == diff["removed"] == 300 - diff["same"]
    assert diff["changed"] == 0
    reasons = Counter((one["change"], one["reason"]) for one in diff["rows"])
    assert set(reasons) == {
        ("added", "source row new"),
        ("removed", "source row gone"),
        ("removed", "gave its place"),
    }
    assert {row["source_id"] for row in diff["rows"] if row["change"] == "added"} == set(found)


def materialise(home: Path, *names: str) -> None:
    """These assets alone, as from the UI."""
    told = {"offline": True, "source": "mine.csv", "questions": 24}
    with DagsterInstance.from_config(str(home)) as instance:
        defs.resolve_implicit_global_asset_job_def().execute_in_process(
            partition_key="healthcare",
            instance=instance,
            asset_selection=[dg.AssetKey(name) for name in names],
            run_config={"resources": {"settings": {"config": told}}},
        )


@pytest.mark.slow
def test_a_release_made_alone_holds_no_row_whose_source_is_gone(
    home: Path, capsys: pytest.CaptureFixture[str]
):
    sample = pd.read_csv(
        home / "data/domains/healthcare/sample.csv", keep_default_na=False, dtype="str"
    )
    sample.to_csv(home / "mine.csv", index=False)
    run = ["run", "--offline", "--source", "mine.csv", "--questions", 24]
    assert syngen(*run) == 0
    pairs = table(home, "select * from pairs order by pair_id")
    lost = pairs[pairs["donor_id"].notna()].iloc[0]
    cleaned = table(home, "select * from clean_questions").set_index("question_id")
    rows = [int(cleaned.loc[id, "row"]) for id in (lost["source_id"], lost["donor_id"])]
    sample.drop(index=rows).to_csv(home / "mine.csv", index=False)

    materialise(home, "raw_questions")
    materialise(home, "questions_and_responses")
    gone = set(table(home, "select question_id from tombstones")["question_id"])
    assert gone == {lost["source_id"], lost["donor_id"]}
    left = pairs[pairs["source_id"].isin(gone) | pairs["donor_id"].isin(gone)]
    released = table(home, "select * from released_pairs")
    assert set(released["pair_id"]) == set(pairs["pair_id"]) - set(left["pair_id"])
    revisions = table(home, "select revision from releases")["revision"].tolist()
    assert revisions == revisions[:1] * 2  # that of its rows, not of those that were read since
    assert revisions[0] in (home / "data/output/healthcare/README.md").read_text()
    held = (home / "data/output/healthcare/quarantine.csv").read_text()
    assert held.count("source_gone: ") == len(left) > 0
    capsys.readouterr()
    assert syngen("diff", "--json") == 0
    diff = json.loads(capsys.readouterr().out)
    assert (diff["added"], diff["removed"]) == (0, len(left))
    assert {row["reason"] for row in diff["rows"]} == {"source row gone"}

    assert syngen(*run) == 0
    assert len(table(home, "select * from released_pairs")) == 24
    sample.to_csv(home / "mine.csv", index=False)
    materialise(home, "raw_questions")
    assert table(home, "select * from tombstones").empty
