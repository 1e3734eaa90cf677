"""The pace of calls, against servers that are simulated: no clock, so always the same."""

import heapq
import math
import random
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syngen_assets.llm.pace import Limits, Pace, seconds
from syngen_assets.llm.rates import Bucket
from syngen_assets.llm.seats import MOST, START, Seats

NONE = Limits()


@dataclass
class Server:
    """Lets in `rate` calls a second and `burst` at once; works on `places` of them at a time.

    Args:
        headers: whether it tells its limits.
        after: what it says in Retry-After.
        changes: when → its rate from then on.
        chance: the share of calls that it refuses for no reason.
    """

    rate: float = math.inf
    burst: float = 100
    latency: float = 0.1
    places: int = 10_000
    headers: bool = False
    after: float | None = None
    changes: dict[float, float] = field(default_factory=dict)
    chance: float = 0.0


@dataclass
class Seen:
    """What came of a simulation: when calls were answered and refused, and the seats at the end."""

    answered: list[float] = field(default_factory=list)
    refused: list[float] = field(default_factory=list)
    most: int = 0
    seats: int = 0

    def rate(self, since: float, until: float) -> float:
        return sum(since <= at < until for at in self.answered) / (until - since)

    @property
    def share_refused(self) -> float:
        return len(self.refused) / (len(self.answered) + len(self.refused))


def simulated(server: Server, until: float, limits=NONE, seats: int | None = None) -> Seen:
    """Call the server as fast as the pace allows."""
    chance, pace, seen = random.Random(0), Pace(limits, Seats(seats)), Seen()
    bucket = Bucket(min(server.rate, 1e9), min(server.burst, 1e9), 0.0)
    free = [0.0] * server.places
    landing: list = []
    now, number = 0.0, 0
    while now < until:
        for at in [at for at in server.changes if at <= now]:
            bucket.rate = server.changes.pop(at)
        wait = pace.wait(now, 100)
        if wait <= 0:
            sent, number = pace.begin(now, 100), number + 1
            seen.most = max(seen.most, pace.in_flight)
            let_in = bucket.level(now) >= 1 and chance.random() >= server.chance
            told = told_by(bucket, now) if server.headers else {}
            end = now + 0.005
            if let_in:
                bucket.take(now)
                end = max(now, heapq.heappop(free)) + server.latency * chance.uniform(0.7, 1.3)
                heapq.heappush(free, end)
            heapq.heappush(landing, (end, number, sent, let_in, told))
        elif landing and landing[0][0] <= now + wait:
            now, _, sent, let_in, told = heapq.heappop(landing)
            pace.heard(now, sent, told)
            if let_in:
                pace.end(now, sent, 100, busy=wait == math.inf)
                seen.answered.append(now)
            else:
                pace.refused(now, sent, server.after)
                seen.refused.append(now)
        else:
            now += wait
    seen.seats = pace.seats.count
    return seen


def told_by(bucket: Bucket, now: float) -> dict[str, str]:
    left = bucket.level(now)
    return {
        "x-ratelimit-limit-requests": str(int(bucket.most)),
        "x-ratelimit-remaining-requests": str(max(0, int(left))),
        "x-ratelimit-reset-requests": f"{(bucket.most - left) / bucket.rate:.3f}s",
    }


# Limits that a server has.


@pytest.mark.parametrize("headers", [False, True])
@pytest.mark.parametrize("latency", [0.05, 0.5, 2.0])
def test_a_limit_is_used_to_95_percent_and_2_percent_of_calls_are_refused(latency, headers):
    seen = simulated(Server(rate=100, latency=latency, headers=headers), 90)
    assert seen.rate(30, 90) >= 95
    assert seen.share_refused <= 0.02


def test_a_limit_that_is_told_is_rarely_run_into():
    seen = simulated(Server(rate=100, burst=1000, headers=True), 60, seats=64)
    assert seen.share_refused <= 0.01
    assert seen.rate(10, 60) >= 97


@pytest.mark.parametrize("headers", [False, True])
def test_a_rate_that_drops_to_a_third_is_followed_within_ten_seconds(headers):
    seen = simulated(Server(rate=100, headers=headers, changes={30: 33}), 60)
    assert seen.rate(20, 30) >= 95
    assert 30 <= seen.rate(40, 60) <= 38  # what the bucket saved comes on top
    assert sum(at >= 40 for at in seen.refused) <= 0.02 * 660


