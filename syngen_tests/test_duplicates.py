"""Duplicates: what nearly repeats an earlier text is found, and nothing else is."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from syngen_assets.core.duplicates import Vectors, close_duplicates, near_duplicates

WORDS = ["a", "cold", "in", "spring", "may", "last", "two", "weeks", "or", "longer", "than", "that"]
LONG = "What should people over sixty who take blood thinners know about a fall at home?"


def alike(one: str, other: str, length: int = 1) -> float:
    """Jaccard as the books have it."""
    sets = []
    for text in (one, other):
        words = text.split()
        runs = range(max(1, len(words) - length + 1)) if words else ()
        sets.append({tuple(words[start : start + length]) for start in runs})
    return len(sets[0] & sets[1]) / len(sets[0] | sets[1]) if sets[0] | sets[1] else 1.0


def slowly(texts: list[str], threshold: float, length: int) -> dict[int, int]:
    """The same by comparing every text with all that are kept before it."""
    copies: dict[int, int] = {}
    for place, text in enumerate(texts):
        kept = [other for other in range(place) if other not in copies]
        best = max(kept, key=lambda k: (alike(text, texts[k], length), -k), default=None)
        if best is not None and alike(text, texts[best], length) >= threshold:
            copies[place] = best
    return copies


def numbered(count: int) -> list[str]:
    """Questions with the same wording about different things."""
    return [
        f"what should people with condition number {n} know about its long term outlook"
        for n in range(count)
    ]


def test_the_same_words_in_another_dress_are_a_repetition():
    texts = ["What is flu?", "what is FLU", "What is gout?", "What is   flu"]
    assert near_duplicates(texts) == {1: 0, 3: 0}


def test_the_same_words_in_another_order_are_a_repetition_unless_runs_are_compared():
    texts = [
        "is acne worse than eczema in young children",
        "in young children is eczema worse than acne",
    ]
    assert near_duplicates(texts) == {1: 0}
    assert near_duplicates(texts, shingle=3) == {}


def test_a_word_more_in_ten_is_a_repetition_and_a_word_less_likely_is_not():
    nine, ten = " ".join(WORDS[:9]), " ".join(WORDS[:10])
    assert near_duplicates([nine, ten]) == {1: 0}
    assert near_duplicates([" ".join(WORDS[:8]), nine]) == {}
    assert near_duplicates([nine, ten], threshold=0.91) == {}


def test_a_changed_word_in_a_short_question_is_another_question():
    assert near_duplicates(numbered(300)) == {}
    assert near_duplicates([LONG, LONG.replace("sixty", "seventy")]) == {}


def test_texts_are_compared_with_kept_ones_only():
    chain = [" ".join(WORDS[:count]) for count in (9, 10, 11)]
    assert alike(chain[1], chain[2]) > 0.9 > alike(chain[0], chain[2])
    assert near_duplicates(chain) == {1: 0}
    assert near_duplicates(chain[1:]) == {1: 0}


def test_of_several_earlier_texts_the_most_alike_is_named():
    one, other = " ".join(WORDS[:9]), " ".join(WORDS[1:11])
    between = " ".join(WORDS[:10])
    assert near_duplicates([one, other, between], threshold=0.85) == {2: 0}
    assert near_duplicates([one, other, f"{between} than"], threshold=0.8) == {2: 1}


def test_every_copy_in_a_thousand_questions_of_one_wording_is_found():
    texts = numbered(1000)
    copies = [f"{text} please" for text in texts[::10]]
    assert near_duplicates(texts + copies) == {1000 + n: 10 * n for n in range(100)}


def test_nothing_comes_of_no_texts_and_empty_ones_are_the_same():
    assert near_duplicates([]) == {}
    assert near_duplicates(["flu"]) == {}
    assert near_duplicates(["?", "flu", ""]) == {2: 0}


def test_at_one_only_the_same_set_of_words_is_a_repetition():
    texts = [" ".join(WORDS), " ".join(WORDS[:11]), " ".join(reversed(WORDS))]
    assert near_duplicates(texts, threshold=1) == {2: 0}


@pytest.mark.parametrize("length", [1, 2, 3])
@settings(derandomize=True)  # MinHash may miss one pair in a thousand
@given(
    texts=st.lists(
        st.lists(st.sampled_from(WORDS[:6]), max_size=9).map(" ".join), min_size=1, max_size=25
    ),
    threshold=st.sampled_from([0.5, 0.6, 0.7, 0.75, 0.8, 0.9, 1.0]),
)
def test_what_is_found_is_what_comparing_all_with_all_finds(length, texts, threshold):
    assert near_duplicates(texts, threshold=threshold, shingle=length) == slowly(
        texts, threshold, length
    )


def test_no_two_texts_that_are_kept_are_alike():
    texts = [" ".join(some) for some in combinations(WORDS, 10)]
    copies = near_duplicates(texts, threshold=0.8)
    kept = [text for place, text in enumerate(texts) if place not in copies]
    assert all(alike(one, other) < 0.8 for one, other in combinations(kept, 2))


def unit(*rows: list[float]) -> Vectors:
    vectors = np.array(rows, np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def pointing(*degrees: float) -> Vectors:
    """Vectors in a plane, by their angles: two are as close as the cosine of what is between."""
    return unit(*([np.cos(np.radians(each)), np.sin(np.radians(each))] for each in degrees))


def test_close_vectors_are_repetitions_and_less_close_ones_are_not():
    assert close_duplicates(pointing(0, 25, 90, 64.2)) == {1: 0, 3: 2}
    assert close_duplicates(pointing(0, 26, 90, 64.1)) == {}
    assert close_duplicates(pointing(0, 26), threshold=0.89) == {1: 0}


def test_vectors_are_compared_with_kept_ones_only_and_the_closest_is_named():
    assert close_duplicates(pointing(0, 20, 40, 60)) == {1: 0, 3: 2}
    assert close_duplicates(pointing(0, 30, 14, 16)) == {2: 0, 3: 1}


def test_what_is_kept_already_is_not_compared_with_one_another():
    assert close_duplicates(pointing(0, 10, 50, 12), kept=2) == {3: 1}


def test_the_same_vectors_are_found_in_blocks_of_any_size():
    chance = np.random.default_rng(0)
    vectors = unit(*chance.normal(size=(3000, 6)))
    copies: dict[int, int] = {}
    for place in range(len(vectors)):
        kept = [other for other in range(place) if other not in copies]
        cosines = vectors[kept] @ vectors[place]
        if kept and cosines.max() >= 0.9:
            copies[place] = kept[int(cosines.argmax())]
    assert len(copies) > 300
    assert close_duplicates(vectors) == copies
    seen: list[int] = []
    watched = close_duplicates(vectors, watch=lambda blocks: (seen.append(b) or b for b in blocks))
    assert watched == copies
    assert seen == [0, 1024, 2048]


def test_no_vectors_are_no_repetitions():
    assert close_duplicates(np.empty((0, 3), np.float32)) == {}
    assert close_duplicates(pointing(3)) == {}
