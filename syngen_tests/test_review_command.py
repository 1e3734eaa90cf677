"""`syngen review` opens the app, and takes pairs out and reviews in."""

import csv
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from syngen_assets import reviewing
from syngen_assets.core.identity import digest
from syngen_assets.core.tables import PAIRS as PAIRS_TABLE
from syngen_assets.core.tables import QUESTIONS_AND_RESPONSES
from syngen_assets.storage.folders import TABLES
from syngen_assets.storage.reviews import REVIEWS_FILE, ReviewStore
from syngen_assets.storage.sheets import filled
from syngen_assets.storage.warehouse import Warehouse
from syngen_tests import tables
from syngen_tests.homes import syngen
from syngen_tests.reviews import AT, review

TRIPLES = [(f"how long is cold {n}", f"It is {n} days.", f"It is {n} years.") for n in range(9)]
PAIRS = tables.pairs(*TRIPLES).assign(pair_id=[digest(*one) for one in TRIPLES])


@pytest.fixture
def output(home: Path) -> Path:
    released = QUESTIONS_AND_RESPONSES.frame(PAIRS.assign(split="train"))
    Warehouse(home / "data" / "output" / TABLES).replace(
        QUESTIONS_AND_RESPONSES, "healthcare", released
    )
    return home / "data" / "output"


