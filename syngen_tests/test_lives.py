"""The life of a pair: all that was sent for it and came back, who judged it, and what it cost."""

import json
import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from syngen_assets.core.called import dollars, total
from syngen_assets.core.errors import UsageError
from syngen_assets.core.identity import digest
from syngen_assets.core.life import story
from syngen_assets.core.reviews import Review
from syngen_assets.core.steps import Step, steps
from syngen_assets.core.tables import (
    CLEAN_QUESTIONS,
    EXCLUSIONS,
    PAIRS,
    PERSONAS,
    QUESTIONS,
    QUESTIONS_AND_RESPONSES,
    RAW_QUESTIONS,
    SYNTHETIC_QUESTIONS,
)
from syngen_assets.core.tables.changes import SOURCE_CHANGES, TOMBSTONES
from syngen_assets.lineage.finding import search
from syngen_assets.lineage.papers import Papers
from syngen_assets.lineage.record import explain
from syngen_assets.llm import bills
from syngen_assets.llm.bills import Bill
from syngen_assets.llm.store import REPLIES, ResponseStore
from syngen_assets.storage.history import History
from syngen_assets.storage.reviews import REVIEWS_FILE, ReviewStore
from syngen_assets.storage.warehouse import Warehouse
from syngen_tests.homes import make_home, syngen
from syngen_tests.lives import (
    BAD,
    DOMAIN,
    FACTS,
    GOOD,
    PAIR,
    PROMPT,
    QUESTION,
    REFUSAL,
    REVISION,
    SOURCE,
    Replies,
    call,
    stock,
)


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Papers:
    papers = stock(make_home(tmp_path_factory.mktemp("home")))
    at = "2026-11-21T09:00:00+00:00"
    with ReviewStore(papers.folder / REVIEWS_FILE) as store:
        store.add(DOMAIN, Review(PAIR, "AB", at, "chosen", "chosen", (4, 4, 4, 3, 4)))
        store.add(DOMAIN, Review(PAIR, "CD", at, "rejected", foreign=True))
        store.add(DOMAIN, Review(digest("other"), "AB", at, "chosen", "tie"))
    return papers


@pytest.fixture
def own(papers: Papers, tmp_path: Path) -> tuple[Papers, Warehouse]:
    """A copy that a test may spoil."""
    root = shutil.copytree(papers.root, tmp_path / "home")
    copy = replace(papers, root=root, folder=root / papers.folder.relative_to(papers.root))
    return copy, Warehouse(copy.tables)


@pytest.fixture(scope="module")
def told(papers: Papers) -> dict:
    return explain(PAIR, [DOMAIN], papers)


def test_a_life_goes_from_the_source_row_and_its_commit_to_the_release(told: dict):
    assert (told["source"]["row"], told["source"]["revision"]) == (7, REVISION)
    assert told["question"]["modification"] == "prevention"
    assert told["question"]["call"]["sent"]["messages"][0]["content"] == "Rewrite it"
    assert QUESTION in told["question"]["call"]["received"]
    assert (told["chosen"]["call"]["received"], told["pair"]["chosen"]) == (GOOD, GOOD)
    assert (told["rejected"]["call"]["received"], told["pair"]["rejected"]) == (BAD, BAD)
    assert told["verdict"]["preferred"] == "chosen"
    assert told["verdict"]["rejected_first_call"]["sent"]["messages"][0]["content"].endswith(
        "r first"
    )
    assert (told["pair"]["standing"], told["release"]) == ("released", {"split": "train"})


def test_a_reply_that_was_refused_is_told_with_what_was_wrong_with_it(told: dict):
    (first,) = told["chosen"]["earlier"]
    assert (first["received"], first["problem"], first["attempt"]) == ("I cannot help.", REFUSAL, 0)
    assert told["chosen"]["call"]["attempt"] == 1
    assert told["rejected"]["earlier"] == []


def test_a_life_says_at_which_gates_the_pair_stands(told: dict):
    assert told["gates"]["failed"] == []
    assert "answer_length" in told["gates"]["passed"]["rejected"]
    assert "unmatched_length" in told["gates"]["passed"]["pair"]


def test_what_people_said_of_this_pair_is_told_and_of_no_other(told: dict):
    first, second = told["reviews"]
    assert (first["reviewer"], first["preferred"], first["chosen_clarity"]) == ("AB", "chosen", 3)
    assert (second["reviewer"], second["foreign"]) == ("CD", "yes")


def test_the_sum_counts_every_call_at_the_price_that_it_was_booked_at(told: dict):
    assert told["cost"] == {
        "calls": 6,
        "prompt_tokens": 600,
        "completion_tokens": 60,
        "usd": 0.25 + 0.5 + 0.5 + 0.125 * 2 + (100 * 1 + 10 * 2) / 1e6,  # one was never booked
        "unpriced": 0,
        "seconds": 4.0,
    }


