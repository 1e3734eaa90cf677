"""Pairs: no row vanishes on the way from a question to the release."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from syngen_assets.core.identity import digest
from syngen_assets.core.pairs import failures, formulas, join, quarantine, release
from syngen_assets.core.tables import (
    CHOSEN_RESPONSES,
    PAIRS,
    QUESTIONS,
    QUESTIONS_AND_RESPONSES,
    REJECTED_RESPONSES,
)
from syngen_assets.storage.folders import read_domain
from syngen_tests import tables
from syngen_tests.homes import REPOSITORY

DOMAIN = read_domain(REPOSITORY, "healthcare")
ONE = {"question_id": "one", "question": "what is flu", "origin": "source", "source_id": "one"}
GOOD = {"question_id": "one", "chosen": "An infection.", "request": "c", "model": "small"}
BAD = {"question_id": "one", "rejected": "A fracture.", "flaw": "wrong_entity", "request": "r"}


def pairs(questions=(ONE,), chosen=(GOOD,), rejected=(BAD,), domain=DOMAIN) -> pd.DataFrame:
    return join(
        QUESTIONS.frame(questions),
        CHOSEN_RESPONSES.frame(chosen),
        REJECTED_RESPONSES.frame(rejected),
        domain,
    )


def many(number: int, sources: int) -> pd.DataFrame:
    """As many sound pairs, which go back to fewer source questions."""
    return PAIRS.frame(
        {"pair_id": str(n), "question_id": str(n), "source_id": f"source {n % sources}"}
        for n in range(number)
    )


def test_a_question_and_its_two_answers_are_a_pair():
    (row,) = pairs().to_dict("records")
    assert list(pairs().columns) == PAIRS.names
    assert (row["prompt"], row["chosen"], row["rejected"]) == (
        "what is flu",
        "An infection.",
        "A fracture.",
    )
    assert (row["flaw"], row["model"], row["source_id"]) == ("wrong_entity", "small", "one")
    assert (row["chosen_request"], row["rejected_request"]) == ("c", "r")
    assert row["pair_id"] == digest("what is flu", "An infection.", "A fracture.")
    assert pd.isna(row["gate"])
    assert pd.isna(row["problem"])


def failed(table: pd.DataFrame) -> list[tuple[str, str]]:
    """Question and gate of the pairs that are excluded."""
    rows = failures(table)
    return list(zip(rows["question_id"], rows["gate"], strict=True))


@pytest.mark.parametrize(
    ("chosen", "rejected", "gate"),
    [
        ([], [BAD], "no_reply"),
        ([GOOD], [], "no_reply"),
        ([], [], "no_reply"),
        ([GOOD | {"problem": "refused_reply: no"}], [BAD], "refused_reply"),
        ([GOOD], [BAD | {"problem": "answer_length: 99"}], "answer_length"),
        (
            [GOOD | {"problem": "refused_reply: no"}],
            [BAD | {"problem": "answer_length: 9"}],
            "refused_reply",
        ),
        ([GOOD], [BAD | {"problem": "empty_reply: it is empty"}], "empty_reply"),
        ([GOOD], [BAD | {"rejected": "an INFECTION"}], "identical_answers"),
    ],
)
def test_a_pair_without_two_answers_that_pass_is_in_quarantine_with_its_gate(
    chosen, rejected, gate
):
    table = pairs(chosen=chosen, rejected=rejected)
    assert table["gate"].tolist() == [gate]
    assert table["problem"].notna().all()
    assert failed(table) == ([("one", gate)] if gate != "no_reply" else [])
    assert len(release(table, seed=0)) == 0


@settings(max_examples=40)
@given(st.lists(st.tuples(st.booleans(), st.booleans(), st.booleans()), max_size=8))
def test_every_question_is_a_row_in_its_order_whatever_became_of_its_answers(fates):
    ids = [str(n) for n in range(len(fates))]
    table = pairs(
        [ONE | {"question_id": id, "question": f"why {id}"} for id in ids],
        [
            GOOD | {"question_id": id, "problem": "refused_reply: no" if wrong else None}
            for id, (asked, _, wrong) in zip(ids, fates, strict=True)
            if asked
        ],
        [BAD | {"question_id": id} for id, (_, asked, _) in zip(ids, fates, strict=True) if asked],
    )
    assert table["question_id"].tolist() == ids
    assert table["pair_id"].is_unique
    assert (table["problem"].isna() == table["gate"].isna()).all()
    sound = [good and bad and not wrong for good, bad, wrong in fates]
    assert table["problem"].isna().tolist() == sound
    held = table["problem"].notna().sum()
    assert len(release(table, seed=0)) + held == len(fates)


def test_an_answer_to_no_question_makes_no_pair():
    assert len(pairs(questions=[])) == 0


def test_a_usable_row_that_breaks_a_rule_goes_into_quarantine_and_no_other():
    table = many(5, 5)
    table.loc[1, ["gate", "problem"]] = ["refused_reply", "refused_reply: no"]
    marked = quarantine(table, {1: "unsound_row: chosen is empty"})
    assert failed(marked) == [("1", "refused_reply"), ("2", "unsound_row")]
    assert marked["problem"].tolist()[2] == "unsound_row: chosen is empty"
    assert failed(table) == [("1", "refused_reply")]
    assert len(marked) == 5


def test_where_no_rule_is_broken_nothing_changes():
    pd.testing.assert_frame_equal(quarantine(many(5, 5), {}), many(5, 5))


def test_a_release_holds_the_usable_pairs_in_their_order():
    table = quarantine(many(6, 6), {2: "x"})
    released = release(table, seed=0)
    assert list(released.columns) == QUESTIONS_AND_RESPONSES.names
    assert released["pair_id"].tolist() == ["0", "1", "3", "4", "5"]


@pytest.mark.parametrize("seed", range(5))
def test_a_source_question_is_on_one_side_of_the_split_only(seed):
    released = release(many(3000, 1000), seed)
    sides = released.groupby("source_id")["split"].nunique()
    assert (sides == 1).all()
    assert 0.07 < (released["split"] == "test").mean() < 0.13


def test_the_split_hangs_on_source_and_seed_and_on_nothing_else():
    few, all_of_them = release(many(100, 100), 0), release(many(300, 300), 0)
    assert few["split"].tolist() == all_of_them["split"].tolist()[:100]
    assert release(many(300, 300), 1)["split"].tolist() != all_of_them["split"].tolist()


@pytest.mark.parametrize("seed", range(20))
def test_both_halves_have_rows_as_soon_as_there_are_two_sources(seed: int):
    rows = tables.pairs(("how long", "7 days.", "7 weeks."), ("how old", "1 year.", "9 years."))
    assert set(release(rows, seed)["split"]) == {"train", "test"}
    assert set(release(rows.head(1), seed)["split"]) == {"train"}


def test_texts_that_a_spreadsheet_would_run_are_named():
    rows = tables.pairs(
        ("how long", "7 days.", "7 weeks."),
        ("how old", "=1+1", "9 years."),
        ("how far", "2 miles.", "-3 miles."),
    )
    assert formulas(rows) == rows["pair_id"][1:].tolist()
