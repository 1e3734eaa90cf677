"""Prices: what a call costs, by hand, by the list, and by the user's own word."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
from genai_prices import Usage as Tokens
from genai_prices import calc_price
from genai_prices.data_snapshot import get_snapshot
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from syngen_assets.core.errors import UsageError
from syngen_assets.llm.chat import Usage
from syngen_assets.llm.prices import Price, Prices, parse
from syngen_assets.llm.tariffs import Tariff, Tier

LISTED = [(provider, model) for provider in get_snapshot().providers for model in provider.models]
TOKENS = st.integers(0, 400_000)
LOOPBACK = "http://127.0.0.1:11434/v1"
MILLION = 1_000_000


@pytest.mark.parametrize(
    ("model", "usage", "dollars"),
    [
        ("gpt-4o-mini", Usage(MILLION, 0), 0.15),
        ("gpt-4o-mini", Usage(MILLION, MILLION), 0.15 + 0.60),
        ("gpt-4o-mini", Usage(MILLION, 0, cached=MILLION), 0.075),
        ("gpt-4o-mini", Usage(1000, 500, cached=400), (600 * 0.15 + 400 * 0.075 + 500 * 0.6) / 1e6),
        ("o3-mini", Usage(1000, 500, reasoning=300), (1000 * 1.10 + 500 * 4.40) / 1e6),
        ("o3-mini", Usage(1000, 500, 1000, 500), (1000 * 0.55 + 500 * 4.40) / 1e6),
        ("gemini-2.5-pro", Usage(200_000, 0), 200_000 * 1.25 / 1e6),
        ("gemini-2.5-pro", Usage(200_001, 0), 200_001 * 2.50 / 1e6),
    ],
)
def test_a_call_costs_what_it_costs_by_hand(model: str, usage: Usage, dollars: float):
    assert Prices().usd(model, usage) == pytest.approx(dollars, rel=1e-12)


def test_neither_cached_nor_reasoning_tokens_are_counted_twice():
    usd = Prices().usd
    assert usd("o3-mini", Usage(1000, 500, 0, 300)) == usd("o3-mini", Usage(1000, 500))
    some, none = usd("o3-mini", Usage(1000, 0, 400)), usd("o3-mini", Usage(600, 0))
    cached = usd("o3-mini", Usage(400, 0, 400))
    assert some == pytest.approx(none + cached)


def test_a_server_that_counts_more_cached_tokens_than_it_was_sent_is_no_error():
    usd = Prices().usd
    assert usd("gpt-4o-mini", Usage(10, 0, cached=50)) == usd("gpt-4o-mini", Usage(10, 0, 10))


@given(st.sampled_from(LISTED), TOKENS, TOKENS, TOKENS, TOKENS)
@settings(max_examples=300)
def test_every_listed_price_is_that_of_the_library(listed, prompt, completion, cached, reasoning):
    provider, model = listed
    cached, reasoning = min(cached, prompt), min(reasoning, completion)
    tariff = Prices().tariff(model.id)
    assume(tariff is not None)
    assert tariff is not None
    tokens = Tokens(
        input_tokens=prompt,
        output_tokens=completion,
        cache_read_tokens=cached,
        output_reasoning_tokens=reasoning,
    )
    theirs = float(calc_price(tokens, model.id).total_price)
    ours = tariff.usd(Usage(prompt, completion, cached, reasoning))
    assert ours == pytest.approx(theirs, rel=1e-9, abs=1e-12)
    assert ours <= tariff.most(prompt, completion) + 1e-12


@given(TOKENS, TOKENS, st.floats(0, 1), st.floats(0, 1), st.floats(0, 1), st.floats(0, 1))
def test_no_call_within_its_bounds_costs_more_than_the_most(most, ceiling, a, b, c, d):
    tiers = (Tier(-1, 0.1, 2e-6, 3e-6, 1e-6, -1e-6), Tier(1000, 0.1, 4e-6, 5e-6, -2e-6, 1e-6))
    prompt, completion = int(most * a), int(ceiling * b)
    usage = Usage(prompt, completion, int(prompt * c), int(completion * d))
    tariff = Tariff(tiers, "a test")
    assert tariff.usd(usage) <= tariff.most(most, ceiling) * (1 + 1e-12)


def test_a_call_in_a_batch_costs_half_or_what_the_user_says():
    usage = Usage(1000, 500, cached=400)
    listed, own = Prices().tariff("gpt-4o-mini"), Prices({"own": Price(2, 8, batch=0.25)})
    assert listed is not None
    assert listed.batched.usd(usage) == pytest.approx(listed.usd(usage) / 2, rel=1e-12)
    assert listed.batched.most(1000, 500) == pytest.approx(listed.most(1000, 500) / 2, rel=1e-12)
    tariff = own.tariff("own")
    assert tariff is not None
    assert tariff.batched.usd(usage) == pytest.approx((2000 + 4000) / MILLION / 4, rel=1e-12)


@pytest.mark.parametrize("share", ["1.5", "-1", "half", ".nan"])
def test_a_price_of_batches_that_is_no_share_is_refused(share: str):
    with pytest.raises(UsageError, match="batch"):
        parse(f"own:\n  input: 1\n  output: 2\n  batch: {share}\n", "prices.yaml")


def test_a_call_that_the_server_did_not_count_has_an_unknown_price_unless_it_costs_nothing():
    prices = Prices({"free": Price(0, 0)})
    assert prices.usd("gpt-4o-mini", Usage()) is None
    assert prices.usd("free", Usage()) == 0.0


@pytest.mark.parametrize(
    ("model", "base_url"),
    [
        ("my-own-model", None),
        ("gpt-4o-mini", "https://openrouter.ai/api/v1"),  # there it has another name
        ("gpt-4.1", "https://api.githubcopilot.com"),  # listed there, but without a price
        ("mistral-small-latest", LOOPBACK),  # an open model costs what its server takes
        ("gpt-oss-120b", LOOPBACK),
        ("text-embedding-3-small", None),  # has no price for a reply
    ],
)
def test_what_has_no_known_price_costs_nobody_knows_what(model: str, base_url: str | None):
    assert Prices().usd(model, Usage(5, 5), base_url) is None
    assert Prices().tariff(model, base_url) is None


def test_the_same_name_at_another_provider_has_its_own_price():
    usage, name = Usage(MILLION, MILLION), "llama-3.3-70b-versatile"
    groq = Prices().usd(name, usage, "https://api.groq.com/openai/v1")
    assert groq is not None
    assert Prices().usd(name, usage, "https://api.openai.com/v1") is None
    router, model = "https://router.huggingface.co/v1", "meta-llama/Llama-3.3-70B-Instruct"
    assert Prices().usd(model, usage, router) is None
    assert Prices().usd(f"{model}:groq", usage, router) == pytest.approx(0.59 + 0.79)
    ours = Prices().tariff("openai/gpt-4o-mini", "https://openrouter.ai/api/v1")
    assert ours is not None
    assert ours.by == "the list price of OpenRouter"


def test_a_gateway_to_a_model_that_only_its_maker_serves_has_the_makers_price():
    tariff = Prices().tariff("gpt-4o-mini", "https://gateway.example.org/v1")
    assert tariff is not None
    assert tariff.by == "the list price of OpenAI"


def test_a_price_of_ones_own_comes_first_and_may_be_nothing():
    own = parse("gpt-4o-mini: {input: 2, output: 4.5}\n'qwen3:8b': {input: 0, output: 0}", "p.yaml")
    prices = Prices(own)
    assert prices.usd("gpt-4o-mini", Usage(MILLION, MILLION, cached=500)) == pytest.approx(6.5)
    assert prices.usd("qwen3:8b", Usage(MILLION, MILLION), LOOPBACK) == 0.0
    assert prices.usd("gpt-4o", Usage(1, 1)) is not None
    cheap = Prices({"m": Price(2, 4, cached_input=0.5)})
    assert cheap.usd("m", Usage(MILLION, 0, cached=MILLION // 2)) == pytest.approx(1.25)


def test_a_price_that_changes_with_the_hour_is_that_of_the_hour():
    tokens = Tokens(input_tokens=MILLION, output_tokens=MILLION)
    midnight = datetime(2025, 1, 1, tzinfo=UTC)
    for hour in range(24):
        when = midnight + timedelta(hours=hour)
        theirs = calc_price(tokens, "deepseek-chat", genai_request_timestamp=when).total_price
        ours = Prices(now=when.timestamp).usd("deepseek-chat", Usage(MILLION, MILLION))
        assert ours == pytest.approx(float(theirs))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "p.yaml: expected model names, each with its input and output price."),
        ("m: 3", "p.yaml, line 1: m is 3: "),
        ("m: {input: 1}", "p.yaml, line 1: m.output is missing."),
        ("m:\n  input: 1\n  output: -2", "p.yaml, line 3: m.output is -2: input should be greater"),
        ("m:\n  input: 1\n  output: cheap", "line 3: m.output is 'cheap': input should be a valid"),
        ("m: {input: .inf, output: 1}", "m.input is inf: input should be a finite number."),
        ("m: {input: true, output: 1}", "m.input is True: input should be a valid number."),
        (
            "m: {input: 1, output: 1, cache: 2}",
            "line 1: m.cache is not a known key; allowed here: input, output, cached_input, batch.",
        ),
        ("m: {input: 1, output: 1}\nm: {input: 2, output: 2}", "line 2: this is not YAML: the key"),
        ("4: {input: 1, output: 1}", "p.yaml, line 1: 4"),
    ],
)
def test_a_mistake_in_a_price_is_named_with_its_line(text: str, said: str):
    with pytest.raises(UsageError) as caught:
        parse(text, "p.yaml")
    assert said in str(caught.value)
    assert caught.value.exit_code == 2


def test_an_embedder_has_a_price_though_it_writes_nothing():
    usd = Prices().usd("text-embedding-3-small", Usage(MILLION), "https://api.openai.com/v1")
    assert usd == pytest.approx(0.02)
    assert Prices().usd("nomic-embed-text", Usage(5), "http://localhost:11434/v1") is None


def test_prices_are_found_without_the_network():
    program = """
import socket
def refuse(*args, **kw): raise AssertionError("the network was asked")
socket.getaddrinfo = socket.socket.connect = refuse
from syngen_assets.llm.chat import Usage
from syngen_assets.llm.prices import Prices
assert Prices().usd("gpt-4o-mini", Usage(1, 1), "https://api.openai.com/v1") > 0
"""
    subprocess.run([sys.executable, "-c", program], check=True)
