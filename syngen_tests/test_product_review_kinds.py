"""The kinds of prompts stand side by side, and distributions beside the original's."""

import base64
from dataclasses import replace
from functools import cache

import pandas as pd
import pytest

from docs.kinds import PAGE, page
from syngen_assets.core.measures.figure import Figure
from syngen_assets.core.product_reviews.figures import NEW, ORIGINAL, distributions, pictures
from syngen_assets.core.product_reviews.kinds import FLOOR, beyond, legend, said, table
from syngen_assets.core.tables.product_reviews import KINDS
from syngen_assets.storage.folders import domains_of, read_domain
from syngen_tests import planted_product_reviews as planted
from syngen_tests.homes import REPOSITORY


def figure(name: str, value: float | None, floor: float | None = None) -> Figure:
    low, high = (None, None) if value is None else (value - 0.05, value + 0.05)
    status = "not measured" if value is None else "none"
    return Figure(
        name, "g", value, "What it tells.", "how", "score", low, high, floor, status=status
    )


FIGURES = {
    "base": [
        figure("concept_drift", 0.2, 0.2),
        figure("length_ks", 0.4, 0.1),
        figure("vendi", None),
        figure("detector_auc", 0.3, 0.5),
    ],
    "text_length": [
        figure("concept_drift", 0.4, 0.21),
        figure("length_ks", 0.1, 0.1),
        figure("vendi", None),
    ],
}


def test_a_measure_stands_on_one_line_with_the_floor_last():
    lines = table(FIGURES).split("\n")
    assert lines[0] == f"|  | measure | base | text_length | {FLOOR} |"
    assert lines[2] == (
        "| drift | concept drift | 0.2 (0.15 to 0.25) | 0.4 (0.35 to 0.45) | 0.2 … 0.21 |"
    )
    assert "| similarity | length ks | 0.4 (0.35 to 0.45) | 0.1 (0.05 to 0.15) | 0.1 |" in lines
    assert lines[-1].startswith("|  | detector auc | 0.3 (0.25 to 0.35) | – | 0.5")
    assert not [line for line in lines if "vendi" in line]


def test_what_is_not_as_real_reviews_are_is_said():
    assert [one.name for one in beyond(FIGURES["base"])] == ["length_ks", "detector_auc"]
    assert said(FIGURES) == [
        "`base`: above what real reviews come to in length ks; below what real reviews come to in "
        "detector auc.",
        "`text_length`: above what real reviews come to in concept drift.",
        "In concept drift `base` is nearer to real reviews than `text_length`, and their intervals "
        "do not meet.",
        "In length ks `text_length` is nearer to real reviews than `base`, and their intervals do "
        "not meet.",
    ]
    assert said({"base": FIGURES["base"][:1]}) == [
        "`base`: as real reviews are in all that has a floor."
    ]


def test_kinds_that_differ_by_chance_are_not_ranked():
    near = {"base": [figure("self_bleu", 0.2, 0.2)], "diversity": [figure("self_bleu", 0.22, 0.2)]}
    assert said(near)[-1] == "No kind is surely nearer to real reviews than another in self bleu."


def test_kinds_that_miss_by_as_much_on_either_side_are_not_ranked():
    sides = {"base": [figure("self_bleu", 0.3, 0.2)], "diversity": [figure("self_bleu", 0.11, 0.2)]}
    assert said(sides)[-1] == "No kind is surely nearer to real reviews than another in self bleu."


def test_a_share_that_real_reviews_may_have_by_chance_is_not_beyond_them():
    few, many = (
        replace(figure("replica_run", 0.1, 0.0), low=0.04, unit="share", rows=rows)
        for rows in (60, 600)
    )
    assert beyond([few]) == []
    assert beyond([many]) == [many]


def test_the_page_of_the_docs_has_a_table_of_each_domain_and_the_command_that_made_it():
    text = PAGE.read_text(encoding="utf-8")
    assert "`python -m docs.kinds`" in text
    parts = text.split("\n## ")
    for name in domains_of(REPOSITORY, "product_reviews"):
        title = read_domain(REPOSITORY, name).title
        (part,) = [part for part in parts if part.startswith(f"{title}\n")]
        assert f"| measure | {' | '.join(KINDS)} | {FLOOR} |" in part
        for name in ("concept drift", "calls exact share", "length ks", "words mean", "distinct 2"):
            (line,) = [line for line in part.split("\n") if f" {name} |" in line]
            assert line.count("|") == len(KINDS) + 4


@pytest.mark.slow
def test_the_page_of_the_docs_is_what_its_command_writes():
    assert PAGE.read_text(encoding="utf-8") == page(), "run python -m docs.kinds"


def test_the_legend_explains_what_the_table_has():
    lines = legend(FIGURES).split("\n")
    assert len(lines) == 3
    assert lines[0] == "- **concept drift**: What it tells. Estimator: how."


@cache
def found() -> dict[str, object]:
    return {one.title: one for one in distributions(planted.real(60), planted.written(count=40))}


def test_ratings_aspects_lengths_and_moods_are_laid_beside_the_original():
    assert list(found()) == ["Ratings", "Aspects", "Lengths", "Moods"]
    for one in found().values():
        assert list(one.percents) == [ORIGINAL, NEW]
        assert {len(each) for each in one.percents.values()} == {len(one.labels)}
        if one.title != "Aspects":
            for each in one.percents.values():
                assert sum(each) == pytest.approx(100, abs=1)
    ratings = found()["Ratings"]
    assert ratings.labels == ("1", "2", "3", "4", "5")
    share = 100 * (planted.real(60)["rating"] == 5).mean()
    assert ratings.percents[ORIGINAL][4] == pytest.approx(share, abs=0.1)


def test_a_distribution_says_where_the_two_differ_most():
    ours = planted.written(planted.one_rating, count=40)
    ratings = distributions(planted.real(60), ours)[0]
    assert ratings.said.startswith("Ratings: they differ most at 5 (")
    assert ratings.said.endswith("and 100% of the new)")


def test_what_the_reviews_do_not_have_is_not_drawn():
    real = planted.real(20).assign(rating=pd.NA, aspects=None)
    ours = planted.written(count=20).assign(rating=pd.NA, aspects=None)
    assert [one.title for one in distributions(real, ours)] == ["Lengths", "Moods"]
    assert distributions(real, ours.head(0)) == []


def test_rows_with_a_problem_are_not_drawn():
    ours = planted.written(count=40)
    ours.loc[ours["rating"] == 5, "problem"] = "cut off"
    ratings = distributions(planted.real(60), ours)[0]
    assert ratings.percents[NEW][-1] == 0


def test_the_pictures_are_small_and_carry_every_label():
    drawn = pictures(planted.real(60), planted.written(count=40))
    assert list(drawn) == [title.lower() for title in found()]
    for title, markdown in drawn.items():
        svg = base64.b64decode(markdown.partition("base64,")[2].rstrip(")")).decode()
        assert svg.startswith("<svg")
        assert svg.endswith("</svg>")
        if title in ("ratings", "aspects"):
            labels = found()[title.title()].labels
            assert all(f">{label}</text>" in svg for label in labels)
