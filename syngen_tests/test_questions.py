"""Questions: source rows become distinct questions, and of those exactly N are released."""

from itertools import permutations

import pandas as pd
import pytest

from syngen_assets.core.errors import UsageError
from syngen_assets.core.identity import digest
from syngen_assets.core.prompts import plan
from syngen_assets.core.questions import NO_QUESTION, choose, clean, references, sources
from syngen_assets.core.settings import Settings
from syngen_assets.core.tables import (
    CLEAN_QUESTIONS,
    PROMPTS,
    QUESTIONS,
    RAW_QUESTIONS,
    SYNTHETIC_QUESTIONS,
)
from syngen_tests.test_domains import MODIFICATIONS, colds

TWO_WAYS = f"{MODIFICATIONS}  causes:\n    instruction: ask why.\n    examples: ['Why $topic?']\n"
DOMAIN = colds(TWO_WAYS, MODIFICATIONS)
MIX = colds(f"{TWO_WAYS}aspects: {{reasons: causes}}\nsource_share: 0.5\n", MODIFICATIONS)
ANSWER = "The flu is an infection of the nose, throat and lungs."
OTHER = "A cold is a mild infection of the nose and throat."


def raw(*rows: dict[str, str]) -> pd.DataFrame:
    return RAW_QUESTIONS.frame({"row": n, **row} for n, row in enumerate(rows))


def ask(*questions: str) -> pd.DataFrame:
    return clean(raw(*({"question": question} for question in questions)), DOMAIN)


def settings(questions: int = 10, domain=MIX, **more) -> Settings:
    return Settings(domain, questions=questions, **more)


def rewritten(number: int, cleaned: pd.DataFrame) -> pd.DataFrame:
    """As many sound synthetic questions."""
    texts = [f"Why is number {n} so?" for n in range(number)]
    return SYNTHETIC_QUESTIONS.frame(
        {
            "prompt_id": digest("prompt", n),
            "question_id": digest(text),
            "normalized": text.lower().rstrip("?"),
            "display": text,
            "source_id": cleaned["question_id"][0],
            "modification": "causes",
        }
        for n, text in enumerate(texts)
    )


TWENTY = ask(*(f"What is number {n} for?" for n in range(20)))
CELLS = clean(
    raw(
        {"topic": "flu", "aspect": "what", "question": "What is flu?", "answer": ANSWER},
        {"topic": "flu", "aspect": "symptoms", "answer": "The flu begins with fever and a cough."},
        {
            "topic": "flu",
            "aspect": "reasons",
            "answer": "Several kinds of viruses that spread in the air cause the flu.",
        },
        {"topic": "gout", "aspect": "what", "question": "What is gout?"},
    ),
    MIX,
)
SPOILABLE = CELLS.assign(flaw=CELLS["excerpt"].where(CELLS["excerpt"].isna(), "off_aspect"))


def test_a_source_row_becomes_a_question_with_its_texts():
    table = clean(
        raw({"question": " what is FLU ", "answer": f" {ANSWER} ", "topic": "Flu", "aspect": "x "}),
        DOMAIN,
    )
    (row,) = table.to_dict("records")
    assert list(table.columns) == CLEAN_QUESTIONS.names
    assert row["normalized"] == "what is flu"
    assert row["question_id"] == digest("what is flu")
    assert (row["display"], row["topic"]) == ("What is Flu?", "Flu")
    assert (row["aspect"], row["answer"], row["excerpt"]) == ("x", ANSWER, ANSWER)
    assert pd.isna(row["problem"])


def test_a_topic_is_written_as_in_its_own_answers():
    rows = {"topic": "Acid Reflux", "answer": "Many people with acid reflux feel a burn there."}
    table = clean(raw({**rows, "question": "What is Acid Reflux?"}), DOMAIN)
    assert table["topic"].tolist() == ["acid reflux"]
    assert table["display"].tolist() == ["What is acid reflux?"]


def test_no_row_of_the_source_vanishes_and_they_keep_their_order():
    table = ask("What is flu?", "", "What is flu", "Flu?", "What is gout?")
    assert table["row"].tolist() == [0, 1, 2, 3, 4]
    assert table["problem"].isna().tolist() == [True, False, False, False, True]


