"""Row gates: each one with what passes it and what must not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syngen_assets.core.errors import ReplyError
from syngen_assets.core.gates import (
    USELESS,
    answer_gate,
    gate_name,
    language_gate,
    pair_gate,
    question_gate,
)
from syngen_assets.core.preferences import Limits
from syngen_assets.core.text import tokens

LIMITS = Limits(question_words=(3, 6), answer_tokens=12)
ANSWER = "A cold passes within 7 to 10 days."


def test_a_question_within_the_limits_passes():
    question_gate("What is flu?", LIMITS)
    question_gate("What is the flu, in short?", LIMITS, taken={"what is flu"})


@pytest.mark.parametrize(
    ("question", "words"),
    [("Flu?", 1), ("", 0), ("? ! …", 0), ("What-is flu, really, and for how long?", 8)],
)
def test_a_question_that_is_too_short_or_too_long_does_not_pass(question, words):
    said = f"^question_length: {words} words, allowed are 3 to 6$"
    with pytest.raises(ReplyError, match=said):
        question_gate(question, LIMITS)


@pytest.mark.parametrize("question", ["What is flu?", "what is  FLU", "“What is (flu)?”"])
def test_a_question_that_is_there_already_does_not_pass_in_any_spelling(question):
    with pytest.raises(ReplyError, match=r"^duplicate_question: "):
        question_gate(question, LIMITS, taken={"what is flu"})


@pytest.mark.parametrize(
    "answer",
    [
        ANSWER,
        "Patients say that they cannot help sneezing.",
        "People who cannot sleep can help themselves.",
        "Icing helps.",
        "I'm sorry to hear that; rest.",
    ],
)
def test_an_answer_that_says_something_passes(answer):
    answer_gate(answer, LIMITS)


@pytest.mark.parametrize("answer", ["", " ", "…", "?!"])
def test_an_answer_without_a_word_does_not_pass(answer):
    with pytest.raises(ReplyError, match=r"^empty_reply: the answer holds no word$"):
        answer_gate(answer, LIMITS)


@pytest.mark.parametrize(
    "answer",
    [
        "As an AI, I know little.",
        "I'm sorry, ask a doctor.",
        "I am unable to say.",
        "i cannot help with that.",
        "I can't answer this.",
        "Well, I won't provide this.",
        "I will not write that.",
        "It is grave, but I cannot give advice.",
    ],
)
def test_an_answer_that_declines_does_not_pass(answer):
    with pytest.raises(ReplyError, match=r"^refused_reply: the answer declines to answer$"):
        answer_gate(answer, LIMITS)


def test_an_answer_has_fewer_tokens_than_the_limit():
    assert tokens("a " * 11) == 11
    answer_gate("a " * 11, LIMITS)
    with pytest.raises(ReplyError) as caught:
        answer_gate("a " * 12, LIMITS)
    assert str(caught.value) == "answer_length: about 12 tokens, allowed are fewer than 12"


def test_a_text_in_another_language_does_not_pass_and_the_problem_shows_its_beginning():
    language_gate(ANSWER, "en")
    german = (
        "Eine Erkältung ist meist nach 7 bis 10 Tagen vorbei, und der Husten bleibt oft länger."
    )
    language_gate(german, "de")
    with pytest.raises(ReplyError) as caught:
        language_gate(german, "en")
    assert str(caught.value) == (
        "wrong_language: German in place of en: "
        "'Eine Erkältung ist meist nach 7 bis 10 Tagen vorbei, und de…'"
    )
    with pytest.raises(ReplyError, match="^wrong_language: Han letters in place of en: "):
        language_gate("感冒通常持续七到十天。", "en")


def test_a_pair_of_different_answers_passes():
    pair_gate(ANSWER, ANSWER.replace("days", "weeks"))


@pytest.mark.parametrize("rejected", [ANSWER, ANSWER.upper(), ANSWER.rstrip("."), f" {ANSWER}!"])
def test_a_pair_of_the_same_words_does_not_pass(rejected):
    with pytest.raises(ReplyError, match=r"^identical_answers: "):
        pair_gate(ANSWER, rejected)


@pytest.mark.parametrize(
    ("problem", "gate"),
    [
        ("question_length: 1 words, allowed are 3 to 6", "question_length"),
        ("refused_reply: the answer declines to answer", "refused_reply"),
        ("empty_reply: the reply is empty", "empty_reply"),
        ("no_reply: http://127.0.0.1: server answered 503", "no_reply"),
    ],
)
def test_a_problem_names_its_gate(problem, gate):
    assert gate_name(problem) == gate


@given(st.text(), st.text())
def test_every_refusal_of_a_gate_can_be_traced_to_it(one, other):
    names = []
    for check in (
        lambda: question_gate(one, LIMITS, {other}),
        lambda: answer_gate(one, LIMITS),
        lambda: language_gate(one, "en"),
        lambda: pair_gate(one, other),
    ):
        try:
            check()
        except ReplyError as error:
            names.append(gate_name(str(error)))
    assert all(
        name in USELESS or name.endswith(("_length", "_question", "_answers")) for name in names
    )


@pytest.mark.parametrize(
    "refusal",
    [
        "I’m sorry, but I can’t help with that.",
        "I am not able to help with that.",
        "I can not help with that.",
        "Sorry, that is beyond me.",
    ],
)
def test_a_refusal_is_known_in_any_typography(refusal: str):
    with pytest.raises(ReplyError, match="^refused_reply: "):
        answer_gate(refusal, LIMITS)
