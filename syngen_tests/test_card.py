"""The data set card: what the Hub reads of it, and what people do."""

from typing import Any

import pytest
import yaml

from syngen_assets.core.card import WARNING, Facts, card
from syngen_assets.core.measures.figure import Figure
from syngen_assets.core.settings import Settings
from syngen_assets.core.tables import QUESTIONS_AND_RESPONSES
from syngen_assets.core.templates import load
from syngen_tests.test_domains import COLDS, colds

DOMAIN = colds("  license: CC0-1.0\noffline_license: Apache-2.0\nmodifications:", "modifications:")
SOURCE = {"dataset": "owner/name", "config": "", "split": "train", "revision": "3f" * 20}
ROWS = [
    {"origin": "source", "flaw": "wrong_number", "split": "train"},
    {"origin": "synthetic", "modification": "symptoms", "flaw": "wrong_number", "split": "train"},
    {"origin": "synthetic", "modification": "symptoms", "flaw": "overclaim", "split": "test"},
]


def facts(settings: Settings | None = None, rows=ROWS, **more: Any) -> Facts:
    released = QUESTIONS_AND_RESPONSES.frame(rows)
    return Facts(settings or Settings(DOMAIN), SOURCE, released, **{"questions": 4} | more)


def front(text: str) -> dict[str, Any]:
    opening, matter, _ = text.split("---\n", 2)
    assert opening == ""
    return yaml.safe_load(matter)


def test_the_front_matter_is_yaml_with_what_the_hub_wants_to_know():
    assert front(card(facts())) == {
        "language": ["en"],
        "license": "cc0-1.0",
        "pretty_name": "Colds",
        "size_categories": ["n<1K"],
        "source_datasets": ["owner/name"],
        "task_categories": ["text-generation", "question-answering"],
        "annotations_creators": ["machine-generated"],
        "language_creators": ["machine-generated"],
        "tags": ["dpo", "preference", "trl", "synthetic", "dagster"],
        "configs": [
            {
                "config_name": "default",
                "data_files": [
                    {"split": "train", "path": "preferences/train.parquet"},
                    {"split": "test", "path": "preferences/test.parquet"},
                ],
            }
        ],
    }


@pytest.mark.parametrize(
    ("said", "known"),
    [({}, "cc0-1.0"), ({"offline": True}, "apache-2.0"), ({"source": "a.csv"}, "unknown")],
)
def test_the_licence_is_that_of_the_source(said, known):
    text = card(facts(Settings(DOMAIN, **said)))
    assert front(text)["license"] == known
    assert known in text.lower().split("| licence of the source | ")[1].split("\n")[0]
    assert ("source_datasets" in front(text)) == (not said)


@pytest.mark.parametrize("title", ["Children's colds: an overview", "a # b", "yes", "'x' \"y\" {}"])
def test_any_title_is_valid_in_the_front_matter(title):
    text = COLDS.replace("Colds", yaml.safe_dump(title, width=999).split("\n")[0])
    text = card(facts(Settings(colds(text, COLDS))))
    assert front(text)["pretty_name"] == title
    assert f"\n# {title}\n" in text


@pytest.mark.parametrize(
    ("rows", "size"),
    [(0, "n<1K"), (999, "n<1K"), (1000, "1K<n<10K"), (10_000, "10K<n<100K"), (10**5, "100K<n<1M")],
)
def test_the_size_is_the_class_of_the_number_of_pairs(rows, size):
    frame = QUESTIONS_AND_RESPONSES.frame([{}]).sample(rows, replace=True, random_state=0)
    assert front(card(Facts(Settings(DOMAIN), SOURCE, frame, 0)))["size_categories"] == [size]


def test_the_card_warns_of_the_rejected_answers_before_it_says_anything_else():
    text = card(facts())
    assert text.index(WARNING) < text.index("## ")
    assert "deliberately wrong" in WARNING
    assert "Never show or serve it as an answer" in WARNING


