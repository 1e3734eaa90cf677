"""Sheets go out blind and come in whole: every wrong cell is named, and nothing else is taken."""

import csv
import io
import json
from dataclasses import replace
from uuid import UUID

import pytest

from syngen_assets.core.errors import UsageError
from syngen_assets.core.exchange import SHEET, Filled, as_csv, as_jsonl, read, sheet
from syngen_assets.core.identity import digest
from syngen_assets.core.queue import order
from syngen_assets.core.reviews import AXES
from syngen_assets.core.tables import REVIEWS
from syngen_tests.reviews import foreign, review

TRIPLES = [(f"how long is cold {n}", f'It is "{n}" days.', f"It is\n{n}, years.") for n in range(9)]
PAIRS = [
    {"pair_id": digest(*one), "prompt": one[0], "chosen": one[1], "rejected": one[2]}
    for one in TRIPLES
]
BLANK = sheet(PAIRS, "zoe")
NOW = "2026-05-05T12:00:00+00:00"
MARKS = {
    **{f"a_{axis}": "4" for axis in AXES},
    **{f"b_{axis}": str(mark) for axis, mark in zip(AXES, (1, 2, 3, 4, 1), strict=True)},
}


def taken(*rows: dict, who: str = "zoe", **more) -> Filled:
    return read(rows, who=who, at=NOW, **more)


def filled(place: int = 0, **cells) -> dict:
    return BLANK[place] | {"better": "A"} | MARKS | cells


def test_a_sheet_does_not_tell_which_answer_is_the_chosen_one():
    assert [name for name, cell in BLANK[0].items() if cell] == list(SHEET[:6])
    shown = {tuple(row[name] for name in ("answer_a", "answer_b")) for row in BLANK}
    firsts = {row["answer_a"] == pair["chosen"] for row, pair in zip(BLANK, PAIRS, strict=True)}
    assert len(shown) == len(PAIRS)
    assert firsts == {True, False}
    assert not any(word in as_csv(BLANK) for word in ("chosen", "rejected", "flaw"))


def test_the_order_is_the_one_that_the_app_would_show():
    for row, pair in zip(BLANK, PAIRS, strict=True):
        assert row["answer_a"] == pair[order(pair["pair_id"], "zoe")]


def test_a_filled_row_is_a_review_with_its_sides_named():
    for place, pair in enumerate(PAIRS):
        (one,) = taken(filled(place, comment="Hm.")).reviews
        a_is = "chosen" if BLANK[place]["answer_a"] == pair["chosen"] else "rejected"
        assert (one.pair_id, one.reviewer, one.at) == (pair["pair_id"], "zoe", NOW)
        assert (one.first, one.preferred, one.comment) == (a_is, a_is, "Hm.")
        ratings = {"chosen": one.ratings_chosen, "rejected": one.ratings_rejected}
        assert ratings.pop(a_is) == (4, 4, 4, 4, 4)
        assert ratings.popitem()[1] == (1, 2, 3, 4, 1)


@pytest.mark.parametrize("better", ["a", " A ", "b", "TIE", "="])
def test_letters_are_read_in_any_case(better: str):
    (one,) = taken(filled(better=better)).reviews
    first = BLANK[0]["answer_a"] == PAIRS[0]["chosen"]
    sides = ("chosen", "rejected") if first else ("rejected", "chosen")
    assert one.preferred == {"a": sides[0], "b": sides[1]}.get(better.strip().lower(), "tie")


def test_numbers_may_be_numbers_and_marks_may_be_left_out():
    marks = {f"a_{axis}": 3 for axis in AXES} | {f"b_{axis}": 2.0 for axis in AXES}
    (one,) = taken(filled(**marks)).reviews
    assert {one.ratings_chosen, one.ratings_rejected} == {(3,) * 5, (2,) * 5}
    (bare,) = taken(BLANK[0] | {"better": "tie"}).reviews
    assert (bare.ratings_chosen, bare.preferred) == (None, "tie")


def test_not_my_field_needs_nothing_else():
    (one,) = taken(BLANK[0] | {"foreign": "Yes"}).reviews
    assert one.foreign
    assert one.preferred is None


