"""Personas: found in texts, grown by relations until the graph is closed, none of them twice."""

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from syngen_assets.core.duplicates import Vectors
from syngen_assets.core.errors import DomainError, ReplyError, UsageError
from syngen_assets.core.gates import gate_name
from syngen_assets.core.personas.by_rule import facts, persona
from syngen_assets.core.personas.counting import counts
from syngen_assets.core.personas.domain import Personas
from syngen_assets.core.personas.growing import CIRCLES, LIKELY, Ask, Growth, Told, planned, room
from syngen_assets.core.personas.reading import Persona, read_persona
from syngen_assets.core.repeats import WORDS_ONLY, Meanings
from syngen_assets.core.settings import Settings
from syngen_assets.core.tables import CLEAN_QUESTIONS, PERSONAS, usable
from syngen_assets.llm.chat import Request
from syngen_assets.llm.offline import OfflineChat
from syngen_assets.llm.openai import OpenAIChat
from syngen_assets.llm.personas import grow
from syngen_assets.llm.scripted import ScriptedChat
from syngen_assets.llm.store import ResponseStore
from syngen_assets.llm.stored import StoredChat
from syngen_assets.storage.quality import findings
from syngen_tests.servers.openai import FakeOpenAI
from syngen_tests.test_answering import CLEAN, DOMAIN
from syngen_tests.test_domains import colds

COLDS = colds()
CIRCLE = {
    "A daughter who looks after her mother.": "The mother who is ill at home.",
    "The mother who is ill at home.": "A nurse who comes every morning.",
    "A nurse who comes every morning.": "A driver of the nurse's bus.",
    "A driver of the nurse's bus.": "A daughter who looks after her mother.",
}
FIRST = next(iter(CIRCLE))
GRAPH = {
    "A root of the first tree.": [
        "A left branch there.",
        "A right branch there.",
        "A middle bough.",
    ],
    "A left branch there.": ["Some quiet leaf outside.", "A right branch there.", "A thin twig."],
}


def sources(*answers: str) -> pd.DataFrame:
    """Clean questions with these answers."""
    rows = [
        {
            "question_id": f"{place:012x}",
            "row": place,
            "display": f"What is {place}?",
            "answer": text,
        }
        for place, text in enumerate(answers)
    ]
    return CLEAN_QUESTIONS.frame(rows)


def told(**more: Any) -> Settings:
    """Settings of a small domain with these keys of `personas`."""
    return Settings(COLDS.model_copy(update={"personas": Personas(**more)}))


def says(who: Callable[[Request], str | None]) -> ScriptedChat:
    return ScriptedChat(lambda request: json.dumps({"persona": who(request)}))


def by_graph(graph: Mapping[str, Sequence[str]], seeds: Mapping[str, str]) -> ScriptedChat:
    """A model with a fixed graph: each circle of a persona holds one that is related to it."""

    def who(request: Request) -> str:
        if request.template.name == "persona_from_text":
            return seeds[request.values["text"]]
        related = graph.get(request.values["persona"]) or [request.values["persona"]]
        return related[CIRCLES.index(request.values["relation"]) % len(related)]

    return says(who)


def grown(chat, cleaned: pd.DataFrame, run: Settings, meanings=WORDS_ONLY) -> pd.DataFrame:
    return PERSONAS.frame(grow(chat, cleaned, run, meanings))


def took(*texts: str, embed: Callable[[Sequence[str]], Vectors] | None = None) -> pd.DataFrame:
    """What becomes of personas that are found all at once."""
    rows = [
        {"id": str(place), "persona": text, "problem": None, "iteration": 0}
        for place, text in enumerate(texts)
    ]
    return PERSONAS.frame(Growth(Personas(), 0, embed).take(rows))


# Reading.


