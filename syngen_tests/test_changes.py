"""What became of the rows of a source, and what is remembered of it."""

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from syngen_assets.core.changes import Changes, carried, compare, told
from syngen_assets.core.domains import Source
from syngen_assets.core.gone import without_gone
from syngen_assets.core.settings import Settings
from syngen_assets.core.tables import RAW_QUESTIONS, records
from syngen_assets.storage.folders import read_domain
from syngen_assets.storage.tombstones import Tombstones
from syngen_assets.storage.warehouse import Warehouse
from syngen_tests import tables
from syngen_tests.homes import REPOSITORY

A, B, C = "a" * 40, "b" * 40, "c" * 40
DOMAIN = read_domain(REPOSITORY, "healthcare")
KEEPING = DOMAIN.model_copy(update={"source": Source(dataset="owner/set", removed="keep")})
ROWS = st.lists(
    st.tuples(
        st.sampled_from(["What is flu?", "what is gout", "Who gets acne?", ""]),
        st.sampled_from(["Rest helps.", "Water helps.", ""]),
    ),
    max_size=6,
)


def raw(revision: str, *rows, dataset: str = "owner/set") -> pd.DataFrame:
    """Raw questions of (question, answer) or (question, answer, topic)."""
    cells = [dict(zip(("question", "answer", "topic"), row, strict=False)) for row in rows]
    where = {"dataset": dataset, "split": "train", "revision": revision}
    table = pd.DataFrame([{**row, "row": n, **where} for n, row in enumerate(cells)])
    return RAW_QUESTIONS.frame(table.replace({"": None}))


def words(rows) -> list[str]:
    return sorted(row["question"] or row["answer"] for row in rows.values())


@pytest.fixture
def warehouse(tmp_path: Path) -> Warehouse:
    return Warehouse(tmp_path / "t.duckdb")


class Reader:
    """Reads a source again and again, as the asset does."""

    def __init__(self, warehouse: Warehouse, keep: bool = False) -> None:
        self.stones, self._warehouse, self._keep = Tombstones(warehouse, "health"), warehouse, keep

    def read(self, now: pd.DataFrame) -> Changes:
        rows, changes = self.stones.take_in(now, self._keep, f"when {now['revision'].iat[0][:1]}")
        self._warehouse.replace(RAW_QUESTIONS, "health", rows)
        return changes

    @property
    def gone(self) -> list[str]:
        return sorted(self.stones.table()["question"])

    @property
    def raw(self) -> pd.DataFrame:
        return self._warehouse.table(RAW_QUESTIONS, "health")


def test_rows_are_new_changed_and_gone_by_what_they_ask():
    before = raw(A, ("What is flu?", "Rest helps."), ("Who gets acne?", ""), ("Is it bad?", "No."))
    now = raw(B, ("what is FLU", "Water helps."), ("Is it bad?", "No."), ("How is gout found?", ""))
    found = compare(before, now)
    assert words(found.new) == ["How is gout found?"]
    assert words(found.changed) == ["what is FLU"]
    assert words(found.gone) == ["Who gets acne?"]
    assert told(found) == {
        **{"new": 1, "changed": 1, "removed": 1},
        "first_new": ["How is gout found?"],
        "first_changed": ["what is FLU"],
        "first_removed": ["Who gets acne?"],
    }


def test_a_question_whose_answer_another_one_has_was_reworded():
    found = compare(raw(A, ("What is flu?", "Rest.")), raw(B, ("How is the flu treated?", "Rest.")))
    assert words(found.reworded) == ["What is flu?"]
    assert not found.new
    assert not found.gone
    assert told(found)["changed"] == 1


def test_no_answer_at_all_is_no_common_answer():
    found = compare(raw(A, ("What is flu?", "")), raw(B, ("Who gets acne?", "")))
    assert (words(found.gone), words(found.new)) == (["What is flu?"], ["Who gets acne?"])


def test_a_row_without_a_question_is_known_by_its_answer():
    found = compare(raw(A, ("", "Rest.", "flu")), raw(B, ("", "Water.", "flu")))
    assert (words(found.gone), words(found.new)) == (["Rest."], ["Water."])


def test_one_of_two_rows_that_ask_the_same_may_go():
    before = raw(A, ("What is flu?", "Rest."), ("what is flu", "Rest."))
    assert not compare(before, raw(B, ("What is flu?", "Rest."))).gone


@settings(max_examples=20)
@given(ROWS, ROWS, st.randoms())
def test_the_order_of_rows_is_no_change(one, other, random):
    if not one or not other:
        return
    mixed = random.sample(one, len(one))
    assert told(compare(raw(A, *one), raw(B, *mixed))) == told(compare(raw(A, *one), raw(B, *one)))
    there, back = compare(raw(A, *one), raw(B, *other)), compare(raw(A, *other), raw(B, *one))
    assert set(there.new) | set(there.became.values()) == set(back.gone) | set(back.reworded)


