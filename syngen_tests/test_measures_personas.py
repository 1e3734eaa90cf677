"""What personas bring is measured on as many questions of either kind, and is nothing by chance."""

import numpy as np
import pandas as pd
import pytest

from syngen_assets.core.identity import digest, draw
from syngen_assets.core.measures.closeness import Vectors
from syngen_assets.core.measures.figure import Figure
from syngen_assets.core.measures.personas import brought
from syngen_tests.planted import plain

WORDS = plain()


def text(name: object, vocabulary: int) -> str:
    """Six to ten words of the first so many that there are."""
    length = 6 + int(draw(name) * 5)
    return " ".join(WORDS[int(draw(name, place) * vocabulary)] for place in range(length))


def rows(coloured: int, others: int, wide: int = 90, narrow: int = 90) -> pd.DataFrame:
    """Synthetic questions, with personas of the wide vocabulary, without of the narrow one."""
    made = [{"prompt": text(n, wide), "persona_id": digest(n)} for n in range(coloured)]
    made += [{"prompt": text(-n - 1, narrow), "persona_id": None} for n in range(others)]
    return pd.DataFrame(made).assign(chosen="Yes.", rejected="No.", origin="synthetic")


def measured(table: pd.DataFrame, embed=None) -> dict[str, Figure]:
    return {one.name: one for one in brought(table, 0, embed)}


def vectors(texts: list[str]) -> Vectors:
    """A vector for each text, close where the texts share words."""
    found = np.zeros((len(texts), 64), dtype=np.float32)
    for place, words in enumerate(texts):
        for word in words.split():
            found[place, int(digest(word), 16) % 64] += 1
    return found / np.linalg.norm(found, axis=1, keepdims=True)


def test_a_wider_vocabulary_is_a_gain_whose_interval_leaves_no_doubt():
    found = measured(rows(80, 120, wide=120, narrow=25), vectors)
    for name in ("distinct_1", "distinct_2", "vendi"):
        gain = found[f"{name}_gain_by_personas"]
        one, other = (found[f"{name}_{side}_personas"] for side in ("with", "without"))
        assert gain.value == pytest.approx(one.value - other.value)
        assert gain.low > 0
        assert one.low < one.value < one.high
        assert other.low < other.value < other.high


def test_personas_that_say_what_all_say_are_no_gain():
    found = measured(rows(100, 100), vectors)
    for name in ("distinct_1", "distinct_2", "vendi"):
        gain = found[f"{name}_gain_by_personas"]
        assert gain.low < 0 < gain.high


def test_both_sides_have_as_many_questions_however_many_there_are():
    found = measured(rows(40, 200), vectors)
    assert {one.rows for one in found.values()} == {40}
    assert all("40 questions of either kind" in one.estimator for one in found.values())


def test_longer_questions_alone_are_no_loss():
    short, long = rows(100, 0), rows(0, 100)
    long["prompt"] = [
        f"{text} {more}"
        for text, more in zip(long["prompt"], rows(0, 300)["prompt"][200:], strict=True)
    ]
    gain = measured(pd.concat([short, long], ignore_index=True))["distinct_1_gain_by_personas"]
    assert gain.low < 0 < gain.high


def test_where_both_sides_have_as_many_words_nothing_is_drawn_of_them():
    table = rows(40, 40)
    table["prompt"] = [" ".join(text.split()[:6]) for text in table["prompt"]]
    for side, which in (("with", slice(0, 40)), ("without", slice(40, 80))):
        words = " ".join(table["prompt"][which]).split()
        figure = measured(table)[f"distinct_1_{side}_personas"]
        assert figure.value == pytest.approx(len(set(words)) / len(words))


def test_the_order_of_the_rows_changes_nothing():
    table = rows(40, 60)
    shuffled = table.sample(frac=1, random_state=3).reset_index(drop=True)
    values = [[one.value for one in brought(each, 0, vectors)] for each in (table, shuffled)]
    assert values[0] == pytest.approx(values[1])


def test_source_questions_count_on_neither_side():
    table = rows(40, 60)
    sources = rows(0, 500, narrow=10).assign(origin="source")
    both = pd.concat([table, sources], ignore_index=True)
    assert measured(both).keys() == measured(table).keys()
    name = "distinct_1_without_personas"
    assert measured(both)[name].value == measured(table)[name].value


def test_questions_of_one_word_have_no_pairs_of_words_to_measure():
    table = rows(30, 30).assign(prompt=[f"w{n}" for n in range(60)])
    found = measured(table)
    assert found["distinct_2_gain_by_personas"].note == "there are too few words"
    assert found["distinct_1_gain_by_personas"].value == 0


def test_without_personas_there_is_nothing_to_tell():
    assert brought(rows(0, 100), 0) == []


def test_too_few_of_either_kind_are_not_measured_and_say_so():
    for table in (rows(19, 100), rows(100, 19)):
        found = brought(table, 0, vectors)
        assert len(found) == 9
        assert all(one.status == "not measured" and "fewer than 20" in one.note for one in found)


def test_without_an_embedder_only_meaning_is_not_measured():
    found = measured(rows(40, 40))
    unmeasured = {name for name, one in found.items() if one.status == "not measured"}
    assert unmeasured == {name for name in found if name.startswith("vendi")}
    assert len(unmeasured) == 3