def test_all_that_a_reply_tells_of_a_persona_is_read():
    said = {"persona": "A nurse on a ward.", "role": "nurse", "age": "in his thirties"}
    said |= {"literacy": "High", "goal": "to explain things well"}
    found = read_persona(json.dumps(said), "stop", COLDS)
    assert found == Persona(**{**said, "literacy": "high"})


@pytest.mark.parametrize("literacy", ["very good", "", None, 3])
def test_what_cannot_be_read_of_a_slot_is_left_out_and_the_persona_stays(literacy):
    said = {
        "persona": "A nurse\n on a ward.",
        "literacy": literacy,
        "role": ["x"],
        "goal": "x" * 200,
    }
    assert read_persona(json.dumps(said), "stop", COLDS) == Persona("A nurse on a ward.")


def test_a_bare_sentence_is_a_persona_and_prose_around_json_is_none():
    bare = "A school nurse who advises parents."
    assert read_persona(bare, "stop", COLDS) == Persona(bare)
    wrapped = f'Here you are:\n```json\n{{"persona": "{bare}"}}\n```'
    assert read_persona(wrapped, "stop", COLDS) == Persona(bare)


@pytest.mark.parametrize(
    ("reply", "gate"),
    [
        ("Sure! Here is a persona for you:", "no_json"),
        ('{"persona": "", "role": "nurse"}', "empty_reply"),
        ('{"role": "nurse"}', "wrong_schema"),
        ('{"persona": "A nurse"}', "persona_length"),
        (json.dumps({"persona": "one " * 61}), "persona_length"),
        ('{"persona": "A nurse whom you reach at nurse.jo@example.com."}', "personal_data"),
        (
            '{"persona": "Eine Krankenschwester, die auf einer Station im Haus arbeitet."}',
            "wrong_language",
        ),
        ("I'm sorry, but I cannot help with that.", "refused_reply"),
    ],
)
def test_a_reply_without_a_persona_says_why(reply, gate):
    with pytest.raises(ReplyError) as caught:
        read_persona(reply, "stop", COLDS)
    assert gate_name(str(caught.value)) == gate


@given(
    st.text()
    | st.dictionaries(st.sampled_from(["persona", "role", "age"]), st.text()).map(json.dumps)
)
def test_any_reply_is_a_persona_or_has_a_problem(reply):
    try:
        found = read_persona(reply, "stop", COLDS)
    except ReplyError:
        return
    assert 3 <= len(found.persona.split()) <= 60


# Growing.


def test_a_circle_of_four_is_found_once_and_then_nobody_is_asked_about():
    chat = by_graph({who: [other] for who, other in CIRCLE.items()}, {"Colds pass.": FIRST})
    rows = grown(chat, sources("Colds pass."), told())
    kept = usable(rows)
    assert kept["persona"].tolist() == list(CIRCLE)
    assert kept["iteration"].tolist() == [0, 1, 2, 3]
    assert rows["iteration"].max() == 4  # in which the first one comes back, and nobody new
    assert len(rows) == len(chat.asked) == 1 + 4 * len(CIRCLES)
    assert rows["problem"].dropna().map(gate_name).unique().tolist() == ["near duplicate (words)"]


def test_a_tree_is_grown_branch_by_branch_and_the_lineage_leads_back_to_the_text():
    chat = by_graph(GRAPH, {"Colds pass.": "A root of the first tree."})
    rows = usable(grown(chat, sources("Colds pass."), told()))
    assert rows["iteration"].value_counts().to_dict() == {0: 1, 1: 3, 2: 2}
    by_id = rows.set_index("persona_id")
    for row in rows[rows["iteration"] > 0].to_dict("records"):
        parent = by_id.loc[row["parent_id"]]
        assert parent["iteration"] == row["iteration"] - 1
        assert row["persona"] in GRAPH[parent["persona"]]
        assert row["relation"] in CIRCLES
    assert rows["source_id"].unique().tolist() == [f"{0:012x}"]
    assert rows["relation"].iloc[0] in LIKELY


