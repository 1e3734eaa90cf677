"""Each fault that is planted in a set of product reviews moves the figures that it should."""

from functools import cache

import numpy as np
import pandas as pd
import pytest

from syngen_assets.core.measures.figure import Figure
from syngen_assets.core.measures.words import Vocabulary
from syngen_assets.core.product_reviews.measures import measured, rows
from syngen_assets.core.product_reviews.measures.anonymity import anonymity
from syngen_assets.core.product_reviews.measures.asked import as_asked
from syngen_assets.core.product_reviews.measures.counting import counting
from syngen_assets.core.product_reviews.measures.sample import Reader
from syngen_assets.core.product_reviews.measures.similarity import SIMILARITY
from syngen_assets.core.tables.product_reviews import REVIEW_MEASURES
from syngen_tests import planted_product_reviews as planted
from syngen_tests.test_measures_audit import embed

BESIDE = {
    "concept_drift",
    "aspect_by_tone_distance",
    "vocabulary_distance",
    "length_ks",
    "length_distance",
    "sentiment_ks",
    "readability_ks",
    "rating_distance",
    "aspect_distance",
    "first_word_distance",
    "meaning_distance",
    "detector_auc",
    "drift_along_calls",
}
LEVELS = {"rating_mean", "words_mean", "grade_median", "sentiment_mean"}


SPOILED = ("one_rating", "shuffled", "doubled", "drifting", "drifted", "copied", "repeating")


@cache
def measured_once() -> dict[str, dict[str, Figure]]:
    """The figures of a sound set and of the spoiled ones, each measured as a kind of its own."""
    spoils = {"sound": None, **{name: getattr(planted, name) for name in SPOILED}}
    sets = [planted.written(spoil, kind=name) for name, spoil in spoils.items()]
    figures = measured(planted.real(), pd.concat(sets, ignore_index=True), target=100, embed=embed)
    return {kind: {one.name: one for one in some} for kind, some in figures.items()}


def found(name: str = "sound") -> dict[str, Figure]:
    """The figures of a set that is spoiled in one way, or not at all."""
    return measured_once()[name]


def beyond(figures: dict[str, Figure]) -> set[str]:
    """The distances whose floor lies below their interval."""
    return {
        one.name
        for one in figures.values()
        if one.name in BESIDE and one.floor is not None and one.floor < (one.low or 0)
    }


def changed(name: str) -> set[str]:
    """The figures that are not what they are in the sound set."""
    sound = found()
    return {
        one.name
        for one in found(name).values()
        if (one.value, one.status) != (sound[one.name].value, sound[one.name].status)
    }


def test_new_reviews_of_the_same_trade_lie_at_the_floor():
    assert beyond(found()) == set()
    for name in LEVELS:
        one = found()[name]
        assert one.low <= one.floor <= one.high, name


def test_one_rating_for_all_moves_what_is_told_of_ratings_alone():
    moved = changed("one_rating")
    assert {"rating_distance", "rating_mean", "sentiment_clash_share"} <= beyond(
        found("one_rating")
    ) | moved
    assert moved <= {
        *("rating_distance", "rating_mean", "rating_as_asked_share"),
        *("sentiment_clash_share", "happier_when_rated_higher"),
        *("aspect_by_tone_distance", "concept_drift", "drift_along_calls"),
    }
    assert found("one_rating")["sentiment_clash_share"].value > 0.2
    assert found("one_rating")["happier_when_rated_higher"].status == "not measured"


def test_shuffled_words_move_the_order_of_words_and_no_choice_of_them():
    moved = beyond(found("shuffled"))
    assert "first_word_distance" in moved
    assert not moved & {"length_ks", "rating_distance", "vocabulary_distance", "aspect_distance"}
    one, sound = found("shuffled")["distinct_2"], found()["distinct_2"]
    assert one.low > sound.value
    assert found("shuffled")["distinct_1"].value == pytest.approx(
        found()["distinct_1"].value, rel=0.01
    )


def test_reviews_twice_as_long_move_the_lengths():
    assert {"length_ks", "length_distance"} <= beyond(found("doubled"))
    assert not {"rating_distance", "aspect_distance"} & beyond(found("doubled"))
    mean = found("doubled")["words_mean"]
    assert mean.low > mean.floor
    assert mean.value == pytest.approx(2 * found()["words_mean"].value, rel=0.1)


def test_a_set_that_drifts_as_it_goes_on_is_found_by_its_later_calls():
    one = found("drifting")["drift_along_calls"]
    assert one.floor < one.low
    assert one.note.startswith("0 of 50")
    assert "drift_along_calls" not in beyond(found("drifted"))


def test_a_set_that_speaks_of_something_else_has_drifted():
    drifted = {"concept_drift", "vocabulary_distance", "aspect_distance", "detector_auc"}
    assert drifted <= beyond(found("drifted"))
    assert not {"length_ks", "rating_distance"} & beyond(found("drifted"))
    values = [found(name)["concept_drift"].value for name in ("sound", "drifting", "drifted")]
    assert values == sorted(values)


def test_calls_that_give_too_little_are_counted():
    exact, missed, _, final = counting(planted.written(planted.missing), 100)
    assert exact.value == 0.5
    assert missed.value == (10 + 4 * 2) / 10
    assert (final.value, final.status) == (pytest.approx(0.82), "failed")
    sound = found()
    assert sound["calls_exact_share"].value == sound["rows_final_share"].value == 1
    assert sound["rows_missed_per_call"].value == 0
    assert sound["rows_final_share"].status == "passed"