def test_a_call_in_a_batch_is_told_at_what_it_cost_there(own: tuple[Papers, Warehouse]):
    papers, _ = own
    key = explain(PAIR, [DOMAIN], papers)["rejected"]["call"]["request"]
    with closing(sqlite3.connect(papers.folder / REPLIES)) as db, db:
        bills.add(db, [Bill(key, usd=0.0625, batch="batch_7")])
    told = explain(PAIR, [DOMAIN], papers)
    call = told["rejected"]["call"]
    assert (call["usd"], call["batch"], "seconds" in call) == (0.0625, "batch_7", False)
    assert told["cost"]["usd"] == 1.5625
    assert dict(steps(told)[3].calls[0].meta)["batch"] == "batch_7"


@pytest.mark.parametrize("asked", [PAIR[:6], PROMPT.upper(), QUESTION])
def test_a_pair_is_found_by_the_start_of_its_id_and_by_its_question(papers: Papers, asked: str):
    assert explain(asked, ["law", DOMAIN], papers)["pair"]["pair_id"] == PAIR


def test_a_pair_is_searched_by_words_of_its_question(papers: Papers):
    with papers.opened() as opened:
        found = search("prevented HAY", DOMAIN, opened.tables)
        assert [(one.pair_id, one.standing) for one in found] == [(PAIR, "released")]
        assert search("hay flu", DOMAIN, opened.tables) == []


@pytest.mark.parametrize("asked", ["ffff", PAIR[:3], "what is flu"])
def test_a_pair_that_is_not_there_is_said_to_be_none(papers: Papers, asked: str):
    with pytest.raises(UsageError, match="There is no pair or review"):
        explain(asked, [DOMAIN], papers)


def test_a_row_that_moved_in_the_source_since_lends_no_other_row_its_place(
    own: tuple[Papers, Warehouse],
):
    papers, tables = own
    other = {"row": 7, "question": "What is gout?", "answer": "Pain.", "dataset": "owner/asked"}
    rows = RAW_QUESTIONS.frame([{**other, "split": "train", "revision": "f" * 40}])
    tables.replace(RAW_QUESTIONS, DOMAIN, rows)
    source = explain(PAIR, [DOMAIN], papers)["source"]
    assert source["answer"] == "An allergy to pollen."
    assert "revision" not in source
    assert "gout" not in str(source)


def test_ids_that_begin_alike_are_told_apart(own: tuple[Papers, Warehouse]):
    papers, tables = own
    row = tables.table(PAIRS, DOMAIN)
    other = row.assign(pair_id=PAIR[:8] + "ffff", question_id="0" * 12)
    tables.add(PAIRS, DOMAIN, other)
    with pytest.raises(UsageError, match=f"2 pairs begin with .*{PAIR}"):
        explain(PAIR[:8], [DOMAIN], papers)
    assert explain(PAIR, [DOMAIN], papers)["pair"]["pair_id"] == PAIR


def test_a_pair_in_quarantine_says_which_gate_stopped_it(own: tuple[Papers, Warehouse]):
    papers, tables = own
    row = tables.table(PAIRS, DOMAIN)
    problem = "flaw_share: 0.5, allowed is at most 0.3"
    tables.replace(PAIRS, DOMAIN, row.assign(gate="flaw_share", problem=problem))
    told = explain(PAIR, [DOMAIN], papers)
    assert told["pair"]["standing"] == "quarantine"
    assert told["gates"]["failed"] == [{"of": "pair", "gate": "flaw_share", "problem": problem}]


def test_a_pair_whose_question_another_has_replaced_is_still_found(own: tuple[Papers, Warehouse]):
    papers, tables = own
    row = tables.table(PAIRS, DOMAIN)
    gone = row.assign(gate="inverted_pair", problem="inverted_pair: it is", scope="s")
    tables.add(EXCLUSIONS, DOMAIN, gone.assign(excluded_at="2026-11-21"))
    for table in (PAIRS, QUESTIONS_AND_RESPONSES):
        tables.replace(table, DOMAIN, table.frame([]))
    told = explain(PAIR, [DOMAIN], papers)
    assert (told["pair"]["standing"], told["release"]["gate"]) == ("replaced", "inverted_pair")
    assert told["chosen"]["call"]["received"] == GOOD
    assert told["question"]["modification"] == "prevention"


def released(tables: Warehouse, when: str, revision: str, **held: tuple[str, str]) -> None:
    """Keep the pairs that are released now as a release."""
    rows = tables.table(QUESTIONS_AND_RESPONSES, DOMAIN)
    requests = tables.table(PAIRS, DOMAIN)[["chosen_request", "rejected_request"]]
    asked = tables.table(QUESTIONS, DOMAIN)["request"].rename("question_request")
    facts = FACTS | {"revision": revision}
    History(tables).record(DOMAIN, rows.join(requests).join(asked), facts, when, held)


