"""Row gates of a domain: for each, texts that fail it, near misses that pass, and its switch."""

import json
from collections.abc import Callable

import pytest

from syngen_assets.core.errors import DomainError, ReplyError
from syngen_assets.core.gates import (
    answer_gates,
    answer_reference_gate,
    contradiction_gate,
    echo_gate,
    ending_gate,
    formula_gate,
    gate_name,
    leak_gate,
    length_gate,
    likeness_gate,
    pair_gates,
    personal_gate,
    question_gates,
    question_problems,
    reference_gate,
    short_answer_gate,
)
from syngen_assets.core.held_out import HeldOut
from syngen_assets.core.pairs import join
from syngen_assets.core.preferences import Limits
from syngen_assets.core.recipes import parse
from syngen_assets.core.row_gates import RowGates
from syngen_assets.core.settings import Settings
from syngen_assets.core.tables import CLEAN_QUESTIONS
from syngen_assets.llm.asking import TRIES
from syngen_assets.llm.chat import Request
from syngen_assets.llm.scripted import ScriptedChat
from syngen_assets.storage.folders import read_domain
from syngen_tests import tables
from syngen_tests.homes import REPOSITORY

DOMAIN = read_domain(REPOSITORY, "healthcare")
NO_SOURCE = CLEAN_QUESTIONS.frame([])
ASKED = "How long does a cold last?"
ANSWER = "A cold lasts 7 to 10 days in most people."


def held_back(gate: Callable[..., None], *texts: object) -> str:
    """The name of the gate that holds the texts back; empty if they pass."""
    try:
        gate(*texts)
    except ReplyError as error:
        return gate_name(str(error))
    return ""


def test_a_sound_question_and_two_sound_answers_pass_every_gate():
    question_gates(ASKED, DOMAIN)
    answer_gates(ASKED, ANSWER, DOMAIN)
    answer_gates(ASKED, ANSWER.replace("days", "weeks"), DOMAIN)
    pair_gates(ANSWER, ANSWER.replace("days", "weeks"), DOMAIN)


@pytest.mark.parametrize(
    ("answer", "name"), [("Ten days.", "short_answer"), ("It lasts ten days.", "")]
)
def test_an_answer_has_as_many_words_as_the_domain_wants_at_least(answer, name):
    assert held_back(short_answer_gate, answer, Limits(answer_least_words=4)) == name


@pytest.mark.parametrize(
    "answer",
    [
        "It passes within 10 days",
        "It passes within 10 days, and",
        "It passes within the.",
        "The usual signs include.",
        "Take rest, fluids and other measures such as.",
        "It passes within ten...",
        "It passes soon…",
        "It passes (in most people within 10 days.",
        "Doctors call it “a common cold.",
        "Signs are:",
        "It is caused by.",
        "Many medicines help, e.g.",
        "It depends on your",
    ],
)
def test_an_answer_that_breaks_off_is_held_back(answer):
    assert held_back(ending_gate, answer) == "unfinished_answer"


@pytest.mark.parametrize(
    "answer",
    [
        "It passes within 10 days.",
        "It passes!",
        "Does it pass? It does (mostly).",
        "She said “it passes.”",
        "Rest. **It helps.**",
        "This is what it is for.",
        "That is all that one should be aware of.",
        "The blood is tested for hepatitis A.",
        "It was found by Smith et al.",
        "Es vergeht von selbst.",
        "感冒通常持续七到十天。",
        "¿Cuánto dura? Dura diez días.",
        "It is given a) at night, b) in the morning.",
        "About 3.5.",
    ],
)
def test_an_answer_that_comes_to_its_end_passes(answer):
    assert held_back(ending_gate, answer) == ""


@pytest.mark.parametrize(
    "text",
    [
        "As requested, here is an incorrect answer: flu is a fungus.",
        "Here is an incorrect answer: flu is a fungus.",
        "Flu is a fungus. Just kidding, it is a virus.",
        "I'm joking, flu is a virus.",
        "The wrong answer is that flu is a fungus.",
        "The incorrect answer would be that flu is a fungus.",
        "Incorrect answer: flu is a fungus.",
        "Flu is a fungus. Note: this is false.",
        "Flu is a fungus. (Note: this answer is deliberately wrong.)",
        "Flu is a fungus. This information is incorrect.",
        "A deliberately false statement is that flu is a fungus.",
        "The correct answer is a virus.",
        "The true answer would be a virus.",
        "As you asked, flu is a fungus.",
        "According to the provided context, flu is a virus.",
        "In fewer than 70 tokens: flu is a virus.",
        "Sure! Here is the answer: flu is a virus.",
        "Rewritten question: How is flu treated?",
        "Flu is a fungus. The error here is the word fungus.",
        "I changed the cause: flu is a fungus.",
    ],
)
def test_a_text_that_speaks_of_its_task_is_held_back(text):
    assert held_back(leak_gate, text) == "prompt_leak"