def test_a_row_without_a_question_stays_as_a_reference_answer():
    table = clean(raw({"answer": ANSWER, "topic": "flu"}, {"question": " "}), DOMAIN)
    assert table["problem"].tolist() == [
        NO_QUESTION,
        "empty_row: neither a question nor an answer",
    ]
    assert references(table)["answer"].tolist() == [ANSWER]
    assert table["display"].isna().all()


def test_only_rows_with_an_answer_that_fits_are_references():
    table = clean(
        raw(
            {"question": "What is flu?", "answer": ANSWER},
            {"question": "What is flu?", "answer": ANSWER},
            {"question": "What is gout?", "answer": "Gout."},
            {"question": "What is acne?"},
            {"question": "Acne?", "answer": OTHER},
            {"answer": OTHER},
        ),
        DOMAIN,
    )
    assert references(table)["row"].tolist() == [0, 5]


@pytest.mark.parametrize(
    ("question", "problem"),
    [
        ("Flu?", "question_length: 1 words, allowed are 3 to 30"),
        ("?!", "question_length: 0 words, allowed are 3 to 30"),
        ("why " * 31, "question_length: 31 words, allowed are 3 to 30"),
    ],
)
def test_a_question_of_a_wrong_length_is_kept_with_its_problem(question, problem):
    assert ask(question)["problem"].tolist() == [problem]


def test_the_limits_are_those_of_the_domain():
    short = colds("limits: {question_words: [1, 2]}")
    table = clean(raw({"question": "Flu?"}, {"question": "What is flu?"}), short)
    assert table["problem"].isna().tolist() == [True, False]


def test_of_the_same_question_the_one_with_an_answer_stays():
    table = clean(
        raw({"question": "What is flu?"}, {"question": "what is FLU", "answer": ANSWER}), DOMAIN
    )
    kept = digest("what is flu")
    assert table["question_id"].tolist()[1] == kept
    assert table["problem"].tolist()[0] == f"duplicate_question: the same as {kept}"
    assert table["question_id"].is_unique


def test_which_of_the_same_questions_stays_does_not_depend_on_their_order():
    rows = [
        {"question": "What is flu?"},
        {"question": "What is flu?", "answer": ANSWER, "topic": "flu"},
        {"question": "What is flu?", "answer": OTHER, "topic": "flu"},
        {"question": "What is gout?"},
    ]
    kept = set()
    for order in permutations(rows):
        table = clean(raw(*order), DOMAIN)
        sound = table.loc[table["problem"].isna()].fillna("")
        kept.add(tuple(sorted(zip(sound["question_id"], sound["answer"], strict=True))))
    assert len(kept) == 1


def test_the_same_content_has_the_same_ids_wherever_it_stands():
    one, two = ask("What is flu?", "What is gout?"), ask("What is gout?", "what is FLU")
    assert set(one["question_id"]) == set(two["question_id"])
    prompts = [
        set(plan(table, settings(4, DOMAIN), without=[])["prompt_id"]) for table in (one, two)
    ]
    assert prompts[0] == prompts[1] != set()


def test_offline_needs_reference_answers():
    with pytest.raises(UsageError, match=r"no reference answers that .* --column answer=NAME"):
        sources(TWENTY, settings(offline=True), without=[])
    assert len(sources(TWENTY, settings(), without=[])) == 5


def test_offline_takes_answered_questions_only():
    drawn = sources(SPOILABLE, settings(offline=True), without=[])
    assert [entry.topic for entry in drawn] == ["flu"]


def test_offline_an_answer_that_no_flaw_can_be_made_of_is_no_ground_for_a_pair():
    hopeless = SPOILABLE.assign(flaw=SPOILABLE["flaw"].where(SPOILABLE["topic"] != "flu"))
    with pytest.raises(UsageError):
        sources(hopeless, settings(offline=True), without=[])


def test_the_plan_is_a_sound_table_with_twice_what_is_wanted_and_some_to_spare():
    prompts = plan(TWENTY, settings(30), without=[])
    assert list(prompts.columns) == PROMPTS.names
    assert prompts["position"].tolist() == list(range(40))  # all there are
    assert prompts["prompt_id"].is_unique
    assert set(prompts["source_id"]) == set(TWENTY["question_id"])
    many = ask(*(f"What is number {n} for?" for n in range(200)))
    assert len(plan(many, settings(10), without=["x", "y"])) == 2 * 5 + 2 + 200


