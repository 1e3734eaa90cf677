"""A rehearsal: what a step would ask, without a call."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syngen_assets.core.gates import answer_gate, language_gate, pair_gate, question_gate
from syngen_assets.core.preferences import Limits
from syngen_assets.core.replies import value
from syngen_assets.core.templates import load
from syngen_assets.llm.chat import Reply, Request, key
from syngen_assets.llm.rehearsal import RehearsedChat
from syngen_assets.llm.scripted import ScriptedChat

NOBODY = ScriptedChat({})
WELL = load("answer_well")


def asked(question: str, attempt: int = 0) -> Request:
    values = {"question": question, "words": "35", "limit": "70", "rules": ""}
    return Request(WELL, values, attempt=attempt)


def stored(*requests: Request):
    replies = {key(NOBODY, one): Reply(key(NOBODY, one), "kept", cached=True) for one in requests}
    return lambda keys: {name: replies[name] for name in keys if name in replies}


def nothing(keys: list[str]) -> dict[str, Reply]:
    return {}


def test_what_is_stored_is_given_and_what_is_not_is_counted():
    chat = RehearsedChat(NOBODY, stored(asked("a?"), asked("c?")), 40)
    replies = list(chat.ask([asked("a?"), asked("b?"), asked("c?"), asked("d?")]))
    assert [reply.text for reply in replies[::2]] == ["kept", "kept"]
    assert (chat.held, chat.calls, chat.unknown) == (2, 2, 0)
    assert NOBODY.asked == []


def test_the_same_request_is_paid_once():
    chat = RehearsedChat(NOBODY, nothing, 40)
    first, second = chat.ask([asked("a?"), asked("a?")])
    assert first == second
    assert chat.calls == 1
    list(chat.ask([asked("a?", attempt=1)]))
    assert chat.calls == 2


def test_a_prompt_that_hangs_on_a_stand_in_is_not_known_yet():
    chat = RehearsedChat(NOBODY, nothing, 40)
    (reply,) = chat.ask([asked("a?")])
    list(chat.ask([asked(value(reply.text, "answer"))]))
    assert (chat.calls, chat.unknown) == (2, 1)


def test_a_prompt_has_a_token_for_each_word_at_least_and_for_three_bytes_at_most():
    chat = RehearsedChat(NOBODY, nothing, 40)
    list(chat.ask([asked("How long does a cold last?")]))
    ((low, high),) = chat.sizes
    prompt = asked("How long does a cold last?").prompt
    assert len(prompt.split()) <= low < len(prompt) / 3 < high


def test_a_prompt_with_half_a_character_is_counted_too():
    chat = RehearsedChat(NOBODY, nothing, 40)
    list(chat.ask([asked("Is \ud83d a cold?")]))
    assert chat.calls == 1


@given(st.text(min_size=1), st.integers(5, 60), st.sampled_from(["en", "de", "ru", "ja", "ar"]))
def test_a_stand_in_passes_every_gate_in_every_language(question, length, language):
    chat = RehearsedChat(NOBODY, nothing, length)
    reply, other = chat.ask([asked(question), asked(f"{question} again")])
    text = value(reply.text, "answer")
    limits = Limits(question_words=(length, length), answer_tokens=length + 10)
    language_gate(text, language)
    answer_gate(text, limits)
    question_gate(text, limits)
    pair_gate(text, value(other.text, "answer"))
    assert json.loads(reply.text) == {"answer": text}


@pytest.mark.parametrize("name", ["rewrite_question", "answer_from_reference", "answer_badly"])
def test_a_stand_in_has_the_field_that_its_template_asks_for(name: str):
    template = load(name)
    chat = RehearsedChat(NOBODY, nothing, 10)
    (reply,) = chat.ask([Request(template, dict.fromkeys(template.blanks, "x"))])
    assert list(json.loads(reply.text)) == template.fields
