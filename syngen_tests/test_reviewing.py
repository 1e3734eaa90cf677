"""The review app is started on this machine alone, and tells nobody that it is."""

import subprocess
import sys

import pytest

from syngen_assets.reviewing import command
from syngen_tests.reviewing import App, stock


def test_every_setting_of_the_app_is_in_its_command():
    said = command(8501, opens=False)
    for setting in (
        "--server.address=127.0.0.1",
        "--server.port=8501",
        "--server.headless=true",
        "--server.showEmailPrompt=false",
        "--browser.gatherUsageStats=false",
    ):
        assert setting in said
    assert "--server.headless=false" in command(8501, opens=True)


def test_without_streamlit_it_is_said_how_to_get_it():
    program = """
import sys
from pathlib import Path
sys.modules["streamlit"] = None
from syngen_assets.core.errors import UsageError
from syngen_assets.reviewing import review
try:
    review(Path("."))
except UsageError as error:
    print(error)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert "make review" in done.stdout, done.stderr


@pytest.mark.slow
def test_the_app_starts_with_the_command_and_says_no_more_than_its_address(tmp_path):
    with App(stock(tmp_path / "home")) as app:
        said = app.log.read_text()
    assert app.url in said
    assert "Warning" not in said
    assert "@" not in said
