"""How the review app is started: on this machine alone, and telling nobody."""

import importlib.util
import os
import socket
import sys
from pathlib import Path
from typing import NoReturn

from syngen_assets.core.errors import UsageError
from syngen_assets.core.uploads.decoding import LARGEST

ADDRESS, PORT = "127.0.0.1", 8501
_APP = Path(__file__).parent / "app"


def review(output: Path, port: int = PORT, opens: bool = True) -> NoReturn:
    """Become the review app: this process ends when the app does.

    Args:
        output: the folder of all results.
        port: where it listens.
        opens: open a browser at it.

    Raises:
        UsageError: Streamlit is not installed, or the port is taken.
    """
    if importlib.util.find_spec("streamlit") is None:
        raise UsageError(
            "The review app needs Streamlit, which is not installed; add it with make review, or "
            "with pip install 'syngen-assets[review]'."
        )
    if _taken(port):
        raise UsageError(
            f"Port {port} of {ADDRESS} is taken, perhaps by a review app that runs already: look "
            f"at http://{ADDRESS}:{port}, or choose another port with --port."
        )
    print(f"The review app is at http://{ADDRESS}:{port}; Ctrl-C ends it.", flush=True)
    words = command(port, opens)
    os.execve(words[0], words, {**os.environ, "SYNGEN_OUTPUT": str(output.resolve())})


def _taken(port: int) -> bool:
    with socket.socket() as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind((ADDRESS, port))
        except OSError:
            return True
    return False


def command(port: int, opens: bool) -> list[str]:
    """The command that starts it; every setting is a flag, so that no file is needed."""
    settings = {
        "server.address": ADDRESS,
        "server.port": str(port),
        "server.headless": str(not opens).lower(),
        "server.showEmailPrompt": "false",
        "logger.hideWelcomeMessage": "true",  # with it go advertisements, on the page too
        "server.fileWatcherType": "none",
        "server.maxUploadSize": str(LARGEST // 2**20),
        "server.disconnectedSessionTTL": "3600",
        "browser.gatherUsageStats": "false",
        "browser.serverAddress": ADDRESS,
        "runner.magicEnabled": "false",
        "client.toolbarMode": "minimal",
        "client.showErrorDetails": "none",
        "client.showErrorLinks": "false",
        "theme.base": str(_APP / "theme.toml"),
    }
    flags = [f"--{name}={value}" for name, value in settings.items()]
    return [sys.executable, "-m", "streamlit", "run", str(_APP / "review.py"), *flags]
