"""Prompts for product reviews: what is asked stands in them, and their examples can be read."""

import csv
import io
import json

import pandas as pd
import pytest

from syngen_assets.core.product_reviews.cleaning import real_reviews
from syngen_assets.core.product_reviews.domain import KINDS
from syngen_assets.core.product_reviews.forms import FIELDS, template
from syngen_assets.core.product_reviews.plan import Plan
from syngen_assets.core.product_reviews.prompts import line, planned
from syngen_assets.core.product_reviews.ratings import stars
from syngen_assets.core.product_reviews.reading import read
from syngen_assets.core.product_reviews.row_gates import problem
from syngen_assets.core.product_reviews.wanted import Wanted
from syngen_assets.core.settings import Settings
from syngen_assets.core.tables import REVIEW_PROMPTS
from syngen_tests.kettles import domain, raw, real

REAL = real(42)
FORMS = ["json", "csv"]


def prompts(kind="base", count=20, rows=REAL, **keys):
    settings = Settings(domain(**keys), questions=count)
    return REVIEW_PROMPTS.frame(planned(rows, settings, [kind]))


def reply_form(prompt):
    """What a prompt shows after it has asked for a reply."""
    return prompt[prompt.rindex("In this form:" if "CSV" in prompt else "in this form:") :]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("fields", [FIELDS, ("rating", "text"), ("title", "text"), ("text",)])
def test_the_example_of_a_template_is_a_review_that_can_be_read(kind, form, fields):
    shown = template(kind, form, fields).text
    found = read(reply_form(shown).partition("form:")[2].strip(), 1)
    assert found.problems == ()
    (review,) = found.rows
    assert stars(review.rating, (1, 5)) == (4 if "rating" in fields else None)
    assert review.title == ("Good but loud" if "title" in fields else "")
    wish = Wanted(4 if "rating" in fields else None, "title" in fields)
    assert problem(review, wish, domain()) is None


@pytest.mark.parametrize("kind", KINDS)
def test_a_reply_in_json_has_a_schema_of_its_fields_and_one_in_csv_has_none(kind):
    whole = template(kind, "json")
    assert whole.name == f"write_reviews_{kind}"
    items = whole.schema["properties"]["reviews"]["items"]
    assert {name: form["type"] for name, form in items["properties"].items()} == {
        "rating": "integer",
        "title": "string",
        "text": "string",
    }
    assert template(kind, "json", ("text",)).schema["properties"]["reviews"]["items"][
        "required"
    ] == ["text"]
    assert not template(kind, "csv").asks_for_json


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("form", FORMS)
def test_a_prompt_shows_its_examples_and_a_line_for_each_review(kind, form):
    table = prompts(kind, reply=form)
    texts = dict(zip(REAL["review_id"], REAL["text"], strict=True))
    for row in table.itertuples():
        assert all(texts[id] in row.prompt for id in json.loads(row.examples))
        wishes = [Wanted.of(one) for one in json.loads(row.wanted)]
        assert len(wishes) == row.asked
        for number, wish in enumerate(wishes, start=1):
            assert f"\n{number}. {line(wish, domain())}\n" in row.prompt
        assert f" {row.asked} " in row.prompt
        assert "$" not in row.prompt


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("form", FORMS)
def test_examples_stand_in_the_form_of_the_reply(kind, form):
    prompt = prompts(kind, reply=form)["prompt"][0]
    block = prompt.split("examples of the manner:\n\n")[1].split("\n\n")[0]
    if form == "json":
        shown = [json.loads(one) for one in block.splitlines()]
    else:
        shown = [*csv.DictReader(io.StringIO(block), fieldnames=FIELDS)]
    assert len(shown) == 5
    assert all(set(one) == set(FIELDS) for one in shown)


def test_no_two_calls_of_a_kind_have_the_same_prompt():
    table = pd.concat([prompts(kind, 200, examples=0) for kind in KINDS])
    assert table["prompt"].is_unique
    assert table["call_id"].is_unique


def test_a_line_says_all_that_is_asked():
    wish = Wanted(4, True, ("price", "speed"), (20, 28), 7, "a cook", "a doubt")
    assert line(wish, domain()) == (
        "4 of 5 stars; 20 to 28 words; school grade 7; speaks of price, speed; written by a cook; "
        "begins with a doubt"
    )
    assert line(Wanted(None, False, words=(5, 60)), domain()) == "as you like"


def test_the_more_diversity_the_less_the_examples_may_be_followed():
    said = [prompts(diversity=share)["prompt"][0] for share in (0.0, 0.5, 1.0)]
    words = ("They may resemble", "They share the manner", "They are unlike the examples")
    for prompt, own in zip(said, words, strict=True):
        assert [one in prompt for one in words] == [one == own for one in words]


def test_the_rules_of_a_domain_stand_in_every_prompt():
    assert all("Say grams." in prompts(kind, rules="Say grams.")["prompt"][0] for kind in KINDS)


def test_the_item_has_its_article():
    assert "reviews of a kettle" in prompts()["prompt"][0]
    assert "reviews of an oven" in prompts(item="oven")["prompt"][0]


def test_a_long_review_is_cut_as_an_example():
    long = {"text": " ".join(f"The kettle boils water number {n}." for n in range(400))}
    prompt = prompts(rows=real_reviews(raw(long, {"text": "It is fine."}), domain()))["prompt"][0]
    assert "number 399" not in prompt
    assert "…" in prompt


def test_of_an_unrated_source_no_rating_is_asked():
    rows = real_reviews(raw({"text": "It boils."}, {"text": "It leaks."}), domain())
    prompt = prompts(rows=rows)["prompt"][0]
    assert "stars" not in prompt
    assert '{"text": "It boils."}' in prompt
    assert '"rating"' not in prompt


def test_braces_and_dollars_of_a_review_reach_the_prompt_untouched():
    said = 'It cost $20 and {that} is $item "cheap".'
    rows = real_reviews(raw({"text": said}), domain())
    assert json.dumps(said) in prompts(rows=rows)["prompt"][0]


def test_a_plan_row_says_what_the_call_asks():
    (call, *_) = Plan(REAL, Settings(domain(), questions=20)).planned("base")
    row = prompts().iloc[0]
    assert (row["call_id"], row["number"], row["asked"]) == (call.id, 0, 10)
    assert json.loads(row["examples"]) == [*call.examples]