@pytest.mark.parametrize(
    "text",
    [
        "Take the medicine as instructed, even if you feel well.",
        "Some people think that flu is a fungus. This is not true.",
        "A wrong diagnosis is possible, and false alarms happen.",
        "The test may give a false positive result.",
        "Wrong information about vaccines has spread widely.",
        "Here is what helps: rest and fluids.",
        "Doctors correct the right side first.",
        "Children laugh and joke more when they are well.",
        "The body may reject the transplant.",
        "Prompt treatment matters; ask your doctor for information.",
        "An incorrect dose is dangerous.",
        "What is the right way to sneeze?",
    ],
)
def test_a_text_that_speaks_of_wrong_things_alone_passes(text):
    assert held_back(leak_gate, text) == ""


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("How long does a cold last?", "How long does a cold last?"),
        ("How long does a cold last?", "How long does a cold last? A cold lasts."),
        ("What are the symptoms of flu?", "The symptoms of flu are the symptoms of flu."),
        (
            "Which treatments are there for seasonal allergies in older children?",
            "There are treatments for seasonal allergies in older children, and older children"
            " with seasonal allergies are treated.",
        ),
        ("Is flu contagious?", "Is flu contagious? Yes."),
    ],
)
def test_an_answer_that_repeats_its_question_is_held_back(question, answer):
    assert held_back(echo_gate, question, answer) == "repeated_question"


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("What is the treatment of flu?", "The treatment of flu is rest."),
        ("Is flu contagious?", "Flu is contagious."),
        ("Is flu contagious?", "No, flu is not contagious."),
        ("What is flu?", "What is flu? It is an illness that comes with fever and chills."),
        ("What are the symptoms of flu?", "The symptoms of flu are fever and chills."),
        ("flu symptoms", "Flu symptoms are fever, chills and aches."),
    ],
)
def test_an_answer_that_adds_something_to_its_question_passes(question, answer):
    assert held_back(echo_gate, question, answer) == ""


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Is flu contagious?", "Yes, flu is not contagious."),
        ("Is flu contagious?", "Yes, it cannot be passed on."),
        ("Does flu cause fever?", "Yes, flu does not cause fever."),
        ("Can flu be prevented?", "Yes. Flu can't be prevented."),
        ("Is flu contagious?", "No, flu is contagious."),
        ("Can flu be prevented?", "No, it can be prevented."),
        ("What is flu like?", "Flu is contagious. Flu is not contagious."),
        ("What is flu like?", "Flu causes high fever. It passes. It does not cause high fever."),
        ("What is flu like?", "It cannot be cured; it can be cured."),
    ],
)
def test_an_answer_that_says_both_is_held_back(question, answer):
    assert held_back(contradiction_gate, question, answer) == "self_contradiction"


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Is flu contagious?", "Yes, flu is contagious."),
        ("Is flu contagious?", "Yes, people who do not wash their hands pass it on."),
        ("Is flu contagious?", "Yes, but it is not always passed on."),
        ("Is flu contagious?", "Yes, it is not only contagious but harmful."),
        ("Can flu go untreated?", "Yes, flu does not need treatment in most people."),
        ("Is flu contagious?", "No, only some kinds are contagious."),
        ("Is flu a cold?", "No, flu is an illness of its own."),
        ("Is flu lasting?", "Yes. It does not go away by itself."),
        ("What is flu like?", "Flu is contagious. Gout is not contagious."),
        ("What is flu like?", "It is not rare. It is not harmless. It is not a cold."),
        ("What is flu like?", "No one is safe from flu. People get it each year."),
    ],
)
def test_an_answer_that_weighs_both_sides_passes(question, answer):
    assert held_back(contradiction_gate, question, answer) == ""


@pytest.mark.parametrize(
    "question",
    [
        "What are the usual treatments for this condition?",
        "How does this condition affect daily life?",
        "What causes these symptoms?",
        "Can it be cured?",
        "How is it treated in most people?",
        "Can you tell me more about it?",
        "What are the risks of the above procedure?",
        "Is the treatment as described above safe?",
        "Is this contagious?",
    ],
)
def test_a_question_that_points_at_nothing_is_held_back(question):
    assert held_back(reference_gate, question) == "unresolved_reference"


