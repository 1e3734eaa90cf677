"""Shapes: every usual form of a preference set becomes the same three texts."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syngen_assets.core.errors import UsageError
from syngen_assets.core.shapes import Preferences, read
from syngen_assets.core.shapes.questions import questions
from syngen_assets.core.shapes.writing import ABOUT, TARGETS

PROMPT, GOOD, BAD = "how long is flu", "About a week.", "About a year."


def user(text):
    return {"role": "user", "content": text}


def assistant(text):
    return {"role": "assistant", "content": text}


def spoken(who, text):
    return {"from": who, "value": text}


BOTH = {"chosen": GOOD, "rejected": BAD}
TALKS = {"chosen": [assistant(GOOD)], "rejected": [assistant(BAD)]}
DIALOGUES = {name: [user(PROMPT), *turns] for name, turns in TALKS.items()}
SAID = {"chosen": spoken("gpt", GOOD), "rejected": spoken("gpt", BAD)}
FORMS = {
    "standard": {"prompt": PROMPT, **BOTH},
    "trl": {"prompt": [user(PROMPT)], **TALKS},
    "implicit": DIALOGUES,
    "h4": {"prompt": PROMPT, "prompt_id": "1", **DIALOGUES, "messages": DIALOGUES["chosen"]},
    "intel": {"system": "Be kind.", "question": PROMPT, **BOTH},
    "openai": {
        "input": {"messages": [user(PROMPT)], "tools": [], "parallel_tool_calls": True},
        "preferred_output": [assistant(GOOD)],
        "non_preferred_output": [assistant(BAD)],
    },
    "alpaca": {"instruction": PROMPT, "input": "", **BOTH},
    "sharegpt": {"conversations": [spoken("human", PROMPT)], **SAID},
    "axolotl": {
        "messages": [user(PROMPT)],
        "chosen": assistant(GOOD),
        "rejected": assistant(BAD),
    },
    "distilabel": {"instruction": PROMPT, "generations": [BAD, GOOD], "ratings": [1.0, 4.5]},
    "transcript": {
        "chosen": f"\n\nHuman: {PROMPT}\n\nAssistant: {GOOD}",
        "rejected": f"\n\nHuman: {PROMPT}\n\nAssistant: {BAD}",
    },
}


def of(*rows, **mapping) -> Preferences:
    return read(list(dict.fromkeys(name for row in rows for name in row)), rows, mapping)


def triples(found: Preferences) -> list[tuple[str, ...]]:
    return list(found.pairs[["prompt", "chosen", "rejected"]].itertuples(index=False, name=None))


@pytest.mark.parametrize("name", FORMS)
def test_every_form_is_told_by_its_name_and_gives_the_same_texts(name: str):
    found = of(FORMS[name])
    assert found.form.name == name
    assert triples(found) == [(PROMPT, GOOD, BAD)]
    assert found.unreadable == {}


@pytest.mark.parametrize("name", ["trl", "implicit", "sharegpt", "axolotl", "h4"])
@pytest.mark.parametrize("spell", [json.dumps, repr])
def test_messages_that_a_table_spells_out_as_text_are_read(name: str, spell):
    row = {k: v if isinstance(v, str) else spell(v) for k, v in FORMS[name].items()}
    assert triples(of(row)) == [(PROMPT, GOOD, BAD)]


def test_a_text_that_only_looks_like_a_list_stays_a_text():
    row = {"prompt": "[1]", "chosen": '["a"]', "rejected": "{}"}
    assert triples(of(row)) == [("[1]", '["a"]', "{}")]


def test_answers_without_a_pair_are_joined_by_prompt_in_their_order():
    rows = [
        {"prompt": "a", "completion": "a1", "label": True},
        {"prompt": "b", "completion": "b0", "label": False},
        {"prompt": "a", "completion": "a0", "label": False},
        {"prompt": "a", "completion": "a2", "label": True},
        {"prompt": "b", "completion": "b1", "label": True},
        {"prompt": "a", "completion": "a00", "label": False},
        {"prompt": "c", "completion": "c1", "label": True},
    ]
    found = of(*rows)
    assert triples(found) == [("a", "a1", "a0"), ("b", "b1", "b0"), ("a", "a2", "a00")]
    assert found.alone == 1
    assert "1 answers found no partner" in found.notes[0]
    as_words = [{**row, "label": str(row["label"])} for row in rows]
    as_numbers = [{**row, "label": int(row["label"])} for row in rows]
    assert triples(of(*as_words)) == triples(of(*as_numbers)) == triples(found)


def test_of_several_answers_that_wait_the_first_is_joined_first():
    answers = (("a1", True), ("a2", True), ("a0", False), ("a00", False))
    rows = [{"prompt": "a", "completion": text, "label": good} for text, good in answers]
    assert triples(of(*rows)) == [("a", "a1", "a0"), ("a", "a2", "a00")]


def test_several_turns_become_lines_and_the_system_is_left_out():
    asked = [{"role": "system", "content": "Be kind."}, user("hi"), assistant("yes?"), user(PROMPT)]
    found = of({"prompt": asked, **TALKS})
    assert found.pairs["prompt"][0] == f"user: hi\nassistant: yes?\nuser: {PROMPT}"
    assert (found.systems, found.dialogues) == (1, 1)
    assert len(found.notes) == 2


def test_turns_that_both_answers_share_belong_to_the_prompt():
    begun = [user("hi"), assistant("yes?"), user(PROMPT)]
    whole = {"chosen": [*begun, assistant(GOOD)], "rejected": [*begun, assistant(BAD)]}
    lines = f"user: hi\nassistant: yes?\nuser: {PROMPT}"
    assert triples(of(whole)) == [(lines, GOOD, BAD)]
    assert triples(of({"prompt": "hi", **whole})) == [(lines, GOOD, BAD)]
    assert triples(of({"prompt": begun, **whole})) == [(lines, GOOD, BAD)]


def test_two_equal_answers_keep_their_answer():
    same = [user(PROMPT), assistant(GOOD)]
    assert triples(of({"chosen": same, "rejected": same})) == [(PROMPT, GOOD, GOOD)]


def test_an_instruction_stands_above_its_input():
    found = of({"instruction": "Answer.", "input": PROMPT, **BOTH})
    assert found.pairs["prompt"][0] == f"Answer.\n{PROMPT}"


def test_texts_in_parts_are_put_together():
    parts = [{"type": "text", "text": "how long"}, {"type": "text", "text": "is flu"}]
    found = of({"prompt": [user(parts)], **TALKS})
    assert found.pairs["prompt"][0] == "how long\nis flu"


def test_names_are_found_in_any_case_and_as_the_user_says():
    assert triples(of({"Prompt": PROMPT, "Chosen": GOOD, "REJECTED": BAD})) == [(PROMPT, GOOD, BAD)]
    row = {"Q": PROMPT, "yes": GOOD, "no": BAD, "prompt": "another"}
    found = of(row, prompt="Q", chosen="yes", rejected="no")
    assert triples(found) == [(PROMPT, GOOD, BAD)]


def test_a_form_that_is_not_known_says_what_is_there_and_what_to_do():
    with pytest.raises(UsageError, match=r"columns are a, b\. Name .* --column prompt=NAME"):
        of({"a": "1", "b": "2"})
    with pytest.raises(UsageError, match="in a form that is known"):
        of(BOTH)  # no prompt, and no transcript
    with pytest.raises(
        UsageError, match=r"--column prompt=Q names no column .* has prompt, chosen"
    ):
        of(FORMS["standard"], prompt="Q")


@pytest.mark.parametrize(
    ("spoilt", "why"),
    [
        ({"prompt": None}, "prompt is missing"),
        ({"chosen": None}, "chosen is missing"),
        ({"rejected": 7}, "rejected holds a number"),
        ({"rejected": True}, "rejected holds true or false"),
        ({"chosen": [{"role": "assistant"}]}, "chosen cannot be read"),
        ({"chosen": [{"role": "assistant", "content": None}]}, "holds nothing in the place of"),
    ],
)
def test_a_row_that_cannot_be_read_is_kept_empty_and_named(spoilt, why):
    found = of(*[FORMS["standard"]] * 3, {**FORMS["standard"], **spoilt}, FORMS["standard"])
    assert list(found.unreadable) == [3]
    assert why in found.unreadable[3]
    assert triples(found)[3] == ("", "", "")
    assert len(found.pairs) == 5


def test_an_empty_text_is_read_and_not_reported():
    found = of({**FORMS["standard"], "chosen": ""})
    assert (triples(found), found.unreadable) == ([(PROMPT, "", BAD)], {})


def test_ratings_that_are_equal_prefer_nothing():
    row = {"instruction": PROMPT, "generations": [GOOD, BAD], "ratings": [3, 3]}
    assert of(FORMS["distilabel"], row).unreadable == {1: "no answer is rated better than another"}


def test_dialogues_that_differ_at_once_have_no_prompt():
    row = {"chosen": [user("a"), assistant("b")], "rejected": [user("c"), assistant("d")]}
    assert "there is no prompt" in of(DIALOGUES, row).unreadable[1]


def test_half_letters_are_replaced():
    assert triples(of({**FORMS["standard"], "chosen": "a\ud83d"})) == [(PROMPT, "a?", BAD)]


def test_what_is_known_of_flaws_is_kept():
    found = of({**FORMS["standard"], "flaw": "wrong_number"}, {**FORMS["standard"], "flaw": None})
    assert found.pairs["flaw"].fillna("none").tolist() == ["wrong_number", "none"]


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1)


@pytest.mark.parametrize("name", TARGETS)
@given(rows=st.lists(st.tuples(TEXTS, TEXTS, TEXTS), min_size=1, max_size=5))
def test_every_shape_that_is_written_is_read_back(name: str, rows):
    target, about = TARGETS[name], dict.fromkeys(ABOUT, "x")
    written = [
        record
        for prompt, good, bad in rows
        for record in target.records({"prompt": prompt, "chosen": good, "rejected": bad, **about})
    ]
    assert all(list(record) == list(target.all_columns) for record in written)
    assert triples(of(*written)) == rows


@pytest.mark.parametrize("name", ["trl", "standard", "implicit", "kto"])
def test_no_column_for_trl_means_something_else_to_it(name: str):
    taken = {"messages", "image", "images", "tools", "chat_template_kwargs", "margin", "question"}
    taken |= set() if name == "kto" else {"completion", "label"}
    assert not taken & set(TARGETS[name].all_columns)


def test_a_reference_is_questions_with_or_without_answers_or_pairs():
    rows = [{"question": "a", "answer": "x"}, {"question": None, "answer": "y"}]
    table = questions(["question", "answer"], rows, {})
    assert table.to_dict("list") == {"prompt": ["a"], "chosen": ["x"]}
    assert questions(["Query"], [{"Query": "a"}], {})["prompt"].tolist() == ["a"]
    assert questions(["Q"], [{"Q": "a"}], {"prompt": "Q"})["prompt"].tolist() == ["a"]
    pairs = questions(list(FORMS["trl"]), [FORMS["trl"]], {})
    assert pairs.to_dict("list") == {"prompt": [PROMPT], "chosen": [GOOD]}
    with pytest.raises(UsageError, match="--reference-column prompt=NAME"):
        questions(["n"], [{"n": 1}], {})
