"""The page on which reviews are made, as a person has it: in a browser, with files of their own."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest

from syngen_assets.core.uploads.decoding import LARGEST
from syngen_tests.homes import make_home
from syngen_tests.reviewing import IN_A_BROWSER, App
from syngen_tests.servers.openai import Body, FakeOpenAI
from syngen_tests.test_product_reviews_writing import fine
from syngen_tests.uploaded import BROKEN, written

playwright = pytest.importorskip("playwright.sync_api")

from syngen_tests.browsing import (  # noqa: E402
    PHONE,
    context,
    faint,
    nameless,
    picture,
    settled,
    sideways,
)

pytestmark = IN_A_BROWSER
HUGE = 200 * 2**20
MADE = 120_000  # ms; reviews are measured meanwhile


@pytest.fixture
def app(tmp_path: Path) -> Iterator[App]:
    with App(make_home(tmp_path / "home")) as app:
        yield app


@pytest.fixture
def page(app: App, play, tmp_path: Path) -> Iterator["playwright.Page"]:
    with context(play, tmp_path / "browser") as browser:
        page = browser.new_page()
        come(page, app)
        yield page


def come(page, app: App) -> None:
    page.goto(f"{app.url}/product_reviews?subject=smartphone_reviews")
    page.get_by_role("heading", name="What to make").wait_for()
    settled(page)


def give(page, folder: Path, name: str, content: bytes) -> None:
    """Choose a file, as the file box does."""
    file = folder / name
    if content or not file.exists():
        file.write_bytes(content)
    page.locator("input[type=file]").set_input_files(file)


def begin(page, folder: Path, rows: int = 500) -> None:
    page.get_by_role("radio", name="A file of mine").click()
    give(page, folder, "mine.csv", written(rows).encode())
    page.get_by_text(f"mine.csv: {rows} rows").wait_for()
    settled(page)


def fewer(page, times: int) -> None:
    """Move the slider of the amount down by its keys."""
    knob = page.get_by_role("slider", name="How many")
    for _ in range(times):
        knob.press("ArrowLeft")
    settled(page)


def make(page) -> None:
    page.get_by_role("button", name="Make them").click()
    ends = page.get_by_text("reviews, made offline.").or_(page.get_by_text("It ended early"))
    ends.wait_for(timeout=MADE)
    assert "made offline" in ends.inner_text()


def test_of_500_rows_exactly_as_many_are_made_as_the_slider_says(
    app: App, page, play, tmp_path: Path
):
    begin(page, tmp_path)
    picture(page, "making-read")
    fewer(page, 32)
    make(page)
    page.get_by_text("40 of 40 reviews, made offline.").wait_for()
    with page.expect_download() as got:
        page.get_by_role("button", name="Download the reviews").click()
    rows = list(csv.DictReader(io.StringIO(Path(got.value.path()).read_text(encoding="utf-8"))))
    assert len(rows) == 40
    assert list(rows[0]) == ["rating", "title", "text"]
    page.get_by_role("heading", name="Figures").wait_for(timeout=MADE)
    picture(page, "making-made")
    address = page.url
    page.close()
    with context(play, tmp_path / "another") as browser:
        later = browser.new_page()
        later.goto(address)
        later.get_by_text("40 of 40 reviews, made offline.").wait_for()
        settled(later)
        assert later.get_by_role("slider", name="How many").input_value() == "40"


def test_broken_files_are_refused_in_clear_words_and_nothing_is_lost(page, tmp_path: Path):
    begin(page, tmp_path, 60)
    fewer(page, 38)
    make(page)
    for name in BROKEN:
        give(page, tmp_path, name, BROKEN[name])
        alert = page.get_by_role("alert").filter(has_text=name)
        alert.wait_for()
        assert "Save it as" in alert.inner_text() or "Choose a file" in alert.inner_text()
        alert.scroll_into_view_if_needed()
        picture(page, f"making-{name.removesuffix('.csv')}")
        _is_all_there(page)
    with (tmp_path / "huge.csv").open("wb") as huge:
        huge.truncate(HUGE)
    give(page, tmp_path, "huge.csv", b"")
    refused = page.get_by_text(f"{LARGEST // 2**20}.0MB or smaller")
    refused.wait_for()
    refused.scroll_into_view_if_needed()
    picture(page, "making-huge")
    _is_all_there(page)
    give(page, tmp_path, "headless.csv", written(30, heading=False).encode())
    page.get_by_text("It has no heading: its first row is a review").wait_for()
    _is_all_there(page, "headless.csv: 30 rows")


def _is_all_there(page, file: str = "mine.csv: 60 rows") -> None:
    """The file that is in use, the slider and what was made."""
    settled(page)
    assert page.get_by_text(file).is_visible()
    assert page.get_by_role("slider", name="How many").input_value() == "10"
    assert page.get_by_text("10 of 10 reviews, made offline.").is_visible()


def test_a_making_goes_on_when_the_browser_is_closed(app: App, page, play, tmp_path: Path):
    fewer(page, 38)
    page.get_by_role("button", name="Make them").click()
    page.get_by_role("heading", name="What was made").wait_for()
    page.close()
    with context(play, tmp_path / "another") as browser:
        later = browser.new_page()
        come(later, app)
        later.get_by_text("10 of 10 reviews, made offline.").wait_for(timeout=MADE)


def test_rows_are_seen_to_arrive_and_what_is_stopped_is_gone_on_with_and_paid_once(
    play, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    home = make_home(tmp_path / "home")
    (home / ".env").write_text("SYNGEN_CONCURRENCY=1\n")
    going_on = Event()

    def answer(body: Body) -> str:
        if len(server.log) > 3:
            going_on.wait(60)
        return fine(body["messages"][-1]["content"])

    with FakeOpenAI(answer) as server:
        monkeypatch.setenv("OPENAI_API_KEY", "sk-test-123")
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        with App(home) as app, context(play, tmp_path / "browser") as browser:
            page = browser.new_page()
            come(page, app)
            fewer(page, 28)
            page.get_by_text("the model that is set up").click()
            page.get_by_text("About 6 calls of gpt-4o-mini").wait_for()
            page.get_by_role("button", name="Make them").click()
            page.get_by_text("30 of 60 reviews, 3 calls").wait_for()
            picture(page, "making-arriving")
            page.get_by_role("button", name="Stop").click()
            going_on.set()
            page.get_by_text("Stopped with").wait_for()
            page.get_by_role("button", name="Go on from there").click()
            page.get_by_text("60 of 60 reviews, written by gpt-4o-mini").wait_for(timeout=MADE)
        assert len(server.log) == 6


def test_the_page_can_be_read_and_used_by_everybody(app: App, page, play, tmp_path: Path):
    fewer(page, 38)
    make(page)
    page.get_by_role("heading", name="Figures").wait_for(timeout=MADE)
    settled(page)
    assert not faint(page)
    assert not nameless(page)
    with context(play, tmp_path / "phone", **PHONE) as browser:
        small = browser.new_page()
        come(small, app)
        small.get_by_role("heading", name="Figures").wait_for()
        picture(small, "making-phone")
        assert sideways(small) == 0
        assert not faint(small)
        assert not nameless(small)


def test_the_page_is_reached_from_the_menu(app: App, page):
    page.goto(app.url)
    page.get_by_role("link", name="Make reviews").click()
    page.get_by_role("heading", name="Make reviews").wait_for()
