"""Steps that ask a model, with scripted ones."""

import json
import re
from collections.abc import Callable
from dataclasses import replace

import pandas as pd
import pytest

from syngen_assets.core.errors import ModelError, UsageError
from syngen_assets.core.gates import gate_name
from syngen_assets.core.prompts import plan
from syngen_assets.core.questions import clean, sources
from syngen_assets.core.settings import Settings
from syngen_assets.core.tables import RAW_QUESTIONS, usable
from syngen_assets.llm.asking import TRIES
from syngen_assets.llm.chat import Request
from syngen_assets.llm.offline import OfflineChat
from syngen_assets.llm.scripted import ScriptedChat
from syngen_assets.storage.folders import read_domain
from syngen_tests.homes import REPOSITORY
from syngen_tests.tables import answered_badly, answered_well, questions, rewritten

DOMAIN = read_domain(REPOSITORY, "healthcare")
SETTINGS = Settings(DOMAIN, questions=8)
SAMPLE = pd.read_csv(
    REPOSITORY / "data/domains/healthcare/sample.csv", keep_default_na=False, dtype="str"
)
CLEAN = clean(
    RAW_QUESTIONS.frame(
        SAMPLE.assign(row=range(len(SAMPLE)), dataset="d", split="train", revision="0" * 40)
    ),
    DOMAIN,
)
RIGHT = "Most people get well soon."
ASKED = questions("how long does a cold last", "how is gout treated", "what is acne really")


def says(text: Callable[[Request], str]) -> ScriptedChat:
    return ScriptedChat(lambda request: json.dumps({request.template.fields[0]: text(request)}))


def test_a_chatty_reply_marks_its_own_row_and_no_other():
    def answer(request: Request) -> str:
        if "gout" in request.prompt:
            return "Sure! Here it is:"
        return json.dumps({"answer": f"It depends on {len(request.prompt)}."})

    rows = answered_well(ScriptedChat(answer), ASKED, CLEAN, SETTINGS)
    assert rows["problem"].isna().tolist() == [True, False, True]
    assert gate_name(rows["problem"][1]) == "no_json"
    assert rows["attempt"].tolist() == [0, TRIES - 1, 0]


def test_an_answer_that_fails_a_gate_is_asked_again_as_a_new_request():
    chat = says(lambda request: "I'm sorry, I cannot help." if request.attempt == 0 else RIGHT)
    rows = answered_well(chat, ASKED, CLEAN, SETTINGS)
    assert rows["problem"].isna().all()
    assert [request.attempt for request in chat.asked] == [0, 0, 0, 1, 1, 1]
    assert rows["request"].is_unique


def test_a_question_with_a_reference_is_answered_from_it_and_others_are_not():
    reference = usable(CLEAN).iloc[0]
    asked = questions("what is asthma then")
    asked["reference_id"] = reference["question_id"]
    chat = says(lambda request: "Yes.")
    rows = answered_well(chat, pd.concat([asked, ASKED], ignore_index=True), CLEAN, SETTINGS)
    assert rows["template"].tolist() == ["answer_from_reference", *["answer_well"] * 3]
    assert reference["answer"] in chat.asked[0].prompt


def test_the_rejected_answer_is_another_request_with_one_named_flaw_and_the_same_length():
    chosen = answered_well(says(lambda r: "About 7 days pass, no more."), ASKED, CLEAN, SETTINGS)
    chat = says(lambda request: "About 70 days pass, no more.")
    rows = answered_badly(chat, ASKED, chosen, CLEAN, SETTINGS)
    assert not set(rows["request"]) & set(chosen["request"])
    for flaw, request in zip(rows["flaw"], chat.asked, strict=True):
        assert DOMAIN.flaws[flaw].instruction in request.prompt
        assert "About 7 days pass, no more." in request.prompt
        assert re.search("about [57] words", request.prompt)
        others = [f.instruction for name, f in DOMAIN.flaws.items() if name != flaw]
        assert not any(other in request.prompt for other in others)


def test_a_rejected_answer_that_repeats_the_chosen_one_is_tried_with_the_next_flaw():
    chosen = answered_well(says(lambda r: "About 7 days pass."), ASKED, CLEAN, SETTINGS)
    chat = says(lambda r: "about 7 DAYS pass" if r.attempt == 0 else "About 9 weeks pass.")
    rows = answered_badly(chat, ASKED, chosen, CLEAN, SETTINGS)
    assert rows["problem"].isna().all()
    first, second = chat.asked[0], chat.asked[len(ASKED)]
    assert first.facts["flaw"] != second.facts["flaw"]


def test_a_number_is_not_asked_to_be_wrong_where_there_is_none():
    many = questions(*(f"what is number {n} about" for n in range(60)))
    chosen = answered_well(says(lambda r: "Nothing is counted."), many, CLEAN, SETTINGS)
    chat = says(lambda request: "Everything is counted.")
    assert "wrong_number" not in set(answered_badly(chat, many, chosen, CLEAN, SETTINGS)["flaw"])


def test_the_mix_of_flaws_follows_the_weights():
    many = questions(*(f"what is number {n} about" for n in range(800)))
    chosen = answered_well(says(lambda r: "There are 7 of them."), many, CLEAN, SETTINGS)
    rows = answered_badly(says(lambda r: "There are 9."), many, chosen, CLEAN, SETTINGS)
    shares = rows["flaw"].value_counts(normalize=True)
    total = sum(flaw.weight for flaw in DOMAIN.flaws.values())
    for name, flaw in DOMAIN.flaws.items():
        assert shares[name] == pytest.approx(flaw.weight / total, abs=0.06)


