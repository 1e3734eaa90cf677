"""Reviews that people have made of their own files: in the background, kept, and never lost."""

import json
from dataclasses import replace
from pathlib import Path
from threading import Lock

import pandas as pd
import pytest

from syngen_assets import making
from syngen_assets.core.errors import UsageError
from syngen_assets.core.product_reviews import uploads
from syngen_assets.core.product_reviews.cleaning import real_reviews
from syngen_assets.core.product_reviews.domain import ProductReviews
from syngen_assets.core.product_reviews.wishes import Wishes
from syngen_assets.core.tables import REAL_REVIEWS, REVIEW_MEASURES, SYNTHETIC_REVIEWS, usable
from syngen_assets.foreseeing import foreseen
from syngen_assets.making import Making, Order, Workshop
from syngen_assets.spending import ledger
from syngen_assets.storage.folders import only_run, read_domain
from syngen_assets.storage.made import BEGUN, DONE, FAILED, LEFT_OUT, STOPPED, Shelf
from syngen_tests.servers.openai import Body, FakeOpenAI, Raw
from syngen_tests.servers.replies import no_quota
from syngen_tests.test_product_reviews_writing import fine
from syngen_tests.uploaded import written

WISHES = Wishes(10, "diversity", 0.5, (15, 120))
BROKEN = pd.DataFrame([("your file, line 7", "ragged_row: 1 cell", "3")], columns=LEFT_OUT)
OUTPUT = Path("data", "output")


@pytest.fixture
def domain(home: Path) -> ProductReviews:
    found = read_domain(home, "smartphone_reviews")
    assert isinstance(found, ProductReviews)
    return found


def reviews(domain: ProductReviews, count: int = 40) -> pd.DataFrame:
    upload = uploads.read("mine.csv", written(count).encode(), domain.columns)
    return real_reviews(
        uploads.raw_reviews(upload, uploads.guessed(upload, domain.columns)), domain
    )


def ordered(domain: ProductReviews, wishes: Wishes = WISHES, offline: bool = True) -> Order:
    settings = making.settings_of(domain, wishes, offline=offline, output=str(OUTPUT))
    return making.order(domain, wishes, settings, "mine.csv", reviews(domain), BROKEN)


def ended(order: Order) -> Making:
    begun = Workshop().begin(order)
    begun.wait(120)
    assert not begun.alive
    return begun


def test_exactly_as_many_reviews_as_are_wished_for_are_made_and_kept_and_made_once(
    domain: ProductReviews,
):
    order = ordered(domain)
    found = ended(order)
    assert (found.made.state, found.made.good) == (DONE, 10)
    shelf = Shelf(OUTPUT, domain.name)
    (made,) = shelf.all()
    assert made == found.made
    assert made.wishes == WISHES
    good = usable(shelf.table(made, SYNTHETIC_REVIEWS))
    assert len(good) == 10
    assert set(good["kind"]) == {"diversity"}
    pd.testing.assert_frame_equal(shelf.table(made, REAL_REVIEWS), order.real)
    assert len(shelf.table(made, REVIEW_MEASURES)) > 10
    taken = pd.read_csv(shelf.folder(made.id) / "product_reviews.csv")
    assert taken.columns.tolist() == ["rating", "title", "text"]
    assert taken["text"].tolist() == good["text"].tolist()
    assert "your file, line 7" in shelf.file(made, "left_out.csv").decode()
    before = shelf.file(made, "product_reviews.csv")
    again = ended(ordered(domain)).made
    assert (again.id, again.calls, again.cached) == (made.id, 0, made.calls)
    assert shelf.file(again, "product_reviews.csv") == before


def test_another_wish_is_another_making(domain: ProductReviews):
    ids = {
        ordered(domain, wishes).made.id
        for wishes in (
            WISHES,
            replace(WISHES, amount=25),
            replace(WISHES, diversity=0.6),
            replace(WISHES, words=(15, 100)),
            replace(WISHES, complexity=(4.0, 9.0)),
            replace(WISHES, topic="battery"),
            replace(WISHES, kind="base"),
            replace(WISHES, seed=1),
        )
    }
    assert len(ids) == 8


