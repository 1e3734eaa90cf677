"""Texts that are written with a persona in mind: four forms, with examples and without."""

import json

import pandas as pd
import pytest

from syngen_assets.core.gates import gate_name
from syngen_assets.core.personas.domain import Shot
from syngen_assets.core.personas.forms import TEMPLATES
from syngen_assets.core.personas.portrait import portrait
from syngen_assets.core.settings import Settings
from syngen_assets.core.tables import PERSONA_TEXTS, PERSONAS
from syngen_assets.llm.offline import OfflineChat
from syngen_assets.llm.personas import texts
from syngen_assets.llm.scripted import ScriptedChat
from syngen_assets.storage.quality import findings
from syngen_tests.test_answering import DOMAIN
from syngen_tests.test_personas import sources

FORMS = ["question", "instruction", "article", "problem"]
CLEAN = sources("A cold is a mild illness of the nose. It passes within 7 to 10 days.", "").assign(
    topic=["a cold", None]
)
PEOPLE = PERSONAS.frame(
    {
        "persona_id": f"{place:012x}",
        "persona": f"A nurse on ward number {place}.",
        "role": "nurse",
        "source_id": source,
        "problem": problem,
    }
    for place, (source, problem) in enumerate(
        [("0" * 12, None), ("0" * 12, "near duplicate (words): x"), (f"{1:012x}", None)]
    )
)
SHOTS = [Shot(persona="A bus driver.", text="May I drive with a cold?")]


def told(**more) -> Settings:
    personas = DOMAIN.personas.model_copy(update=more)
    return Settings(DOMAIN.model_copy(update={"personas": personas}))


def written(chat, **more) -> pd.DataFrame:
    return PERSONA_TEXTS.frame(texts(chat, PEOPLE, CLEAN, told(**more)))


def says(text: str) -> ScriptedChat:
    return ScriptedChat(lambda request: json.dumps({"text": text}))


def test_every_usable_persona_has_every_form_and_an_article_only_where_there_is_a_reference():
    rows = written(says("Write it down."), forms=FORMS)
    assert rows.groupby("persona_id")["form"].agg(list).tolist() == [
        FORMS,
        ["question", "instruction", "problem"],
    ]
    assert findings(PERSONA_TEXTS, rows) == []
    assert rows["text_id"].is_unique


def test_a_persona_whose_row_is_gone_has_nothing_to_write_about():
    chat = says("Write it down.")
    rows = list(texts(chat, PEOPLE, CLEAN.head(1), told(forms=["question"])))
    assert [row["persona_id"] for row in rows] == ["0" * 12]


def test_without_forms_nothing_is_asked():
    chat = says("Write it down.")
    assert written(chat).empty
    assert chat.asked == []


@pytest.mark.parametrize("form", FORMS)
def test_each_form_has_its_template_which_names_the_person_and_the_subject(form):
    chat = says("Write it down.")
    rows = written(chat, forms=[form])
    assert rows["template"].unique().tolist() == [TEMPLATES[form].name] == [f"persona_{form}"]
    assert "A nurse on ward number 0." in chat.asked[0].prompt
    assert "The subject: a cold\n" in chat.asked[0].prompt
    assert ("within 7 to 10 days" in chat.asked[0].prompt.split("Reply with")[0]) == (
        form == "article"
    )


def test_a_portrait_adds_to_the_sentence_what_this_does_not_say():
    bare = {"persona": "A nurse, in her forties.", "age": None, "literacy": None, "goal": None}
    assert portrait(bare) == "A nurse, in her forties."
    told = {"age": "in her Forties", "literacy": "high", "goal": "to teach others."}
    assert portrait(bare | told) == (
        "A nurse, in her forties. This person is at home in specialist texts. "
        "What this person wants is to teach others."
    )


def test_where_no_topic_is_known_the_subject_is_the_question():
    chat = says("Write it down.")
    written(chat, forms=["question"])
    assert "The subject: What is 1?\n" in chat.asked[1].prompt


def test_examples_of_a_domain_are_shown_each_with_its_own_person():
    with_none, with_one = says("Write it down."), says("Write it down.")
    written(with_none, forms=["question"])
    rows = written(with_one, forms=["question", "problem"], shots={"question": SHOTS})
    shown = "Person: A bus driver.\nText: May I drive with a cold?"
    assert "Person:" not in with_none.asked[0].prompt
    assert [shown in request.prompt for request in with_one.asked] == [True, False] * 2
    assert rows["request"].is_unique


def test_a_chatty_reply_marks_its_own_row_and_no_other():
    def answer(request):
        chatty = "ward number 2" in request.prompt
        return "Sure! Here it is:" if chatty else json.dumps({"text": "Write it down."})

    rows = written(ScriptedChat(answer), forms=["instruction"])
    assert rows["problem"].isna().tolist() == [True, False]
    assert gate_name(rows["problem"][1]) == "no_json"


def test_a_text_that_holds_personal_data_is_held_back():
    rows = written(says("Call me at 212-555-0182 about it."), forms=["question"])
    assert rows["problem"].map(gate_name).unique().tolist() == ["personal_data"]


def test_offline_texts_are_the_domains_wordings_and_an_article_is_the_reference():
    rows = written(OfflineChat(), forms=FORMS).set_index(["persona_id", "form"])
    said = {form: rows.loc[("0" * 12, form), "text"] for form in FORMS}
    assert "a nurse on a general ward" in said["question"]
    assert "a cold" in said["instruction"]
    assert said["article"] == CLEAN["answer"][0]
    assert said["problem"][-1] == "?"
    assert rows.xs(f"{2:012x}")["problem"].map(gate_name).eq("empty_reply").all()  # no topic
