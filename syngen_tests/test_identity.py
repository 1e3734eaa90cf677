"""Identity: the same parts give the same name and the same chance, other parts others."""

import json

from hypothesis import given
from hypothesis import strategies as st

from syngen_assets.core.identity import digest, draw

LEAVES = st.none() | st.booleans() | st.integers() | st.text() | st.floats(allow_nan=False)
PARTS = st.lists(st.recursive(LEAVES, lambda parts: st.lists(parts, max_size=3)), max_size=3)


def test_a_digest_stays_what_it_is_from_release_to_release():
    assert digest("What is flu?") == "9d46df56dbd0"
    assert digest(0, "split", "x", length=32) == "9d4f45a1666b15f977d717f755302a48"


@given(PARTS, PARTS)
def test_two_digests_are_the_same_exactly_if_their_parts_are(one, other):
    assert (digest(*one) == digest(*other)) == (json.dumps(one) == json.dumps(other))


@given(st.text(min_size=1), st.text(min_size=1))
def test_parts_are_told_apart(one, other):
    named = [digest(one + other), digest(one, other), digest([one, other]), digest(one, other, "")]
    assert len(set(named)) == 4


def test_a_number_is_not_its_text_and_the_order_of_keys_is_nothing():
    assert len({digest(1), digest("1"), digest(True), digest(None), digest("null")}) == 5
    assert digest({"a": 1, "b": 2}) == digest({"b": 2, "a": 1}) != digest({"a": 2, "b": 1})


def test_a_digest_is_as_many_hex_digits_as_asked_and_takes_any_text():
    assert [len(digest("x", length=n)) for n in (1, 12, 32, 64)] == [1, 12, 32, 64]
    assert digest("x", length=32).startswith(digest("x"))
    assert set(digest("\ud800 ü")) <= set("0123456789abcdef")


@given(PARTS)
def test_a_draw_lies_between_0_and_1_and_is_always_the_same(parts):
    assert 0 < draw(*parts) < 1
    assert draw(*parts) == draw(*parts)


def test_draws_are_spread_evenly():
    counts = [0] * 10
    for number in range(10_000):
        counts[int(draw("spread", number) * 10)] += 1
    assert max(abs(count - 1000) for count in counts) < 120  # 4 standard deviations
