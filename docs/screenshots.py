"""Makes the pictures in docs/ anew: `make screenshots`, or `python -m docs.screenshots NAME …`.

It fills a scratch project, opens it in a real `dagster dev` and in the review app, and keeps what a
Chromium shows.
"""

import io
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

from PIL import Image
from playwright.sync_api import Browser, FloatRect, Page, sync_playwright

from docs.scratch import filled
from syngen_tests.browsing import PHONE, arrive, press, settled
from syngen_tests.live import Live
from syngen_tests.reviewing import App, chromium

DOCS = Path(__file__).parent
LARGEST = 250_000
"""Bytes that a picture may have: a page with six of them is read on a train, too."""

_COLOURS = (256, 128, 64, 32)
_PATIENCE = 60_000  # milliseconds until a page shows what it is opened for
_REST = 1_500  # milliseconds without a change, after which it is whole
_ON = {
    "sensor": ("source_of_healthcare", "freshness_of_releases"),
    "schedule": ("schedule_of_healthcare",),
}

Steps = Callable[[Page], None]


class Picture(NamedTuple):
    """A page: where it is, what is done there before it is kept, and which part of it is kept."""

    path: str
    steps: Steps
    window: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}}
    part: FloatRect | None = None


def shows(text: str) -> Steps:
    """Wait for a text."""
    return lambda page: page.get_by_text(text).first.wait_for()


def graph(group: str, asset: str) -> Steps:
    """Open all groups, and close the navigation beside them, until an asset is seen."""

    def steps(page: Page) -> None:
        shows(group)(page)
        page.get_by_text("Hide navigation").click()
        page.keyboard.press("Alt+e")
        shows(asset)(page)

    return steps


def of_recipe(recipe: str) -> str:
    """Where the graph of a recipe is shown, without that of others."""
    return "/asset-groups~" + quote(f'tag:"syngen/recipe"="{recipe}"', safe="") + "/"


def costs(page: Page) -> None:
    """Show the figures of an asset over time, those of money among them."""
    shows("Metadata")(page)
    for section in ("Description", "Columns"):
        page.get_by_role("button", name=section).click()
    page.get_by_role("button", name="Plots").click()
    page.get_by_role("button", name="Events").click()
    page.get_by_text("usd", exact=True).last.scroll_into_view_if_needed()


def begun(page: Page) -> None:
    """Say who one is, as a reviewer."""
    arrive(page, page.url, "AB")
    settled(page)


def half_done(page: Page) -> None:
    """Rate the first answer, by keys."""
    begun(page)
    press(page, *"14441")


def some_made(page: Page) -> None:
    """Have reviews made of the bundled sample, and go to the place where one asks for them."""
    settled(page)
    page.get_by_role("button", name="Make them").click()
    page.get_by_role("heading", name="Figures").wait_for()
    settled(page)
    top = page.get_by_role("heading", name="What to make").bounding_box()
    page.locator("[data-testid=stMain]").evaluate("(one, y) => one.scrollTo(0, y)", top["y"] - 80)


UI = {
    "graph.png": Picture(
        of_recipe("preferences"),
        graph("questions", "synthet"),
        {"viewport": {"width": 2260, "height": 1300}},
        {"x": 372, "y": 110, "width": 1845, "height": 1150},
    ),
    "pictures/reviews-graph.png": Picture(
        of_recipe("product_reviews"),
        graph("real_reviews", "review_measures"),
        {"viewport": {"width": 2260, "height": 1000}},
        {"x": 372, "y": 170, "width": 1845, "height": 720},
    ),
    "pictures/check.png": Picture(
        "/assets/pairs?view=checks&checkDetail=answer_only_accuracy", shows("refitted without")
    ),
    "pictures/cost.png": Picture("/assets/verdicts?view=overview", costs),
    "pictures/automation.png": Picture(
        "/automation",
        shows("source_of_healthcare"),
        part=FloatRect(x=0, y=0, width=1280, height=690),
    ),
    "pictures/freshness.png": Picture(
        "/assets/questions_and_responses?view=checks&checkDetail=release_is_fresh",
        shows("released_revision"),
        part=FloatRect(x=0, y=0, width=1280, height=630),
    ),
}
REVIEW = {
    "pictures/review.png": Picture("", half_done, {"viewport": {"width": 1280, "height": 960}}),
    "pictures/review-phone.png": Picture("", begun, PHONE),
    "pictures/make-reviews.png": Picture(
        "/product_reviews?subject=smartphone_reviews&many=60",
        some_made,
        {"viewport": {"width": 1280, "height": 1320}},
    ),
}


def main(names: Sequence[str]) -> int:
    """Make these pictures, or all of them, and say how large each became."""
    with tempfile.TemporaryDirectory(prefix="syngen-pictures-") as folder, browser() as window:
        home = filled(Path(folder))
        with Live(home, SYNGEN_OFFLINE="1") as live:
            for kind, sensors in _ON.items():
                for name in sensors:
                    live.switch(kind, name)
            for name in _ON["sensor"]:
                live.next_tick(name, after=0)
            _take(window, live.url, UI, names)
        with App(home) as app:
            _take(window, app.url, REVIEW, names)
    return 0


def _take(window: Browser, url: str, pictures: dict[str, Picture], names: Sequence[str]) -> None:
    for name, picture in pictures.items():
        if not names or name in names:
            size = keep(taken(window, url, picture), DOCS / name)
            print(f"docs/{name}: {size:,} bytes", flush=True)


@contextmanager
def browser() -> Iterator[Browser]:
    """A Chromium without a window.

    Raises:
        SystemExit: there is none on this machine.
    """
    path = chromium()
    if not path:
        raise SystemExit("There is no Chromium here: install one, or name it in SYNGEN_CHROMIUM.")
    with sync_playwright() as play:
        window = play.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        yield window
        window.close()


def taken(window: Browser, url: str, picture: Picture) -> bytes:
    """The page as a PNG, once it shows what it is opened for and has come to rest."""
    page = window.new_page(**picture.window)
    page.set_default_timeout(_PATIENCE)
    page.goto(url + picture.path)
    picture.steps(page)
    seen, now = b"", page.screenshot(clip=picture.part)
    while now != seen:
        page.wait_for_timeout(_REST)
        seen, now = now, page.screenshot(clip=picture.part)
    page.close()
    return now


def keep(picture: bytes, file: Path) -> int:
    """Write a picture in as many colours as its size allows; returns its bytes."""
    whole = Image.open(io.BytesIO(picture)).convert("RGB")
    for colours in _COLOURS:
        packed = io.BytesIO()
        few = whole.quantize(colours, dither=Image.Dither.NONE)
        few.save(packed, "PNG", optimize=True)
        if packed.tell() <= LARGEST:
            break
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(packed.getvalue())
    return packed.tell()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
