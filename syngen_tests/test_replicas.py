"""Replicas: copies of a source are found however they were edited, and new texts are not."""

from random import Random

import pandas as pd
import pytest

from syngen_assets.core.errors import ReplyError
from syngen_assets.core.gates import (
    SourceQuestions,
    copied_answer_gate,
    copied_question_gate,
    fresh_answer_gates,
)
from syngen_assets.core.held_out import NOTHING
from syngen_assets.core.replicas import NEARLY, Sources
from syngen_assets.core.settings import Settings
from syngen_assets.storage.folders import read_domain
from syngen_tests.homes import REPOSITORY

DOMAIN = read_domain(REPOSITORY, "healthcare")
SYLLABLES = "ka lo mi ren tu ves dor pil san gre hut wol bam cer nix".replace(" ", "|").split("|")


def text(chance: Random, length: int) -> list[str]:
    return ["".join(chance.choices(SYLLABLES, k=3)) for _ in range(length)]


def edited(chance: Random, words: list[str], share: float) -> str:
    """The words with a share of them replaced, at places by chance."""
    places = set(chance.sample(range(len(words)), round(share * len(words))))
    return " ".join("other" if place in places else word for place, word in enumerate(words))


CHANCE = Random("sources")
TEXTS = [text(CHANCE, CHANCE.randrange(60, 400)) for _ in range(200)]
SOURCES = Sources([" ".join(words) for words in TEXTS])


def likeness(share: float) -> list[float]:
    """How alike its source each of many planted copies is, after an edit."""
    chance = Random(f"edits {share}")
    found = []
    for words in TEXTS:
        start = chance.randrange(len(words) - 50)
        shared = SOURCES.shared(edited(chance, words[start : start + 50], share))
        found.append(shared.likeness if shared else 0.0)
    return found


def test_copies_are_told_by_how_much_of_them_was_edited():
    means = [sum(found) / len(found) for found in map(likeness, (0, 0.05, 0.15, 0.4, 1))]
    assert means == sorted(means, reverse=True)
    assert means[0] == 1
    assert means[-1] == 0


@pytest.mark.parametrize("share", [0, 0.05])
def test_every_copy_with_hardly_an_edit_is_found(share):
    assert min(likeness(share)) >= NEARLY


def test_a_window_is_found_wherever_it_stands_and_counts_its_words():
    chance = Random("windows")
    for words in TEXTS[:60]:
        start = chance.randrange(len(words) - 50)
        lead, tail = text(chance, chance.randrange(9)), text(chance, chance.randrange(9))
        shared = SOURCES.shared(" ".join([*lead, *words[start : start + 50], *tail]))
        assert shared is not None
        assert shared.run == 50
        assert TEXTS[shared.source] == words


def test_texts_of_other_subjects_share_nothing():
    chance = Random("others")
    assert all(SOURCES.shared(" ".join(text(chance, 60))) is None for _ in range(200))
    assert SOURCES.shared("") is None
    assert Sources([]).shared("a b c d e f g h") is None


@pytest.mark.parametrize(("length", "passes"), [(49, True), (50, False)])
def test_an_answer_may_share_49_words_together_with_its_source(length, passes):
    answer = " ".join([*TEXTS[7][5 : 5 + length], "other"])
    if passes:
        copied_answer_gate(answer, SOURCES)
    else:
        with pytest.raises(ReplyError, match=r"^copied_source: 50 words together stand in"):
            copied_answer_gate(answer, SOURCES)


ASKED = "My mother has had a dry cough at night for about six weeks, what could the cause of it be?"
CLEANED = pd.DataFrame(
    {
        "question_id": ["own", "short", "gone"],
        "normalized": [ASKED.lower().replace(",", "").strip("?"), "what is flu", None],
        "display": [ASKED, "What is flu?", None],
        "problem": [None, None, "question_length: 1 words"],
    },
    dtype="str",
)
QUESTIONS = SourceQuestions(CLEANED)


@pytest.mark.parametrize(
    "question",
    [
        "What is flu?",
        ASKED,
        ASKED.replace("six", "nine"),
        "My mother has had a dry cough at night for about six weeks, and then?",
    ],
)
def test_a_question_that_the_source_has_is_no_new_one(question):
    with pytest.raises(ReplyError, match="^copied_source: "):
        copied_question_gate(question, QUESTIONS, own="none")


@pytest.mark.parametrize(
    "question",
    [
        "What is flu like?",
        "My mother has had a dry cough for weeks, how is it treated at home now?",
    ],
)
def test_a_question_that_shares_a_few_words_with_the_source_is_new(question):
    copied_question_gate(question, QUESTIONS, own="none")


def test_a_question_may_share_much_with_the_one_that_it_was_made_of_but_not_all():
    copied_question_gate(ASKED.replace("six", "nine"), QUESTIONS, own="own")
    with pytest.raises(ReplyError, match="^copied_source: the source has this question"):
        copied_question_gate(ASKED, QUESTIONS, own="own")


def test_offline_answers_are_excerpts_by_design_and_a_models_are_not():
    cleaned = pd.DataFrame({"answer": [" ".join(TEXTS[0])]}, dtype="str")
    excerpt = " ".join(TEXTS[0][:55])
    fresh_answer_gates(cleaned, Settings(DOMAIN, offline=True), NOTHING)(excerpt)
    with pytest.raises(ReplyError, match="^copied_source: 55 words"):
        fresh_answer_gates(cleaned, Settings(DOMAIN), NOTHING)(excerpt)