@pytest.mark.parametrize("iterations", [0, 1, 2, 6])
def test_there_are_as_many_iterations_as_the_domain_asks_for(iterations):
    chat = says(lambda request: f"A person called {len(chat.asked)} by everybody here.")
    rows = grown(chat, sources("Colds pass."), told(iterations=iterations, most=400))
    assert sorted(rows["iteration"].unique()) == list(range(iterations + 1))


def test_of_an_iteration_only_the_frontier_is_grown_further():
    chat = says(lambda request: f"A person called {len(chat.asked)} by everybody here.")
    texts = [f"Text number {place} is here." for place in range(9)]
    rows = grown(chat, sources(*texts), told(frontier=2, iterations=3, most=400))
    assert rows["iteration"].value_counts().to_dict() == {0: 2, 1: 6, 2: 6, 3: 6}
    assert rows.groupby("iteration")["parent_id"].nunique().tolist() == [0, 2, 2, 2]


@pytest.mark.parametrize("most", [1, 7, 20, 100])
def test_there_are_never_more_than_allowed_and_every_iteration_has_its_share(most):
    chat = says(lambda request: f"A person called {len(chat.asked)} by everybody here.")
    run = told(most=most)
    rows = grown(chat, sources(*(f"Text number {place}." for place in range(60))), run)
    assert len(usable(rows)) == most == planned(run.domain.personas, 60)
    if most == 100:
        assert rows["iteration"].value_counts().sort_index().tolist() == [
            15,
            15,
            14,
            14,
            14,
            14,
            14,
        ]


@given(st.integers(1, 300), st.integers(0, 6), st.integers(1, 60), st.integers(0, 90))
def test_what_is_planned_is_never_more_than_allowed(most, iterations, frontier, texts):
    personas = Personas(most=most, iterations=iterations, frontier=frontier)
    assert 0 <= planned(personas, texts) <= most
    assert planned(personas, 0) == 0
    assert room(personas, iterations, most) == 0


def test_a_reply_that_is_none_is_kept_with_its_problem_and_nobody_grows_from_it():
    chat = ScriptedChat(lambda request: "Sure! Here it is:")
    rows = grown(chat, sources("Colds pass."), told())
    assert rows["problem"].map(gate_name).tolist() == ["no_json"]
    assert rows["attempt"].tolist() == [2]
    assert findings(PERSONAS, rows) == []


def test_where_replies_are_awaited_nobody_is_asked_about_further():
    class Batch(ScriptedChat):
        def _reply(self, request):
            return replace(super()._reply(request), finish="awaited")

    chat = Batch(lambda request: "")
    rows = grown(chat, sources("Colds pass.", "Flu lasts."), told())
    assert rows["problem"].map(gate_name).tolist() == ["awaited", "awaited"]
    assert rows["iteration"].tolist() == [0, 0]


def test_the_column_that_personas_are_found_in_is_the_domains_choice():
    asked = {}
    for of in ("answer", "question", "topic", "aspect", "synonyms"):
        chat = says(lambda request: "A person who waits for a bus.")
        cleaned = sources("Colds pass.").assign(topic="a cold", aspect="outlook", synonyms="chill")
        grown(chat, cleaned, told(of=of, iterations=0))
        asked[of] = chat.asked[0].values["text"]
    assert asked == {
        "answer": "Colds pass.",
        "question": "What is 0?",
        "topic": "a cold",
        "aspect": "outlook",
        "synonyms": "chill",
    }


def test_only_usable_rows_that_have_such_a_text_are_asked_about():
    cleaned = sources("Colds pass.", "Flu lasts.", "Gout hurts.")
    cleaned.loc[0, "problem"], cleaned.loc[1, "answer"] = "question_length: 1 word", None
    chat = says(lambda request: "A person who waits for a bus.")
    grown(chat, cleaned, told(iterations=0))
    assert [request.values["text"] for request in chat.asked] == ["Gout hurts."]


