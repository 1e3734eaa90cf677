"""The offline generator on the bundled sample: what it makes can be verified by a program."""

from dataclasses import replace

import pandas as pd
import pytest

from syngen_assets.core.cleaning import normalize
from syngen_assets.core.excerpts import fold
from syngen_assets.core.pairs import join
from syngen_assets.core.prompts import plan
from syngen_assets.core.proving import proven
from syngen_assets.core.questions import choose
from syngen_assets.core.settings import Settings
from syngen_assets.core.spoiling import with_flaw
from syngen_assets.core.tables import PAIRS, usable
from syngen_assets.core.text import tokens, words
from syngen_assets.llm.offline import OfflineChat
from syngen_assets.storage.quality import findings
from syngen_tests.tables import answered_badly, answered_well, rewritten
from syngen_tests.test_answering import CLEAN as PLAIN
from syngen_tests.test_answering import DOMAIN

SETTINGS = Settings(DOMAIN, offline=True)
CLEAN = with_flaw(PLAIN, SETTINGS)


@pytest.fixture(scope="module")
def made() -> dict[str, pd.DataFrame]:
    chat = OfflineChat()
    synthetic = rewritten(chat, plan(CLEAN, SETTINGS, set()), CLEAN, SETTINGS, set())
    questions = choose(CLEAN, synthetic, SETTINGS, set())
    chosen = answered_well(chat, questions, CLEAN, SETTINGS)
    rejected = answered_badly(chat, questions, chosen, CLEAN, SETTINGS)
    joined = join(questions, chosen, rejected, SETTINGS.domain)
    pairs = proven(joined, questions, rejected, CLEAN)
    return {"questions": questions, "chosen": chosen, "rejected": rejected, "pairs": pairs}


def test_there_are_140_source_and_160_synthetic_questions(made: dict[str, pd.DataFrame]):
    assert made["questions"]["origin"].value_counts().to_dict() == {"source": 140, "synthetic": 160}
    assert findings(PAIRS, made["pairs"]) == []


def test_modifications_are_even(made: dict[str, pd.DataFrame]):
    counts = made["questions"]["modification"].value_counts()
    assert set(counts.index) == set(DOMAIN.modifications)
    assert counts.max() - counts.min() <= 1


def test_style_does_not_betray_origin(made: dict[str, pd.DataFrame]):
    questions = made["questions"]
    assert (questions["question"] == questions["question"].map(normalize)).all()


def test_every_chosen_answer_stands_word_for_word_in_its_reference(made: dict[str, pd.DataFrame]):
    answers = CLEAN.set_index("question_id")["answer"]
    rows = made["questions"].merge(made["chosen"], on="question_id")
    for row in rows.to_dict("records"):
        assert row["chosen"] in fold(answers[row["reference_id"]])
        assert row["chosen"][-1] in ".!"


def test_every_rejected_answer_is_wrong_in_the_way_it_says(made: dict[str, pd.DataFrame]):
    answers = CLEAN.set_index("question_id")["answer"]
    for row in usable(made["pairs"]).to_dict("records"):
        if pd.isna(row["donor_id"]):
            place = row["rejected"].index(row["after"])
            mended = (
                row["rejected"][:place]
                + row["before"]
                + row["rejected"][place + len(row["after"]) :]
            )
            assert mended == row["chosen"], row
        elif row["flaw"] == "off_aspect":
            assert row["rejected"] in fold(answers[row["donor_id"]])
        else:
            assert row["flaw"] == "wrong_entity"
            assert row["before"] in fold(answers[row["donor_id"]])
            assert row["after"] == row["rejected"] != row["before"]


def test_the_verifier_finds_every_flaw(made: dict[str, pd.DataFrame]):
    assert set(usable(made["pairs"])["verified"]) == {"yes"}


def test_both_answers_are_of_one_length_and_under_the_limit(made: dict[str, pd.DataFrame]):
    for row in usable(made["pairs"]).to_dict("records"):
        long, short = len(words(row["chosen"])), len(words(row["rejected"]))
        assert abs(long - short) <= 0.25 * long
        assert max(tokens(row["chosen"]), tokens(row["rejected"])) < 70


def test_no_flaw_has_more_than_three_tenths_of_the_pairs(made: dict[str, pd.DataFrame]):
    shares = usable(made["pairs"])["flaw"].value_counts(normalize=True)
    assert shares.max() <= 0.3
    assert len(shares) == 5


def test_more_questions_keep_the_first_ones(made: dict[str, pd.DataFrame]):
    fewer = replace(SETTINGS, questions=200)
    chat = OfflineChat()
    synthetic = rewritten(chat, plan(CLEAN, fewer, set()), CLEAN, fewer, set())
    small = choose(CLEAN, synthetic, fewer, set())
    drawn = small.loc[small["origin"] == "source", "question_id"]
    assert set(drawn) <= set(made["questions"]["question_id"])
