"""The plan of product reviews: the properties of the real ones, fairly, and always the same."""

import json
from collections import Counter
from itertools import chain, combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syngen_assets.core.cleaning import normalize
from syngen_assets.core.errors import GateError
from syngen_assets.core.product_reviews.aspects import of_cell
from syngen_assets.core.product_reviews.cleaning import real_reviews
from syngen_assets.core.product_reviews.domain import KINDS
from syngen_assets.core.product_reviews.plan import Plan
from syngen_assets.core.product_reviews.shares import divided, spread
from syngen_assets.core.product_reviews.wanted import Wanted
from syngen_assets.core.settings import Settings
from syngen_tests.kettles import domain, raw, real

REAL = real(42)
WEIGHTS = st.dictionaries(st.integers(1, 9), st.integers(1, 50), min_size=1, max_size=5)


def plan(count=40, seed=0, rows=REAL, **keys):
    return Plan(rows, Settings(domain(**keys), questions=count, seed=seed))


def calls(kind="base", count=40, **more):
    return list(plan(count, **more).planned(kind))


def wanted(kind="base", count=40, **more):
    return [*chain.from_iterable(call.wanted for call in calls(kind, count, **more))]


@given(st.integers(0, 500), WEIGHTS)
def test_a_number_is_divided_by_the_largest_remainder(number, weights):
    parts, whole = divided(number, weights), sum(weights.values())
    assert sum(parts.values()) == number
    rests = {name: number * weight / whole - parts[name] for name, weight in weights.items()}
    assert all(-1 < rest < 1 for rest in rests.values())
    more = [name for name in parts if rests[name] < -1e-9]
    assert all(rests[up] + 1 >= rests[down] - 1e-9 for up in more for down in parts)


@given(st.integers(1, 60), WEIGHTS)
def test_any_stretch_of_a_spread_has_about_the_shares_of_the_whole(number, weights):
    order = [name for name, _ in spread(divided(number, weights), weights)]
    assert len(order) == number
    for name, weight in weights.items():
        for size in range(1, number + 1):
            share = size * weight / sum(weights.values())
            assert abs(order[:size].count(name) - share) <= len(weights)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("count", [1, 7, 40, 101])
def test_ratings_are_asked_in_the_shares_that_the_real_reviews_have(kind, count):
    shares = Counter(REAL["rating"])
    asked = Counter(one.rating for one in wanted(kind, count))
    assert asked == Counter(divided(count, dict(sorted(shares.items(), reverse=True))))


def test_calls_are_full_but_for_the_last():
    assert [len(call.wanted) for call in calls(count=43, rows_per_call=10)] == [10, 10, 10, 10, 3]
    assert [call.number for call in calls(count=43)] == [0, 1, 2, 3, 4]


def test_every_real_review_is_a_model_before_any_is_twice():
    uses = Counter(one.like for one in wanted(count=42))
    assert set(uses) == set(REAL["review_id"])
    assert set(Counter(one.like for one in wanted(count=126)).values()) == {3}


def test_every_real_review_is_shown_before_any_is_shown_twice():
    shown = Counter(chain.from_iterable(call.examples for call in calls(count=84, examples=5)))
    assert sum(shown.values()) == 45
    assert set(shown.values()) == {1, 2}
    assert list(shown.values()).count(2) == 3


def test_with_few_real_reviews_all_are_shown_in_each_call():
    assert {len(call.examples) for call in calls(rows=real(3), examples=5)} == {3}
    assert {call.examples for call in calls(examples=0)} == {()}


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_inputs_ask_the_same_and_another_seed_asks_otherwise(kind):
    assert [call.id for call in calls(kind)] == [call.id for call in calls(kind)]
    shuffled = REAL.sample(frac=1, random_state=1).reset_index(drop=True)
    assert calls(kind, rows=shuffled) == calls(kind)
    assert {call.id for call in calls(kind)}.isdisjoint(call.id for call in calls(kind, seed=1))


