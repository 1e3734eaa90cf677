"""The release of product reviews: every gate stops what it is for, and nothing else."""

import json
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from syngen_assets.checks.product_reviews import told
from syngen_assets.core.errors import GateError
from syngen_assets.core.identity import digest
from syngen_assets.core.product_reviews.card import Facts, card
from syngen_assets.core.product_reviews.glances import taken_out
from syngen_assets.core.product_reviews.release import (
    AS_MANY,
    GATES,
    failed,
    held_back,
    released,
    verdicts,
)
from syngen_assets.core.settings import Settings
from syngen_assets.core.tables import SYNTHETIC_REVIEWS
from syngen_assets.storage.product_reviews import publish_reviews
from syngen_tests.kettles import domain, real, row

REAL = real(42)
SETTINGS = Settings(domain(), questions=12, kinds=("base", "diversity"))
SOURCE = {"dataset": "shop/kettles", "config": "", "split": "train", "revision": "0" * 40}


def synthetic(*spoilt: dict[str, object], count: int = 12, kind: str = "base") -> pd.DataFrame:
    """So many new reviews without fault, but for the first ones, of which something is said."""
    rows = []
    for number in range(count):
        new = row(number, seed=1)
        rows.append(
            {
                "synthetic_id": digest(kind, number),
                "kind": kind,
                "call_id": digest("call", number // 10),
                "number": number // 10,
                "asked": 10,
                "place": number % 10,
                "rating": int(new["rating"]),
                "title": new["title"],
                "text": new["text"],
                "words": len(new["text"].split()),
                "model": "offline",
                **(spoilt[number] if number < len(spoilt) else {}),
            }
        )
    return SYNTHETIC_REVIEWS.frame(rows)


def broken(rows: pd.DataFrame) -> list[str]:
    """The gates that do not let these reviews pass."""
    found = verdicts(released(rows, SETTINGS), REAL, SETTINGS)
    return [one.gate for one in found if one.said]


def test_reviews_without_fault_pass_every_gate():
    assert [one.gate for one in verdicts(released(synthetic(), SETTINGS), REAL, SETTINGS)] == [
        *GATES
    ]
    assert broken(synthetic()) == []


@pytest.mark.parametrize(
    ("spoilt", "gate"),
    [
        ({"text": max(REAL["text"], key=len)}, "no_replicas"),
        ({"text": "Write to me at anna@example.org and I tell you how loud it is."}, "no_personal"),
        ({"title": "Call 555-123-4567"}, "no_personal_data"),
        ({"text": row(5, seed=1)["text"]}, "no_repeats"),
        ({"text": row(5, seed=1)["text"].upper() + "!"}, "no_repeats"),
        ({"rating": 6}, "within_range"),
        ({"rating": None}, "within_range"),
        ({"title": None}, "within_range"),
        ({"text": "Too short."}, "within_range"),
        ({"problem": "unread_review: no"}, AS_MANY),
        ({"kind": "diversity"}, AS_MANY),
    ],
)
def test_each_gate_stops_what_it_is_for_and_names_the_review(spoilt, gate: str):
    rows = synthetic(spoilt)
    found = [one for one in verdicts(released(rows, SETTINGS), REAL, SETTINGS) if one.said]
    assert [one.gate for one in found if one.gate.startswith(gate)] == broken(rows)
    assert len(found) == 1
    assert found[0].gate == AS_MANY or len(found[0].rows) == 1


def test_one_review_too_many_is_too_many():
    (said,) = failed(verdicts(released(synthetic(count=13), SETTINGS), REAL, SETTINGS))
    assert said == f"{AS_MANY}: 13 reviews in place of 12"


def test_a_check_shows_the_first_reviews_at_fault():
    rows = synthetic({"rating": 6}, {"rating": 0})
    (verdict,) = [one for one in verdicts(released(rows, SETTINGS), REAL, SETTINGS) if one.said]
    result = told(verdict)
    assert not result.passed
    assert result.metadata["first_reviews"].value == sorted(
        digest("base", number) for number in (0, 1)
    )
    assert told(verdicts(released(rows, SETTINGS), REAL, SETTINGS)[0]).passed


def test_what_fails_a_gate_leaves_the_earlier_release_as_it_was(tmp_path: Path):
    def publish(rows: pd.DataFrame) -> None:
        held = held_back(rows, SETTINGS)
        facts = Facts(SETTINGS, SOURCE, released(rows, SETTINGS), held, taken_out(REAL))
        publish_reviews(tmp_path, REAL, facts)

    def kept() -> dict[str, bytes]:
        return {file.name: file.read_bytes() for file in (tmp_path / "kettles").iterdir()}

    publish(synthetic())
    before = kept()
    with pytest.raises(GateError, match="the earlier release is untouched: no_repeats: 1 review"):
        publish(synthetic({"text": row(5, seed=1)["text"]}))
    assert kept() == before
    assert set(before) == {
        *("product_reviews.csv", "product_reviews.parquet", "quarantine.csv", "README.md")
    }


def test_what_is_held_back_is_that_of_the_released_kind_with_its_problem():
    rows = pd.concat(
        [
            synthetic({"problem": "unread_review: an object"}, count=13),
            synthetic({"problem": "unread_review: a line"}, kind="diversity"),
        ]
    )
    held = held_back(rows, SETTINGS)
    assert held["problem"].tolist() == ["unread_review: an object"]
    assert len(released(rows, SETTINGS)) == 12


def test_released_reviews_stand_in_an_order_that_tells_nothing_of_calls():
    rows = released(synthetic(), SETTINGS)
    assert rows["review_id"].is_monotonic_increasing
    turned = released(synthetic().iloc[::-1].reset_index(drop=True), SETTINGS)
    pd.testing.assert_frame_equal(rows, turned)


def test_the_card_counts_what_was_taken_out_and_what_was_held_back():
    some = REAL.assign(removed=[json.dumps({"email": 2}), *[None] * (len(REAL) - 1)])
    held = pd.DataFrame({"problem": ["unread_review: x", "unread_review: y"]})
    rows = released(synthetic(), SETTINGS)
    text = card(Facts(SETTINGS, SOURCE, rows, held, taken_out(some)))
    assert "| email | 2 |" in text
    assert "| unread_review | 2 |" in text
    assert "Every review here is synthetic" in text


@pytest.mark.parametrize("offline", [True, False])
def test_the_card_says_that_no_model_was_asked_where_none_was(offline: bool):
    rows = released(synthetic(), SETTINGS)
    held = pd.DataFrame({"problem": []})
    text = card(Facts(replace(SETTINGS, offline=offline), SOURCE, rows, held, {}))
    assert ("No model was asked" in text) is offline
    assert f"reviews of {SETTINGS.domain.an_item}, made" in text
