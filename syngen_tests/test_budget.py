"""A budget: whatever order calls land in, no cap is passed, and no call that fits is refused."""

import threading
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syngen_assets.core.domains import Caps
from syngen_assets.core.errors import UsageError
from syngen_assets.llm.budget import Budget, Cap, Hold, Spent
from syngen_assets.llm.chat import Usage
from syngen_assets.llm.prices import Price, Prices
from syngen_assets.llm.tariffs import Tariff

WAYS = {"usd": "run with a higher --max-usd", "tokens": "raise --max-tokens", "calls": "wait"}
CHEAP, DEAR = Price(0.15, 0.60, 0.075), Price(3, 15)
AROUND = 64
NOTHING = Spent()

money = st.floats(0.0001, 5)
share = st.floats(0, 1)
calls = st.lists(
    st.tuples(
        st.integers(0, 20_000),  # bytes of the prompt
        st.integers(1, 4_000),  # the ceiling
        share,  # of the bytes that were tokens
        share,  # of the prompt that was cached
        share,  # of the ceiling that was used
        st.integers(0, 5),  # which of those in flight lands next
        st.sampled_from(["known", "known", "known", "lost", "nothing"]),
    ),
    max_size=60,
)


def tariff(price: Price) -> Tariff:
    found = Prices({"m": price}).tariff("m")
    assert found is not None
    return found


def budget(price: Price = CHEAP, before: Spent = NOTHING, **most: float) -> Budget:
    fixed = tariff(price)
    return Budget("m", lambda: fixed, [Cap("this run", Caps(**most), before, WAYS)])


def cost(price: Price, usage: Usage) -> Fraction:
    """In exact dollars, by hand."""
    cached = price.input if price.cached_input is None else price.cached_input
    fresh = (usage.prompt - usage.cached) * Fraction(price.input)
    return (fresh + usage.cached * Fraction(cached) + usage.completion * Fraction(price.output)) / (
        10**6
    )


@given(st.sampled_from([CHEAP, DEAR]), money, st.integers(1, 200_000), st.integers(1, 40), calls)
def test_no_cap_is_passed_in_whatever_order_calls_land(price, usd, tokens, count, plan):
    limited = budget(price, usd=usd, tokens=tokens, calls=count)
    flight: list[tuple[Hold, int, int, Usage, str]] = []
    dollars, used, made = Fraction(0), 0, 0

    def land(place: int) -> None:
        nonlocal dollars, used, made
        hold, size, ceiling, usage, end = flight.pop(place % len(flight))
        limited.settle(hold, usage if end == "known" else None, lost=end == "lost")
        if end == "lost":  # billed for all that it can have cost
            usage = Usage(size + AROUND, ceiling)
        if end != "nothing":
            dollars += cost(price, usage)
            used, made = used + usage.prompt + usage.completion, made + 1

    for size, ceiling, bytes_, cached, completion, place, end in plan:
        idle = not flight
        assert limited.idle == idle
        prompt = int((size + AROUND) * bytes_)
        usage = Usage(prompt, int(ceiling * completion), int(prompt * cached))
        dearest = cost(price, Usage(size + AROUND, ceiling))
        fits = (
            dollars + dearest <= Fraction(usd) - Fraction(1, 10**9)
            and used + size + AROUND + ceiling <= tokens
            and made + 1 <= count
        )
        hold = limited.reserve(size, ceiling)
        assert hold or not (idle and fits)
        if hold:
            flight.append((hold, size, ceiling, usage, end))
        if flight and place:
            land(place)
        assert dollars <= Fraction(usd) + Fraction(1, 10**9)
        assert used <= tokens
        assert made <= count
    while flight:
        land(0)
    assert limited.idle
    assert dollars <= Fraction(usd) + Fraction(1, 10**9)
    assert used <= tokens
    assert made <= count
    assert limited.spent.usd == pytest.approx(float(dollars), abs=1e-9)
    assert (limited.spent.tokens, limited.spent.calls) == (used, made)


def test_a_call_that_cannot_fit_beside_those_in_flight_fits_when_they_have_landed():
    limited = budget(calls=1)
    first = limited.reserve(100, 100)
    assert first
    assert limited.reserve(100, 100) is None
    assert not limited.idle
    limited.settle(first, None)
    assert limited.idle
    assert limited.reserve(100, 100)


