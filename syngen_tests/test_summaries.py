"""What a run says at its end: what came out, whether it passed, the price, the place, what next."""

from typing import Any

from syngen_assets.core.settings import Settings
from syngen_assets.llm.prices import UNKNOWN
from syngen_assets.storage.folders import read_domain
from syngen_assets.summaries import Summary, summary
from syngen_tests.homes import REPOSITORY

DOMAIN = read_domain(REPOSITORY, "healthcare")
SPENT = {"calls": 9, "cached": 4, "prompt_tokens": 50, "completion_tokens": 7, "seconds": 2.0}


def said(audit: dict[str, Any] | None = None, usd: float | str = 0.5, **release: Any) -> Summary:
    """The summary of a run of three questions."""
    made = {
        "questions": {"dagster/row_count": 3},
        "questions_and_responses": {
            "dagster/row_count": 3,
            "quarantined": 0,
            "replaced": 0,
            "missing": 0,
            "files": ["out/plants/questions.csv", "out/plants/preferences/train.parquet"],
            **release,
        },
        "audit": {"gates_passed": 30, "report": "out/plants/report.html", **(audit or {})},
    }
    return summary(Settings(DOMAIN, questions=3), made, SPENT | {"usd": usd}, 4.0)


def test_five_lines_say_what_a_person_wants_to_know_first():
    assert said().text.splitlines() == [
        "3 questions, 3 pairs, 0 in quarantine",
        "30 table gates passed",
        "9 calls made, 4 replies from the store, 57 tokens, $0.5000, 4.0 s",
        "in out/plants: questions.csv, preferences/train.parquet, report.html",
        "next: open out/plants/report.html",
    ]


def test_a_price_that_nobody_knows_is_said_and_is_not_nothing():
    assert "57 tokens, price unknown, 4.0 s" in said(usd=UNKNOWN).text
    assert said(usd=UNKNOWN).figures["usd"] is None
    assert said(usd=0.0).figures["usd"] == 0


def test_what_was_not_measured_stands_beside_what_passed_and_what_warned_by_itself():
    lines = said({"not_measured": ["close_prompts"], "warned": ["hedge_gap"]}).text.splitlines()
    assert lines[1:3] == [
        "30 table gates passed, not measured: close_prompts (the report says why)",
        "beyond their limits, perhaps by chance: hedge_gap",
    ]


def test_programs_are_told_every_file():
    assert said().figures["files"][-1] == "out/plants/report.html"
    assert len(said().figures["files"]) == 3