def test_rows_that_nobody_filled_are_counted_and_no_mistake():
    found = taken(*BLANK[:3], filled(3))
    assert (found.empty, len(found.reviews), found.mistakes) == (3, 1, [])


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ({"better": "C"}, "row 2, better: 'C' is none of a, b, tie, =, t"),
        ({"better": ""}, "row 2, better: nothing is no answer; write A, B or tie"),
        ({"b_clarity": "9"}, "row 2, b_clarity: '9' is none of 1, 2, 3, 4"),
        ({"a_safety": ""}, "row 2, a_safety: nothing is none of 1, 2, 3, 4"),
        ({"a_safety": "2.5"}, "row 2, a_safety: '2.5' is none of"),
        ({"foreign": "perhaps"}, "row 2, foreign: 'perhaps' is none of yes"),
        ({"reviewer": "x" * 41}, "row 2, reviewer: 'xxxx"),
        ({"pair_id": "1.2E+11"}, "row 2, pair_id: '1.2E+11' is no pair's id"),
        ({"pair_id": "#" + "0" * 12}, "row 2, key: "),
        ({"key": "#00000000", "question": "?"}, "row 2, key: '#00000000' is not the key"),
    ],
)
def test_a_wrong_cell_is_named_with_row_and_column(cells: dict, told: str):
    found = taken(filled(**cells), filled(1))
    assert len(found.reviews) == 1
    assert [str(one).startswith(told) for one in found.mistakes] == [True]


def test_every_wrong_cell_is_named_at_once():
    found = taken(filled(better="?", a_clarity="x"), filled(1), filled(2, b_safety="7"))
    named = [(one.row, one.column) for one in found.mistakes]
    assert sorted(named) == [(2, "a_clarity"), (2, "better"), (4, "b_safety")]


def test_the_number_of_a_row_is_the_one_that_its_editor_shows():
    assert taken(filled(better="?"), first=1).mistakes[0].row == 1


def test_without_a_name_in_the_row_the_given_one_counts_and_one_is_needed():
    (one,) = taken(filled(reviewer=""), who=" Ann ").reviews
    assert one.reviewer == "Ann"
    assert taken(filled(reviewer=""), who="").mistakes[0].column == "reviewer"


def test_a_tool_that_dropped_the_keys_is_understood_by_its_texts():
    for place in range(len(PAIRS)):
        with_key, without = filled(place), filled(place)
        del without["key"]
        assert taken(without).reviews == taken(with_key).reviews


def test_a_tool_that_drops_empty_cells_is_understood_too():
    sparse = [{name: cell for name, cell in row.items() if cell} for row in (BLANK[0], filled(1))]
    assert taken(*sparse) == taken(BLANK[0], filled(1))
    assert taken() == Filled()


def test_columns_that_are_missing_are_named():
    with pytest.raises(UsageError, match="has no column 'better'; it has pair_id, text"):
        taken({"pair_id": "x", "text": "y"})


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_a_sheet_comes_back_as_it_went_out(form: str):
    rows = [filled(place, comment="a “b”, c\nd") for place in range(len(PAIRS))]
    if form == "csv":
        text = as_csv(rows)
        back = list(csv.DictReader(io.StringIO(text, newline="")))
        assert text.startswith(",".join(SHEET) + "\r\n")
    else:
        back = [json.loads(line) for line in as_jsonl(rows).splitlines()]
    assert taken(*back) == taken(*rows)


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_what_was_said_comes_back_as_it_went_out(form: str):
    said = [
        review("a" * 12, comment="Well."),
        review("b" * 12, "bob", "tie", ratings_chosen=None, ratings_rejected=None),
        foreign("c" * 12),
        review("a" * 12, "eve", settles=True, at=NOW),
    ]
    rows = [one.row for one in said]
    if form == "csv":
        text = as_csv(rows, REVIEWS.names)
        back = list(csv.DictReader(io.StringIO(text, newline="")))
    else:
        back = [json.loads(line) for line in as_jsonl(rows, REVIEWS.names).splitlines()]
    assert taken(*back) == Filled(said, [], 0)


