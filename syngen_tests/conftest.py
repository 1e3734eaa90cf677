"""No test leaves this machine: the Hub of every test is a fake one on loopback.

The Hugging Face libraries read their settings once, when they are first imported, so these
stand here and not in a fixture.
"""

import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from syngen_tests.homes import go_to, make_home, syngen
from syngen_tests.servers.hub import FakeHub

if TYPE_CHECKING:
    from playwright.sync_api import Playwright

HUB = FakeHub()
HOME = tempfile.TemporaryDirectory(prefix="syngen-hub-")

# A shell that starts the tests in the background has Ctrl-C ignored, and so would their children.
signal.signal(signal.SIGINT, signal.default_int_handler)

# The developer's own token, caches and proxies are not the tests' business.
for name in list(os.environ):
    if name.startswith(("HF_", "HUGGING")) or name.lower().endswith("_proxy"):
        del os.environ[name]
os.environ |= {
    "HF_ENDPOINT": HUB.url,
    "HF_HOME": HOME.name,
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HF_HUB_DISABLE_XET": "1",
    "HF_UPDATE_DOWNLOAD_COUNTS": "0",
}


# Speed is measured in benchmarks; a busy machine is no reason to fail. The same examples come up
# everywhere and each time: a red test is of the change, not of chance.
settings.register_profile("syngen", deadline=None, derandomize=True)
settings.load_profile("syngen")


def pytest_configure() -> None:
    HUB.__enter__()


def pytest_unconfigure() -> None:
    HUB.__exit__()
    HOME.cleanup()


@pytest.fixture(scope="session")
def lasting_hub() -> FakeHub:
    """The Hub that this process asks, for what is made once; whoever publishes there clears it."""
    return HUB


@pytest.fixture
def hub(lasting_hub: FakeHub) -> Iterator[FakeHub]:
    """The Hub that this process asks, without repositories; name each one once per suite."""
    yield lasting_hub
    HUB.commits.clear()
    HUB.gated.clear()
    HUB.log.clear()
    HUB.down = False


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project folder of the test's own, gone to, with nothing set in the environment."""
    go_to(make_home(tmp_path), monkeypatch)
    return tmp_path


@pytest.fixture(scope="session")
def offline_result(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project folder after `syngen run --offline`, made once; it is there to be copied."""
    folder = make_home(tmp_path_factory.mktemp("first"))
    with pytest.MonkeyPatch.context() as patch:
        go_to(folder, patch)
        assert syngen("run", "--offline") == 0
    return folder


@pytest.fixture
def first_result(offline_result: Path, home: Path) -> Path:
    """The folder of `home`, as `syngen run --offline` leaves it."""
    shutil.copytree(offline_result, home, dirs_exist_ok=True)
    return home


@pytest.fixture(scope="module")
def play() -> Iterator["Playwright"]:
    """What starts browsers, for tests that look at pages."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        yield play


@pytest.fixture
def own_main() -> Iterator[None]:
    """Streamlit puts a page in the place of `__main__`, which processes begun later would run."""
    main = sys.modules["__main__"]
    yield
    sys.modules["__main__"] = main
