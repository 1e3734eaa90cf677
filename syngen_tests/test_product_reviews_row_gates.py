"""Row gates of product reviews: for each, a review that fails it, and near misses that pass."""

import csv
from types import SimpleNamespace

import pytest

from syngen_assets.core.gates import gate_name
from syngen_assets.core.product_reviews.domain import ProductReviews
from syngen_assets.core.product_reviews.ratings import stars
from syngen_assets.core.product_reviews.row_gates import problem
from syngen_assets.core.product_reviews.wanted import Wanted
from syngen_assets.core.product_reviews.written import Written
from syngen_tests.homes import REPOSITORY

DOMAIN = ProductReviews.model_validate(
    {
        "name": "lamps",
        "version": "1",
        "title": "Lamps",
        "recipe": "product_reviews",
        "source": {"dataset": "x/y"},
        "item": "desk lamp",
        "aspects": {"light": {"words": ["light", "bright"]}},
        "words": [4, 60],
    }
)
WANTED = Wanted(4, title=True, words=(4, 60))
TEXT = "The light is warm and bright enough for reading. The switch feels a little cheap."
SOUND = Written("4", "A good lamp", TEXT)


def gate(
    text: str = TEXT, title: str = "A good lamp", rating: str = "4", wanted: Wanted = WANTED
) -> str:
    """The name of the gate that holds a review back; empty if it passes."""
    return gate_name(problem(Written(rating, title, text), wanted, DOMAIN) or "")


def test_a_sound_review_passes_every_gate():
    assert problem(SOUND, WANTED, DOMAIN) is None


@pytest.mark.parametrize("rating", ["4", "4.0", "4/5", "★★★★☆", "four", "4 out of 5 stars"])
def test_a_rating_may_be_written_in_many_ways(rating):
    assert not gate(rating=rating)


@pytest.mark.parametrize("rating", ["5", "", "6", "0", "4.5", "-4", "good", "8/10", "4 or 5"])
def test_a_rating_is_the_one_that_was_asked_for(rating):
    assert gate(rating=rating) == "wrong_rating"


def test_where_the_real_reviews_have_no_rating_and_no_title_none_is_looked_at():
    assert not gate(rating="seven", title="", wanted=Wanted(None, title=False))


def test_a_title_is_missing_only_where_the_real_reviews_have_one():
    assert gate(title="") == gate(title="…") == "empty_title"
    assert not gate(title="", wanted=Wanted(4, title=False))


@pytest.mark.parametrize("text", ["", "  \n", "…", "!!!", "-"])
def test_a_text_says_something(text):
    assert gate(text) == "empty_review"


def of_length(count: int) -> str:
    return " ".join(f"word{place}" for place in range(count)) + "."


@pytest.mark.parametrize(("count", "fails"), [(3, True), (4, False), (60, False), (61, True)])
def test_the_lengths_of_the_domain_are_limits(count, fails):
    assert (gate(of_length(count)) == "review_length") == fails


@pytest.mark.parametrize(("count", "fails"), [(14, True), (15, False), (50, False), (51, True)])
def test_a_length_may_miss_what_was_asked_by_a_quarter(count, fails):
    assert (gate(of_length(count), wanted=Wanted(4, True, words=(20, 40))) == "") != fails


def test_a_short_length_may_miss_what_was_asked_by_three_words():
    wanted = Wanted(4, True, words=(8, 8))
    assert [gate(of_length(count), wanted=wanted) == "" for count in (4, 5, 11, 12)] == [
        *(False, True, True, False)
    ]


@pytest.mark.parametrize(
    "text",
    [
        "As an AI language model, I have never used a lamp.",
        "As an AI, I find the lamp bright.",
        "I am just an AI and so I cannot see its light.",
        "I'm sorry, but I can't write a fake review of this lamp.",
        "I cannot comply with that request.",
        "I do not have personal experiences with lamps.",
    ],
)
def test_a_machine_that_speaks_of_itself_is_no_buyer(text):
    assert gate(text) == "refused_reply"


@pytest.mark.parametrize(
    "text",
    [
        "As you requested, a review of the lamp.",
        "As asked: the lamp is bright enough.",
        "Here is the review: the lamp is bright.",
        "Review 3: the lamp is bright.",
        "Rating: 4. The lamp is bright.",
        "The lamp is bright. Stars: 4",
        'The lamp is bright", "title": "Good lamp',
        "This is a fictional review of a bright lamp.",
        "The lamp is bright and simple to use (42 words).",
        "I speak of the given aspects, light and price.",
        "Unlike the example reviews, this one is short.",
        "The lamp is bright.\\nThe switch is not.",
        "The lamp is <b>bright</b> &amp; simple.</p>",
        "**Bright** and simple to use.",
    ],
)
def test_a_review_does_not_speak_of_its_task(text):
    assert gate(text) == "prompt_leak"