@pytest.mark.parametrize(
    ("column", "held"),
    [("at", "yesterday"), ("first", "A"), ("preferred", "left"), ("chosen_clarity", "5")],
)
def test_what_was_said_is_read_as_strictly(column: str, held: str):
    found = taken(review("a" * 12).row | {column: held, "reviewer": "bob"})
    assert not found.reviews
    assert [(one.column, repr(held) in one.text) for one in found.mistakes] == [(column, True)]


@pytest.mark.parametrize("at", ["2026-05-05T12:00:01+00:00", "2099-01-01T00:00:00.5+00:00"])
def test_no_review_is_of_a_time_to_come_and_the_other_rows_are_read_on(at: str):
    rows = [review("a" * 12, at=at).row, review("b" * 12).row]
    found = taken(*rows)
    assert [one.pair_id for one in found.reviews] == ["b" * 12]
    assert [str(one) for one in found.mistakes] == [
        f"row 2, at: '{at}' is later than now, {NOW}; write when it was said, or nothing"
    ]


def test_ids_that_look_like_numbers_are_kept_from_being_taken_for_some():
    assert all(row[name].startswith("#") for row in BLANK for name in ("pair_id", "key"))


def argilla(place: int, *people: tuple[str, dict, str]) -> dict:
    """A record as `records.to_list(flatten=True)` of Argilla writes it."""
    record = {name: BLANK[place][name] for name in ("pair_id", "key", "question", "answer_a")}
    record |= {"id": "x", "status": "completed", "better.suggestion": "B"}
    for name in dict.fromkeys(name for _, answers, _ in people for name in answers):
        said = [(who, answers[name], state) for who, answers, state in people if name in answers]
        record[f"{name}.responses"] = [value for _, value, _ in said]
        record[f"{name}.responses.users"] = [who for who, _, _ in said]
        record[f"{name}.responses.status"] = [state for _, _, state in said]
    return record


def test_a_record_of_argilla_is_a_review_of_each_of_its_users():
    marks = {name: int(mark) for name, mark in MARKS.items()}
    ann, bob = str(UUID(int=1)), str(UUID(int=2))
    row = argilla(
        0,
        (ann, {"better": "A", **marks}, "submitted"),
        (bob, {"better": "tie", "comment": "Alike."}, "submitted"),
        ("eve", {"better": "B"}, "draft"),
        ("joe", {"better": "B"}, "discarded"),
    )
    found = taken(row, argilla(1), who="")
    assert [(one.reviewer, one.comment) for one in found.reviews] == [(ann, ""), (bob, "Alike.")]
    assert replace(found.reviews[0], reviewer="zoe") == taken(filled()).reviews[0]
    assert found.reviews[1].ratings_chosen is None
    assert (found.mistakes, found.empty) == ([], 1)


@pytest.mark.parametrize("as_text", [False, True])
def test_a_row_of_label_studio_is_a_review_of_its_annotator(as_text: bool):
    ratings = {name: [{"rating": int(mark)}] for name, mark in MARKS.items()}
    told = {name: json.dumps(one) if as_text else one for name, one in ratings.items()}
    row = BLANK[0] | told | {"better": "A", "annotator": "1, ann@example.org", "reviewer": ""}
    (one,) = taken(row, who="").reviews
    assert one.reviewer == "1, ann@example.org"
    assert taken(row).reviews == taken(filled()).reviews  # the given name counts more
    choices = row | {"better": [{"choices": ["A"]}], "comment": [{"text": ["Hm."]}]}
    assert taken(choices).reviews == taken(filled(comment="Hm.")).reviews


def test_what_a_tool_wrote_is_read_as_strictly():
    row = argilla(0, ("ann", {"better": "A", **MARKS, "b_clarity": 9}, "submitted"))
    assert str(taken(row).mistakes[0]) == "row 2, b_clarity: '9' is none of 1, 2, 3, 4"
    assert taken(filled(comment="[{so it goes}]")).reviews[0].comment == "[{so it goes}]"
