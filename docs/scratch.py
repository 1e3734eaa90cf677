"""A project that has lived for a while: the scratch folder that the pictures are taken of."""

import os
import re
from contextlib import chdir
from pathlib import Path
from typing import Any

from syngen_tests.homes import make_home, syngen
from syngen_tests.servers.judges import answers_in, opinion
from syngen_tests.servers.openai import FakeOpenAI, counted

_COUNTS = (100, 200, 300)
_REVIEWS = ("smartphone_reviews", "supplement_reviews")
_SENTENCES = re.compile(r"(?<=[.?!]) ")


def filled(folder: Path) -> Path:
    """A project folder with a few runs behind it, each larger than the one before.

    Questions and answers are those of the offline run; a judge on loopback reads every pair, so
    that there are calls, tokens and prices to show.
    """
    home = make_home(folder)
    with FakeOpenAI(_judged, usage=counted) as server, chdir(home):
        os.environ["OPENAI_API_KEY"] = server.key or ""
        judge = ("--judge", "gpt-4o-mini", "--judge-base-url", server.url)
        for count in _COUNTS:
            if syngen("run", "--offline", "--questions", count, *judge):
                raise SystemExit("The run for the pictures failed; its error stands above.")
        if any(syngen("run", "--offline", "--domain", name) for name in _REVIEWS):
            raise SystemExit("A run of reviews for the pictures failed; its error stands above.")
    return home


def _judged(body: dict[str, Any]) -> str:
    """The word of a judge who compares every sentence with the reference."""
    prompt = body["messages"][-1]["content"]
    reference = prompt.rpartition("Reference")[2]
    first, second = (
        all(sentence in reference for sentence in _SENTENCES.split(text))
        for text in answers_in(prompt)
    )
    return opinion("tie" if first == second else "A" if first else "B")