@pytest.mark.parametrize(
    "text",
    [
        "I gave this [product] to my mother.",
        "The {item} is bright enough for me.",
        "The <product name> is bright enough.",
        "Lorem ipsum dolor sit amet.",
        "It is bright, insert more detail here.",
        "I like my new Brand XYZ lamp.",
        "It is ____ bright for me.",
        "Signed, your name here.",
    ],
)
def test_nothing_is_left_to_be_filled_in(text):
    assert gate(text) == "placeholder"


def test_a_title_is_looked_at_as_the_text_is():
    assert gate(title="[Title]") == gate(title="None") == "placeholder"
    assert gate(title="Title: a good lamp") == "prompt_leak"


@pytest.mark.parametrize(
    "text",
    [
        "A lovely bright lamp. Order yours today!",
        "Bright and warm. Use code LIGHT20 for a better price.",
        "Our customers love this bright lamp.",
        "Bright lamp, limited-time offer, do not wait.",
        "Click here: visit our website.",
    ],
)
def test_a_buyer_does_not_sell(text):
    assert gate(text) == "advertisement"


@pytest.mark.parametrize(
    "text",
    [
        "Write to jane.roe@example.org if you want mine.",
        "Call me at 212-555-0173 if you want mine.",
        "My name is Jane Roe and I like this lamp.",
        "I wrote to them about order number 4410-22917-A twice.",
    ],
)
def test_a_review_holds_no_personal_data_and_the_problem_does_not_repeat_it(text):
    why = problem(Written("4", "A lamp", text), WANTED, DOMAIN) or ""
    assert gate_name(why) == "personal_data"
    assert not any(piece in why for piece in ("jane", "Jane", "555", "4410"))


def test_a_review_is_in_the_language_of_the_domain():
    text = "Die Lampe ist hell und warm, aber der Schalter ist nicht sehr gut und auch zu klein."
    assert gate(text) == "wrong_language"


def test_no_spreadsheet_runs_a_review():
    assert gate("=1+1 is how simple this lamp is.") == "formula_cell"
    assert gate(title="+1 for this lamp") == "formula_cell"


def test_a_title_says_something_else_than_the_text():
    assert gate("A good lamp, really!", title="a good lamp, REALLY") == "title_is_text"
    assert not gate("A good lamp, really good!", title="A good lamp, really")


@pytest.mark.parametrize(
    "text",
    [
        "The light is good. The switch is cheap. The light is good!",
        "I like it so much so much so much so much that I sing.",
        "It is very very very very bright.",
    ],
)
def test_a_review_does_not_say_a_sentence_twice(text):
    assert gate(text) == "repeated_sentence"


@pytest.mark.parametrize(
    "text",
    [
        "The light is bright and the",
        "The light is bright,",
        "The light is bright, and it is such as",
        "The light is bright (though not",
        "The light is bright because",
        "I bought it for reading at night -",
    ],
)
def test_a_review_comes_to_its_end(text):
    assert gate(text) == "unfinished_review"


def test_a_review_has_all_its_letters():
    assert gate("A lamp that is bright \ufffd and warm.") == "broken_character"


@pytest.mark.parametrize(
    "text",
    [
        "I'm sorry I bought this lamp, it flickers.",
        "I can't recommend it to anybody, sadly.",
        "I can't say enough good things about it.",
        "I cannot write by its light, it is too weak.",
        "The built in AI mode is nice, as an idea.",
        "Do not trust the fake reviews, the lamp is dim.",
        "They sent another one as I asked. It works.",
        "Three stars for the light, one for the switch.",
        "I would buy it again today, and for my mother now.",
        "I ordered it on a Friday and had it by Monday.",
        "Update [edit]: it broke after two weeks.",
        "Good. Good. Good light for the price.",
        "No. No. Just no, it hums all night.",
        "It is very very very bright for its size.",
        "Bright enough for me :)",
        "The switch broke after a week :(",
        "Not what I hoped for...",
        "It hums, it flickers, and it gets hot",
        "I paid $20 and it shows, 3/5 at best",
        "It has run for 12 months, 5 hours a day.",
        "I read the label. It says 9 watts.",
        "My mother's lamp is brighter & costs less.",
    ],
)
def test_what_people_write_passes(text):
    assert problem(Written("4", "A good lamp", text), WANTED, DOMAIN) is None


@pytest.mark.parametrize("name", ["supplement_reviews", "smartphone_reviews"])
def test_of_the_bundled_reviews_only_those_with_personal_data_are_held_back(name):
    path = REPOSITORY / "data" / "domains" / name / "sample.csv"
    rules = SimpleNamespace(ratings=(1, 5), words=(1, 400), language="en")
    with path.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["text"]]
    problems = [
        problem(
            Written(row["rating"], row["title"], row["text"]),
            Wanted(stars(row["rating"], (1, 5)), title=False),
            rules,
        )
        for row in rows
    ]
    assert {gate_name(why) for why in problems if why} <= {"personal_data"}
    assert sum(why is None for why in problems) > 0.95 * len(rows)
