"""Measures of product reviews agree with independent implementations of the same."""

from collections import Counter

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial.distance import cdist, jensenshannon
from scipy.stats import binomtest, ks_2samp, spearmanr, wasserstein_distance
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from syngen_assets.core.measures.folds import components, folded
from syngen_assets.core.measures.proportion import wilson
from syngen_assets.core.measures.words import Vocabulary
from syngen_assets.core.product_reviews.measures.asked import as_asked
from syngen_assets.core.product_reviews.measures.drift import DRIFT
from syngen_assets.core.product_reviews.measures.halves import Distance, Real
from syngen_assets.core.product_reviews.measures.levels import levels
from syngen_assets.core.product_reviews.measures.sample import Reader, ReviewSample
from syngen_assets.core.product_reviews.measures.similarity import SIMILARITY
from syngen_tests import planted_product_reviews as planted
from syngen_tests.test_measures_audit import embed

COUNT = 60
DISTANCES = {one.name: one for one in (*DRIFT, *SIMILARITY)}


@pytest.fixture(scope="module")
def sides() -> tuple[ReviewSample, ReviewSample]:
    reader = Reader((1, 5), Vocabulary(), embed=embed)
    tables = planted.written(planted.doubled, COUNT), planted.real(COUNT)
    ours, theirs = (reader.embedded(reader.sample(table)) for table in tables)
    return ours, theirs


def once(name: str, ours: ReviewSample, theirs: ReviewSample) -> float:
    apart = DISTANCES[name].lay(ours, theirs)
    assert apart is not None
    return float(apart(np.ones((1, len(ours))), np.ones((1, len(theirs))))[0])


def mix(counts: Counter[str], names: list[str]) -> list[int]:
    return [counts[name] for name in names]


def spoken(sample: ReviewSample, tone: float | None = None) -> Counter[str]:
    return Counter(
        name
        for held, own in zip(sample.aspects, sample.numbers["tone"], strict=True)
        if tone in (None, own)
        for name in held or [""]
    )


def test_distances_of_numbers_are_scipys(sides: tuple[ReviewSample, ReviewSample]):
    for name, column in {
        "length_ks": "words",
        "sentiment_ks": "mood",
        "readability_ks": "grade",
    }.items():
        numbers = [side.numbers[column] for side in sides]
        assert once(name, *sides) == pytest.approx(ks_2samp(*numbers).statistic), name
    lengths = [side.numbers["words"] for side in sides]
    assert once("length_distance", *sides) == pytest.approx(wasserstein_distance(*lengths))


def test_distances_of_mixes_are_scipys(sides: tuple[ReviewSample, ReviewSample]):
    names = ["", *sorted(planted.ASPECTS)]
    shares = [mix(spoken(side), names) for side in sides]
    assert once("aspect_distance", *sides) == pytest.approx(jensenshannon(*shares, base=2))
    stars = [np.bincount(side.numbers["rating"].astype(int), minlength=6) for side in sides]
    assert once("rating_distance", *sides) == pytest.approx(jensenshannon(*stars, base=2))


def test_the_mix_by_tone_is_the_weighted_mean_of_the_mixes_within_tones(
    sides: tuple[ReviewSample, ReviewSample],
):
    names, squares = ["", *sorted(planted.ASPECTS)], 0.0
    for tone in (-1.0, 0.0, 1.0):
        shares = [mix(spoken(side, tone), names) for side in sides]
        weight = sum((side.numbers["tone"] == tone).sum() for side in sides) / (2 * COUNT)
        squares += weight * jensenshannon(*shares, base=2) ** 2
    assert once("aspect_by_tone_distance", *sides) == pytest.approx(np.sqrt(squares))


def test_the_drift_of_words_is_that_of_the_words_most_real_reviews_have(
    sides: tuple[ReviewSample, ReviewSample],
):
    counts = [Counter(word for held in side.concepts for word in held) for side in sides]
    main = sorted(counts[1], key=lambda word: (-counts[1][word], word))[:150]
    shares = [
        [*(each[word] for word in main), each.total() - sum(each[word] for word in main)]
        for each in counts
    ]
    expected = jensenshannon(*shares, base=2)
    assert once("vocabulary_distance", *sides) == pytest.approx(expected)
    parts = ("aspect_distance", "aspect_by_tone_distance", "vocabulary_distance")
    mean = np.mean([once(name, *sides) for name in parts])
    assert once("concept_drift", *sides) == pytest.approx(mean)


def test_the_distance_of_meanings_is_the_unbiased_discrepancy(
    sides: tuple[ReviewSample, ReviewSample],
):
    ours, theirs = (side.vectors.astype(float) for side in sides)
    points = np.concatenate([ours, theirs])
    squares = cdist(points, points, "sqeuclidean")
    kernel = np.exp(-squares / np.median(squares[np.triu_indices(2 * COUNT, 1)]))
    inner = [
        (part.sum() - np.trace(part)) / (COUNT * (COUNT - 1))
        for part in (kernel[:COUNT, :COUNT], kernel[COUNT:, COUNT:])
    ]
    squared = sum(inner) - 2 * kernel[:COUNT, COUNT:].mean()
    expected = np.sqrt(max(squared, 0))
    assert expected > 0
    assert once("meaning_distance", *sides) == pytest.approx(expected, rel=1e-4)