def test_a_call_that_may_have_been_billed_counts_with_all_that_it_can_have_cost():
    limited = budget(DEAR, usd=1.0)
    hold = limited.reserve(936, 1000)
    assert hold
    limited.settle(hold, None, lost=True)
    assert limited.spent == Spent((1000 * 3 + 1000 * 15) / 1e6, 2000, 1)


def test_a_call_keeps_the_rate_at_which_it_began():
    tariffs = [tariff(CHEAP), tariff(CHEAP), tariff(DEAR)]
    limited = Budget("m", lambda: tariffs.pop(0), [Cap("this run", Caps(usd=1), Spent(), WAYS)])
    cheap, dear = limited.reserve(100, 100), limited.reserve(100, 100)
    assert cheap
    assert dear
    limited.settle(cheap, Usage(100, 100))
    assert limited.spent.usd == pytest.approx((15 + 60) / 1e6)
    limited.settle(dear, Usage(100, 100))
    assert limited.spent.usd == pytest.approx((15 + 60 + 300 + 1500) / 1e6)


def test_what_was_spent_before_counts_too():
    assert budget(before=Spent(calls=2), calls=3).reserve(1, 1)
    assert budget(before=Spent(calls=3), calls=3).reserve(1, 1) is None
    assert budget(before=Spent(tokens=900), tokens=1000).reserve(10, 26)
    assert budget(before=Spent(tokens=901), tokens=1000).reserve(10, 26) is None
    assert budget(before=Spent(usd=2), usd=1.5).reserve(1, 1) is None


def test_every_cap_holds_and_the_message_names_the_one_that_was_reached():
    month = Cap("the domain colds in 2026-11", Caps(usd=20), Spent(usd=19.9999), {"usd": "wait"})
    run = Cap("this run", Caps(usd=5, calls=2), Spent(), WAYS)
    fixed = tariff(DEAR)
    limited = Budget("m", lambda: fixed, [run, month])
    assert limited.reserve(1000, 400) is None
    assert limited.reason() == (
        "The budget of the domain colds in 2026-11 is used up: $19.9999 of $20 are spent, and the "
        "next call could cost $0.0092. All paid replies are kept; to go on from here wait."
    )


def test_the_message_says_what_is_used_of_what_and_how_to_go_on():
    limited = budget(tokens=1000, calls=1)
    hold = limited.reserve(100, 100)
    assert hold
    limited.settle(hold, Usage(50, 60))
    assert limited.reserve(36, 400) is None
    assert "1 of 1 calls are made. All paid replies are kept" in limited.reason()
    limited = budget(tokens=1000)
    hold = limited.reserve(100, 100)
    assert hold
    limited.settle(hold, Usage(50, 60))
    assert limited.reserve(436, 400) is None
    assert "110 of 1,000 tokens are used, and the next call could take 900" in limited.reason()
    assert "to go on from here raise --max-tokens." in limited.reason()


def test_a_cap_on_dollars_needs_a_price_and_other_caps_do_not():
    with pytest.raises(UsageError, match=r"price of mine is not known.*--prices"):
        Budget("mine", lambda: None, [Cap("this run", Caps(usd=1), Spent(), WAYS)])
    limited = Budget("mine", lambda: None, [Cap("this run", Caps(calls=1), Spent(), WAYS)])
    hold = limited.reserve(10, 10)
    assert hold
    limited.settle(hold, Usage(10, 10))
    assert limited.spent == Spent(0.0, 20, 1)


def test_a_model_that_costs_nothing_is_never_stopped_by_a_cap_on_dollars():
    limited = budget(Price(0, 0), usd=0.001)
    for _ in range(100):
        assert limited.reserve(10_000, 4_000)


def test_a_call_is_settled_once():
    limited = budget(calls=5)
    hold = limited.reserve(1, 1)
    assert hold
    limited.settle(hold, None)
    with pytest.raises(KeyError):
        limited.settle(hold, None)


def test_many_threads_spend_one_budget():
    limited = budget(DEAR, usd=0.5)
    usage, least = Usage(500, 400), (500 * 3 + 400 * 15) / 1e6

    def work() -> None:
        while hold := limited.reserve(500, 400):
            limited.settle(hold, usage)

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert limited.idle
    assert limited.spent.usd <= 0.5
    assert limited.spent.usd == pytest.approx(limited.spent.calls * least)
    assert limited.spent.calls > 0.8 * 0.5 / least
