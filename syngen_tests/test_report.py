"""The report: one page, true to its figures, safe against its texts, and readable without help."""

import re
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from syngen_assets.core.hearing import LIMITS, NO_JUDGE, SILENCE
from syngen_assets.core.identity import digest
from syngen_assets.core.measures.figure import Figure
from syngen_assets.core.report.facts import ReportFacts
from syngen_assets.core.report.histograms import UNIT, Scale, histogram, scale
from syngen_assets.core.report.marking import marked
from syngen_assets.core.report.nearness import alike, nearest
from syngen_assets.core.report.pages import audit_page, page
from syngen_assets.core.report.plain import FOREIGN_WARNING, WARNING
from syngen_assets.core.report.samples import SHOWN, order, shown
from syngen_assets.core.settings import Settings
from syngen_assets.core.tables import (
    CLEAN_QUESTIONS,
    EXCLUSIONS,
    QUESTIONS,
    QUESTIONS_AND_RESPONSES,
    SPEND,
)
from syngen_assets.core.templates import load
from syngen_tests.test_domains import colds

SETTINGS = Settings(colds(), seed=3, model="small")
SOURCE = {"dataset": "owner/name", "config": "", "split": "train", "revision": "3f" * 20}
FLAWS = ("negated_claim", "wrong_number", "wrong_entity")
VOID = {"meta", "rect", "path", "br"}

FAILED = Figure(
    "longer_chosen_share",
    "length",
    0.817,
    "How often the chosen answer is longer.",
    "share of pairs; by `words`",
    "share",
    low=0.771,
    high=0.857,
    floor=0.5,
    rows=300,
    places=(0,),
    gate="0.45 to 0.55",
    status="failed",
)
PASSED = replace(
    FAILED,
    name="grade_gap",
    value=0.295,
    low=0.0757,
    high=0.602,
    floor=None,
    unit="grade",
    gate="at most 1",
    status="passed",
)
UNKNOWN = Figure(
    "close_prompts",
    "duplicates",
    None,
    "Rows that mean the same.",
    "",
    "count",
    note="needs an embedder",
    gate="at most 0",
    status="not measured",
)
FREE = Figure("length_ratio", "length", 1.01, "How much longer.", "mean by mean", "ratio")


class Page(HTMLParser):
    """What a browser would see: every element with its attributes, and the text in it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.marks: list[str] = []
        self._open: list[str] = []
        self.feed(html)
        assert self._open == [], "not every element is closed"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag == "mark":
            self.marks.append("")
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "mark" in self._open:
            self.marks[-1] += data

    def named(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


def released(*triples: tuple[str, str, str], **columns: Any) -> pd.DataFrame:
    return QUESTIONS_AND_RESPONSES.frame(
        {
            "pair_id": digest(triple),
            "question_id": digest(triple[0]),
            "prompt": triple[0],
            "chosen": triple[1],
            "rejected": triple[2],
            "flaw": FLAWS[place % len(FLAWS)],
            "origin": "source" if place % 2 else "synthetic",
            "source_id": digest(triple[0]),
            "split": "train",
            "model": "small",
            **columns,
        }
        for place, triple in enumerate(triples)
    )


def many(count: int) -> pd.DataFrame:
    return released(
        *(
            (f"how long does cold {n} last", f"A cold lasts {n} days.", f"A cold lasts {n} years.")
            for n in range(count)
        )
    )


ONE = released(("how long is a cold", "A cold lasts a week.", "A cold lasts a year."))


def facts(rows: pd.DataFrame = ONE, **more: Any) -> ReportFacts:
    return ReportFacts(SETTINGS, SOURCE, rows, **more)


def test_texts_that_hold_markup_are_shown_and_never_run():
    bad = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    rows = released((bad, f"Good {bad}", f"Wrong {bad}"))
    held = EXCLUSIONS.frame([{"gate": bad, "problem": bad, "prompt": bad}])
    figure = replace(FAILED, name="x", about=bad, estimator=bad, note=bad)
    for html in (
        page(facts(rows, held=held, figures=[figure])),
        audit_page([figure], rows.assign(flaw=bad), {"file": bad, bad: bad}),
    ):
        seen = Page(html)
        assert not seen.named("script")
        assert not seen.named("img")
        assert "&lt;script&gt;" in html


def test_the_page_loads_nothing_and_runs_nothing():
    html = page(facts(many(30), figures=[FAILED, PASSED, UNKNOWN, FREE]))
    seen = Page(html)
    assert not {tag for tag, _ in seen.elements} & {"script", "link", "img", "iframe", "object"}
    for _, attributes in seen.elements:
        assert not {name for name in attributes if name.startswith("on")} | attributes.keys() & {
            "src",
            "srcset",
        }
        assert (attributes.get("href") or "#").startswith("#")
    assert "url(" not in html
    assert "@import" not in html
    assert "http" not in html


def test_every_link_within_the_page_leads_somewhere():
    seen = Page(page(facts(figures=[FAILED, UNKNOWN])))
    ids = [attributes["id"] for _, attributes in seen.elements if "id" in attributes]
    assert len(set(ids)) == len(ids)
    assert {(a["href"] or "").removeprefix("#") for a in seen.named("a")} <= set(ids)


def test_what_is_drawn_has_words_and_every_table_has_headings():
    seen = Page(page(facts(many(30), figures=[FAILED])))
    for drawing in seen.named("svg"):
        assert (
            drawing.get("aria-label")
            or drawing.get("aria-hidden")
            or "preserveaspectratio" in (drawing)
        )
    assert all("scope" in heading for heading in seen.named("th"))
    assert seen.named("html")[0]["lang"] == "en"


def row_of(html: str, name: str) -> str:
    """The words of a gate's row."""
    found = re.search(rf'<tr>(?:(?!</tr>).)*href="#{name}".*?</tr>', html, re.DOTALL)
    assert found, f"{name} is not among the gates"
    return " ".join(re.sub(r"<[^>]+>", " ", found[0]).split())