def test_a_life_names_the_releases_that_the_pair_stood_in(own: tuple[Papers, Warehouse]):
    papers, tables = own
    released(tables, "2026-11-01T00:00:00+00:00", REVISION)
    released(tables, "2026-11-02T00:00:00+00:00", "f" * 40)
    told = explain(PAIR, [DOMAIN], papers)
    assert [(one["release"], one["revision"]) for one in told["releases"]] == [
        (1, REVISION),
        (2, "f" * 40),
    ]
    assert told["left"] == {}
    assert dict(steps(told)[-1].facts)["release 2"].startswith("2026-11-02 00:00 UTC, 1 pair")


def test_a_pair_that_only_an_earlier_release_had_is_found_and_says_why_it_left(
    own: tuple[Papers, Warehouse],
):
    papers, tables = own
    released(tables, "2026-11-01T00:00:00+00:00", REVISION)
    for table in (PAIRS, QUESTIONS, QUESTIONS_AND_RESPONSES, SYNTHETIC_QUESTIONS, CLEAN_QUESTIONS):
        tables.replace(table, DOMAIN, table.frame([]))
    why = "source_gone: its source question went with revision ffffffff"
    held = {digest(PROMPT): ("source_gone", why)}
    released(tables, "2026-11-02T00:00:00+00:00", "f" * 40, **held)
    stone = {
        "question_id": SOURCE, "question": "What is hay fever?", "dataset": "owner/asked",
        "split": "train", "last_revision": REVISION, "gone_revision": "f" * 40,
        "gone_at": "2026-11-02",
    }  # fmt: skip
    tables.replace(TOMBSTONES, DOMAIN, TOMBSTONES.frame([stone]))
    for asked in (PAIR, QUESTION):
        told = explain(asked, [DOMAIN], papers)
        assert told["pair"]["standing"] == "gone"
        assert [one["release"] for one in told["releases"]] == [1]
        assert told["left"] == {"release": 2, "gate": "source_gone", "why": why}
        assert told["source"]["question"] == "What is hay fever?"
        assert told["source"]["revision"] == REVISION
        assert told["source"]["gone"]["gone_revision"] == "f" * 40
        assert told["chosen"]["call"]["received"] == GOOD
        assert told["rejected"]["flaw"] == "negated_claim"
        assert QUESTION in told["question"]["call"]["received"]
    assert why in steps(told)[-1].said[1]
    assert "does not have this row any more" in steps(told)[0].said[0]


def test_a_pair_that_left_without_a_gate_says_what_a_comparison_of_the_releases_says(
    own: tuple[Papers, Warehouse],
):
    papers, tables = own
    released(tables, "2026-11-01T00:00:00+00:00", REVISION)
    change = {"question_id": SOURCE, "change": "gone", "dataset": "owner/asked", "split": "train"}
    moved = {"before": REVISION, "after": "f" * 40, "seen_at": "2026-11-01T12:00:00+00:00"}
    tables.replace(SOURCE_CHANGES, DOMAIN, SOURCE_CHANGES.frame([change | moved]))
    for table in (PAIRS, QUESTIONS_AND_RESPONSES):
        tables.replace(table, DOMAIN, table.frame([]))
    released(tables, "2026-11-02T00:00:00+00:00", "f" * 40)
    left = explain(PAIR, [DOMAIN], papers)["left"]
    assert left["release"] == 2
    assert "source" in left["why"]
    assert "ffffffff" in left["why"]


def test_a_broken_domain_file_hides_the_gates_and_nothing_else(own: tuple[Papers, Warehouse]):
    papers, _ = own
    (papers.root / "data/domains/healthcare/domain.yaml").write_text("title: [")
    told = explain(PAIR, [DOMAIN], papers)
    assert "domain.yaml" in told["gates"]["unknown"]
    assert told["cost"]["calls"] == 6


def test_the_steps_of_a_life_mark_what_is_deliberately_wrong(told: dict):
    found = {step.title: step for step in steps(told)}
    assert list(found) == [
        "Source", "Question", "Chosen answer", "Rejected answer: deliberately wrong",
        "Gates", "Judge", "Reviewers", "Release",
    ]  # fmt: skip
    wrong = found["Rejected answer: deliberately wrong"]
    assert (wrong.text, wrong.is_wrong, wrong.calls[0].is_wrong) == (BAD, True, True)
    assert not found["Chosen answer"].is_wrong
    assert all(call.is_wrong for call in found["Judge"].calls)  # the judge was shown it
    assert [call.title for call in found["Chosen answer"].calls] == ["Try 1 of 2", "Try 2 of 2"]
    assert found["Chosen answer"].calls[0].problem == REFUSAL
    assert found["Question"].calls[0].messages == (("user", "Rewrite it"),)
    assert dict(found["Question"].calls[0].meta)["money"] == "$0.25"