def test_wishes_come_back_from_their_file():
    wishes = replace(WISHES, complexity=(4.0, 9.0), topic="battery")
    said = json.loads(json.dumps(wishes.__dict__))
    assert Wishes.of(said) == wishes


def test_a_model_without_a_key_is_said_before_anything_is_begun(domain: ProductReviews):
    with pytest.raises(UsageError, match="needs a key: set OPENAI_API_KEY"):
        ordered(domain, offline=False)
    assert not OUTPUT.exists()


def test_reviews_none_of_which_can_be_used_are_said(domain: ProductReviews):
    settings = making.settings_of(domain, WISHES, offline=True, output=str(OUTPUT))
    with pytest.raises(UsageError, match="No row of mine.csv is a review"):
        making.order(domain, WISHES, settings, "mine.csv", REAL_REVIEWS.frame([]), BROKEN)


def test_a_making_that_is_stopped_keeps_what_there_is(domain: ProductReviews):
    turn = Lock()
    begun = Making(ordered(domain), turn)
    with turn:
        begun.start()
        begun.stop()
    begun.wait(60)
    assert begun.made.state == STOPPED
    shelf = Shelf(OUTPUT, domain.name)
    assert shelf.find(begun.made.id) == begun.made
    assert begun.made.good < 10


def test_a_run_that_writes_to_the_same_folder_is_said_and_nothing_is_lost(domain: ProductReviews):
    with only_run(OUTPUT, "run-1", print, print):
        found = ended(ordered(domain))
    assert found.made.state == FAILED
    assert "run-1" in found.made.problem
    assert len(Shelf(OUTPUT, domain.name).table(found.made, REAL_REVIEWS)) == 40


def test_one_that_was_killed_is_known_as_interrupted(domain: ProductReviews):
    order, shelf = ordered(domain), Shelf(OUTPUT, domain.name)
    shelf.begin(order.made, order.real, order.broken)
    (left,) = shelf.all()
    assert left.state == BEGUN
    assert Workshop().on_its_way(left.id) is None


def test_a_folder_that_says_nothing_that_is_understood_is_passed_over(domain: ProductReviews):
    strange = Shelf(OUTPUT, domain.name).folder("0" * 12)
    strange.mkdir(parents=True)
    for text in ("", "[]", '{"id": 1}'):
        (strange / "made.json").write_text(text)
        assert not Shelf(OUTPUT, domain.name).all()


def test_what_a_model_would_cost_is_said_before_it_is_asked(
    domain: ProductReviews, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("OPENAI_API_KEY", "secret")
    order = ordered(domain, offline=False)
    found = foreseen(order.real, order.settings)
    assert found.calls == 1
    assert found.usd is not None
    assert 0 < found.usd[0] < found.usd[1] < 0.1
    offline = ordered(domain)
    assert foreseen(offline.real, offline.settings).usd == (0.0, 0.0)


def test_a_model_that_gives_out_half_way_loses_nothing_and_is_paid_once(
    domain: ProductReviews, monkeypatch: pytest.MonkeyPatch
):
    quota = 2

    def answer(body: Body) -> str | Raw:
        return fine(body["messages"][-1]["content"]) if len(server.log) <= quota else no_quota()

    with FakeOpenAI(answer) as server:
        monkeypatch.setenv("OPENAI_API_KEY", "sk-test-123")
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        monkeypatch.setenv("SYNGEN_CONCURRENCY", "1")
        wishes = replace(WISHES, amount=25)
        first = ended(ordered(domain, wishes, offline=False)).made
        asked, quota = len(server.log), 100
        again = ended(ordered(domain, wishes, offline=False)).made
    assert first.state == FAILED
    assert "quota" in first.problem
    assert first.id == again.id
    assert (again.state, again.good, again.cached) == (DONE, 25, 2)
    assert len(server.log) - asked == again.calls == 1
    (paid,) = {row["run"] for row in ledger(OUTPUT, domain.name)}
    assert paid == f"made-{again.id}"