def test_every_gate_stands_with_figure_interval_limit_floor_and_verdict():
    html = page(facts(figures=[FAILED, PASSED, UNKNOWN, FREE]))
    assert row_of(html, "longer_chosen_share").endswith(
        "81.7% 77.1% to 85.7% 45% to 55% 50.0% ✕ failed"
    )
    assert row_of(html, "grade_gap").endswith("0.295 0.0757 to 0.602 at most 1 – ✓ passed")
    assert row_of(html, "close_prompts").endswith("not measured – at most 0 – not measured")
    assert "3 gates: 1 passed, 1 not measured, 1 failed" in html
    assert 'href="#length_ratio"' not in html


def test_under_each_figure_stands_how_it_was_measured_and_what_it_rests_on():
    html = page(facts(figures=[FAILED, UNKNOWN, FREE]))
    for said in ("How: share of pairs; by <code>words</code>", "mean by mean", "300 rows"):
        assert said in html
    assert "Note: needs an embedder" in html


def test_the_rows_that_fail_a_gate_are_named():
    rows, figure = many(3), replace(FAILED, places=(1, 0))
    assert rows["pair_id"].iloc[1] in page(facts(rows, figures=[figure])).split("Look at")[1][:99]
    foreign = rows[["prompt", "chosen", "rejected"]]
    assert "row 2" in audit_page([figure], foreign, {}).split("Look at")[1][:99]


@pytest.mark.parametrize("value", [None, float("nan"), float("inf")])
def test_a_figure_that_is_no_number_has_never_passed(value):
    html = page(facts(figures=[replace(PASSED, value=value)]))
    assert row_of(html, "grade_gap").endswith("not measured")
    assert "1 gate: 1 not measured" in html
    assert "Not measured, which is no pass: grade_gap." in html


def test_the_warning_stands_before_everything_else():
    ours, foreign = page(facts()), audit_page([], ONE, {"file": "x"})
    assert ours.index(WARNING[:40]) < ours.index("<main>")
    assert "false medical content" in WARNING
    assert foreign.index(FOREIGN_WARNING[:40]) < foreign.index("<main>")


def test_a_reader_is_told_what_not_to_rely_on():
    html = page(facts(figures=[FAILED]))
    said = html.split("Do not rely on this")[1].split("</section>")[0]
    assert "Failed: longer_chosen_share." in said
    assert "The model small wrote the answers." in said
    assert "The set has 1 pair. With fewer than 500" in said
    assert NO_JUDGE.split(":")[0] in said
    assert "A weak judge" in html.split("Known limits</h2>")[1]


def test_offline_the_page_says_that_rules_made_and_verified_the_flaws():
    html = page(replace(facts(), settings=replace(SETTINGS, offline=True)))
    assert "No clinician has reviewed them." in html
    assert "without any model" in html
    assert "has cost nothing" in html


def test_without_a_floor_the_page_says_so():
    said = "no figure has a floor"
    assert said in page(facts(figures=[replace(FAILED, floor=None)]))
    assert said not in page(facts(figures=[FAILED]))