@pytest.mark.parametrize("kind", KINDS)
def test_one_more_review_changes_few_calls(kind):
    before, after = calls(kind, 200), calls(kind, 201)
    same = sum(one.id == other.id for one, other in zip(before, after, strict=False))
    assert same >= len(before) - 2


def test_each_kind_asks_what_the_others_leave_open():
    by_kind = {kind: wanted(kind) for kind in KINDS}
    for kind, wishes in by_kind.items():
        assert any(one.aspects for one in wishes) == (kind == "diversity")
        assert all(one.viewpoint and one.opening for one in wishes) == (kind == "diversity")
        assert all(one.grade for one in wishes) == (kind == "lang_complexity")
        assert any(one.words != (5, 60) for one in wishes) == (kind == "text_length")


def test_a_wish_has_the_aspects_and_the_length_of_its_model():
    rows = REAL.set_index("review_id")
    for one in wanted("diversity"):
        assert one.aspects == of_cell(rows.loc[one.like, "aspects"])
    for one in wanted("text_length"):
        low, high = one.words
        assert low <= rows.loc[one.like, "words"] <= high
        assert 5 <= low < high <= 60


def test_grades_are_those_of_the_real_reviews_or_lie_in_the_range_of_the_domain():
    assert len({one.grade for one in wanted("lang_complexity")}) > 3
    given_range = {one.grade for one in wanted("base", complexity=[8, 11])}
    assert given_range <= {8, 9, 10, 11}
    assert len(given_range) > 2


@pytest.mark.parametrize("kind", KINDS)
def test_a_topic_is_asked_of_every_review(kind):
    assert all(one.aspects[0] == "price" for one in wanted(kind, topic="price"))


def test_no_two_reviews_of_a_call_have_the_same_point_of_view_and_opening():
    for call in calls("diversity", count=100):
        assert len({(one.viewpoint, one.opening) for one in call.wanted}) == len(call.wanted)
        assert len({one.viewpoint for one in call.wanted}) >= 7


def apart(chosen, texts):
    """How little the examples of calls share, at the most."""
    words = {id: set(normalize(text).split()) for id, text in texts.items()}
    likeness = [
        max(len(words[a] & words[b]) / len(words[a] | words[b]) for a, b in combinations(ids, 2))
        for ids in chosen
    ]
    return sum(likeness) / len(likeness)


def test_diversity_moves_examples_apart_heats_the_model_and_widens_the_points_of_view():
    texts = dict(zip(REAL["review_id"], REAL["text"], strict=True))
    low, high = (calls("diversity", diversity=share) for share in (0.0, 1.0))
    assert apart([call.examples for call in high], texts) < apart(
        [call.examples for call in low], texts
    )
    assert {call.temperature for call in low} == {0.4}
    assert {call.temperature for call in high} == {1.2}
    few, many = ({one.viewpoint for one in each[0].wanted} for each in (low, high))
    assert len(few) < len(many) == 10


def test_without_ratings_and_headlines_none_are_asked():
    rows = real_reviews(raw({"text": "It boils fast and well."}, {"text": "A bad lid."}), domain())
    assert {(one.rating, one.title) for one in wanted(rows=rows)} == {(None, False)}


def test_without_a_usable_review_there_is_nothing_to_plan():
    with pytest.raises(GateError, match=r"No review .* can be used \(of 1 rows: no_text 1\)"):
        plan(rows=real_reviews(raw({"text": "??"}), domain()))


def test_a_wish_is_told_in_a_cell_and_read_again():
    for one in wanted("diversity"):
        assert Wanted.of(json.loads(one.to_json())) == one


def test_a_call_for_what_is_missing_asks_for_that_and_shows_the_examples_of_its_number():
    one = plan()
    first = next(one.planned("base"))
    again = one.call("base", 7, first.wanted[3:5])
    assert again.wanted == first.wanted[3:5]
    assert again.examples != first.examples
    assert again.id != first.id
