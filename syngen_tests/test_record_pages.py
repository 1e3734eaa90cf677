"""The pages that look back, as a person has them in a browser: a life, and figures over time."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from syngen_assets.core.tables import AUDIT
from syngen_assets.storage.figures import FigureHistory
from syngen_assets.storage.warehouse import Warehouse
from syngen_tests.homes import make_home
from syngen_tests.lives import BAD, DOMAIN, PAIR, QUESTION, REFUSAL, stock
from syngen_tests.reviewing import IN_A_BROWSER, App

playwright = pytest.importorskip("playwright.sync_api")

from syngen_tests.browsing import (  # noqa: E402
    DESK,
    PHONE,
    context,
    faint,
    nameless,
    picture,
    settled,
    sideways,
    visit,
)

pytestmark = IN_A_BROWSER
FIGURE = {"group": "length", "unit": "share", "rows": 9, "about": "How wide.", "status": "passed"}


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    home = make_home(tmp_path_factory.mktemp("home"))
    tables = Warehouse(stock(home).tables)
    for release, value in enumerate((0.2, 0.3, 0.4), 1):
        rows = AUDIT.frame([{**FIGURE, "name": "wide", "value": value, "gate": "at most 0.5"}])
        tables.replace(AUDIT, DOMAIN, rows)
        FigureHistory(tables).record(DOMAIN, release, rows, f"2026-11-0{release}")
    with App(home) as app:
        yield app


@pytest.fixture(params=["desk", "phone"])
def page(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator["playwright.Page"]:
    settings = {"desk": DESK, "phone": PHONE}[request.param]
    with playwright.sync_playwright() as play, context(play, tmp_path, **settings) as made:
        page = made.pages[0]
        yield page
        picture(page, f"{request.node.originalname}-{request.param}")
        assert (faint(page), nameless(page), sideways(page)) == ([], [], 0)


def test_a_life_is_found_by_words_of_its_question_and_tells_every_message(app: App, page):
    visit(page, app.url, "AB", "life")
    page.get_by_label("The question").fill("hay fever")
    page.keyboard.press("Enter")
    page.locator(".life").wait_for()
    settled(page)
    told = page.locator(".life").inner_text()
    assert all(words in told for words in (QUESTION[:-1].lower(), REFUSAL, "$0.25", "Judge"))
    assert page.locator(".life-wrong").inner_text() == BAD
    assert page.locator("h3", has=page.get_by_text("deliberately wrong")).count() == 1
    sent = page.get_by_text("Rewrite it")
    assert not sent.is_visible()
    page.get_by_text("What was sent").first.click()
    assert sent.is_visible()
    assert page.get_by_text(PAIR).is_visible()
    page.goto(page.url)  # a life has an address, which somebody else may be sent
    page.locator(".life").wait_for()
    settled(page)


def test_a_figure_has_its_line_with_its_limit(app: App, page):
    visit(page, app.url, "AB", "figures")
    chart = page.get_by_role("img", name="wide: 20.0% in release 1")
    chart.wait_for()
    assert "the limit is at most 50%" in (chart.get_attribute("alt") or "")
    assert chart.evaluate("one => one.complete && one.naturalWidth > 0")
    assert page.get_by_text("40.0%", exact=True).is_visible()
