"""Replies: the value that stands in one, or why there is none."""

import json
import re
from contextlib import suppress

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from syngen_assets.core.errors import ReplyError
from syngen_assets.core.gates import USELESS, gate_name
from syngen_assets.core.replies import value

QUESTION = "How long does a cold last?"
JSON = json.dumps({"question": QUESTION})


def problem(text: str, field: str = "question", finish: str = "stop") -> str:
    with pytest.raises(ReplyError) as caught:
        value(text, field, finish)
    return str(caught.value)


@pytest.mark.parametrize(
    "reply",
    [
        JSON,
        f"  {JSON}\n",
        json.dumps({"why": "x", "question": f" {QUESTION} "}),
        f"```json\n{JSON}\n```",
        f"```JSON\n{JSON}\n```",
        f"```\n{JSON}\n```",
        f"Sure! Here it is: {JSON} I hope it helps.",
        f"Here it is:\n```json\n{JSON}\n```\nEnjoy.",
        f"I thought of {{x}} first. {JSON}",
        f'I thought of {{"x": 1}} first. {JSON}',
        f"[{JSON}]",
        json.dumps(JSON),
        f"<think>\nPerhaps {{}} or {{'a': 1}}?\n</think>\n\n{JSON}",
        f'<think>{{"question": "A draft?"}}</think>{JSON}',
        f"The server kept the first sign.</think>{JSON}",
        f"<think>One.</think><think>Two.</think>\n```json\n{JSON}\n```",
        f"[THINK]Hm.[/THINK]{JSON}",
        f"<|channel|>analysis<|message|>Hm.<|end|><|start|>assistant<|channel|>final<|message|>"
        f"{JSON}<|return|>",
        f"<think>Hm.</think>{QUESTION}",
        f"{JSON}<|im_end|>",
        f"{QUESTION}</s>",
        f"{QUESTION}<|im_end|>\n<|im_start|>user\nAnd why?",
        f'{{"question": "{QUESTION}",}}',
        f"{{'question': '{QUESTION}'}}",
        f"{{'question': '{QUESTION}',\n}}",
        f"{{“question”: “{QUESTION}”}}",
        f"{{„question“: „{QUESTION}“}}".replace("“", "”").replace("„", "“"),
        f"Here: {{'question': '{QUESTION}'}} Good luck!",
        QUESTION,
        f'"{QUESTION}"',
        f"“{QUESTION}”",
        f"```\n{QUESTION}\n```",
        f"```text\n{QUESTION}\n```",
        f"```{QUESTION}```",
        f"Question: {QUESTION}",
        f"**Question:** {QUESTION}",
    ],
)
def test_the_value_is_read_however_it_is_wrapped(reply):
    assert value(reply, "question") == QUESTION


@pytest.mark.parametrize(
    ("reply", "read"),
    [
        ("{'answer': 'It's a cold.'}", "It's a cold."),
        ('{"answer": "They say "rest" to all."}', 'They say "rest" to all.'),
        ("{'answer': \"It's a cold.\"}", "It's a cold."),
        (r"{'answer': 'It\'s a \"cold\".'}", 'It\'s a "cold".'),
        ('{"answer": "One line,\nand another."}', "One line,\nand another."),
        ('Here: {"answer": "One line,\nand another."} Done.', "One line,\nand another."),
        ('"They say \\"rest\\"."', 'They say "rest".'),
        ('"Rest" is what "they" say, and "so"', '"Rest" is what "they" say, and "so"'),
        ("None of these helps.", "None of these helps."),
    ],
)
def test_quotes_within_a_value_are_a_part_of_it(reply, read):
    assert value(reply, "answer") == read


texts = st.text().map(lambda text: f"Rest {text}".strip())
WHOLE = [
    "%s",
    "\n %s\n\n",
    "```json\n%s\n```",
    "```\n%s\n```",
    "[%s]",
    "<think>Is it {x}, or {'answer': 'y'}?</think>\n%s",
    "I am to answer.</think>```json\n%s```",
]
AMONG_WORDS = [
    "Sure! Here it is: %s I hope it helps.",
    "Here it is:\n\n```json\n%s\n```\nEnjoy.",
    "I thought of {x} first. %s",
    "<think>So?</think>Here: %s",
    "%s<|im_end|>",
]


@given(texts, st.sampled_from(WHOLE), st.booleans())
@example("Rest </think> <think> ```", "```json\n%s\n```", True)
def test_a_value_comes_out_of_any_wrapping_as_it_went_in(text, wrapping, plain):
    reply = wrapping.replace("%s", json.dumps({"answer": text}, ensure_ascii=not plain))
    assert value(reply, "answer") == text


@given(texts, st.sampled_from(AMONG_WORDS), st.booleans())
def test_a_value_among_words_comes_out_as_it_went_in(text, wrapping, plain):
    text = re.sub(r"[<\[]", "", text).strip()  # which begin signs that are cut away
    reply = wrapping.replace("%s", json.dumps({"answer": text}, ensure_ascii=not plain))
    assert value(reply, "answer") == text


@given(texts)
def test_a_value_in_other_quotes_comes_out_as_it_went_in_or_not_at_all(text):
    text = re.sub(r"[<\[{}|]", "", text).strip()
    for reply in (
        f"{{'answer': '{text}'}}",
        f'{{"answer": "{text}",}}',
        f"{{“answer”: “{text}”}}",
    ):
        if "\\" not in text:
            with suppress(ReplyError):
                assert value(reply, "answer") == text


@given(st.from_regex(r"[A-Z][a-z]{4,9}( [a-z']{2,9}){1,9}[.!?]", fullmatch=True))
def test_plain_prose_is_read_in_any_quotes(text):
    for reply in (
        text,
        repr({"answer": text}),
        f"{{'answer': '{text}'}}",
        f'{{"answer": "{text}",}}',
        f"{{“answer”: “{text}”}}",
        f"Answer: {text}",
    ):
        assert value(reply, "answer") == text


