"""Costs: what was paid, summed by what one wants to know it by, with nothing taken for nothing."""

import json
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from syngen_assets.core.costs import KEYS, by, told, whole
from syngen_assets.llm.chat import Usage
from syngen_assets.llm.store import REPLIES, Account, ResponseStore
from syngen_assets.sqlite import connect
from syngen_tests.homes import syngen


def row(**cells: object) -> dict[str, object]:
    """A row of the ledger: ten calls for two tenths of a cent."""
    plain = {"day": "2026-11-20", "domain": "colds", "step": "pairs", "model": "m"}
    paid = {"calls": 10, "prompt_tokens": 1000, "completion_tokens": 500}
    return {**plain, **paid, "usd": 0.002, "unpriced": 0, **cells}


ROWS = [
    row(day="2026-11-21"),
    row(model="n", usd=None, unpriced=10),
    row(domain="flu", usd=0.5, calls=1),
    row(step=None),
]


@pytest.mark.parametrize("key", KEYS)
def test_the_sums_of_all_parts_are_the_sum_of_all_rows(key: str):
    parts, in_all = by(ROWS, key), whole(ROWS)
    for name in ("calls", "prompt_tokens", "completion_tokens", "unpriced"):
        assert sum(getattr(part, name) for part in parts) == getattr(in_all, name)
    assert sum(part.usd for part in parts) == pytest.approx(in_all.usd) == pytest.approx(0.504)


def test_days_stand_in_order_and_all_else_with_the_dearest_first():
    assert [one.name for one in by(ROWS, "day")] == ["2026-11-20", "2026-11-21"]
    assert [one.name for one in by(ROWS, "domain")] == ["flu", "colds"]
    assert [one.name for one in by(ROWS, "step")] == ["pairs", "(none)"]


def test_a_price_that_nobody_knows_is_not_nothing():
    m, n = by(ROWS, "model")
    assert (m.dollars, n.dollars) == ("$0.5040", "price unknown")
    assert whole(ROWS).dollars == "$0.5040 and more"
    text = told([m, n], whole(ROWS), "model")
    assert text.splitlines()[-1] == "10 calls of unknown price are not in the dollars."


def test_what_is_told_is_a_table_with_its_sum():
    text = told(by(ROWS, "domain"), whole(ROWS), "domain")
    assert text.splitlines()[:4] == [
        "domain  calls  tokens sent  received        US dollars",
        "flu         1        1,000       500           $0.5000",
        "colds      30        3,000     1,500  $0.0040 and more",
        "in all     31        4,000     2,000  $0.5040 and more",
    ]


@pytest.fixture
def paid(home: Path) -> Path:
    """A project whose store has booked three calls."""
    folder = home / "data/output"
    folder.mkdir()
    with ResponseStore(folder / REPLIES) as store:
        for domain, usd in (("healthcare", 0.25), ("healthcare", 0.5), ("gardening", None)):
            store.charge(Account(domain, "r", "pairs"), "m", Usage(100, 50), usd)
    return home


def test_the_command_tells_what_was_paid(paid: Path, capsys: pytest.CaptureFixture[str]):
    assert syngen("spend", "--json") == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["by"], said["calls"], said["usd"], said["unpriced"]) == ("domain", 3, 0.75, 1)
    assert [one["domain"] for one in said["sums"]] == ["healthcare", "gardening"]
    assert syngen("spend", "--by", "day", "--domain", "healthcare") == 0
    assert f"{datetime.now(UTC):%Y-%m-%d}      2" in capsys.readouterr().out


def test_the_command_tells_what_was_paid_since_a_day(
    paid: Path, capsys: pytest.CaptureFixture[str]
):
    tomorrow = datetime.now(UTC).date() + timedelta(days=1)
    assert syngen("spend", "--since", tomorrow) == 0
    assert capsys.readouterr().out == f"Nothing was paid since {tomorrow}.\n"
    assert syngen("spend", "--since", "yesterday") == 2
    assert "'yesterday' is no day; write it as 2026-11-20" in capsys.readouterr().err


def test_calls_that_went_in_batches_are_told_apart(paid: Path, capsys: pytest.CaptureFixture[str]):
    batch = ("b", "healthcare", "r", "pairs", "m", "u", "K", "r", "landed", "2026-11-20T10:00:00")
    with closing(connect(paid / "data/output" / REPLIES)) as db, db:
        db.execute(
            "insert into batches (name, domain, run, step, model, base_url, key_variable, "
            "asked_by, state, created, calls, tokens, id) "
            f"values ({', '.join('?' * len(batch))}, 1, 1, 'at-the-server')",
            batch,
        )
        db.execute("insert into bills values ('k', 0.25, null, 'at-the-server')")
        db.execute("insert into bills values ('l', 0.50, 1.5, null)")
    assert syngen("spend", "--json") == 0
    assert json.loads(capsys.readouterr().out)["in_batches"] == {"calls": 1, "usd": 0.25}
    assert syngen("spend") == 0
    assert capsys.readouterr().out.endswith("\n1 call of these went in batches, for $0.2500.\n")
    assert syngen("spend", "--domain", "gardening", "--json") == 0
    assert json.loads(capsys.readouterr().out)["in_batches"]["calls"] == 0


def test_where_nothing_was_asked_nothing_was_paid(home: Path, capsys: pytest.CaptureFixture[str]):
    assert syngen("spend") == 0
    assert capsys.readouterr().out == "Nothing was paid.\n"
    assert not (home / "data/output").exists()


@pytest.mark.usefixtures("own_main")
def test_the_page_of_the_app_shows_the_same_sums(paid: Path):
    testing = pytest.importorskip("streamlit.testing.v1")

    def shown(root, domain):  # its text runs alone, so it has no types
        from syngen_assets.app import spend
        from syngen_assets.app.visit import Visit

        spend.page(Visit(root, root / "data/output", domain, "AB"))

    page = testing.AppTest.from_function(shown, args=(paid, "healthcare")).run(timeout=30)
    assert not page.exception
    assert page.text[0].value == "$0.7500 for 2 calls."
    assert [header.value for header in page.header] == ["By step", "By model", "By day"]
    page = testing.AppTest.from_function(shown, args=(paid, "flu")).run(timeout=30)
    assert page.markdown[0].value.startswith("Nothing was paid")