def test_a_pair_that_a_judge_turned_round_says_so_at_both_answers(told: dict):
    turned = {**told, "release": {"split": "train", "note": "flipped: it is inverted"}}
    for before, after in zip(steps(told), steps(turned), strict=True):
        word = {"Chosen answer": "rejected", "Rejected answer: deliberately wrong": "chosen"}
        said = (
            f"A judge turned the pair round: it is released as the {word.get(before.title)} answer."
        )
        assert (said in after.said) == (before.title in word)
        assert said not in before.said


def test_the_persona_of_a_question_is_told_with_whom_it_was_grown_from(
    own: tuple[Papers, Warehouse],
):
    papers, tables = own
    carer, nurse = digest("carer"), digest("nurse")
    with ResponseStore(papers.folder / REPLIES) as store:
        asked = Replies(store)
        keys = [asked.put(f"Who is likely? {one}", "{}", usd=0.5) for one in ("text", "beside")]
    people = [
        {"persona_id": nurse, "persona": "A nurse.", "parent_id": carer, "origin": "persona",
         "relation": "at home", "iteration": 1, **call(keys[1])},
        {"persona_id": carer, "persona": "A carer.", "source_id": SOURCE, "origin": "text",
         "relation": "like", "iteration": 0, **call(keys[0])},
    ]  # fmt: skip
    tables.replace(PERSONAS, DOMAIN, PERSONAS.frame(people))
    rows = tables.table(QUESTIONS, DOMAIN).assign(persona_id=nurse)
    tables.replace(QUESTIONS, DOMAIN, rows)
    told = explain(PAIR, [DOMAIN], papers)
    assert [one["persona"] for one in told["persona"]] == ["A carer.", "A nurse."]
    assert [one["call"]["request"] for one in told["persona"]] == keys
    shown = [step for step in steps(told) if step.title == "Persona"]
    assert [step.text for step in shown] == ["A carer.", "A nurse."]
    assert "likely to like it" in shown[0].said[0]
    assert "close to them at home" in shown[1].said[0]
    assert shown[1].calls[0].messages == (("user", "Who is likely? beside"),)
    assert "persona 2:" in story(told)


def test_a_persona_that_was_made_anew_since_is_still_named(own: tuple[Papers, Warehouse]):
    papers, tables = own
    rows = tables.table(QUESTIONS, DOMAIN).assign(persona_id=digest("gone"))
    tables.replace(QUESTIONS, DOMAIN, rows)
    told = explain(PAIR, [DOMAIN], papers)
    assert [one["persona_id"] for one in told["persona"]] == [digest("gone")]
    (step,) = [step for step in steps(told) if step.title == "Persona"]
    assert "not in the tables" in step.said[0]


def test_a_question_without_a_persona_tells_of_none(told: dict):
    assert "persona" not in told


def test_a_life_of_which_little_is_known_has_its_steps_all_the_same():
    pair = {"domain": "d", "pair_id": PAIR, "standing": "waiting"}
    empty = dict.fromkeys(("release", "source", "question", "chosen", "rejected", "verdict"), {})
    found = steps({"pair": pair, **empty, "gates": {}, "reviews": []})
    assert all(isinstance(step, Step) for step in found)
    assert "not in the tables" in found[0].said[0]


def test_money_is_told_to_the_digits_that_say_something():
    assert [dollars(usd) for usd in (None, 0.0, 0.0000123, 0.0123, 1234.5)] == [
        "price unknown", "$0.00", "$0.000012", "$0.012", "$1,234.50",
    ]  # fmt: skip
    cost = {"calls": 2, "prompt_tokens": 900, "completion_tokens": 100, "usd": 0.5, "unpriced": 1}
    assert total(cost | {"seconds": 90.0}) == (
        ("calls", "2"),
        ("tokens", "1,000"),
        ("money", "$0.5"),
        ("of unknown price", "1 call"),
        ("time", "1.5 min"),
    )


def test_the_command_prints_the_life_as_text_and_as_one_object(
    own: tuple[Papers, Warehouse],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
):
    papers, _ = own
    monkeypatch.chdir(papers.root)
    monkeypatch.delenv("SYNGEN_OUTPUT", raising=False)
    assert syngen("explain", PAIR, "--json") == 0
    assert json.loads(capsys.readouterr().out)["pair"]["pair_id"] == PAIR
    assert syngen("explain", PAIR) == 0
    text = capsys.readouterr().out
    assert text.startswith("(rejected answers are deliberately wrong)")
    assert all(words in text for words in ("Answer it well", REFUSAL, "earlier 1:", BAD, REVISION))