def test_over_the_net_every_reply_is_kept_and_the_same_graph_costs_nothing_a_second_time(tmp_path):
    def answer(body):
        prompt = body["messages"][0]["content"]
        person = next((who for who in CIRCLE if who in prompt), None)
        said = {"persona": CIRCLE[person] if person else FIRST, "role": "someone", "age": "any"}
        return json.dumps(said | {"literacy": "everyday", "goal": "to get well"})

    cleaned = sources("Colds pass.", "Flu lasts longer.")
    with FakeOpenAI(answer) as server, ResponseStore(tmp_path / "replies.sqlite") as store:
        model = OpenAIChat(model="gpt-4o-mini", api_key="sk-test-123", base_url=server.url)
        rows = grown(StoredChat(model, store), cleaned, told())
        asked = server.good
        again = grown(StoredChat(model, store), cleaned, told())
        schema = server.log[0]["response_format"]["json_schema"]["schema"]["properties"]
    assert asked == server.good == len(rows) == 2 + 4 * len(CIRCLES)
    assert usable(rows)["persona"].tolist() == list(CIRCLE)
    assert schema["literacy"]["enum"] == ["low", "everyday", "high"]
    pd.testing.assert_frame_equal(rows, again)


# Duplicates.

PLANTED = (
    "A retired teacher who lives alone and reads the paper every day at home.",
    "A retired teacher who lives alone and reads the paper every day at home.",  # exact
    "Every day at home reads the paper a retired teacher who lives alone, and",  # word order
    "A retired teacher who lives alone and reads the paper almost every day at home.",  # one word
    "An old schoolmistress on her own who follows the news each morning.",  # paraphrase
    "A bus driver who catches many colds.",  # unrelated
)


def by_subject(texts: Sequence[str]) -> Vectors:
    """Texts mean the same if both speak of a bus, or neither does."""
    of = [[1.0, 0.0] if "bus" in text else [0.0, 1.0] for text in texts]
    return np.array(of, dtype=np.float32)


def test_planted_copies_are_found_by_words_and_paraphrases_by_meaning():
    words = counts(took(*PLANTED))
    assert (words.asked, words.kept, words.words, words.meaning) == (6, 3, 3, 0)
    both = counts(took(*PLANTED, embed=by_subject))
    assert (both.asked, both.kept, both.words, both.meaning) == (6, 2, 3, 1)


def test_what_would_be_left_out_at_a_looser_limit_is_counted_and_stays():
    found = counts(
        took("A nurse on a quiet ward at night here.", "A nurse on a busy ward at night here.")
    )
    assert (found.kept, found.words, found.loosely) == (2, 0, 1)


def test_a_copy_names_the_persona_that_it_repeats_and_has_an_id_of_its_own():
    rows = took(*PLANTED[:2])
    (kept,) = usable(rows)["persona_id"]
    problem = rows["problem"].dropna().tolist()
    assert problem == [f"near duplicate (words): nearly the same as {kept}"]
    assert rows["persona_id"].is_unique


@settings(max_examples=40)
@given(st.permutations(PLANTED), st.booleans())
def test_the_order_of_replies_changes_neither_who_is_kept_nor_how_many(texts, meaning):
    embed = by_subject if meaning else None
    assert set(usable(took(*texts, embed=embed))["persona"]) == set(
        usable(took(*PLANTED, embed=embed))["persona"]
    )


def test_the_order_of_the_source_changes_nobody():
    def who(request: Request) -> str:
        said = request.values.get("text") or request.values["persona"]
        return f"A person who thinks of {len(said) % 7} things and {said[-3:-1]} at once."

    cleaned = sources(*(f"Text number {place} of them." for place in range(30)))
    run = told(most=30, frontier=5)
    once = grown(says(who), cleaned, run)
    again = grown(says(who), cleaned.iloc[::-1].reset_index(drop=True), run)
    assert set(once["persona_id"]) == set(again["persona_id"])
    assert counts(once) == counts(again)