def test_the_page_tells_from_what_with_what_and_at_what_price():
    spend = SPEND.frame(
        {
            "day": "2026-01-02",
            "step": step,
            "model": "small",
            "calls": 1200,
            "prompt_tokens": 90_000,
            "completion_tokens": 30_000,
            "usd": usd,
            "unpriced": unpriced,
        }
        for step, usd, unpriced in (
            ("chosen_responses", 0.5, 0),
            ("chosen_responses", 0.25, 0),
            ("rejected_responses", None, 7),
        )
    )
    html = page(facts(spend=spend, templates=[load("answer_well")]))
    words = " ".join(re.sub(r"<[^>]+>", " ", html).split())
    for said in (
        "source owner/name",
        "3f" * 20,
        "licence",
        "model small",
        "seed 3",
        f"answer_well {load('answer_well').version}",
        "chosen_responses small 2,400 180,000 60,000 0.75",
        "rejected_responses small 1,200 90,000 30,000 unknown",
        "all 3,600 270,000 90,000 0.75",
        "7 calls of unknown price not counted",
    ):
        assert said in words


def test_a_price_that_nobody_knows_is_not_nothing():
    assert "Not known." in page(facts())
    assert "cost nothing" not in page(facts())


def test_the_quarantine_is_told_by_reason_with_an_example():
    held = EXCLUSIONS.frame(
        [
            {"gate": "answer_length", "problem": "answer_length: 80 tokens", "prompt": "q one"},
            {"gate": "refused_reply", "problem": "refused_reply: declines", "prompt": "q two"},
            {"gate": "refused_reply", "problem": "refused_reply: is sorry", "prompt": "q three"},
        ]
    )
    html = page(facts(held=held))
    words = " ".join(re.sub(r"<[^>]+>", " ", html.split("Held back, by reason")[1]).split())
    assert "refused_reply 2 declines q two answer_length 1 80 tokens q one" in words
    assert page(facts(held=held[::-1])) == html


def test_an_empty_quarantine_is_said_to_be_empty():
    assert "No pair is in quarantine." in page(facts())


def test_the_same_facts_give_the_same_bytes():
    rows = many(40)
    assert page(facts(rows, figures=[FAILED])) == page(facts(many(40), figures=[FAILED]))
    foreign = rows[["prompt", "chosen", "rejected"]]
    assert audit_page([FAILED], foreign, {"f": 1}) == audit_page([FAILED], foreign, {"f": 1})


def test_a_set_without_rows_has_a_page():
    nothing = QUESTIONS_AND_RESPONSES.frame([])
    html = page(facts(nothing))
    assert "There is no\npair to show." in html
    assert "Not measured: there is nothing to measure." in html
    assert Page(audit_page([], nothing[["prompt", "chosen", "rejected"]], {}))


def test_missing_texts_are_shown_as_missing():
    rows = pd.DataFrame(
        {"prompt": [None, "q"], "chosen": ["a b", float("nan")], "rejected": [pd.NA, ""]}
    )
    html = audit_page([], rows, {"file": "x.csv"})
    assert "(no question)" in html
    assert not re.search(r"\bnan\b|&lt;NA&gt;|>None<", html)


def test_at_most_twenty_pairs_are_shown_and_all_if_there_are_fewer():
    assert page(facts(many(50))).count('class="pair"') == SHOWN == 20
    assert page(facts(many(7))).count('class="pair"') == 7


def test_the_pairs_shown_are_spread_over_the_flaws():
    rows = many(60)
    rows.loc[rows.index > 1, "flaw"] = "wrong_entity"
    counted = pd.Series([pair.told["flaw"] for pair in shown(rows, order(rows, 0))]).value_counts()
    assert counted.to_dict() == {"wrong_entity": 18, "negated_claim": 1, "wrong_number": 1}


def test_the_pairs_shown_hang_on_what_they_say_and_not_on_their_order():
    rows = many(60)
    turned = rows[::-1].reset_index(drop=True)
    asked = [{pair.question for pair in shown(table, order(table, 0))} for table in (rows, turned)]
    assert asked[0] == asked[1]
    assert asked[0] != {pair.question for pair in shown(rows, order(rows, 1))}


def test_changed_words_are_marked_and_only_those():
    chosen = "Colds last 7 to 10 days, and rest can help."
    rejected = "Colds last 7 to 40 days, and rest cannot help."
    seen = Page(page(facts(released(("q", chosen, rejected)))))
    assert seen.marks == ["10", "can", "40", "cannot"]


def test_a_word_that_was_left_out_is_marked_where_it_stood():
    seen = Page(page(facts(released(("q", "Colds rarely last long.", "Colds last long.")))))
    assert seen.marks == ["rarely"]


def test_white_space_and_case_are_no_changed_words():
    assert Page(page(facts(released(("q", "Rest  helps you.", "rest helps you."))))).marks == []


