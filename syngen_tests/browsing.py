"""A person at the review app, in a headless Chromium, who asks this machine and no other."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Page, Playwright, expect

from syngen_tests.reviewing import DOMAIN, chromium

DESK = {"viewport": {"width": 1280, "height": 860}}
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
WAIT = 30_000  # ms; a busy machine takes its time
GOOD, BAD = "44444", "12331"

_PROBES = Path(__file__).parent / "probes"


@contextmanager
def context(playwright: Playwright, kept: Path, **settings: Any) -> Iterator[BrowserContext]:
    """A browser whose memory is kept in a folder, as a person's is.

    Raises:
        AssertionError: a page asked another machine for something, or had an error of its own.
    """
    made = playwright.chromium.launch_persistent_context(
        str(kept), executable_path=chromium(), **DESK | settings
    )
    made.set_default_timeout(WAIT)
    asked: list[str] = []
    wrong: list[str] = []
    made.on("request", lambda request: asked.append(request.url))
    made.on("weberror", lambda error: wrong.append(str(error.error)))
    try:
        yield made
    finally:
        made.close()
    assert not [url for url in asked if not url.startswith(("http://127.0.0.1:", "data:", "blob:"))]
    assert not wrong


def arrive(page: Page, url: str, name: str) -> None:
    """Open the app and say who one is."""
    page.goto(url)
    page.get_by_role("textbox").fill(name)
    page.keyboard.press("Enter")
    page.locator(".sheet .question").wait_for()


def visit(page: Page, url: str, name: str, path: str = "") -> None:
    """Open a page of the app as somebody who was there before, and wait until it is whole."""
    page.goto(f"{url}/{path}?name={name}&domain={DOMAIN}")
    page.locator("h1").first.wait_for()
    settled(page)


def settled(page: Page) -> None:
    """Wait until the app has nothing left to do."""
    page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]').wait_for()


def press(page: Page, *keys: str) -> None:
    """Press keys, whatever has the focus."""
    for key in keys:
        page.keyboard.press(key)


def where(page: Page) -> str:
    """What the page says of the place in the queue."""
    return page.locator(".sheet .where").inner_text()


def question(page: Page) -> str:
    """The question that is shown."""
    return page.locator(".sheet .question").inner_text()


def answers(page: Page) -> list[str]:
    """Both answers, as they stand."""
    return page.locator(".sheet .text").all_inner_texts()


def marked(page: Page) -> list[str]:
    """What is chosen on the sheet, in its order."""
    return page.locator(".sheet input:checked").evaluate_all("all => all.map(one => one.value)")


def judge(page: Page, wrong: Callable[[str], bool]) -> None:
    """Rate both answers and say which is better, by keys alone; save nothing."""
    first = answers(page)[0]
    is_wrong = wrong(first)
    press(page, *(BAD + GOOD if is_wrong else GOOD + BAD))
    press(page, "ArrowRight" if is_wrong else "ArrowLeft")


def save(page: Page, key: str = "Enter") -> None:
    """Save by a key, and wait until another sheet, or the end, is shown."""
    before = page.locator(".sheet").get_attribute("data-turn")
    press(page, key)
    expect(page.locator(f'.sheet[data-turn="{before}"]')).to_have_count(0)


def faint(page: Page) -> list[str]:
    """The texts whose contrast is below 4.5."""
    return _probe(page, "faint")


def nameless(page: Page) -> list[str]:
    """The controls that a screen reader could not name."""
    return _probe(page, "nameless")


def sideways(page: Page) -> int:
    """How many pixels the page can be scrolled to the side."""
    return int(page.evaluate((_PROBES / "sideways.js").read_text(encoding="utf-8")))


def picture(page: Page, name: str) -> None:
    """Keep a picture for people to look at, if `SYNGEN_SCREENSHOTS` names a folder."""
    folder = os.environ.get("SYNGEN_SCREENSHOTS")
    if folder:
        page.screenshot(path=Path(folder, f"{name}.png"))


def _probe(page: Page, name: str) -> list[str]:
    return list(page.evaluate((_PROBES / f"{name}.js").read_text(encoding="utf-8")))