@pytest.mark.parametrize(
    "question",
    [
        "I have lupus, how is this condition treated?",
        "My son has flu, is it contagious?",
        "Is it safe to drink milk with flu?",
        "How long does it take to get over flu?",
        "Why is it called hay fever?",
        "What does it mean if my iron is low?",
        "Does it hurt when a tick bites?",
        "What is known about flu and those who have it?",
        "Can asthma patients get these vaccines, and is asthma affected by them?",
        "Which foods contain gluten?",
    ],
)
def test_a_question_that_names_what_it_speaks_of_passes(question):
    assert held_back(reference_gate, question) == ""


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("How long does flu last?", "These symptoms last about a week."),
        ("What causes flu?", "This gene tells the body how to make a protein."),
        ("What is flu?", "As mentioned above, flu is an infection."),
        ("What is flu?", "However, flu is an infection."),
        ("Can it be cured?", "It can be cured in most people."),
        ("What are the treatments for this condition?", "This condition is treated with rest."),
    ],
)
def test_an_answer_that_points_at_nothing_is_held_back(question, answer):
    assert held_back(answer_reference_gate, question, answer) == "unresolved_reference"


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("What is flu?", "It is an infection. These symptoms last a week."),
        ("What is flu?", "This condition is an infection."),
        ("What are the symptoms of flu?", "These symptoms are fever and chills."),
        ("Which gene causes gout?", "This gene is not known."),
        ("What is flu?", "Flu is an infection; however, it passes."),
        ("What helps against flu?", "The following helps: rest and fluids."),
    ],
)
def test_an_answer_may_point_at_its_question(question, answer):
    assert held_back(answer_reference_gate, question, answer) == ""


def test_personal_data_is_held_back_by_kind_and_never_repeated():
    with pytest.raises(ReplyError, match=r"^personal_data: the text holds email, phone$") as caught:
        personal_gate("Write to anna@example.com or call 555-010-1234.")
    assert "anna" not in str(caught.value)
    personal_gate("Write to anna@example.com.", ["phone"])
    personal_gate("Call your doctor within 24 hours.")


@pytest.mark.parametrize("text", ["=1+1", "+1 day", "-rest", "@home", "\tRest.", "\rRest."])
def test_a_text_that_a_spreadsheet_runs_is_held_back(text):
    assert held_back(formula_gate, text) == "formula_cell"
    assert held_back(formula_gate, f"It is {text}") == ""


@pytest.mark.parametrize(
    "rejected",
    [
        "A cold lasts seven to ten days in most people.",
        "In most people a cold lasts 7 to 10 days.",
        "The cold also lasts 7 to 10 days in most of the people.",
        "Colds last 7 to 10 days in most people!",
        ANSWER.upper(),
    ],
)
def test_a_rejected_answer_that_says_the_same_is_held_back(rejected):
    assert held_back(likeness_gate, ANSWER, rejected) == "nearly_identical_answers"


@pytest.mark.parametrize(
    "rejected",
    [
        "A cold lasts 7 to 10 weeks in most people.",
        "A cold lasts 7 to 100 days in most people.",
        "A cold never lasts 7 to 10 days in most people.",
        "A cold lasts 7 to 10 days in few people.",
        "A cough lasts 7 to 10 days in most people.",
        "A cold may last 7 to 10 days in most people.",
    ],
)
def test_one_word_that_matters_makes_two_answers_differ(rejected):
    assert held_back(likeness_gate, ANSWER, rejected) == ""


def test_british_spelling_and_contractions_are_no_difference():
    assert held_back(likeness_gate, "The tumour isn't growing.", "The tumor is not growing.")
    assert held_back(likeness_gate, "It is anaemia.", "It is anemia.")
    assert held_back(likeness_gate, "It can't be cured.", "It cannot be cured.")
    assert not held_back(likeness_gate, "It can be cured.", "It cannot be cured.")


@pytest.mark.parametrize(
    ("more", "name"),
    [(0, ""), (2, ""), (3, "unmatched_length"), (-2, ""), (-3, "unmatched_length")],
)
def test_a_rejected_answer_has_a_quarter_of_the_words_more_or_fewer_at_most(more, name):
    chosen, rejected = "cough " * 9, "fever " * (9 + more)
    assert held_back(length_gate, chosen, rejected) == name