def test_a_row_that_is_gone_gets_a_tombstone_and_loses_it_when_it_is_back(warehouse: Warehouse):
    reader = Reader(warehouse)
    assert reader.read(raw(A, ("What is flu?", "Rest."), ("Who gets acne?", ""))) == Changes()
    reader.read(raw(B, ("Who gets acne?", "")))
    (stone,) = records(reader.stones.table())
    assert stone["question"] == "What is flu?"
    assert (stone["last_revision"], stone["gone_revision"]) == (A, B)
    assert (stone["gone_at"], stone["became"]) == ("when b", None)
    reader.read(raw(C, ("what is flu", "Rest."), ("Who gets acne?", "")))
    assert reader.gone == []
    log = records(reader.stones.changes())
    assert [(row["change"], row["before"], row["after"]) for row in log] == [
        ("gone", A, B),
        ("back", B, C),
    ]


def test_reading_the_same_revision_again_tells_nothing_new(warehouse: Warehouse):
    reader = Reader(warehouse)
    reader.read(raw(A, ("What is flu?", "Rest."), ("Who gets acne?", "")))
    reader.read(raw(B, ("Who gets acne?", "")))
    before = reader.stones.changes()
    found = reader.read(raw(B, ("Who gets acne?", "")))
    assert told(found) == dict.fromkeys(("new", "changed", "removed"), 0) | {
        f"first_{name}": [] for name in ("new", "changed", "removed")
    }
    pd.testing.assert_frame_equal(reader.stones.changes(), before)
    assert reader.gone == ["What is flu?"]


def test_a_step_that_died_before_its_table_was_kept_is_gone_through_again(warehouse: Warehouse):
    reader = Reader(warehouse)
    reader.read(raw(A, ("What is flu?", "Rest."), ("Who gets acne?", "")))
    now = raw(B, ("Who gets acne?", ""))
    for when in ("first", "second"):
        reader.stones.take_in(now, keep=False, when=when)
    assert reader.gone == ["What is flu?"]
    assert len(reader.stones.changes()) == 1


def test_another_data_set_is_no_removal(warehouse: Warehouse):
    reader = Reader(warehouse)
    reader.read(raw(A, ("What is flu?", "Rest.")))
    reader.read(raw(B, ("Who gets acne?", ""), dataset="mine.csv"))
    reader.read(raw(C, ("What is flu?", "Rest.")))
    assert reader.gone == []


def test_what_is_kept_goes_on_under_its_last_revision_until_it_is_back(warehouse: Warehouse):
    reader = Reader(warehouse, keep=True)
    reader.read(raw(A, ("What is flu?", "Rest."), ("Who gets acne?", "")))
    for revision in (B, C):
        found = reader.read(raw(revision, ("Who gets acne?", "")))
        assert len(found.gone) == (revision == B)
        rows = reader.raw[["row", "question", "revision"]].to_numpy().tolist()
        assert rows == [[0, "Who gets acne?", revision], [1, "What is flu?", A]]
    assert reader.gone == ["What is flu?"]
    reader.read(raw("d" * 40, ("Who gets acne?", ""), ("What is flu?", "Rest.")))
    assert reader.raw["revision"].tolist() == ["d" * 40] * 2
    assert reader.gone == []


def test_where_nothing_is_gone_nothing_is_carried_on():
    now = raw(B, ("Who gets acne?", ""))
    assert carried(raw(A, ("Who gets acne?", "")), now, Changes()) is now


@pytest.mark.parametrize("rests", ["source_id", "reference_id", "donor_id"])
def test_a_pair_that_rests_on_what_is_gone_is_held_back(warehouse: Warehouse, rests: str):
    reader = Reader(warehouse)
    reader.read(raw(A, ("What is flu?", "Rest."), ("Who gets acne?", "")))
    reader.read(raw(B, ("Who gets acne?", "")))
    (lost,) = reader.stones.table()["question_id"]
    asked = tables.questions("how long", "how old")
    pairs = tables.pairs(("how long", "7 days.", "7 weeks."), ("how old", "9 years.", "1 year."))
    (asked if rests == "reference_id" else pairs).loc[0, rests] = lost
    gone = reader.stones.missed(reader.raw, Settings(DOMAIN))
    held = without_gone(pairs, asked, gone)
    assert held["gate"].tolist()[0] == "source_gone"
    assert held["problem"].tolist()[0].endswith("went with revision bbbbbbbb")
    assert held["problem"].isna().tolist() == [False, True]
    kept = reader.stones.missed(reader.raw, Settings(KEEPING))
    assert without_gone(pairs, asked, kept)["problem"].isna().all()
    other = reader.stones.missed(raw(C, ("Who?", ""), dataset="mine.csv"), Settings(DOMAIN))
    assert without_gone(pairs, asked, other)["problem"].isna().all()