def test_personas_that_mean_the_same_are_told_apart_from_those_with_the_same_words():
    chat = says(lambda request: f"A bus driver of line {len(chat.asked)} in town there.")
    rows = grown(chat, sources("a", "b", "c"), told(iterations=0), Meanings("test", by_subject))
    assert Counter(rows["problem"].dropna().map(gate_name)) == {"near duplicate (meaning)": 2}


# Offline.

OFFLINE = Settings(DOMAIN, offline=True)


@pytest.fixture(scope="module")
def offline() -> pd.DataFrame:
    return grown(OfflineChat(), CLEAN, OFFLINE)


def test_offline_personas_are_the_domains_roles_and_those_related_to_them(offline: pd.DataFrame):
    assert findings(PERSONAS, offline) == []
    kept = usable(offline)
    personas = DOMAIN.personas
    assert set(kept["role"]) == set(personas.roles)
    roles = dict(zip(kept["persona_id"], kept["role"], strict=True))
    for row in kept[kept["origin"] == "persona"].to_dict("records"):
        assert row["role"] in personas.relations[roles[row["parent_id"]]]
    found = counts(offline)
    assert found.kept == len(kept) >= 60
    assert found.words == len(offline) - found.kept > 0


def test_every_role_of_the_domain_is_related_to_some_and_some_are_related_to_it():
    personas = DOMAIN.personas
    assert set(personas.relations) == set(personas.roles)
    assert {role for related in personas.relations.values() for role in related} == set(
        personas.roles
    )
    assert set(personas.asks) == set(DOMAIN.modifications)
    assert personas.share == 0


def test_offline_a_reply_hangs_on_its_facts_alone_and_on_nothing_without_a_role():
    one = Ask("text", "Colds pass.", "0" * 12, None, "read")
    found = facts(one, DOMAIN.personas, 0)
    assert persona(found, 0) == persona(dict(found), 0) != persona(found, 1)
    assert facts(one, Personas(), 0) == {}
    assert persona({}, 0) is None
    stranger = replace(one, origin="persona", role="pirate", relation=CIRCLES[0])
    assert facts(stranger, DOMAIN.personas, 0) == {}


def test_offline_a_domain_without_roles_is_told_what_is_missing():
    with pytest.raises(UsageError, match="has no roles under personas, and without them nobody"):
        grown(OfflineChat(), CLEAN, replace(told(), offline=True))


# What a domain says.


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ("share: 1.5", "personas.share is 1.5"),
        ("most: 0", "personas.most is 0"),
        ("iterations: 7", "personas.iterations is 7"),
        ("colour: [pink]", "personas.colour.0 is 'pink'"),
        ("colour: []", "personas.colour is []"),
        ("of: title", "personas.of is 'title'"),
        ("hue: 1", "personas.hue is not a known key; allowed here: of, most, iterations"),
        (
            "relations: {nurse: [doctor]}",
            "relations of 'nurse' name 'nurse', which is no role; there are none",
        ),
        ('asks: {sing: ["What now?"]}', "asks.sing belongs to no modification; there are"),
        ('wordings: {question: ["What is $topic?"]}', "must hold the blanks $topic and $role"),
    ],
)
def test_what_a_domain_may_not_say_of_personas_is_named(said, problem):
    with pytest.raises(DomainError) as caught:
        colds(f"personas: {{{said}}}")
    assert problem in str(caught.value)


def test_texts_are_drawn_by_identity_and_not_by_place():
    texts = [Told(f"{place:012x}", f"Text {place}") for place in range(20)]
    some = Growth(Personas(frontier=5), 0).first(texts)
    assert some == Growth(Personas(frontier=5), 0).first(texts[::-1])
    assert [ask.source_id for ask in some] != [told.id for told in texts[:5]]
    assert some != Growth(Personas(frontier=5), 1).first(texts)
