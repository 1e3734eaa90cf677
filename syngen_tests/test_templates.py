"""Templates: strict both ways, and each one's example is a reply that can be read."""

from importlib import resources
from json import loads

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syngen_assets.core.errors import TemplateError
from syngen_assets.core.identity import digest
from syngen_assets.core.opinions import FIELDS, read_opinion
from syngen_assets.core.personas.reading import Persona, read_persona
from syngen_assets.core.replies import value
from syngen_assets.core.templates import Template, load
from syngen_tests.test_domains import colds

PACKAGED = sorted(
    file.name.removesuffix(".md")
    for file in (resources.files("syngen_assets") / "templates").iterdir()
    if file.name.endswith(".md")
)
ODD = st.text() | st.text(st.sampled_from("$${}\"'\\\n topic%<>"), max_size=20)


def test_the_wording_of_every_request_is_packaged():
    assert PACKAGED == [
        "answer_badly",
        "answer_from_reference",
        "answer_from_reference_as",
        "answer_well",
        "answer_well_as",
        "judge_pair",
        "judge_pair_as",
        "judge_pair_with_reference",
        "judge_pair_with_reference_as",
        "persona_article",
        "persona_from_persona",
        "persona_from_text",
        "persona_instruction",
        "persona_problem",
        "persona_question",
        "reviews_as_csv",
        "reviews_as_json",
        "rewrite_question",
        "rewrite_question_as",
        "write_reviews_base",
        "write_reviews_diversity",
        "write_reviews_lang_complexity",
        "write_reviews_text_length",
    ]


JUDGING = [name for name in PACKAGED if name.startswith("judge")]
FINDING = ["persona_from_persona", "persona_from_text"]
REVIEWING = [name for name in PACKAGED if "reviews_" in name]  # put together from two
SHOWING = [name for name in PACKAGED if name not in REVIEWING]
WRITING = [name for name in SHOWING if name not in (*JUDGING, *FINDING)]


@pytest.mark.parametrize("name", WRITING)
def test_the_example_of_a_template_is_a_reply_that_can_be_read_and_fits_its_schema(name):
    template = load(name)
    (field,) = template.fields
    assert value(template.example, field)
    assert template.schema == {
        "type": "object",
        "properties": {field: {"type": "string"}},
        "required": [field],
        "additionalProperties": False,
    }


@pytest.mark.parametrize("name", JUDGING)
def test_the_example_of_a_judge_is_an_opinion_that_can_be_read(name):
    template = load(name)
    opinion = read_opinion(template.example)
    assert (opinion.better, opinion.incorrect) == ("A", (False, True))
    assert template.fields == FIELDS


@pytest.mark.parametrize("name", FINDING)
def test_the_example_of_a_persona_is_one_that_can_be_read_with_all_that_it_tells(name):
    template = load(name)
    assert read_persona(template.example, "stop", colds()) == Persona(**loads(template.example))
    assert template.choices == {"literacy": ["low", "everyday", "high"]}


def test_what_a_field_may_hold_follows_from_the_example_and_from_what_is_said_of_it():
    example = '{"kind": "fish", "n": 1, "x": 0.5, "ok": true}'
    text = f'Say how. "kind" is "fish", "meat" or "none".\n{example}'
    assert Template("t", text).schema["properties"] == {
        "kind": {"type": "string", "enum": ["fish", "meat", "none"]},
        "n": {"type": "integer"},
        "x": {"type": "number"},
        "ok": {"type": "boolean"},
    }
    with pytest.raises(TemplateError, match="an example whose 'n' is neither text, a number, true"):
        _ = Template("t", '{"n": [1]}').schema


def test_a_reply_may_hold_a_list_of_objects_that_are_all_alike():
    schema = Template("t", '{"rows": [{"n": 1, "text": "one"}]}').schema
    assert schema["properties"]["rows"]["type"] == "array"
    assert schema["properties"]["rows"]["items"] == {
        "type": "object",
        "properties": {"n": {"type": "integer"}, "text": {"type": "string"}},
        "required": ["n", "text"],
        "additionalProperties": False,
    }


def test_a_template_that_another_one_ends_keeps_its_name_and_asks_as_that_one_does():
    first, form = Template("first", "Write $n.\n"), Template("form", 'So: {"n": 1}')
    whole = first.ended_by(form)
    assert (whole.name, whole.text) == ("first", 'Write $n.\n\nSo: {"n": 1}')
    assert (first.asks_for_json, whole.asks_for_json) == (False, True)
    assert whole.version not in (first.version, form.version)


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("answer_badly", "955309c86a35"),
        ("answer_from_reference", "9a919eb14c51"),
        ("answer_well", "1108ee4dd99f"),
        ("rewrite_question", "364dc26e0599"),
    ],
)
def test_a_reply_that_was_paid_for_is_found_again_under_the_same_key(name, key):
    template = load(name)
    form = {"name": name, "strict": True, "schema": template.schema}
    assert digest(template.blanks, form) == key


@pytest.mark.parametrize("name", SHOWING)
def test_a_filled_template_still_shows_its_example_and_has_no_open_blank(name):
    template = load(name)
    filled = template.fill(**dict.fromkeys(template.blanks, "VALUE"))
    assert template.example in filled
    assert "$" not in filled
    assert filled.count("VALUE") >= len(template.blanks) > 1


@given(st.sampled_from(PACKAGED), st.data())
def test_values_reach_the_prompt_untouched(name, data):
    template = load(name)
    values = {blank: data.draw(ODD, blank) for blank in template.blanks}
    filled = template.fill(**values)
    assert all(text in filled for text in values.values())


@pytest.mark.parametrize("text", ["$question", "${least}", "$$5 {} {0}", "a \"b\"\n'c' \\n"])
def test_a_value_that_looks_like_a_blank_is_a_value(text):
    template = load("rewrite_question")
    values = dict.fromkeys(template.blanks, "VALUE") | {"question": text}
    assert f"Here is a question: {text}\n" in template.fill(**values)


@pytest.mark.parametrize("name", PACKAGED)
def test_a_missing_value_and_a_spare_one_are_refused(name):
    template = load(name)
    values = dict.fromkeys(template.blanks, "x")
    for wrong in ({**values, "spare": "x"}, dict(list(values.items())[1:]), {}):
        with pytest.raises(TemplateError) as caught:
            template.fill(**wrong)
        assert str(caught.value) == (
            f"templates/{name}.md has blanks {template.blanks} but was given {sorted(wrong)}."
        )


def test_the_blanks_of_a_template_are_sorted_and_named_once():
    assert Template("t", "$b ${a} $b $$5").blanks == ["a", "b"]


def test_a_template_without_an_example_is_refused():
    with pytest.raises(TemplateError, match=r"templates/t.md shows no example reply; add a line"):
        _ = Template("t", "Say {nothing}.").fields


@given(st.text(), st.text())
def test_the_version_changes_exactly_when_the_wording_does(one, other):
    same = Template("t", one).version == Template("t", other).version
    assert same == (one == other)
    assert Template("t", one).version == Template("another", one).version


def test_an_unknown_name_is_refused_with_those_there_are():
    with pytest.raises(TemplateError) as caught:
        load("sing")
    assert str(caught.value) == f"There is no templates/sing.md; there are {PACKAGED}."