def test_a_rate_that_rises_is_found_out():
    seen = simulated(Server(rate=33, burst=33, changes={30: 100}), 120)
    assert seen.rate(110, 120) >= 90


def test_a_pause_that_is_asked_for_is_kept():
    server = Server(rate=5, burst=50, after=4.0)
    seen = simulated(server, 30)
    first = seen.refused[0]
    assert not [at for at in seen.refused if first + 0.01 < at < first + 4]
    assert not [at for at in seen.answered if first + 0.2 < at < first + 4]


def test_refusals_by_chance_do_not_choke_a_server():
    """Every two-hundredth call is refused, whatever the rate."""
    seen = simulated(Server(latency=0.05, chance=0.005), 30)
    assert seen.rate(20, 30) >= 0.75 * seen.rate(5, 15) >= 60


def test_calls_on_their_way_at_a_refusal_do_not_slow_the_pace_twice():
    seen = simulated(Server(rate=100), 20, seats=256)
    assert len(seen.refused) < 200  # of 256 at once, 100 were let in
    assert seen.rate(5, 20) >= 95


# Limits that the user sets.


def test_calls_a_second_and_a_minute_are_kept():
    seen = simulated(Server(), 20, Limits(per_second=7))
    assert seen.rate(1, 20) == pytest.approx(7, rel=0.03)
    seen = simulated(Server(), 30, Limits(per_minute=120, per_second=50))
    assert seen.rate(1, 30) == pytest.approx(2, rel=0.05)


def test_tokens_a_minute_are_kept_by_what_calls_really_use():
    seen = simulated(Server(), 60, Limits(tokens_per_minute=60_000))
    assert seen.rate(5, 60) * 100 == pytest.approx(1000, rel=0.05)


@given(st.integers(1, 300), st.integers(1, 5000))
def test_no_more_calls_go_out_than_a_bucket_holds_and_gets(rate, tries):
    bucket, now, taken = Bucket(rate, max(1, rate), 0.0), 0.0, 0
    while taken < min(tries, 500):
        wait = bucket.wait(now)
        now += wait
        bucket.take(now)
        taken += 1
        assert taken <= max(1, rate) + rate * now + 1e-6


# Seats.


@pytest.mark.parametrize(("places", "latency"), [(2, 1.0), (8, 1.0), (32, 0.5), (64, 2.0)])
def test_a_server_that_queues_gets_about_as_many_calls_as_it_works_on(places, latency):
    seen = simulated(Server(places=places, latency=latency), 3000 * latency / places)
    assert 0.5 * places <= seen.seats <= 2.1 * places
    assert seen.rate(0, 3000 * latency / places) >= 0.9 * places / latency


def test_a_server_that_takes_more_gets_more():
    seen = simulated(Server(latency=0.5), 60)
    assert seen.most == MOST > START


def test_a_number_that_the_user_fixed_stays():
    assert simulated(Server(places=2), 60, seats=20).most == 20
    assert simulated(Server(rate=10, burst=1), 20, seats=20).seats == 20


def test_a_server_that_refuses_all_but_a_few_at_a_time_gets_few_seats():
    seats = Seats()
    for taken in range(30, 7, -1):
        seats.refused(0.0, taken)
    assert seats.count == 8


# What headers say.


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("20ms", 0.02),
        ("1.5s", 1.5),
        ("6m0s", 360),
        ("1h2m3s", 3723),
        ("2", 2),
        ("0", 0),
        ("soon", None),
        ("-1", None),
        ("nan", None),
        ("1 week", None),
        ("", None),
        (None, None),
    ],
)
def test_spans_of_time_are_read_as_servers_write_them(text, span):
    assert seconds(text) == span


@given(st.text(), st.text(), st.text())
def test_no_header_breaks_the_pace(limit, left, reset):
    pace = Pace(Limits(), Seats())
    sent = pace.begin(0.0, 10)
    names = ("limit", "remaining", "reset")
    headers = {
        f"x-ratelimit-{name}-{kind}": value
        for name, value in zip(names, (limit, left, reset), strict=True)
        for kind in ("requests", "tokens")
    }
    pace.heard(1.0, sent, headers)
    pace.end(1.0, sent, 10, busy=True)
    assert pace.wait(1.0, 10) >= 0
