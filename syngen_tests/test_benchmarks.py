"""The benchmarks are run by hand and seldom, so small ones are run here."""

import json
import re
import subprocess
import sys
from pathlib import Path

import jinja2
import numpy as np
import pytest
from sklearn.feature_extraction.text import CountVectorizer

from benchmarks.job import PHASES, Job, is_empty, jinja, prompt
from benchmarks.planted import KINDS, questions

ROOT = Path(__file__).parents[1]
ROW = {"source": "How is flu treated?", "rewritten": "How long does flu last?", "chosen": "A week."}


def bench(*words: str) -> str:
    command = [sys.executable, "-m", "benchmarks", *words]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_small_benchmark_has_a_line_for_each_contender_and_a_rerun_makes_no_calls():
    said = bench("--rows", "4", "--rounds", "1", "--only", "speed", "ours", "aiohttp")
    lines = [line for line in said.splitlines() if line.startswith("| ")]
    assert [line.split()[1] for line in lines] == ["contender", "---", "ours", "aiohttp"]
    assert lines[2].endswith("| 0 |")


@pytest.mark.slow
def test_a_killed_run_goes_on_where_it_stopped():
    assert "| ours | yes | 42 of 42 |" in bench("--rows", "60", "--only", "kill", "ours")


@pytest.mark.parametrize("phase", PHASES)
def test_frameworks_ask_for_the_same_words_as_everyone(phase):
    asked = prompt(phase, ROW)
    assert jinja2.Template(jinja(phase)).render(ROW) == asked
    assert "$" not in asked


def test_a_reply_that_says_nothing_is_never_counted_as_one():
    assert all(map(is_empty, [None, "", " \n", "None", float("nan")]))
    assert not is_empty("Rest helps.")


def test_what_a_contender_is_told_comes_back_whole():
    job = Job("http://127.0.0.1:1/v1", "/tmp/x", 3, 2)
    assert Job(**json.loads(str(job))) == job


def test_what_is_planted_repeats_an_earlier_question_and_nothing_else_does():
    planted = list(questions(4000))
    sets = [frozenset(re.findall(r"\w+", each.text.lower())) for each in planted]
    originals = [words for words, each in zip(sets, planted, strict=True) if not each.kind]
    matrix = CountVectorizer(analyzer=lambda words: words, binary=True).fit(originals)
    known = matrix.transform(originals)

    def nearest(some: list[frozenset[str]]) -> np.ndarray:
        both = (matrix.transform(some) @ known.T).toarray()
        sizes = np.array([len(words) for words in some])[:, None]
        return both / (sizes + np.array([len(words) for words in originals]) - both)

    repeats = [words for words, each in zip(sets, planted, strict=True) if each.kind]
    assert len(repeats) == 200
    assert (nearest(repeats).max(axis=1) >= 0.9).all()
    alone = nearest(originals)
    np.fill_diagonal(alone, 0)
    assert alone.max() < 0.9
    assert {each.kind for each in planted} == {"", *KINDS}
