import subprocess
import sys
import threading
import time
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from syngen_assets.core.errors import StorageError
from syngen_assets.core.tables import (
    EXCLUSIONS,
    PAIRS,
    QUESTIONS,
    QUESTIONS_AND_RESPONSES,
    Column,
    Table,
    records,
)
from syngen_assets.storage.warehouse import Exclusions, Warehouse
from syngen_tests.tables import pairs, questions

SMALL = Table("small", "A word's row", (Column("word", "A word"), Column("n", "N", "integer")))
ROWS = SMALL.frame([{"word": "b", "n": 2}, {"word": "a", "n": None}])


@pytest.fixture
def tables(tmp_path: Path) -> Warehouse:
    return Warehouse(tmp_path / "made/here.duckdb")


def test_a_table_comes_back_as_it_was_stored(tables: Warehouse):
    tables.replace(SMALL, "health", ROWS)
    pd.testing.assert_frame_equal(tables.table(SMALL, "health"), ROWS)


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))))
def test_any_text_and_any_order_survive(tmp_path_factory: pytest.TempPathFactory, words: list[str]):
    tables = Warehouse(tmp_path_factory.mktemp("any") / "t.duckdb")
    rows = SMALL.frame([{"word": word, "n": place} for place, word in enumerate(words)])
    tables.replace(SMALL, "health", rows)
    assert tables.table(SMALL, "health")["word"].tolist() == words


def test_a_table_of_an_older_declaration_lacks_its_new_columns_however_it_is_read(
    tables: Warehouse,
):
    older = Table("small", "A word's row", SMALL.columns[:1])
    tables.replace(older, "health", ROWS)
    for read in (tables.table(SMALL, "health"), tables.rows(SMALL, "health").frame()):
        assert read["word"].tolist() == ["b", "a"]
        assert read["n"].isna().all()
    tables.replace(SMALL, "law", ROWS)
    assert tables.table(SMALL, "law")["n"].tolist()[0] == 2


def test_a_domain_is_replaced_whole_and_the_others_stay(tables: Warehouse):
    tables.replace(SMALL, "health", ROWS)
    tables.replace(SMALL, "law", ROWS.head(1))
    tables.replace(SMALL, "health", ROWS.tail(1))
    assert tables.table(SMALL, "health")["word"].tolist() == ["a"]
    assert tables.table(SMALL, "law")["word"].tolist() == ["b"]


def test_an_empty_table_is_there_and_one_never_written_is_not(tables: Warehouse):
    assert tables.find(SMALL, "health") is None
    tables.replace(SMALL, "health", ROWS.head(0))
    assert len(tables.table(SMALL, "health")) == 0
    with pytest.raises(StorageError, match="no table small of the domain law.*materialise small"):
        tables.table(SMALL, "law")


def test_a_failed_write_leaves_what_was_there(tables: Warehouse):
    tables.replace(SMALL, "health", ROWS)
    strict = Table("small", "", (Column("word", "", "integer"), Column("n", "", "integer")))
    with duckdb.connect(str(tables.path)) as con:
        con.execute("create table keep as select * from small")
        con.execute("alter table small add constraint_free int")
    with pytest.raises((StorageError, ValueError)):
        tables.replace(strict, "health", ROWS)
    assert tables.table(SMALL, "health")["word"].tolist() == ["b", "a"]


def test_an_older_declaration_gives_its_rows_to_the_newer_one(tables: Warehouse):
    tables.replace(SMALL, "health", ROWS)
    newer = Table("small", "It's new", (Column("word", "A word"), Column("more", "More")))
    tables.replace(newer, "law", newer.frame([{"word": "c", "more": "d"}]))
    assert tables.table(newer, "health")["word"].tolist() == ["b", "a"]
    assert tables.table(newer, "health")["more"].isna().all()


def test_the_release_is_also_a_view_with_the_column_question(tables: Warehouse):
    rows = QUESTIONS_AND_RESPONSES.frame(pairs(("how long", "7 days.", "7 weeks.")))
    tables.replace(QUESTIONS_AND_RESPONSES, "health", rows.assign(split="train"))
    with duckdb.connect(str(tables.path)) as con:
        found = con.execute("select question, chosen, rejected from questions_and_responses")
        assert found.fetchall() == [("how long", "7 days.", "7 weeks.")]


