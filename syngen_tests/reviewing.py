"""A project folder with a few released pairs, and the review app over it, as a person has it."""

import os
import shutil
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pandas as pd
import pytest

from syngen_assets.core.identity import digest
from syngen_assets.core.tables import PAIRS, QUESTIONS, QUESTIONS_AND_RESPONSES
from syngen_assets.reviewing import ADDRESS
from syngen_assets.storage.folders import TABLES
from syngen_assets.storage.reviews import REVIEWS_FILE, ReviewStore
from syngen_assets.storage.warehouse import Warehouse
from syngen_tests.homes import make_home
from syngen_tests.live import awaited

DOMAIN = "healthcare"
_TOPICS = (
    "a common cold", "hay fever", "a sprained ankle", "mild sunburn", "head lice", "a stye",
    "chilblains", "hiccups", "a nosebleed", "travel sickness", "cradle cap", "a verruca",
)  # fmt: skip
_ASKED = {
    "treatments": ("How is {} treated?", "Rest and plain measures at home are the usual start"),
    "prevention": ("How can one prevent {}?", "Simple habits lower the chance of it"),
    "symptoms": ("What are the symptoms of {}?", "The first signs are usually mild"),
}
_WRONG = {"wrong_number": "within one hour", "negated_claim": "and it never passes"}


def pairs(count: int = 12) -> pd.DataFrame:
    """Released pairs of several modifications and flaws; the rejected ones are wrong on purpose."""
    rows = []
    for number in range(count):
        topic = _TOPICS[number // len(_ASKED) % len(_TOPICS)]
        modification, (asks, answers) = list(_ASKED.items())[number % len(_ASKED)]
        flaw, twist = list(_WRONG.items())[number // 2 % len(_WRONG)]
        rows.append(
            {
                "prompt": asks.format(topic),
                "chosen": f"{answers}, and {topic} mostly passes within a week or two.",
                "rejected": f"{answers}, and {topic} mostly passes {twist}.",
                "flaw": flaw,
                "verified": "yes",
                "modification": modification,
                "origin": "synthetic",
                "model": "scripted",
                "split": "train",
            }
        )
    made = pd.DataFrame(rows)
    ids = [digest(*texts) for texts in made[["prompt", "chosen", "rejected"]].to_numpy()]
    return made.assign(
        pair_id=ids,
        question_id=[digest(text) for text in made["prompt"]],
        source_id=[digest("source", text) for text in made["prompt"]],
        chosen_request="0" * 64,
        rejected_request="1" * 64,
    )


def stock(folder: Path, count: int = 12) -> Path:
    """A project folder whose healthcare domain has so many released pairs."""
    home, made = make_home(folder), pairs(count)
    tables = Warehouse(home / "data" / "output" / TABLES)
    asked = made.assign(question=made["prompt"], normalized=made["prompt"], display=made["prompt"])
    for table, rows in ((PAIRS, made), (QUESTIONS, asked), (QUESTIONS_AND_RESPONSES, made)):
        tables.replace(table, DOMAIN, rows)
    return home


def store(home: Path) -> ReviewStore:
    """What people said of the pairs of this project folder."""
    return ReviewStore(home / "data" / "output" / REVIEWS_FILE)


def chromium() -> str | None:
    """The Chromium of this machine, if there is one."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return os.environ.get("SYNGEN_CHROMIUM") or next(filter(None, map(shutil.which, names)), None)


IN_A_BROWSER = [
    pytest.mark.browser,
    pytest.mark.skipif(chromium() is None, reason="needs a Chromium; set SYNGEN_CHROMIUM to it"),
]
"""The marks of tests that look at pages."""


def answers(url: str) -> bool:
    """Whether a review app answers there."""
    try:
        with urllib.request.urlopen(f"{url}/_stcore/health") as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, ConnectionError):
        return False


class App:
    """The review app of a project folder, from `with` on, as a person's command starts it.

    The person's own folder is new but for a coding agent's, to which Streamlit advertises, and
    the browser that the app opens by itself is none.

    Args:
        home: the project folder.
    """

    def __init__(self, home: Path) -> None:
        with socket.socket() as free:
            free.bind((ADDRESS, 0))
            self.port = free.getsockname()[1]
        self.home, self.url = home, f"http://{ADDRESS}:{self.port}"
        self.log = home / "review.log"
        self._tools = home / ".tools"

    def __enter__(self) -> "App":
        return self.start()

    def __exit__(self, *error: object) -> None:
        self.kill()

    def start(self) -> "App":
        """Start it, for the first time or after a kill, and wait until it answers."""
        kept = {name: text for name, text in os.environ.items() if not name.startswith("SYNGEN_")}
        self._furnish()
        own = {
            "SYNGEN_HOME": str(self.home),
            "HOME": str(self.home),
            "PATH": f"{self._tools}{os.pathsep}{kept['PATH']}",
        }
        words = [sys.executable, "-m", "syngen_assets.cli", "review", "--port", str(self.port)]
        with self.log.open("a") as log:
            self._process = subprocess.Popen(
                words,
                cwd=self.home,
                env=kept | own,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        try:
            awaited("The review app", lambda: answers(self.url))
        except AssertionError:
            self.kill()
            raise AssertionError(self.log.read_text()) from None
        return self

    def _furnish(self) -> None:
        (self.home / ".claude").mkdir(exist_ok=True)
        self._tools.mkdir(exist_ok=True)
        for name in ("xdg-open", "open"):
            browser = self._tools / name
            browser.write_text("#!/bin/sh\n")
            browser.chmod(0o755)

    def kill(self) -> None:
        """Kill it, as a power cut would."""
        self._process.kill()
        self._process.wait()
