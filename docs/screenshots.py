"""Makes every picture in docs/ anew: `make screenshots`, or `python -m docs.screenshots NAME …`.

It fills a scratch project, opens it in a real `dagster dev` and takes what a Chromium shows.
"""

import io
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from PIL import Image
from playwright.sync_api import Browser, FloatRect, Page, sync_playwright

from docs.scratch import filled
from syngen_tests.live import Live
from syngen_tests.reviewing import chromium

DOCS = Path(__file__).parent
CANVAS: FloatRect = {"x": 375, "y": 110, "width": 1840, "height": 850}
"""The part of the lineage page that shows the graph, without its sidebar and its tools."""

LARGEST = 250_000
"""Bytes that a picture may have: a page with six of them is read on a train, too."""

_COLOURS = (256, 128, 64, 32)
_PATIENCE = 60_000  # milliseconds until a page shows what it is opened for


class Picture(NamedTuple):
    """A page of the Dagster UI.

    Args:
        path: where it is.
        shows: a text that stands there once it is loaded.
        steps: what is done then, before the picture is taken.
        size: of the window.
        part: what of it is kept, or None for all.
    """

    path: str
    shows: str
    steps: Callable[[Page], None] = lambda page: None
    size: tuple[int, int] = (1280, 800)
    part: FloatRect | None = None


def open_groups(page: Page) -> None:
    """Open all groups of the graph, and close the navigation beside it."""
    page.get_by_text("Hide navigation").click()
    page.keyboard.press("Alt+e")
    page.get_by_text("synthet").first.wait_for()


def plot(page: Page) -> None:
    """Show the figures of an asset over time, and nothing above them."""
    for section in ("Description", "Columns"):
        page.get_by_role("button", name=section).click()
    page.get_by_role("button", name="Plots").click()
    page.get_by_role("button", name="Events").click()
    page.get_by_text("usd", exact=True).last.scroll_into_view_if_needed()


PICTURES = {
    "graph.png": Picture("/asset-groups", "questions", open_groups, (2260, 1000), CANVAS),
    "pictures/check.png": Picture(
        "/assets/pairs?view=checks&checkDetail=answer_only_accuracy", "refitted without"
    ),
    "pictures/cost.png": Picture("/assets/verdicts?view=overview", "Metadata", plot),
}


def main(names: Sequence[str]) -> int:
    """Make these pictures, or all of them, and say how large each became."""
    wanted = {name: PICTURES[name] for name in names or PICTURES}
    with tempfile.TemporaryDirectory(prefix="syngen-pictures-") as folder, browser() as window:
        home = filled(Path(folder))
        with Live(home, SYNGEN_OFFLINE="1") as live:
            for name, picture in wanted.items():
                size = keep(taken(window, live.url, picture), DOCS / name)
                print(f"docs/{name}: {size:,} bytes", flush=True)
    return 0


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
    width, height = picture.size
    page = window.new_page(viewport={"width": width, "height": height})
    page.set_default_timeout(_PATIENCE)
    page.goto(url + picture.path)
    page.get_by_text(picture.shows).first.wait_for()
    picture.steps(page)
    seen, now = b"", page.screenshot(clip=picture.part)
    while now != seen:
        page.wait_for_timeout(1500)
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
