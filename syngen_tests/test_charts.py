"""Charts, figures and stories: what people see of a table, whatever stands in it."""

import base64
import re
from collections import Counter
from collections.abc import Iterator
from xml.etree import ElementTree

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from syngen_assets.core.charts import columns, picture, rows, shares, table
from syngen_assets.core.figures import lengths, mix, preview, problems, shortage, unserved
from syngen_assets.core.life import story
from syngen_assets.core.rows import Rows
from syngen_assets.core.settings import Settings
from syngen_assets.core.tables import (
    ALL,
    CLEAN_QUESTIONS,
    QUESTIONS,
    SYNTHETIC_QUESTIONS,
    Column,
    Table,
)
from syngen_tests.test_domains import colds

SVG = "{http://www.w3.org/2000/svg}"
WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=12)
CELLS = st.text(st.characters(exclude_characters="\\", exclude_categories=["Cs"])) | st.integers()
NAMES = st.text("abc", min_size=1, max_size=5)
RECORDS = st.recursive(
    st.dictionaries(NAMES, st.integers() | st.text("xyz \n"), max_size=4),
    lambda inner: st.dictionaries(NAMES, inner | st.lists(inner | st.integers()), max_size=3),
    max_leaves=6,
)


def drawn(svg: str, kind: str) -> list[ElementTree.Element]:
    return list(ElementTree.fromstring(svg).iter(SVG + kind))


@given(st.lists(WORDS, min_size=1, max_size=9), WORDS)
def test_a_chart_is_well_formed_whatever_its_words_are(names, unit):
    heights = [float(place) for place in range(len(names))]
    svg = columns(names, {"one": heights, unit: heights}, unit)
    assert {"one", unit} <= {text.text or "" for text in drawn(svg, "text")}
    listed = drawn(rows(dict.fromkeys(names, 7)), "tspan")
    assert [text.text for text in listed] == [f"{name} 7" for name in dict.fromkeys(names)]


def strokes(svg: str) -> list[list[float]]:
    """The lengths of the bars, path by path."""
    return [
        [float(n) for n in re.findall(r"[vh]-?([\d.]+)", path.get("d") or "")]
        for path in drawn(svg, "path")
    ]


def test_a_bar_is_as_long_as_its_share_of_the_longest():
    assert strokes(columns(["a", "b"], {"one": [10, 5], "two": [0, 2.5]}, "x")) == [[48, 24], [12]]
    assert strokes(rows({"a": 10, "b": 5, "c": 0})) == [[110, 55]]


@pytest.mark.parametrize("series", [{}, {"one": []}, {"one": [0, 0]}])
def test_a_chart_of_nothing_is_a_chart(series):
    assert drawn(columns(["a", "b"] if series.get("one") else [], series, "x"), "g")
    assert drawn(rows({}), "text")


def test_the_charts_are_short_enough_to_be_shown_in_place():
    crowded = {f"{name}_of_it": 12_345 for name in "abcdefg"}
    heights = [9.9] * 18
    both = columns([str(n) for n in range(18)], {"source": heights, "synthetic": heights}, "words")
    assert len(picture(rows(crowded), "modifications")) < 1000
    assert len(picture(both, "lengths")) < 1000


def test_a_picture_carries_its_chart():
    svg = rows({"é < ü": 1})
    found = re.fullmatch(r"!\[Words\]\(data:image/svg\+xml;base64,(\S+)\)", picture(svg, "Words"))
    assert found
    assert base64.b64decode(found[1]).decode() == svg


@given(st.dictionaries(st.integers(3, 40), st.integers(1, 50), min_size=1))
def test_shares_sum_to_about_100(counts):
    found = shares(counts, range(3, 21))
    assert len(found) == 18
    assert sum(found) == pytest.approx(100, abs=1)


def test_the_last_share_takes_what_lies_beyond_and_nothing_has_no_share():
    assert shares({3: 1, 5: 1, 9: 2}, [3, 4, 5]) == [25.0, 0.0, 75.0]
    assert shares({}, [3, 4, 5]) == [0, 0, 0]


@given(st.lists(st.tuples(CELLS, CELLS), max_size=5), CELLS)
def test_a_cell_cannot_break_out_of_its_table(rows, heading):
    lines = table([str(heading), "b"], rows).split("\n")
    assert len(lines) == len(rows) + 2
    assert all(len(re.findall(r"(?<!\\)\|", line)) == 3 for line in lines)
    assert not any(set(line) & set("\r\v\f\x85\u2028") for line in lines)


def test_a_table_is_markdown():
    assert table(["a", "b"], [["x|y", 1], ["two\nlines", None]]).split("\n") == [
        "| a | b |",
        "| --- | --- |",
        "| x&#124;y | 1 |",
        "| two lines | None |",
    ]