def test_a_file_that_another_process_holds_is_waited_for(tables: Warehouse):
    tables.replace(SMALL, "health", ROWS)
    program = (
        "import duckdb, sys, time; con = duckdb.connect(sys.argv[1]); print('held', flush=True); "
        "time.sleep(1)"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", program, str(tables.path)], stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    with pytest.raises(StorageError, match="cannot be opened"):
        Warehouse(tables.path, patience=0).table(SMALL, "health")
    assert len(tables.table(SMALL, "health")) == 2
    holder.wait()
    holder.stdout.close()


def test_threads_of_one_process_do_not_disturb_one_another(tables: Warehouse):
    errors: list[Exception] = []

    def work(domain: str) -> None:
        try:
            for _ in range(5):
                tables.replace(SMALL, domain, ROWS)
                time.sleep(0.01)
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=work, args=(name,)) for name in ("a", "b")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert len(tables.table(SMALL, "a")) == len(tables.table(SMALL, "b")) == 2


def test_a_file_that_is_no_database_is_named(tmp_path: Path):
    file = tmp_path / "t.duckdb"
    file.write_text("this is no database" * 1000)
    with pytest.raises(StorageError, match=r"t\.duckdb cannot be opened"):
        Warehouse(file).find(PAIRS, "health")


def test_an_exclusion_that_is_lifted_stays_in_other_scopes(tables: Warehouse):
    scopes = [Exclusions(tables, "health", name) for name in ("gpt", "other")]
    rows = EXCLUSIONS.frame([{"question_id": letter * 12, "gate": "said"} for letter in "ab"])
    for scope in scopes:
        scope.lift({"a" * 12})  # where there is nothing, nothing is lifted
        scope.add(rows, "2026-01-01T00:00:00+00:00")
    scopes[0].lift(set())
    scopes[0].lift({"a" * 12})
    assert [scope.ids() for scope in scopes] == [{"b" * 12}, {"a" * 12, "b" * 12}]


def test_an_exclusion_holds_for_its_domain_and_scope_and_is_kept_once(tables: Warehouse):
    ours = Exclusions(tables, "health", "gpt")
    assert ours.ids() == set()
    rows = [{"question_id": letter * 12, "gate": "refused_reply"} for letter in "ab"]
    ours.add(EXCLUSIONS.frame(rows[:1]), "2026-01-01T00:00:00+00:00")
    ours.add(EXCLUSIONS.frame(rows), "2026-01-02T00:00:00+00:00")
    assert ours.ids() == {"a" * 12, "b" * 12}
    assert Exclusions(tables, "health", "other").ids() == set()
    assert Exclusions(tables, "law", "gpt").ids() == set()
    assert tables.table(EXCLUSIONS, "health")["excluded_at"].str[:10].tolist() == [
        "2026-01-01",
        "2026-01-02",
    ]


def test_single_rows_are_read_without_their_table(tables: Warehouse):
    rows = questions("how long is a cold", "how bad is a COLD", "what is flu")
    tables.replace(QUESTIONS, "a", rows)
    tables.replace(QUESTIONS, "b", rows)
    first = rows["question_id"][0]
    with tables.reading() as read:
        (found,) = read.where(QUESTIONS, "a", "question_id", first)
        assert found == records(rows)[0]
        assert read.where(QUESTIONS, "a", "prompt_id", None) == []
        assert read.where(QUESTIONS, "c", "question_id", first) == []
        assert read.where(PAIRS, "a", "question_id", first) == []
        assert len(read.beginning(QUESTIONS, "a", "question_id", first[:6])) == 1
        held = read.holding(QUESTIONS, "a", "question", ["Cold", "how"])
        assert [row["question"] for row in held] == rows["question"].tolist()[:2]
        assert len(read.holding(QUESTIONS, "a", "question", [], most=2)) == 2