def test_reviews_that_are_real_ones_come_nearer_than_real_ones_do():
    figures = found("copied")
    for name in ("first_word_distance", "vocabulary_distance", "meaning_distance"):
        assert figures[name].value < 0.8 * figures[name].floor, name
    assert figures["replica_exact"].value == 1
    assert found()["replica_exact"].value == found()["replica_pieced"].value == 0


def test_reviews_that_say_the_same_again_are_not_unique():
    figures = found("repeating")
    assert figures["unique_share"].value == 0.5
    assert figures["near_duplicate_share"].value >= 0.5
    assert figures["unique_share"].high < figures["unique_share"].floor == 1
    for name in ("distinct_1", "distinct_2", "vendi"):
        assert figures[name].value < found()[name].value, name
    assert figures["self_bleu"].low > found()["self_bleu"].value


def test_personal_data_in_a_title_or_a_text_fails():
    left = anonymity(planted.real(5), planted.written(planted.reachable, 10))[1]
    assert (left.value, left.status, left.places) == (2, "failed", (3, 8))
    assert left.note == "1 email, 1 phone"
    assert found()["personal_data_left"].status == "passed"


def test_what_was_taken_out_of_real_reviews_is_counted_by_kind():
    real = planted.real(40)
    real.loc[[3, 5], "removed"] = '{"phone": 2}', '{"email": 1}'
    one = anonymity(real, planted.written(count=10))[0]
    assert (one.value, one.note) == (75, "1 email, 2 phone")


def wishes(written: pd.DataFrame) -> dict[str, Figure]:
    """Whether reviews are what was asked of them."""
    sample = Reader((1, 5), Vocabulary()).sample(written)
    return {one.name: one for one in as_asked(written, sample)}


def test_a_wish_that_was_not_kept_is_seen():
    kept = ("rating_as_asked_share", "aspects_as_asked_share", "words_as_asked_share")
    disobedient = wishes(planted.written(planted.disobedient))
    for name in kept:
        assert found()[name].value == 1
        assert disobedient[name].high < 0.7, name


def test_harder_reviews_where_harder_ones_were_asked_for_follow_the_wish():
    def asking(rows: list[planted.Row]) -> None:
        for place, row in enumerate(rows):
            hard = place % 2
            row["text"] = "This is a good one. I like it." if not hard else _HARD
            row["wanted"] = row["wanted"].replace("null", "12" if hard else "2")

    assert wishes(planted.written(asking))["grade_follows_asked"].value == pytest.approx(1)
    assert found()["grade_follows_asked"].status == "not measured"


_HARD = (
    "Considering the comparatively unreasonable manufacturing tolerances, the accompanying "
    "documentation nevertheless demonstrates extraordinary responsibility towards purchasers."
)


def test_two_sets_that_change_places_are_as_far_apart():
    reader = Reader((1, 5), Vocabulary())
    ours, theirs = reader.sample(planted.real(30)), reader.sample(planted.written(count=30))
    once = np.ones((1, 30))
    for one in SIMILARITY:
        apart, other = one.lay(ours, theirs), one.lay(theirs, ours)
        if apart and other:
            assert apart(once, once) == pytest.approx(other(once, once), abs=1e-9), one.name


def test_a_kind_of_prompt_is_measured_by_itself():
    figures = measured(planted.real(), planted.written(kind="sound"), target=100, embed=embed)
    assert {one.name: one for one in figures["sound"]} == found()


@pytest.mark.parametrize("count", [0, 1, 3, 7])
def test_small_sets_are_measured_by_the_same_measures_or_say_why_not(count: int):
    written = planted.written(count=max(count, 1))
    if not count:
        written["problem"] = "cut off"
    figures = measured(planted.real(count), written)["base"]
    assert [one.name for one in figures] == list(found())
    for one in figures:
        known = [one.value, one.low, one.high, one.floor]
        assert all(np.isfinite(number) for number in known if number is not None), one.name
        assert one.value is not None or one.note, one.name


def test_reviews_without_ratings_or_aspects_are_measured_without_them():
    real = planted.real(24).assign(rating=pd.NA, aspects=None)
    ours = planted.written(count=12).assign(rating=pd.NA, aspects=None)
    figures = {one.name: one for one in measured(real, ours)["base"]}
    for name in ("rating_distance", "rating_mean", "aspect_by_tone_distance"):
        assert figures[name].status == "not measured"
    assert figures["concept_drift"].value is not None


def test_an_interval_holds_its_figure():
    for one in found().values():
        if one.low is not None:
            assert one.low - 1e-9 <= one.value <= one.high + 1e-9, one.name


def test_another_seed_is_another_draw_and_counts_are_as_they_were():
    real, ours = planted.real(24), planted.written(count=12)
    one, other = (measured(real, ours, seed=seed)["base"] for seed in (0, 1))
    names = {mine.name for mine, its in zip(one, other, strict=True) if mine.value != its.value}
    assert "length_distance" in names
    assert not names & {"words_mean", "calls_exact_share", "rows_usable_share"}


def test_figures_fill_the_table_that_is_declared_for_them():
    table = REVIEW_MEASURES.frame(rows({"base": list(found().values())}))
    assert len(table) == len(found())
    told = table.set_index("measure")
    assert told.loc["length_ks", "floor"] == found()["length_ks"].floor
    assert "fewer than 500" in told.loc["length_ks", "about"]
    assert pd.isna(told.loc["calls_exact_share", "floor"])


def test_reviews_without_a_word_of_meaning_are_measured_without_it():
    def wordless(rows: list[planted.Row]) -> None:
        for row in rows:
            row["text"] = "ok so" + " ." * row["place"]

    figures = {
        one.name: one for one in measured(planted.real(24), planted.written(wordless))["base"]
    }
    assert figures["drift_along_calls"].status == "not measured"
    assert figures["words_mean"].value == 2