def test_answers_that_share_little_differ_as_a_whole():
    chosen, rejected = "Rest helps most people get well.", "Viruses spread by touch and breath."
    html = page(facts(released(("q", chosen, rejected))))
    assert Page(html).marks == [chosen, rejected]
    assert "the whole answer differs" in html


@given(st.text(max_size=60), st.text(max_size=60))
def test_the_pieces_of_an_answer_are_the_answer(chosen, rejected):
    found = marked(chosen, rejected)
    assert "".join(piece.text for piece in found.chosen) == chosen
    assert "".join(piece.text for piece in found.rejected) == rejected


@given(st.text(max_size=60))
def test_an_answer_does_not_differ_from_itself(text):
    assert not any(piece.differs for piece in marked(text, text).chosen)


@given(
    st.lists(st.floats(-50, 5000, allow_nan=False), min_size=1, max_size=60),
    st.lists(st.floats(-50, 5000), max_size=60),
)
def test_every_number_falls_into_one_bin(numbers, others):
    on = scale([numbers, others])
    assert 1 <= on.count <= 60
    assert on.shares(pd.Series(numbers).to_numpy()).sum() == pytest.approx(1)
    drawn = histogram({"one": numbers, "two": others}, on)
    assert len(drawn.rows) == on.count
    assert all(0 <= y <= 184 and tall >= 0 for _, y, _, tall in drawn.bars)


def test_a_histogram_counts():
    drawn = histogram({"chosen": [1, 1, 2, 9], "rejected": [2]}, Scale(1, 1, 3, is_open=True))
    assert drawn.rows == [
        ("1", "50.0%", "0.0%"),
        ("2", "25.0%", "100.0%"),
        ("3+", "25.0%", "0.0%"),
    ]
    assert [
        row[1] for row in histogram({"x": [0.05, 1.0, 0.95]}, UNIT).rows if row[1] != "0.0%"
    ] == [
        "33.3%",
        "66.7%",
    ]


def test_the_nearest_question_is_the_one_that_shares_most_words():
    questions = ["what is flu", "is flu what", "what is gout", "how do i sleep better"]
    assert nearest(questions, range(4)) == [1, 1, pytest.approx(2 / 4), 0]
    assert nearest(questions[2:], [0, 1]) == [0, 0]
    assert nearest(questions[:1], [0]) == []
    assert alike("What is flu?", "what is gout") == pytest.approx(2 / 4)


def test_the_plots_tell_what_the_tables_hold():
    rows = many(6)
    questions = QUESTIONS.frame(
        {
            "question_id": row.question_id,
            "normalized": row.prompt,
            "origin": row.origin,
            "source_id": digest("root"),
        }
        for row in rows.itertuples()
    )
    cleaned = CLEAN_QUESTIONS.frame(
        [{"question_id": digest("root"), "normalized": "how long does a cold last"}]
    )
    html = page(facts(rows, questions=questions, cleaned=cleaned))
    for said in (
        "Chosen: median 5 of 6; rejected: median 5 of 6.",
        "Source: median 6 of 3; synthetic: median 6 of 3.",
        "Synthetic questions: median 0.714 of 3.",
        "Questions: median 0.714 of 6.",
    ):
        assert said in html
    assert '<th scope="row">symptoms</th><td class="number">0</td>' in html
    assert '<th scope="row">wrong_number</th><td class="number">2</td>' in html


def test_a_foreign_set_is_told_as_far_as_it_is_known():
    rows = many(25)[["prompt", "chosen", "rejected"]]
    reference = pd.DataFrame({"prompt": ["why do people sneeze", None]})
    about = {"file": "answers.csv", "shape": "standard", "rows": 25}
    html = audit_page([FAILED], rows, about, reference=reference)
    assert "<h1>answers.csv</h1>" in html
    assert "shape" in html
    assert "is not known here" in html
    assert "Not measured: the rows do not name any." in html
    assert "reference (line)" in html
    assert "wrong on purpose" not in html.split("<main>")[1].split("Known limits</h2>")[0]
    assert "quarantine" not in html.split("<main>")[1]


def test_a_judge_is_told_with_its_figures_and_its_limits():
    judged = replace(FAILED, name="judged_win_rate", group="judge", places=(999,))
    hearing = replace(SILENCE, judge="wise", figures=[judged], words=["The judge is wise.", LIMITS])
    html = page(facts(hearing=hearing))
    assert row_of(html, "judged_win_rate").endswith("failed")
    assert "<p>The judge is wise.</p>" in html
    assert "judge</th><td" in html.replace("\n", "")
