"""Trends: what became of each figure from release to release, beside its limit."""

import re
from pathlib import Path
from xml.etree import ElementTree

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from syngen_assets.core.lines import HEIGHT, WIDTH, drawn
from syngen_assets.core.measures.figure import Figure
from syngen_assets.core.table_gates import Limit, decide
from syngen_assets.core.tables import AUDIT
from syngen_assets.core.tables.history import RELEASE_ROWS
from syngen_assets.core.trends import Point, Trend, bounds, trends
from syngen_assets.storage.archive import archive
from syngen_assets.storage.figures import FigureHistory
from syngen_assets.storage.warehouse import Warehouse
from syngen_tests.lives import FACTS

NUMBERS = st.floats(-1e6, 1e6, allow_nan=False)


def audit(**values: float | None) -> pd.DataFrame:
    figures = [
        Figure(name, "length", value, "About it", "By hand", "share", rows=99)
        for name, value in values.items()
    ]
    decided = decide(figures, {"wide": Limit(at_most=0.5), "narrow": Limit(at_least=0.1)})
    return AUDIT.frame(map(vars, decided))


@pytest.fixture
def history(tmp_path: Path) -> FigureHistory:
    return FigureHistory(Warehouse(tmp_path / "t.duckdb"))


def told(history: FigureHistory) -> dict[str, Trend]:
    return {line.name: line for line in trends(history.table("d"), {"wide": "How wide it is"})}


def test_a_domain_that_was_never_audited_has_no_figures(history: FigureHistory):
    assert told(history) == {}


def test_the_figures_of_a_release_are_kept_as_they_were_measured_last(history: FigureHistory):
    history.record("d", 2, audit(wide=0.3, narrow=0.2), "2026-11-22")
    history.record("d", 1, audit(wide=0.1), "2026-11-21")
    history.record("other", 1, audit(wide=0.9), "2026-11-21")
    history.record("d", 2, audit(wide=0.4, narrow=0.2), "2026-11-23")
    wide = told(history)["wide"]
    assert [(p.release, p.at, p.figure.value) for p in wide.points] == [
        (1, "2026-11-21", 0.1),
        (2, "2026-11-23", 0.4),
    ]
    assert (wide.last.gate, wide.last.about) == ("at most 0.5", "How wide it is")
    assert wide.said == "wide: 10.0% in release 1, 40.0% in release 2; the limit is at most 50%"


def test_what_is_beyond_its_limit_comes_first_and_what_is_measured_no_more_not_at_all(
    history: FigureHistory,
):
    history.record("d", 1, audit(old=0.1, free=0.2, wide=0.3, narrow=0.2), "2026-11-21")
    history.record("d", 2, audit(free=0.2, wide=0.9, narrow=0.2, none=None), "2026-11-22")
    assert list(told(history)) == ["wide", "narrow", "free"]


@given(NUMBERS, NUMBERS)
def test_a_limit_in_words_is_read_as_it_was_meant(one: float, other: float):
    low, high = sorted((one, other))
    for limit in (Limit(at_most=high), Limit(at_least=low), Limit(at_least=low, at_most=high)):
        (figure,) = decide([Figure("x", "g", low, "", "", "ratio")], {"x": limit})
        meant = (limit.at_least, limit.at_most)
        rounded = [None if end is None else float(f"{end:.3g}") for end in meant]
        assert bounds(figure.gate) == tuple(rounded)


def test_no_limit_is_no_bound():
    assert bounds("") == (None, None)


@given(st.lists(st.tuples(NUMBERS, NUMBERS, NUMBERS), min_size=1, max_size=9), NUMBERS)
def test_a_picture_is_well_formed_and_within_its_frame_whatever_was_measured(rows, limit):
    points = []
    for release, row in enumerate(rows, 1):
        low, value, high = sorted(row)
        figure = Figure("a<b", "g", value, "", "", "ratio", low=low, high=high)
        (decided,) = decide([figure], {"a<b": Limit(at_most=limit)})
        points.append(Point(release, "now", decided))
    line = Trend("a<b", tuple(points))
    tree = ElementTree.fromstring(drawn(line))
    assert tree.findtext("{*}title") == line.said
    dots = [
        (float(dot.attrib["cx"]), float(dot.attrib["cy"])) for dot in tree.iterfind(".//{*}circle")
    ]
    assert len(dots) == len(rows)
    assert all(0 <= x <= WIDTH and 0 <= y <= HEIGHT for x, y in dots)
    assert not re.findall("nan|inf", drawn(line))


def test_what_lies_beyond_the_limit_is_tinted_and_a_higher_value_stands_higher(
    history: FigureHistory,
):
    history.record("d", 1, audit(wide=0.2, narrow=0.3), "2026-11-21")
    history.record("d", 2, audit(wide=0.8, narrow=0.3), "2026-11-22")
    tree = ElementTree.fromstring(drawn(told(history)["wide"]))
    first, second = (float(dot.attrib["cy"]) for dot in tree.iterfind(".//{*}circle"))
    (tint,) = tree.iterfind("{*}rect")
    edge = float(tint.attrib["y"]) + float(tint.attrib["height"])
    assert second < edge < first
    (below,) = ElementTree.fromstring(drawn(told(history)["narrow"])).iterfind("{*}rect")
    assert float(below.attrib["y"]) > float(tint.attrib["y"])


def test_a_limit_that_would_tint_the_whole_picture_is_a_line():
    (never,) = decide([Figure("never", "g", 0.0, "", "", "share")], {"never": Limit(at_most=0)})
    tree = ElementTree.fromstring(drawn(Trend("never", (Point(1, "now", never),))))
    assert not tree.findall("{*}rect")
    assert tree.findall("{*}path[@class='edge']")


def test_the_figures_of_an_audit_are_those_of_the_latest_release(tmp_path: Path):
    kept = archive(Warehouse(tmp_path / "t.duckdb"), "d", "")
    kept.measured("d", audit(wide=0.1), "2026-11-20")
    assert len(kept.figures.table("d")) == 0  # nothing was released
    for revision in ("a" * 40, "b" * 40):
        kept.history.record("d", RELEASE_ROWS.frame([]), FACTS | {"revision": revision}, "now")
        kept.measured("d", audit(wide=0.2), "2026-11-21")
    assert kept.figures.table("d")["release"].tolist() == [1, 2]