def sheet(path: Path, **cells: str) -> list[dict[str, str]]:
    """Fill the first row of a sheet, and give back all of them."""
    with path.open(newline="", encoding="utf-8") as opened:
        rows = list(csv.DictReader(opened))
    rows[0] |= cells
    with path.open("w", newline="", encoding="utf-8") as opened:
        writer = csv.DictWriter(opened, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return rows


def kept(output: Path) -> int:
    with ReviewStore(output / REVIEWS_FILE) as store:
        return len(store.history("healthcare"))


def test_a_sheet_has_the_pairs_that_the_reviewer_would_be_shown(output: Path, capsys):
    with ReviewStore(output / REVIEWS_FILE) as store:
        store.add("healthcare", review(PAIRS["pair_id"][0], "zoe"))
    assert syngen("review", "--export", "sheet.jsonl", "--for", "zoe") == 0
    assert capsys.readouterr().out == "8 pairs written to sheet.jsonl.\n"
    rows = [json.loads(line) for line in Path("sheet.jsonl").read_text().splitlines()]
    assert {row["question"] for row in rows} == set(PAIRS["prompt"][1:])
    assert syngen("review", "--export", "few.csv", "--most", "3", "--json") == 0
    assert json.loads(capsys.readouterr().out) == {"pairs": 3}


def test_a_filled_sheet_is_read_once(output: Path, capsys):
    syngen("review", "--export", "sheet.csv", "--for", "zoe")
    sheet(Path("sheet.csv"), better="tie", comment="Both are odd.")
    capsys.readouterr()
    assert syngen("review", "--import", "sheet.csv") == 0
    told = "1 review read, 1 of them new; 8 rows left empty.\n"
    assert capsys.readouterr().out == told
    assert syngen("review", "--import", "sheet.csv", "--json") == 0
    seen = {"reviews": 1, "new": 0, "empty": 8, "broken": []}
    assert json.loads(capsys.readouterr().out) == seen
    assert kept(output) == 1


def test_an_old_sheet_does_not_undo_what_was_said_since(output: Path):
    syngen("review", "--export", "sheet.csv", "--for", "zoe")
    first = sheet(Path("sheet.csv"), better="tie")[0]
    syngen("review", "--import", "sheet.csv")
    with ReviewStore(output / REVIEWS_FILE) as store:
        later = "2099-01-01T00:00:00+00:00"
        store.add("healthcare", review(first["pair_id"][1:], "zoe", at=later))
        syngen("review", "--import", "sheet.csv")
        assert store.table("healthcare")["preferred"].tolist() == ["chosen"]


def test_a_wrong_cell_keeps_all_out_unless_its_row_is_skipped(output: Path, capsys):
    syngen("review", "--export", "sheet.csv", "--for", "zoe")
    sheet(Path("sheet.csv"), better="tie")
    rows = sheet(Path("sheet.csv"))
    rows[3]["better"] = "left"
    with Path("sheet.csv").open("w", newline="") as opened:
        writer = csv.DictWriter(opened, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    capsys.readouterr()
    assert syngen("review", "--import", "sheet.csv") == 2
    assert capsys.readouterr().err == (
        "syngen: sheet.csv has 1 wrong cell, so nothing was taken: row 5, better: 'left' is none "
        "of a, b, tie, =, t. Mend them, or take the other rows with --skip-broken.\n"
    )
    assert kept(output) == 0
    assert syngen("review", "--import", "sheet.csv", "--skip-broken") == 0
    assert "left out: row 5, better" in capsys.readouterr().out
    assert kept(output) == 1


def test_what_was_said_goes_to_a_file_and_into_another_folder(output: Path, capsys):
    with ReviewStore(output / REVIEWS_FILE) as store:
        store.add_all("healthcare", [review("a" * 12), review("a" * 12, preferred="tie", at=AT)])
    assert syngen("review", "--history", "said.csv") == 0
    assert syngen("review", "--import", "said.csv", "--output", "other") == 0
    assert capsys.readouterr().out.endswith("2 reviews read, 2 of them new.\n")
    with (
        ReviewStore(Path("other") / REVIEWS_FILE) as store,
        ReviewStore(output / REVIEWS_FILE) as o,
    ):
        assert store.history("healthcare").equals(o.history("healthcare"))
    assert syngen("review", "--import", "said.csv", "--output", "other") == 0
    assert capsys.readouterr().out == "2 reviews read, 0 of them new.\n"


@pytest.mark.parametrize("minutes", [4, 6])
def test_clocks_may_differ_by_some_minutes_and_no_review_is_of_a_time_to_come(
    tmp_path: Path, minutes: int
):
    now = datetime(2026, 5, 5, 12, tzinfo=UTC)
    at = (now + timedelta(minutes=minutes)).isoformat()
    sheet = tmp_path / "said.jsonl"
    rows = [review("a" * 12, at=at).row, review("b" * 12).row]
    sheet.write_text("\n".join(map(json.dumps, rows)))
    found = filled(sheet, name="said.jsonl", who="", at=now.isoformat())
    assert len(found.reviews) == 1 + (minutes == 4)
    assert [(one.row, one.column) for one in found.mistakes] == [(1, "at")] * (minutes == 6)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (("--export", "sheet.txt"), "sheet.txt must end in .csv or .jsonl."),
        (("--import", "sheet.txt"), "sheet.txt is no data file; there are .csv"),
        (("--import", "none.csv"), "There is no none.csv; give the sheet that was filled."),
        (("--export", "s.csv", "--output", "empty"), "empty holds no tables yet"),
        (("--export", "s.csv", "--domain", "none"), "none"),
        (("--export", "s.csv", "--for", "x" * 50), "cannot be a reviewer's name"),
        (("--export", "s.csv", "--most", "0"), "'0' is no whole number from 1 on"),
        (("--export", "s.csv", "--agreement"), "not allowed with"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(output: Path, given, told: str, capsys):
    assert syngen("review", *given) in (1, 2)
    assert told in capsys.readouterr().err
    assert not Path("s.csv").exists()


def test_without_reviews_agreement_is_not_measured_and_no_fault(output: Path, capsys):
    assert syngen("review", "--agreement") == 0
    told = capsys.readouterr().out
    assert told.startswith("0 reviewers, 0 reviews, 0 pairs, 0 disagreements, 0 settled\n")
    assert "alpha_safety: not measured; 0 pairs have two reviews, fewer than 10" in told
    assert not (output / REVIEWS_FILE).exists()


def test_one_of_a_kind_is_one_and_pairs_that_are_gone_are_counted_apart(output: Path, capsys):
    Warehouse(output / TABLES).replace(PAIRS_TABLE, "healthcare", PAIRS)
    with ReviewStore(output / REVIEWS_FILE) as store:
        for pair_id in (PAIRS["pair_id"][0], "f" * 12):
            store.add_all("healthcare", [review(pair_id, "a"), review(pair_id, "b", "rejected")])
    assert syngen("review", "--agreement") == 0
    told = capsys.readouterr().out
    assert told.startswith(
        "2 reviewers, 4 reviews, 2 pairs, 1 disagreement, 0 settled; "
        "1 disagreement more over pairs that are gone\n"
    )
    assert syngen("review", "--agreement", "--json") == 0
    counts = json.loads(capsys.readouterr().out)
    assert (counts["disagreements"], counts["gone"]) == (1, 1)


def test_the_app_is_on_this_machine_alone_and_tells_nobody():
    flags = reviewing.command(8765, opens=False)
    assert "--server.address=127.0.0.1" in flags
    assert "--server.port=8765" in flags
    assert "--browser.gatherUsageStats=false" in flags
    assert "--server.headless=true" in flags
