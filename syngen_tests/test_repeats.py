"""Repeats: a new question that nearly says again what the data set has is left out."""

from collections.abc import Sequence

import numpy as np

from syngen_assets.core.duplicates import Vectors
from syngen_assets.core.repeats import Meanings, Originals
from syngen_tests.test_domains import colds

LONG = "what should older people who take blood thinners know about a fall"
LONGER = f"{LONG} please"
NATURAL = colds("style: natural")


def rows(*texts: str) -> list[dict[str, str]]:
    return [
        {"question_id": text, "normalized": text, "display": f"{text.capitalize()}?"}
        for text in texts
    ]


def by_length(texts: Sequence[str]) -> Vectors:
    """Texts mean the same if they are of the same length: two letters are six degrees."""
    angles = np.radians([3.0 * len(text) for text in texts])
    return np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)


def told(id: str, by: str) -> str:
    return f"near_duplicate_question: nearly the same as {id}, by its {by}"


def test_what_repeats_the_words_of_an_earlier_question_is_told_with_that_one():
    found = Originals(NATURAL).add(rows(LONG, "what is flu", "flu what is", LONGER))
    assert found == {"flu what is": told("what is flu", "words"), LONGER: told(LONG, "words")}


def test_it_makes_no_difference_in_how_many_parts_questions_come():
    texts = [LONG, "what is flu", "what is asthma then", "flu what is", LONGER, "is it so", "is it"]
    for embed in (None, by_length):
        whole = Originals(NATURAL, Meanings("length", embed)).add(rows(*texts))
        parts, found = Originals(NATURAL, Meanings("length", embed)), dict[str, str]()
        for text in texts:
            found |= parts.add(rows(text))
        assert found == whole != {}


def test_what_means_the_same_in_other_words_is_left_out_where_meanings_are_compared():
    texts = ["what is flu", "why is it so", "how long does it really take to heal"]
    assert Originals(NATURAL).add(rows(*texts)) == {}
    originals = Originals(NATURAL, Meanings("length", by_length))
    assert originals.add(rows(*texts)) == {texts[1]: told(texts[0], "meaning")}
    assert originals.add(rows("is it a flu")) == {"is it a flu": told(texts[0], "meaning")}


def test_the_limits_are_those_of_the_domain():
    strict = Originals(
        colds("style: natural\nduplicates: {jaccard: 0.6, cosine: 0.999}"),
        Meanings("length", by_length),
    )
    found = strict.add(rows("what is flu", "why is it so", "what is a flu"))
    assert found == {"what is a flu": told("what is flu", "words")}


def test_only_what_is_left_by_its_words_is_embedded_and_each_question_once():
    asked: list[str] = []

    def embed(texts: Sequence[str]) -> Vectors:
        asked.extend(texts)
        return by_length(texts)

    originals = Originals(NATURAL, Meanings("length", embed))
    originals.add(rows("what is flu", "flu what is"))
    originals.add(rows("is flu what", "how long does it take"))
    originals.add([])
    assert asked == ["What is flu?", "How long does it take?"]


def test_it_is_the_released_text_that_is_embedded():
    asked: list[str] = []
    for style in ("natural", "normalized"):
        embed = Meanings("all", lambda texts: (asked.extend(texts), by_length(texts))[1])
        Originals(colds(f"style: {style}"), embed).add(rows("what is flu"))
    assert asked == ["What is flu?", "what is flu"]
