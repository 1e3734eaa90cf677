"""The bundled sample: what the first run on a machine without a network is made of."""

import re
from pathlib import Path

import pandas as pd
import pytest

from syngen_assets.core.cleaning import normalize
from syngen_assets.core.text import tokens, words
from syngen_assets.storage.folders import DOMAINS, read_domain

HOME = Path(__file__).parent.parent
FOLDER = HOME / DOMAINS / "healthcare"
SAMPLE = pd.read_csv(FOLDER / "sample.csv", dtype="str")
DOSE = r"(?i)\d+\s*(mg|milligrams?|mcg|micrograms?|ml|tablets?|pills?|capsules?)\b(?! per )"
FOOD = "keep sodium under 2,300 milligrams a day"
CONTACT = r"https?:|www\.|\w@\w|\w\.(com|org|gov|edu)\b|\(?\d{3}\)?[-. ]\d{3}[-. ]?\d{4}"


def rows_where(broken: pd.Series) -> list[tuple[str, str]]:
    found = SAMPLE.loc[broken.astype(bool)]
    return list(zip(found["topic"], found["aspect"], strict=True))


def test_each_of_many_topics_has_the_same_seven_aspects_once_each():
    assert list(SAMPLE.columns) == ["topic", "aspect", "question", "answer"]
    assert SAMPLE["topic"].nunique() >= 45
    assert SAMPLE["aspect"].nunique() == 7
    assert not SAMPLE.duplicated(["topic", "aspect"]).any()
    assert (SAMPLE.groupby("topic").size() == 7).all()
    assert SAMPLE["topic"].str.casefold().nunique() == SAMPLE["topic"].nunique()


def test_there_are_140_questions_and_no_two_are_the_same_after_cleaning():
    questions = SAMPLE["question"].dropna()
    assert len(questions) == questions.map(normalize).nunique() == 140


def test_a_question_fits_the_limits_of_the_domain():
    least, most = read_domain(HOME, "healthcare").limits.question_words
    counts = SAMPLE["question"].dropna().map(lambda text: len(normalize(text).split()))
    assert counts.between(least, most).all()


def test_an_answer_is_short_whole_and_names_its_topic():
    answers = SAMPLE["answer"]
    named = [t.casefold() in a.casefold() for t, a in zip(SAMPLE["topic"], answers, strict=True)]
    assert rows_where(answers.isna()) == []
    assert rows_where(answers.map(tokens) >= 70) == []
    assert rows_where(answers.map(lambda text: len(words(text))) < 8) == []
    assert rows_where(~answers.str.endswith(".")) == []
    assert rows_where(~pd.Series(named)) == []


def test_no_two_answers_are_the_same():
    assert SAMPLE["answer"].map(normalize).nunique() == len(SAMPLE)


@pytest.mark.parametrize("column", ["question", "answer"])
def test_no_text_holds_an_address_or_a_dose(column):
    texts = SAMPLE[column].fillna("")
    assert [text for text in texts if re.search(CONTACT, text)] == []
    assert [text for text in texts if re.search(DOSE, text.replace(FOOD, ""))] == []


@pytest.mark.parametrize(
    "text", ["Take 20mg.", "Take 2 pills.", "5 MG", "Call 800-273-8255", "See a.b@c.org", "www.x.y"]
)
def test_a_dose_or_an_address_would_be_seen(text):
    assert re.search(f"{DOSE[4:]}|{CONTACT}", text, re.IGNORECASE)


def test_every_modification_has_cells_that_wait_for_a_question():
    domain = read_domain(HOME, "healthcare")
    open_cells = SAMPLE.loc[SAMPLE["question"].isna(), "aspect"].value_counts()
    assert set(domain.modifications) <= set(SAMPLE["aspect"])
    wanted = domain.target - int(domain.target * domain.source_share)
    assert min(open_cells[name] for name in domain.modifications) >= wanted / 6
