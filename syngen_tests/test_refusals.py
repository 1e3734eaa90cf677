"""Refusals: known by how they open, and nothing that people ask or answer is one."""

import pandas as pd
import pytest

from syngen_assets.core.refusals import declines, declines_within
from syngen_tests.homes import REPOSITORY


@pytest.mark.parametrize(
    "text",
    [
        "I'm sorry, but I can't help with that.",
        "I’m sorry, but I can’t assist with that request.",
        "I am very sorry, but no.",
        "Sorry, I can't do that.",
        "My apologies, but I cannot comply.",
        "I apologize, but this is beyond me.",
        "I cannot provide medical advice.",
        "I can not help with that.",
        "I can't provide deliberately wrong medical information.",
        "I cannot make up false medical facts.",
        "I cannot create content that is harmful.",
        "I won't write a false answer about a medication.",
        "I'm unable to fulfill this request.",
        "I am not able to say.",
        "I must decline.",
        "I do not feel comfortable writing misleading answers.",
        "Unfortunately, I am unable to provide an incorrect answer.",
        "As an AI language model, I cannot give medical advice.",
        "I'm an AI and cannot know.",
        "Es tut mir leid, aber ich kann dabei nicht helfen.",
        "Je suis désolé, mais je ne peux pas vous aider.",
        "Lo siento, pero no puedo ayudar con eso.",
        "Mi dispiace, ma non posso aiutarti.",
        "Desculpe, mas não posso ajudar com isso.",
        "Het spijt me, maar dat kan ik niet.",
        "抱歉，我无法提供医疗建议。",
        "申し訳ありませんが、お手伝いできません。",
    ],
)
def test_a_refusal_is_known_by_its_opening(text: str):
    assert declines(text)
    assert declines(f'"{text}"')


@pytest.mark.parametrize(
    "text",
    [
        "I can't sleep at night, what can I do?",
        "I cannot stop coughing. What helps?",
        "I can't help coughing at night, why?",
        "I cannot give blood after a cold, can I?",
        "I am unable to walk after surgery. Is that normal?",
        "I can't make a fist, what is it?",
        "I am an artificial hip patient, may I run?",
        "No, I cannot see well at night: is that cataract?",
        "Why can't I help laughing when nervous?",
        "I'm sorry to hear that. Rest and drink fluids.",
        "As an aid to healing, keep the wound clean.",
        "No vaccine can prevent it.",
        "Sorrel is a herb.",
    ],
)
def test_what_patients_and_answers_say_is_no_refusal(text: str):
    assert not declines(text)


def test_an_answer_may_decline_in_its_middle():
    text = "That is an important question, but I cannot provide medical advice."
    assert declines_within(text)
    assert not declines(text)


def test_no_text_of_the_bundled_sample_is_taken_for_a_refusal():
    sample = pd.read_csv(REPOSITORY / "data/domains/healthcare/sample.csv", keep_default_na=False)
    assert not sample["question"].map(declines).any()
    assert not sample["answer"].map(declines_within).any()
