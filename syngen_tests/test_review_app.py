"""The review app as a clinician meets it: in a browser, by keys, at a desk and on a phone."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from syngen_tests.browsing import (
    arrive,
    context,
    judge,
    save,
    where,
)
from syngen_tests.reviewing import DOMAIN, App, chromium, pairs, stock, store

playwright = pytest.importorskip("playwright.sync_api")

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(chromium() is None, reason="needs a Chromium; set SYNGEN_CHROMIUM to it"),
]
PAIRS = pairs(24)
WRONG = set(PAIRS["rejected"])


@pytest.fixture(scope="module")
def play() -> Iterator["playwright.Playwright"]:
    with playwright.sync_playwright() as play:
        yield play


@pytest.fixture
def app(tmp_path: Path) -> Iterator[App]:
    with App(stock(tmp_path / "home", len(PAIRS))) as app:
        yield app


def test_ten_pairs_are_reviewed_with_the_keyboard_alone(app: App, play, tmp_path: Path):
    with context(play, tmp_path / "ab") as browser:
        page = browser.new_page()
        arrive(page, app.url, "AB")
        for number in range(1, 11):
            assert where(page) == f"{number} of {len(PAIRS)}"
            judge(page, WRONG.__contains__)
            save(page)
    with store(app.home) as kept:
        said = kept.table(DOMAIN)
    assert len(said) == 10
    assert set(said["preferred"]) == {"chosen"}
    assert set(said["chosen_accuracy"]) == {4}
    assert set(said["rejected_accuracy"]) == {1}
    assert set(said["rejected_clarity"]) == {3}
    assert set(said["first"]) == {"chosen", "rejected"}