def test_the_card_says_where_the_questions_come_from():
    text = card(facts(Settings(DOMAIN, seed=7, model="small", base_url="http://host/v1")))
    for name, said in {
        "source": "owner/name",
        "configuration": "–",
        "split": "train",
        "revision": f"`{'3f' * 20}`",
        "licence of the source": "CC0-1.0",
        "model": "small",
        "server": "http://host/v1",
        "seed": "7",
        "domain": f"colds (`{DOMAIN.version}`)",
    }.items():
        assert f"| {name} | {said} |" in text


def test_the_card_says_who_answered():
    assert "| server | OpenAI |" in card(facts())
    assert "| server | none |" in card(facts(Settings(DOMAIN, offline=True)))
    assert "| model | offline |" in card(facts(Settings(DOMAIN, offline=True)))


def test_the_card_counts():
    text = card(facts(questions=1234, tokens=(12_345, 678)))
    assert "3 pairs of a correct and a deliberately wrong answer" in text
    assert "from 1,234 questions" in text
    assert "12,345 sent, 678 received" in text
    for line in (
        "| source | 1 |",
        "| synthetic | 2 |",
        "| symptoms | 2 |",
        "| wrong_number | 2 |",
        "| overclaim | 1 |",
        "| train | 2 |",
        "| test | 1 |",
    ):
        assert line in text


def test_one_pair_is_no_pairs():
    assert "1 pair of a correct" in card(facts(rows=ROWS[:1]))
    assert "from 1 question, for" in card(facts(questions=1))


def test_the_card_tells_every_gate_with_its_figure_interval_limit_floor_and_verdict():
    longer = Figure(
        "longer_chosen_share",
        "length",
        0.23,
        "",
        "",
        "share",
        low=0.183,
        high=0.28,
        compared=0.4767,
        gate="0.45 to 0.55",
        status="passed",
    )
    distinct = Figure(
        "distinct_1",
        "diversity",
        0.174,
        "",
        "",
        "ratio",
        floor=0.281,
        gate="at least 0.253",
        status="failed",
    )
    close = Figure(
        "close_prompts",
        "duplicates",
        None,
        "",
        "",
        "count",
        gate="at most 0",
        status="not measured",
    )
    free = Figure("length_ratio", "length", 1.01, "", "", "ratio")
    text = card(facts(figures=[longer, distinct, close, free]))
    assert "3 gates: 1 passed, 1 not measured, 1 failed." in text
    assert (
        "| `longer_chosen_share` | 23.0% | 18.3% to 28.0% | 47.7% | 45% to 55% | – | passed |"
        in text
    )
    assert "| `distinct_1` | 0.174 | – | – | at least 0.253 | 0.281 | failed |" in text
    assert "| `close_prompts` | not measured | – | – | at most 0 | – | not measured |" in text
    assert "length_ratio" not in text


def test_the_card_of_a_set_that_was_not_measured_says_so():
    assert "## What was measured\n\nNothing was held against a limit." in card(facts())


def test_the_card_says_what_was_held_back():
    assert "No pair is in quarantine." in card(facts())
    text = card(facts(quarantined={"refused_reply": 3, "answer_length": 1}))
    assert "| gate | pairs |\n| --- | --- |\n| answer_length | 1 |\n| refused_reply | 3 |" in text
    assert "No pair is in quarantine." not in text


def test_the_card_names_every_column_of_the_release():
    text = card(facts())
    for column in QUESTIONS_AND_RESPONSES.columns:
        if column.name == "split":  # is told by the file
            continue
        assert f"| `{column.name}` | {column.about} |" in text


def test_the_card_shows_the_wording_of_the_requests_word_for_word():
    templates = [load("answer_badly"), load("answer_well")]
    text = card(facts(templates=templates))
    for template in templates:
        assert (
            f"`{template.name}` (`{template.version}`)\n\n```\n{template.text.strip()}\n```" in text
        )
    assert load("rewrite_question").text not in text


def test_the_card_tells_what_was_set_for_this_run_alone():
    assert "Set for this run" not in card(facts())
    text = card(facts(Settings(DOMAIN, overrides={"seed": "7", "column": "question=a|b"})))
    assert "Set for this run:" in text
    assert "| column | question=a&#124;b |\n| seed | 7 |" in text


def test_the_card_of_an_empty_release_is_a_card():
    text = card(facts(rows=[]))
    assert front(text)["size_categories"] == ["n<1K"]
    assert "0 pairs of" in text