def test_the_detector_is_what_scikit_learn_finds_in_the_same_folds(
    sides: tuple[ReviewSample, ReviewSample],
):
    texts = sorted(text.lower().replace(".", "") for side in sides for text in side.texts)
    own = {text.lower().replace(".", "") for text in sides[0].texts}
    labels = np.array([text in own for text in texts])
    fold, said = folded(components([text] for text in texts)), np.zeros(len(texts))
    for number in range(5):
        seen = [text for text, held in zip(texts, fold == number, strict=True) if not held]
        vectors = TfidfVectorizer().fit(seen)
        model = LogisticRegression().fit(vectors.transform(seen), labels[fold != number])
        said[fold == number] = model.decision_function(vectors.transform(texts))[fold == number]
    expected = roc_auc_score(labels, said)
    assert once("detector_auc", *sides) == pytest.approx(expected, abs=0.005)


@settings(max_examples=20)
@given(st.lists(st.integers(0, 2), min_size=12, max_size=12).filter(lambda drawn: sum(drawn) > 3))
def test_a_weight_of_two_is_a_review_that_is_there_twice(weights: list[int]):
    reader = Reader((1, 5), Vocabulary())
    ours, theirs = reader.sample(planted.written(count=12)), reader.sample(planted.real(12))
    twice = ours.at(np.repeat(np.arange(12), weights))
    for name in ("length_ks", "rating_distance", "aspect_distance", "aspect_by_tone_distance"):
        apart = DISTANCES[name].lay(ours, theirs)
        assert apart is not None
        value = apart(np.array([weights], dtype=float), np.ones((1, 12)))[0]
        assert value == pytest.approx(once(name, twice, theirs)), name


def test_moods_by_rating_are_told_apart_as_by_scikit_learn(
    sides: tuple[ReviewSample, ReviewSample],
):
    found = {one.name: one for one in levels(*sides)}
    tones, moods = (sides[0].numbers[name] for name in ("tone", "mood"))
    rated = tones != 0
    expected = roc_auc_score(tones[rated] > 0, moods[rated])
    assert found["happier_when_rated_higher"].value == pytest.approx(expected)
    clash = np.mean((tones * np.where(np.abs(moods) < 0.05, 0, np.sign(moods)))[rated] < 0)
    assert found["sentiment_clash_share"].value == pytest.approx(clash)


def test_whether_grades_follow_the_wish_is_spearmans_correlation():
    def asking(rows: list[planted.Row]) -> None:
        for place, row in enumerate(rows):
            row["wanted"] = row["wanted"].replace("null", str(3 + place % 7))

    written = planted.written(asking, COUNT)
    got = Reader((1, 5), Vocabulary()).sample(written)
    (*_, follows) = as_asked(written, got)
    asked = [3 + place % 7 for place in range(COUNT)]
    assert follows.value == pytest.approx(spearmanr(asked, got.numbers["grade"]).statistic)


@given(st.integers(0, 40), st.integers(1, 40))
def test_the_interval_of_a_share_is_wilsons_as_scipy_has_it(hits: int, of: int):
    hits = min(hits, of)
    expected = binomtest(hits, of).proportion_ci(method="wilson")
    assert wilson(hits, of) == pytest.approx((expected.low, expected.high), abs=1e-6)


def test_an_interval_is_about_as_wide_as_sets_of_that_size_differ():
    """The bootstrap of one draw beside the spread of fresh draws of the same trade."""
    reader = Reader((1, 5), Vocabulary())
    one = Distance("mean", "g", "words", "", "", _means_apart)
    fresh = [reader.sample(pd.DataFrame(planted.reviews(50, seed))) for seed in range(10, 70)]
    real = reader.sample(pd.DataFrame(planted.reviews(100, 1)))
    (figure,) = Real(real).figures([one], fresh[0])
    gaps = [once_of(one, left, right) for left, right in zip(fresh[::2], fresh[1::2], strict=True)]
    assert figure.high - figure.low == pytest.approx(2 * 1.96 * np.std(gaps), rel=0.35)


def _means_apart(ours: ReviewSample, theirs: ReviewSample):
    left, right = ours.numbers["words"], theirs.numbers["words"]
    return lambda one, two: 50 + (one @ left) / one.sum(axis=1) - (two @ right) / two.sum(axis=1)


def once_of(one: Distance, ours: ReviewSample, theirs: ReviewSample) -> float:
    apart = one.lay(ours, theirs)
    assert apart is not None
    return float(apart(np.ones((1, len(ours))), np.ones((1, len(theirs))))[0])