def test_a_prompt_holds_the_question_as_a_person_writes_it_and_the_instruction():
    prompts = plan(ask("what is FLU"), settings(4, DOMAIN), without=[])
    by_way = dict(zip(prompts["modification"], prompts["prompt"], strict=True))
    assert "Here is a question: What is FLU?\n" in by_way["causes"]
    assert "in one way only: ask why." in by_way["causes"]
    assert "in one way only: ask about symptoms." in by_way["symptoms"]
    assert "between 3 and 30 words" in by_way["symptoms"]


def test_a_planned_prompt_rests_on_the_reference_of_its_cell():
    prompts = plan(SPOILABLE, settings(6, offline=True), without=[])
    found = set(zip(prompts["topic"], prompts["modification"], prompts["aspect"], strict=True))
    assert found == {("flu", "symptoms", "symptoms"), ("flu", "causes", "reasons")}
    by_id = CELLS.set_index("question_id")
    assert [by_id.loc[id, "aspect"] for id in prompts["reference_id"]] == list(prompts["aspect"])


@pytest.mark.parametrize("asked", [1, 2, 9, 10, 40])
def test_the_data_set_has_exactly_the_questions_that_were_asked_for(asked):
    table = choose(TWENTY, rewritten(40, TWENTY), settings(asked), without=[])
    assert len(table) == asked
    assert list(table.columns) == QUESTIONS.names
    assert (table["origin"] == "source").sum() == asked // 2
    assert table["question_id"].is_unique
    assert table["question"].is_unique


def test_where_there_are_too_few_questions_all_are_taken():
    assert len(choose(TWENTY, rewritten(3, TWENTY), settings(100), without=[])) == 23


def test_a_synthetic_question_with_a_problem_is_not_taken():
    fresh = rewritten(8, TWENTY)
    fresh.loc[0, "problem"] = "refusal: no"
    table = choose(TWENTY, fresh, settings(10), without=[])
    assert set(table["prompt_id"].dropna()) == set(fresh["prompt_id"][1:6])


def test_an_excluded_question_is_replaced_by_the_next():
    fresh = rewritten(9, TWENTY)
    before = choose(TWENTY, fresh, settings(10), without=[])
    out = [before["question_id"].iloc[0], before["question_id"].iloc[-1]]
    after = choose(TWENTY, fresh, settings(10), without=out)
    assert len(after) == 10
    assert set(before["question_id"]) - set(after["question_id"]) == set(out)
    assert (after["origin"] == "source").sum() == 5


def test_a_source_question_that_repeats_another_leaves_its_place_to_a_synthetic_one():
    before = choose(TWENTY, rewritten(9, TWENTY), settings(10), without=[])
    repeated = before["question_id"].tolist()[1:3]
    after = choose(TWENTY, rewritten(9, TWENTY), settings(10), [], repeated)
    assert len(after) == 10
    assert (after["origin"] == "source").sum() == 3
    assert not set(repeated) & set(after["question_id"])
    assert set(after["question_id"]) >= set(before["question_id"]) - set(repeated)


@pytest.mark.parametrize(
    ("style", "source", "synthetic"),
    [
        ("normalized", "what is number 0 for", "why is number 0 so"),
        ("natural", "What is number 0 for?", "Why is number 0 so?"),
    ],
)
def test_questions_are_released_in_the_style_of_the_domain(style, source, synthetic):
    domain = colds(f"style: {style}\nsource_share: 0.5")
    one = ask("What is number 0 for?")
    table = choose(one, rewritten(1, one), settings(2, domain), without=[])
    assert table["question"].tolist() == [source, synthetic]
    assert table["display"].tolist() == ["What is number 0 for?", "Why is number 0 so?"]


def test_a_source_question_rests_on_its_own_answer_if_it_has_one():
    table = choose(CELLS, rewritten(0, CELLS), settings(4), without=[]).set_index("topic")
    assert table.loc["flu", "reference_id"] == digest("what is flu")
    assert pd.isna(table.loc["gout", "reference_id"])