@pytest.mark.parametrize("reply", ["Okra is what?", "Hereditary what?", "Surely a cold passes?"])
def test_a_word_that_only_begins_like_chatter_is_none(reply):
    assert value(reply, "question") == reply


@pytest.mark.parametrize(
    "reply", ["", "  \n", "```json\n```", "```", "<think>Well, let me see", "</s>"]
)
def test_an_empty_reply_has_no_value(reply):
    assert problem(reply) == "empty_reply: the reply is empty"


@pytest.mark.parametrize("word", ["None", "null", "N/A", "none.", '"NULL"', "nan", "undefined"])
def test_a_word_for_nothing_is_an_empty_reply(word):
    assert problem(word).startswith("empty_reply: the reply is empty: ")
    assert problem(json.dumps({"question": word})).startswith("empty_reply: the reply's 'question'")


@pytest.mark.parametrize("reply", ["…", '""', '"', "?!", "---"])
def test_a_reply_without_a_word_is_empty(reply):
    assert problem(reply).startswith("empty_reply: ")


@pytest.mark.parametrize("held", ["", " \n"])
def test_an_empty_value_is_none(held):
    assert problem(json.dumps({"question": held})) == "empty_reply: the reply's 'question' is empty"


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
        "<html>Welcome to the hotel</html>",
        '{"question": "How long',
        '{"question": "How long?"',
        '{"question": How long?}',
        "{'question': 'How', 'long?'}",
        "{'question': 'How', 'answer': 'long'}",
        '{"question": "How "long"?", "answer": "So"}',
        "{'question': 'How'} or {'question': 'When'}",
        "{'question': \"How'}",
        r'{"question": "How\"}',
    ],
)
def test_what_may_be_chatter_or_broken_json_is_no_value(reply):
    assert problem(reply).startswith("no_json: the reply is not JSON with 'question': ")


@pytest.mark.parametrize(
    "reply",
    [
        "{}",
        "[]",
        "5",
        "true",
        '["How long?"]',
        f"[{JSON}, {JSON}]",
        '{"Question": "x"}',
        '{"answer": "x"}',
        '{"data": {"question": "x"}}',
        '{"type": "object", "properties": {"question": {"type": "string"}}}',
        'Here: {"answer": "x"}',
        '{"question": "How \\ud83d?"}',
        *(json.dumps({"question": held}) for held in [None, 5, True, ["x"], {"text": "x"}]),
    ],
)
def test_json_of_another_shape_is_a_wrong_schema(reply):
    assert problem(reply).startswith("wrong_schema: the reply")


@pytest.mark.parametrize(
    "text",
    [
        "I'm sorry, but I can't help with that.",
        "I’m sorry, but I can’t assist with that request.\n\nIs there anything else?",
        "As an AI language model, I cannot give medical advice.",
        "I cannot provide a deliberately wrong answer about {medicine}.",
        "抱歉，我无法提供医疗建议。",
    ],
)
def test_a_refusal_is_known_in_plain_text_and_in_json(text):
    assert problem(text).startswith("refused_reply: the reply declines to answer: ")
    assert problem(json.dumps({"question": text})).startswith("refused_reply: ")


@pytest.mark.parametrize(
    ("finish", "name", "said"),
    [
        ("length", "cut_off_reply", "cut off by the token limit"),
        ("MAX_TOKENS", "cut_off_reply", "cut off by the token limit"),
        ("content_filter", "filtered_reply", "withheld by the server's content filter"),
        ("content_filter: RECITATION", "filtered_reply", "withheld by the server's content filter"),
        ("SAFETY", "filtered_reply", "withheld by the server's content filter"),
        ("refusal", "refused_reply", "refused by the model"),
        ("error", "no_json", "broken off by the server"),
    ],
)
def test_a_reply_that_did_not_end_by_itself_has_no_value_even_if_one_could_be_read(
    finish, name, said
):
    assert problem(JSON, finish=finish) == f"{name}: the reply was {said}: {JSON!r}"


@pytest.mark.parametrize("finish", ["stop", "eos_token", "COMPLETE", "", "end_turn", "tool_calls"])
def test_every_other_reason_to_stop_is_as_good_as_any(finish):
    assert value(JSON, "question", finish) == QUESTION


def test_a_problem_shows_the_reply_on_one_line_and_not_all_of_it():
    shown = problem("Sure!\n" + "very " * 100)
    assert "\n" not in shown
    assert "Sure! very very" in shown
    assert shown.endswith("…'")
    assert len(shown) < 150


@given(st.text() | st.text(alphabet="{}[]\"'“”:,\\`<>/think answer\n"), st.text(max_size=9))
@example('{"answer": "\\', "stop")
@example('{"answer":"\\u', "")
@example("{'answer': '\\'}", ":")
def test_no_text_makes_reading_crash(text, finish):
    try:
        read = value(text, "answer", finish)
    except ReplyError as error:
        read = gate_name(str(error))
        assert read in USELESS  # noqa: PT017
    assert read


@pytest.mark.parametrize(
    "text",
    [
        '{"a":' * 5000,
        "[" * 100_000,
        "{" * 20_000,
        "{'q': '" * 3000,
        '{"q": ' + "1" * 5001 + "}",
        '{"q": "How \\ud83d?"}',
        "<think>" * 20_000,
        "</think>" * 2000,
        "{'q':" + " " * 20_000 + "}",
    ],
)
def test_a_hostile_reply_is_the_problem_of_its_own_row(text: str):
    assert gate_name(problem(text, "q")) in USELESS