def test_a_preview_shows_the_first_the_middle_and_the_last_row_and_cuts_long_cells():
    declared = Table("t", "", (Column("id", ""), Column("text", "")), shown=("text", "id"))
    texts = ["x" * 64, "?", "y" * 65, "?", None]
    made = declared.frame({"id": i, "text": t} for i, t in zip("abcde", texts, strict=True))
    lines = preview(declared, Rows.of(declared, made)).split("\n")
    assert lines[2:] == [f"| {'x' * 64} | a |", f"| {'y' * 63}… | c |", "|  | e |"]
    assert preview(declared, Rows.of(declared, made.iloc[:0])).count("\n") == 1


@pytest.mark.parametrize("declared", ALL, ids=lambda declared: declared.name)
def test_every_table_is_previewed_in_columns_that_it_has(declared: Table):
    assert 3 < len(declared.shown) < 6
    assert set(declared.shown) <= set(declared.names)


def test_problems_are_counted_by_their_kind():
    texts = ["refused_reply: a", "refused_reply: b", "the reply is empty", None]
    rows = SYNTHETIC_QUESTIONS.frame({"problem": text} for text in texts)
    assert problems(Rows.of(SYNTHETIC_QUESTIONS, rows)) == {
        "refused_reply": 2,
        "the reply is empty": 1,
    }
    assert problems(Rows.of(SYNTHETIC_QUESTIONS, rows.iloc[3:])) == {}


def questions(*rows: tuple[str, str, str | None]) -> pd.DataFrame:
    return QUESTIONS.frame(
        {"normalized": text, "origin": origin, "modification": way} for text, origin, way in rows
    )


THREE = questions(
    ("what is flu", "source", None),
    ("why is that so", "synthetic", "symptoms"),
    ("why " * 25, "synthetic", "symptoms"),
)


def test_the_chart_of_lengths_sets_source_against_synthetic():
    svg = lengths(THREE)
    words = " ".join(text.text or "" for text in drawn(svg, "text"))
    assert "source synthetic 3 … 20+ words, up to 100%" in words
    assert strokes(svg) == [[48], [24, 24]]
    assert strokes(lengths(questions())) == [[], []]


def test_the_chart_of_a_mix_has_a_bar_for_every_name_also_for_those_that_got_none():
    svg = mix(["symptoms", "causes"], THREE["modification"])
    assert [text.text for text in drawn(svg, "tspan")] == ["symptoms 2", "causes 0"]
    assert strokes(svg) == [[110]]


def test_a_modification_without_a_question_is_told():
    settings = Settings(colds())
    assert unserved(settings, THREE) == []
    assert unserved(settings, questions()) == ["symptoms"]


def cleaned(*rows: tuple[str | None, str | None]) -> pd.DataFrame:
    return CLEAN_QUESTIONS.frame({"problem": problem, "flaw": flaw} for problem, flaw in rows)


CLEANED = cleaned((None, "x"), (None, None), ("duplicate_question: x", "x"))
REPLIES = SYNTHETIC_QUESTIONS.frame(
    [
        {"problem": "refused_reply: x"},
        {"problem": "refused_reply: y"},
        {"problem": "excluded: z"},
        {},
        {},
    ]
)


def test_a_shortage_is_told_with_all_its_numbers():
    domain = colds("source_share: 0.25")
    said = shortage(Settings(domain, questions=2000), THREE, CLEANED, REPLIES)
    assert said == (
        "The plan is spent: of 2 distinct source questions, 1 are in the set (source_share 0.25 "
        "allows 500, and a cell has one question only), and the 5 prompts that were left gave 2 "
        "synthetic ones (1 excluded, 2 refused_reply)."
    )


def test_offline_a_shortage_counts_the_source_questions_that_can_be_answered():
    said = shortage(Settings(colds(), questions=9, offline=True), THREE, CLEANED, REPLIES[3:])
    assert (
        "of 1 distinct source questions with an answer that can be used, 1 are in the set" in said
    )
    assert said.endswith("the 2 prompts that were left gave 2 synthetic ones.")


@pytest.mark.parametrize("wanted", [1, 3])
def test_where_nothing_is_missing_nothing_is_told(wanted):
    assert shortage(Settings(colds(), questions=wanted), THREE, CLEANED, REPLIES) == ""


def leaves(part: object) -> Iterator[object]:
    if isinstance(part, dict):
        part = list(part.values())
    if isinstance(part, list):
        for inner in part:
            yield from leaves(inner)
    else:
        yield part


@given(RECORDS)
def test_a_story_prints_every_leaf(record):
    told = Counter(story(record).split())
    words = Counter(word for leaf in leaves(record) for word in str(leaf).split())
    assert words <= told


def test_a_story_is_told_in_order_with_a_warning_first():
    record = {
        "pair": "p",
        "chosen": {"text": "a\nb", "facts": {}},
        "calls": [{"usd": 1.32e-05}, {"usd": None}, "none"],
        "gates": ["one", "two"],
        "reviews": [],
    }
    assert story(record).split("\n") == [
        "(rejected answers are deliberately wrong)",
        "pair: p",
        "chosen:",
        "  text: a",
        "    b",
        "calls 1:",
        "  usd: 0.0000132",
        "calls 2:",
        "  usd: unknown",
        "calls 3: none",
        "gates: one · two",
    ]
