"""The review app is started on this machine alone, and tells nobody that it is."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from syngen_assets.core.errors import UsageError
from syngen_assets.reviewing import ADDRESS, PORT, command, review
from syngen_tests.live import awaited
from syngen_tests.reviewing import App, answers, stock


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


def test_a_port_that_is_taken_is_said_before_anything_starts(tmp_path: Path):
    with socket.socket() as other:
        other.bind((ADDRESS, 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(UsageError, match=rf"Port {port} of {ADDRESS} is taken.*--port"):
            review(tmp_path, port, opens=False)


@pytest.mark.parametrize("opens", [True, False])
def test_nothing_is_advertised_to_whoever_reviews(opens: bool):
    assert "--logger.hideWelcomeMessage=true" in command(PORT, opens)


@pytest.mark.slow
def test_the_command_becomes_the_app_and_listens_to_this_machine_alone(tmp_path: Path):
    home = stock(tmp_path / "home")
    with socket.socket() as free:
        free.bind((ADDRESS, 0))
        port = free.getsockname()[1]
    words = [sys.executable, "-m", "syngen_assets.cli", "review", "--no-browser", "--port"]
    environment = {**os.environ, "SYNGEN_HOME": str(home), "HOME": str(home)}
    process = subprocess.Popen(
        [*words, str(port)], cwd=home, env=environment, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout
    try:
        assert f"http://{ADDRESS}:{port}" in process.stdout.readline()
        awaited("The review app", lambda: answers(f"http://{ADDRESS}:{port}"))
        heard = Path(f"/proc/{process.pid}/net/tcp").read_text().splitlines()
        lines = [line.split()[1:4] for line in heard[1:]]
        assert [at for at, _, state in lines if state == "0A" and at.endswith(f":{port:04X}")] == [
            f"0100007F:{port:04X}"
        ]
    finally:
        process.terminate()
        process.communicate()
    assert not answers(f"http://{ADDRESS}:{port}")


@pytest.mark.slow
def test_the_app_says_no_more_than_its_address_as_it_starts(tmp_path):
    with App(stock(tmp_path / "home")) as app:
        said = app.log.read_text()
    first, *others = said.splitlines()
    assert first == f"The review app is at {app.url}; Ctrl-C ends it."
    assert [line for line in others if "server started" not in line] == []
