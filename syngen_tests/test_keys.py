"""Keys: two different requests never share an answer, and the same one always finds its own."""

import copy
import random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from syngen_assets.core.identity import digest
from syngen_assets.core.templates import Template
from syngen_assets.llm.chat import Request, key
from syngen_assets.llm.openai import OpenAIChat

LETTERS = "abc \n\"'{}[]:,\\üλ😀0123456789"


def text(chance: random.Random) -> str:
    return "".join(chance.choices(LETTERS, k=chance.randrange(1, 40)))


def request(chance: random.Random) -> dict[str, Any]:
    """A body with all that servers take, at random, and its attempt."""
    return {
        "base_url": f"https://{text(chance)}/v1",
        "model": text(chance),
        "system": text(chance),
        "user": text(chance),
        "temperature": chance.random(),
        "top_p": chance.random(),
        "max_tokens": chance.randrange(1, 10_000),
        "seed": chance.randrange(1000),
        "stop": [text(chance) for _ in range(3)],
        "schema": {"type": "object", "properties": {text(chance): {"type": "string"}}},
        "reasoning_effort": text(chance),
        "n": chance.randrange(1, 5),
        "attempt": chance.randrange(5),
    }


def name(asked: dict[str, Any]) -> str:
    """The key of a request."""
    body = {field: value for field, value in asked.items() if field not in ("system", "user")}
    attempt = body.pop("attempt")
    body["messages"] = [{"role": role, "content": asked[role]} for role in ("system", "user")]
    return digest(body, attempt, length=32)


def test_ten_thousand_pairs_that_differ_in_one_field_have_different_keys():
    chance = random.Random(1)
    fields = list(request(chance))
    seen: dict[str, dict[str, Any]] = {}
    for number in range(10_000):
        one = request(chance)
        field = fields[number % len(fields)]
        other = copy.deepcopy(one)
        while other[field] == one[field]:
            other[field] = request(chance)[field]
        assert name(one) != name(other), field
        backwards = dict(reversed(list(copy.deepcopy(one).items())))
        assert name(one) == name(backwards)
        for asked in (one, other):
            assert seen.setdefault(name(asked), asked) == asked


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
BODIES = st.dictionaries(st.text(), JSON, max_size=4)


@given(BODIES, st.text(), JSON, st.integers(0, 3))
def test_a_field_more_or_another_attempt_is_another_key(body, field, value, attempt):
    bare = {name: kept for name, kept in body.items() if name != field}
    keys = {
        digest(bare, attempt, length=32),
        digest({**bare, field: value}, attempt, length=32),
        digest(bare, attempt + 1, length=32),
    }
    assert len(keys) == 3


def test_server_model_temperature_wording_schema_and_attempt_are_in_the_key():
    plain = {"model": "m", "api_key": "sk-test-123", "base_url": "http://a.test/v1"}
    asked = Request(Template("t", 'Ask $it\n{"question": ""}'), {"it": "this"})
    variants = [
        ({}, asked),
        ({"model": "n"}, asked),
        ({"base_url": "http://b.test/v1"}, asked),
        ({"temperature": 0.1}, asked),
        ({"ceiling": 7}, asked),
        ({}, Request(asked.template, {"it": "that"})),
        ({}, Request(Template("t", 'Ask about $it\n{"question": ""}'), {"it": "this"})),
        ({}, Request(Template("t", 'Ask $it\n{"answer": ""}'), {"it": "this"})),
        ({}, Request(asked.template, asked.values, attempt=1)),
    ]
    keys = [key(OpenAIChat(**plain | changed), request) for changed, request in variants]
    assert len(set(keys)) == len(variants)
    other_key = OpenAIChat(**plain | {"api_key": "sk-other"})
    assert key(other_key, asked) == keys[0]