SWITCHES = [
    ("wrong_language", "Eine Erkältung ist nach 7 bis 10 Tagen vorbei, und der Husten bleibt."),
    ("short_answer", "Ten days."),
    ("unfinished_answer", "It lasts 7 to 10 days"),
    ("prompt_leak", "Just kidding, it lasts 7 to 10 days."),
    ("repeated_question", "How long does a cold last? A cold lasts."),
    ("self_contradiction", "A cold is harmful. A cold is not harmful."),
    ("unresolved_reference", "These symptoms last 7 to 10 days."),
    ("personal_data", "It lasts 7 to 10 days, says anna@example.com today."),
    ("formula_cell", "- It lasts 7 to 10 days."),
]


@pytest.mark.parametrize(("name", "answer"), SWITCHES)
def test_each_gate_holds_back_its_own_and_lets_it_pass_when_it_is_off(name, answer):
    assert held_back(answer_gates, ASKED, answer, DOMAIN) == name
    off = RowGates(**{name: () if name == "personal_data" else False})
    domain = DOMAIN.model_copy(update={"row_gates": off})
    assert held_back(answer_gates, ASKED, answer, domain) == ""


def test_the_gates_for_two_answers_have_switches_too():
    off = DOMAIN.model_copy(
        update={"row_gates": RowGates(unmatched_length=False, nearly_identical_answers=False)}
    )
    for rejected in ("Ten days.", "In most people a cold lasts 7 to 10 days."):
        assert held_back(pair_gates, ANSWER, rejected, DOMAIN)
        assert held_back(pair_gates, ANSWER, rejected, off) == ""
    assert held_back(pair_gates, ANSWER, ANSWER, off) == "identical_answers"


def test_many_questions_are_looked_at_at_once_and_each_keeps_its_place():
    asked = [ASKED, "Can it be cured?", "Flu?", "What is gout?", "Is a@example.com my doctor?"]
    problems = list(question_problems(asked, DOMAIN, HeldOut(["what is gout"])))
    assert [problem and gate_name(problem) for problem in problems] == [
        *(None, "unresolved_reference", "question_length", "held_out_overlap"),
        "personal_data",
    ]


def test_a_row_that_fails_a_gate_each_time_is_in_quarantine_and_the_others_go_on():
    asked = tables.questions("how is gout treated", "how is flu treated", "how is acne treated")
    settings = Settings(DOMAIN)

    def right(request: Request) -> str:
        return '{"answer": "Doctors advise 7 days of rest."}'

    def wrong(request: Request) -> str:
        leak = "Just kidding, rest 9 days."
        told = leak if "flu" in request.prompt else "Doctors advise 9 years of rest."
        return json.dumps({"answer": told})

    chosen = tables.answered_well(ScriptedChat(right), asked, NO_SOURCE, settings)
    rejected = tables.answered_badly(ScriptedChat(wrong), asked, chosen, NO_SOURCE, settings)
    pairs = join(asked, chosen, rejected, DOMAIN)
    assert pairs["gate"].fillna("").tolist() == ["", "prompt_leak", ""]
    assert rejected["attempt"].tolist() == [0, TRIES - 1, 0]


def test_a_switch_that_is_no_gates_name_is_refused_with_the_names_there_are():
    text = (REPOSITORY / "data/domains/healthcare/domain.yaml").read_text(encoding="utf-8")
    off = parse("healthcare", f"{text}\nrow_gates: {{prompt_leak: off}}\n", "domain.yaml")
    assert not off.row_gates.prompt_leak
    assert off.row_gates.unmatched_length
    for wrong, said in [
        ("{leak: off}", "row_gates.leak is not a known key; allowed here: wrong_language"),
        ("{prompt_leak: 3}", "row_gates.prompt_leak is 3: input should be a valid boolean"),
        ("{personal_data: [name]}", "row_gates.personal_data.0 is 'name': input should be 'email'"),
    ]:
        with pytest.raises(DomainError) as caught:
            parse("healthcare", f"{text}\nrow_gates: {wrong}\n", "domain.yaml")
        assert said in str(caught.value)


@pytest.mark.parametrize("topic", ["flu", "sickle cell disease", "high blood pressure", "gout"])
def test_every_example_of_a_modification_passes_the_question_gates(topic):
    examples = [text for one in DOMAIN.modifications.values() for text in one.examples]
    asked = [example.replace("$topic", topic) for example in examples]
    assert [problem for problem in question_problems(asked, DOMAIN) if problem] == []
