"""Replies: the value that stands in one, or why there is none."""

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syngen_assets.core.errors import ReplyError
from syngen_assets.core.replies import value

QUESTION = "How long does a cold last?"
JSON = json.dumps({"question": QUESTION})


@pytest.mark.parametrize(
    "reply",
    [
        JSON,
        f"  {JSON}\n",
        json.dumps({"why": "x", "question": f" {QUESTION} "}),
        f"```json\n{JSON}\n```",
        f"```\n{JSON}\n```",
        f"Sure! Here it is: {JSON} I hope it helps.",
        f"Here it is:\n```json\n{JSON}\n```\nEnjoy.",
        f"I thought of {{x}} first. {JSON}",
        f"[{JSON}]",
        QUESTION,
        f'"{QUESTION}"',
        f"```\n{QUESTION}\n```",
    ],
)
def test_the_value_is_read_however_it_is_wrapped(reply):
    assert value(reply, "question") == QUESTION


@given(st.text().map(str.strip).filter(bool))
def test_a_value_in_json_is_read_as_it_is(text):
    assert value(json.dumps({"answer": text}), "answer") == text
    assert value(json.dumps({"answer": text}, ensure_ascii=False), "answer") == text


@pytest.mark.parametrize("reply", ["Okra is what?", "Hereditary what?", "Surely a cold passes?"])
def test_a_word_that_only_begins_like_chatter_is_none(reply):
    assert value(reply, "question") == reply


@pytest.mark.parametrize("reply", ["", "  \n", "```json\n```", "```"])
def test_an_empty_reply_has_no_value(reply):
    with pytest.raises(ReplyError, match=r"^unreadable_reply: the reply is empty$"):
        value(reply, "question")


@pytest.mark.parametrize(
    "reply",
    [
        "Sure! How long does a cold last?",
        "Certainly, how long?",
        "Of course: how long?",
        "OK. How long?",
        "Here is a new question",
        "My question is:",
        "How long does a cold last?\nAnd why?",
        '{"question": "How long',
        '{"question": "How long?"',
        "{'question': 'How long?'}",
        '{"question": How long?}',
    ],
)
def test_what_may_be_chatter_or_broken_json_is_no_value(reply):
    with pytest.raises(
        ReplyError, match=r"^unreadable_reply: the reply is not JSON with 'question': "
    ):
        value(reply, "question")


@pytest.mark.parametrize("held", [{}, {"Question": "x"}, {"answer": "x"}])
def test_json_with_a_wrong_key_has_no_value(held):
    with pytest.raises(ReplyError, match=r"^unreadable_reply: the reply has no text 'question': "):
        value(json.dumps(held), "question")


@pytest.mark.parametrize("held", [None, 5, True, ["x"], {"text": "x"}])
def test_a_value_that_is_no_text_is_none(held):
    with pytest.raises(ReplyError, match=r"^unreadable_reply: the reply has no text 'question': "):
        value(json.dumps({"question": held}), "question")


@pytest.mark.parametrize("held", ["", " \n"])
def test_an_empty_value_is_none(held):
    with pytest.raises(ReplyError, match=r"^unreadable_reply: the reply's 'question' is empty$"):
        value(json.dumps({"question": held}), "question")


@pytest.mark.parametrize(
    ("finish", "said"),
    [
        ("length", "cut off by the token limit"),
        ("content_filter", "withheld by the server's content filter"),
        ("refusal", "refused by the model"),
    ],
)
def test_a_reply_that_did_not_end_by_itself_has_no_value_even_if_one_could_be_read(finish, said):
    with pytest.raises(ReplyError) as caught:
        value(JSON, "question", finish)
    assert str(caught.value) == f"unreadable_reply: the reply was {said}: {JSON!r}"


def test_a_problem_shows_the_reply_on_one_line_and_not_all_of_it():
    with pytest.raises(ReplyError) as caught:
        value("Sure!\n" + "very " * 100, "question")
    assert "\n" not in str(caught.value)
    assert "Sure! very very" in str(caught.value)
    assert str(caught.value).endswith("…'")
    assert len(str(caught.value)) < 150


@given(st.text(), st.sampled_from(["stop", "length", "error", ""]))
def test_no_text_makes_reading_crash(text, finish):
    with suppress(ReplyError):
        assert isinstance(value(text, "question", finish), str)


@pytest.mark.parametrize(
    "text",
    ['{"a":' * 5000, '{"q": ' + "1" * 5001 + "}", '{"q": "How \\ud83d?"}', '""', '"'],
)
def test_a_hostile_reply_is_the_problem_of_its_own_row(text: str):
    with pytest.raises(ReplyError):
        value(text, "q")
