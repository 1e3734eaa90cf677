"""Meanings: a run with an embedder has no two questions that mean the same, and pays once."""

from collections.abc import Sequence
from pathlib import Path

import dagster as dg
import duckdb
import numpy as np
import pandas as pd
import pytest

from syngen_assets.core.duplicates import Vectors, close_duplicates, near_duplicates
from syngen_assets.core.errors import UsageError
from syngen_assets.core.figures import left_out
from syngen_assets.core.prompts import plan
from syngen_assets.core.questions import choose
from syngen_assets.core.repeats import Meanings, drawn
from syngen_assets.core.settings import gather
from syngen_assets.definitions import defs
from syngen_assets.llm.scripted import ScriptedChat
from syngen_assets.llm.store import REPLIES, ResponseStore
from syngen_assets.meanings import comparing
from syngen_tests.servers.embeddings import by_words
from syngen_tests.servers.openai import FakeOpenAI
from syngen_tests.tables import rewritten
from syngen_tests.test_domains import colds
from syngen_tests.test_questions import TWENTY, ask, settings

SAMPLE = "data/domains/healthcare/sample.csv"
EMBEDDER = "text-embedding-3-small"
KEY = {"OPENAI_API_KEY": "sk-test-123"}


def by_last_digit(texts: Sequence[str]) -> Vectors:
    """Questions whose numbers end alike mean the same, and no others."""
    digits = [int("".join(filter(str.isdigit, text))[-1]) for text in texts]
    return np.eye(10, dtype=np.float32)[digits]


def made(cleaned: pd.DataFrame, wanted, meanings: Meanings) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The synthetic questions and the whole set, with a model that numbers its questions."""
    numbers = iter(range(100, 1000))
    chat = ScriptedChat(lambda _: f'{{"question": "Why is number {next(numbers)} so?"}}')
    synthetic = rewritten(chat, plan(cleaned, wanted, []), cleaned, wanted, [], meanings)
    _, repeated = drawn(cleaned, wanted, [], meanings)
    return synthetic, choose(cleaned, synthetic, wanted, [], repeated)


def test_what_repeats_an_earlier_question_leaves_its_place_to_the_next_of_the_plan():
    meanings = Meanings("digits", by_last_digit)
    synthetic, whole = made(TWENTY, settings(8), meanings)
    assert len(whole) == 8
    assert close_duplicates(by_last_digit(whole["question"].tolist())) == {}
    sources = whole.loc[whole["origin"] == "source", "display"].tolist()
    assert len(sources) + len(drawn(TWENTY, settings(8), [], meanings)[1]) == 4
    problems = synthetic["problem"].dropna()
    assert len(problems) > 0
    assert problems.str.fullmatch(
        "near_duplicate_question: nearly the same as [0-9a-f]{12}, by its meaning"
    ).all()
    named = set(problems.str.extract("([0-9a-f]{12})")[0])
    assert named <= set(whole["question_id"])


def test_where_all_that_is_left_means_the_same_there_are_fewer_and_nothing_hangs():
    synthetic, whole = made(TWENTY, settings(30), Meanings("digits", by_last_digit))
    assert len(whole) == 10
    assert len(synthetic) == 40  # all prompts there are


def test_what_repeats_the_words_of_an_earlier_question_is_left_out_without_an_embedder():
    long = "what should older people who take blood thinners know about a fall"
    cleaned = ask(long, f"{long} please", *(f"What is number {n} for?" for n in range(18)))
    originals, repeated = drawn(cleaned, settings(40), [])
    assert len(repeated) == 1
    assert near_duplicates(originals.normalized) == {}
    _, whole = made(cleaned, settings(25), Meanings())
    assert near_duplicates(whole["question"]) == {}
    table = left_out(cleaned, cleaned.head(0), repeated)
    assert "| left out | nearly the same as | by its |" in table
    assert "please?" in table
    assert table.endswith("| words |")
    assert left_out(cleaned, cleaned.head(0), {}) == ""


def test_an_embedder_of_a_server_is_opened_for_a_step_and_pays_once(home: Path):
    with FakeOpenAI(models=[EMBEDDER]) as server:
        said = {"embedder": EMBEDDER, "embedder_base_url": server.url, "offline": "1"}
        for _ in range(2):
            with comparing(gather(colds(), said, {}), KEY)("questions") as meanings:
                assert meanings.by == EMBEDDER
                assert meanings.embed
                assert meanings.embed(["What is flu?", "What is gout?"]).shape[0] == 2
        assert len(server.log) == 1
    with ResponseStore(home / "data/output" / REPLIES) as store:
        (spent,) = store.spend("colds")
    assert (spent.step, spent.model, spent.calls, spent.usd) == ("questions", EMBEDDER, 1, None)


def test_a_run_without_an_embedder_says_that_nothing_is_measured(home: Path):
    with comparing(gather(colds(), {"embedder": "none"}, {}))("questions") as meanings:
        assert meanings == Meanings("not measured: --embedder is none")
    assert not (home / "data/output").exists()


def test_an_embedder_without_a_price_and_a_budget_in_dollars_end_the_run_before_it_starts():
    said = {"embedder": "mine", "embedder_base_url": "http://localhost:1/v1", "max_usd": 1}
    with pytest.raises(UsageError, match="The price of mine is not known"):
        comparing(gather(colds(), said, {}), KEY)


def test_a_run_with_an_embedder_has_no_two_questions_that_mean_the_same(
    home: Path, monkeypatch: pytest.MonkeyPatch
):
    steps = [
        "raw_questions",
        "clean_questions",
        "personas",
        "prompts",
        "synthetic_questions",
        "questions",
    ]
    monkeypatch.setenv("OPENAI_API_KEY", KEY["OPENAI_API_KEY"])
    with FakeOpenAI(models=[EMBEDDER]) as server:
        server.vector = lambda text: by_words(" ".join(text.split()[-2:]))
        config = {"offline": True, "questions": 30, "source": SAMPLE}
        config |= {"embedder": EMBEDDER, "embedder_base_url": server.url}
        result = defs.resolve_job_def("preferences").execute_in_process(
            partition_key="healthcare",
            instance=dg.DagsterInstance.ephemeral(),
            run_config={"resources": {"settings": {"config": config}}},
            asset_selection=[dg.AssetKey(step) for step in steps],
        )
    told = result.asset_materializations_for_node("questions")[0].metadata
    assert told["meanings"].value == EMBEDDER
    assert "| meaning |" in str(told["near_duplicates"].value)
    with duckdb.connect(str(home / "data/output/syngen.duckdb"), read_only=True) as con:
        shown = [row[0] for row in con.sql("select question from questions").fetchall()]
        spent = con.sql("select sum(calls) from spend where unpriced > 0").fetchall()
    assert len(shown) == 30
    vectors = np.array([by_words(" ".join(text.split()[-2:])) for text in shown], np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    assert close_duplicates(vectors) == {}
    assert spent == [(len(server.log),)]