def test_rewriting_takes_the_next_prompts_for_those_that_fail_and_keeps_the_failures():
    settings = replace(SETTINGS, questions=20)
    prompts = plan(CLEAN, settings, set())

    def answer(request: Request) -> str:
        spoilt = int(request.facts["chance"][1], 16) % 3 == 0
        topic = request.facts["topic"]
        return (
            "No" if spoilt else f"What is new about {topic} {request.values['instruction'][:20]}?"
        )

    rows = rewritten(says(answer), prompts, CLEAN, settings, set())
    good = usable(rows)
    assert len(good) == 11
    assert len(rows) > len(good)
    assert rows["prompt_id"].tolist() == prompts["prompt_id"].tolist()[: len(rows)]
    assert set(rows["problem"].dropna().map(gate_name)) == {"question_length"}


def test_a_question_that_is_there_already_is_asked_again():
    settings = replace(SETTINGS, questions=20)
    prompts = plan(CLEAN, settings, set())
    chat = says(
        lambda r: (
            "What is the same for all?"
            if r.attempt == 0
            else f"What about {r.facts['topic']} {r.facts['chance'][1]}?"
        )
    )
    rows = rewritten(chat, prompts, CLEAN, settings, set())
    assert rows["problem"].isna().all()
    assert rows["normalized"].is_unique
    assert rows["attempt"].tolist() == [0] + [1] * 10


def test_an_excluded_question_does_not_count():
    settings = replace(SETTINGS, questions=20)
    prompts = plan(CLEAN, settings, set())
    first = rewritten(OfflineChat(), prompts, CLEAN, settings, set())
    gone = {first["question_id"][0]}
    again = rewritten(OfflineChat(), plan(CLEAN, settings, gone), CLEAN, settings, gone)
    assert again["problem"][0].startswith("excluded")
    assert len(usable(again)) == len(usable(first))


@pytest.mark.parametrize("retired", DOMAIN.modifications)
def test_offline_a_retired_modification_takes_no_line_of_another_with_it(retired: str):
    settings = replace(SETTINGS, questions=200, offline=True)
    without = replace(settings, words={retired: "retired"})
    cleaned = CLEAN.assign(flaw="wrong_number")
    wanted = 200 - len(sources(cleaned, settings, set()))
    before = plan(cleaned, settings, set()).head(wanted)
    after = plan(cleaned, without, set())
    first = after.head(200 - len(sources(cleaned, without, set())))
    assert retired not in set(after["modification"])
    assert set(before.loc[before["modification"] != retired, "prompt_id"]) <= set(
        first["prompt_id"]
    )
    counts = first["modification"].value_counts()
    assert counts.max() - counts.min() <= 1


def test_a_domain_without_offline_flaws_says_which_there_are():
    flaws = {"unsafe_advice": DOMAIN.flaws["unsafe_advice"]}
    domain = DOMAIN.model_copy(update={"flaws": flaws})
    settings = replace(SETTINGS, domain=domain, offline=True)
    chosen = answered_well(says(lambda r: "Yes."), ASKED, CLEAN, SETTINGS)
    with pytest.raises(UsageError, match="wrong_number"):
        answered_badly(OfflineChat(), ASKED, chosen, CLEAN, settings)


def test_the_offline_model_has_a_version_and_answers_nothing_it_has_no_ground_for():
    rows = answered_well(OfflineChat(), ASKED, CLEAN, SETTINGS)
    assert rows["problem"].notna().all()
    assert len(OfflineChat().version) == 12


def test_an_answer_that_no_rule_can_spoil_is_a_problem_with_a_name():
    chosen = answered_well(says(lambda r: "So it goes, they say."), ASKED, CLEAN, SETTINGS)
    offline = replace(SETTINGS, offline=True)
    rows = answered_badly(OfflineChat(), ASKED, chosen, CLEAN, offline)
    assert set(rows["problem"].map(gate_name)) == {"no_flaw"}
    assert len(rows) == len(ASKED)


def test_a_flaw_is_not_made_of_an_aspect_that_it_is_kept_from():
    assert "wrong_entity" in DOMAIN.flaws_for("symptoms")
    assert "wrong_entity" not in DOMAIN.flaws_for("daily_life")
    many = questions(*(f"what is number {n} about" for n in range(60)), aspect="daily_life")
    chosen = answered_well(says(lambda r: "There are 7 of them."), many, CLEAN, SETTINGS)
    rows = answered_badly(says(lambda r: "There are 9."), many, chosen, CLEAN, SETTINGS)
    assert "wrong_entity" not in set(rows["flaw"])


def test_an_answer_in_another_language_is_asked_again_and_then_the_problem_of_its_row():
    german = "Das kann man so nicht sagen, und es ist auch nicht immer gleich."
    chat = says(lambda request: german if "gout" in request.prompt else "It is not the same.")
    rows = answered_well(chat, ASKED, CLEAN, SETTINGS)
    assert rows["problem"].isna().tolist() == [True, False, True]
    assert gate_name(rows["problem"][1]) == "wrong_language"
    assert rows["attempt"].tolist() == [0, TRIES - 1, 0]


def test_a_model_that_only_speaks_another_language_ends_the_run_before_it_costs_more():
    many = questions(*(f"how long does cold number {number} last" for number in range(12)))
    chat = says(lambda request: "Das kann man so nicht sagen, und es ist auch nicht gut.")
    with pytest.raises(ModelError, match="None of 12 replies .* wrong_language: German"):
        answered_well(chat, many, CLEAN, SETTINGS)
    assert len(chat.asked) == 12
