"""Cleaning product reviews: distinct, anonymous, rated, and no row is lost."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from syngen_assets.core.gates import gate_name
from syngen_assets.core.personal import found
from syngen_assets.core.product_reviews.anonymous import anonymous
from syngen_assets.core.product_reviews.aspects import Aspects, cell, of_cell
from syngen_assets.core.product_reviews.cleaning import real_reviews
from syngen_assets.core.product_reviews.ratings import stars
from syngen_assets.core.tables import RAW_REVIEWS, usable
from syngen_tests.kettles import domain, raw, real, row

GOOD = "The kettle is quiet and it boils in two minutes."
OTHER = "My old one was slower, and the lid of this one closes well."


def clean(*rows, **keys):
    return real_reviews(raw(*rows), domain(**keys))


def problems(*rows):
    return [gate_name(why) if isinstance(why, str) else "" for why in clean(*rows)["problem"]]


@pytest.mark.parametrize(
    ("said", "number"),
    [("5", 5), ("4.0", 4), ("4/5", 4), ("★★★★", 4), ("★★★★☆", 4), ("4 out of 5 stars", 4)]
    + [("8/10", None), ("4/10", None), ("3.5", None), ("6", None), ("0", None), ("good", None)],
)
def test_a_rating_is_read_where_its_scale_is_the_domains(said, number):
    assert stars(said, (1, 5)) == number


def test_a_rating_that_cannot_be_read_is_a_problem_and_the_row_stays():
    table = clean({"text": GOOD, "rating": "5"}, {"text": OTHER, "rating": "9/10"})
    assert table["rating"].isna().tolist() == [False, True]
    assert table["text"][1] == OTHER
    assert table["problem"][1] == "unread_rating: '9/10' gives no whole stars from 1 to 5"


def test_only_a_text_is_needed():
    table = clean({"text": GOOD}, {"text": OTHER})
    assert table["problem"].isna().all()
    assert table["rating"].isna().all()
    assert table["title"].isna().all()


def test_where_others_have_a_rating_a_row_without_one_is_left_out():
    assert problems({"text": GOOD, "rating": "5"}, {"text": OTHER}) == ["", "no_rating"]


def test_what_says_nothing_or_says_it_in_another_language_is_left_out_with_the_reason():
    german = "Der Kocher ist sehr gut und ich habe ihn schon lange, aber er ist nicht leise."
    rows = [{"text": GOOD}, {}, {"text": " \u200b ??? "}, {"text": german}]
    assert problems(*rows) == ["", "no_text", "no_text", "wrong_language"]


def test_white_space_markup_and_entities_are_tidied():
    table = clean({"text": f"  <b>{GOOD}</b>\n\nIt&#39;s\u00a0fine. ", "rating": "5"})
    assert table["text"][0] == f"{GOOD} It's fine."


def test_of_rows_that_say_the_same_or_nearly_the_same_one_stays():
    long = "The kettle is quiet and quick and the handle stays cool while the water boils up well."
    rows = [{"text": GOOD}, {"text": GOOD.upper()}, {"text": long}, {"text": f"{long} Good."}]
    table = clean(*rows)
    assert len(usable(table)) == 2
    assert sorted(map(gate_name, table["problem"].dropna())) == [
        "near_duplicate_review",
        "repeated_review",
    ]
    assert table["review_id"].is_unique


@settings(max_examples=20)
@given(st.permutations([*map(row, range(6)), row(0), row(3)]))
def test_the_order_of_the_source_changes_nothing_in_what_is_used(rows):
    ordered = clean(*map(row, range(6)), row(0), row(3))
    ids = usable(clean(*rows))["review_id"]
    assert sorted(ids) == sorted(usable(ordered)["review_id"])
    assert len(ids) == 6


@given(st.lists(st.fixed_dictionaries({}, optional={"text": st.text(), "rating": st.text()})))
def test_every_row_is_kept_whatever_it_holds(rows):
    table = clean(*rows)
    assert table["row"].tolist() == list(range(len(rows)))
    assert usable(table)["text"].is_unique


def test_cleaning_twice_is_cleaning_once():
    once = usable(real())
    again = once.assign(rating=once["rating"].astype("str"))
    twice = real_reviews(
        RAW_REVIEWS.frame(again.assign(dataset="d", split="train", revision="0" * 40)), domain()
    )
    names = ["review_id", "rating", "title", "text", "aspects", "words"]
    assert twice[names].to_dict("records") == once[names].to_dict("records")


@pytest.mark.parametrize(
    ("text", "shown", "removed"),
    [
        ("Write to ann@example.org now.", "Write to [e-mail] now.", {"email": 1}),
        ("Call 212-555-0143 or see www.example.com", "Call [phone] or see [link]", None),
        ("My name is Anna Lee and I like it.", "My name is [name] and I like it.", {"name": 1}),
        ("It works. Thanks, Tom", "It works. Thanks, [name]", {"name": 1}),
        ("Dr. Smith has one too.", "Dr. [name] has one too.", {"name": 1}),
        ("Ask @kettle_fan of it.", "Ask [name] of it.", {"handle": 1}),
        ("Order no. A12-3456 came late.", "Order no. [number] came late.", {"order": 1}),
        ("Thanks, This is great.", "Thanks, This is great.", {}),
        ("It has 1500 W and holds 1.7 litres for $29.99.", None, {}),
        ("I bought 4 of them in 2024 and 2025.", None, {}),
    ],
)
def test_personal_data_is_taken_out_and_counted_by_its_kind(text, shown, removed):
    made = anonymous(text)
    assert made.text == (shown or text)
    if removed is not None:
        assert made.removed == removed


@given(st.lists(st.sampled_from(["a@b.org", "call 212-555-0143", "www.x.com", "ok", "."])))
def test_nothing_that_has_the_form_of_personal_data_is_left(parts):
    assert found(anonymous(" ".join(parts)).text) == []


def test_what_was_taken_out_is_counted_on_the_row():
    table = clean({"title": "Call 212-555-0143", "text": f"{GOOD} Mail me: ann@example.org."})
    assert json.loads(table["removed"][0]) == {"email": 1, "phone": 1}
    assert "example.org" not in table["text"][0]


def test_aspects_are_known_by_whole_words_in_any_case():
    aspects = Aspects(domain().aspects)
    assert aspects.of("It is LOUD. Two boils, cheap.") == ("noise", "speed", "price")
    assert aspects.of("It is aloud, a cheapskate parboiled it.") == ()
    assert of_cell(cell(("noise", "price"))) == ("noise", "price")
    assert cell(()) is None
    assert of_cell(None) == ()
