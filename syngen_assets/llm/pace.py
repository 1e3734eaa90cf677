"""Pace: when the next call may go out; arithmetic on times that it is told, with no clock."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from syngen_assets.llm.rates import Bucket, LearnedRate
from syngen_assets.llm.seats import Seats

_UNITS = {"h": 3600.0, "m": 60.0, "s": 1.0, "ms": 0.001}
_PARTS = re.compile(r"(\d+(?:\.\d+)?)(ms|h|m|s)")
_PAUSE = 0.05  # seconds without a call after a refusal that names no time
_LONGEST_PAUSE = 600.0
_FULL = 1.1  # by which a rate is thought to be higher than measured where nothing is lacking
_SPAN = 1.0  # seconds that a rate is measured over, at the least


@dataclass(frozen=True)
class Limits:
    """What the user allows, each None for no limit.

    Args:
        per_minute: calls a minute.
        tokens_per_minute: tokens a minute, of prompts and replies.
        per_second: calls a second.
    """

    per_minute: float | None = None
    tokens_per_minute: float | None = None
    per_second: float | None = None


@dataclass(frozen=True)
class Sent:
    """A call on its way: its number, when it went out, and the tokens it is thought to use."""

    number: int
    at: float
    tokens: float


@dataclass
class _Told:
    """What a server last told of one of its limits, and what was seen to flow in since."""

    bucket: Bucket
    number: int  # of the call whose answer told it
    since: tuple[float, float] | None = None  # when, and calls let in less calls left


class Pace:
    """The pace of calls to one model at one server.

    It keeps to the user's limits; to the server's, as its `x-ratelimit-*` headers tell them; and
    where a server refuses calls and tells nothing, to the rate at which it was seen to let calls
    in, which then rises again slowly. `Retry-After` stops all calls. `seats` follows the server.

    Args:
        limits: what the user allows.
        seats: the calls in flight.
    """

    def __init__(self, limits: Limits, seats: Seats) -> None:
        """Begin with nothing sent."""
        self.seats = seats
        self.in_flight = 0
        self._sent = self._refused = 0
        self._began = 0.0  # when the first one went out
        self._limits = limits
        self._own: dict[str, Bucket] = {}
        self._told: dict[str, _Told] = {}
        self._learned: LearnedRate | None = None
        self._blocked = 0.0
        self._tokens = 0.0  # of a call, on the average

    def wait(self, now: float, tokens: float) -> float:
        """Seconds until a call may go out; infinite while all seats are taken.

        Args:
            now: the time, in seconds.
            tokens: the most that the call can use.
        """
        if self.in_flight >= self.seats.count:
            return float("inf")
        if not self._own:
            self._own = _own(self._limits, now)
        if self._learned:
            self._learned.climb(now, self._sent - self._refused)
        cost = self._tokens or tokens
        waits = [
            bucket.wait(now, cost if by_token else 1.0) for bucket, by_token in self._buckets()
        ]
        return max(0.0, self._blocked - now, *waits)

    def begin(self, now: float, tokens: float) -> Sent:
        """A call goes out."""
        self.in_flight += 1
        self._sent += 1
        if self._sent == 1:
            self._began = now
        sent = Sent(self._sent, now, self._tokens or tokens)
        for bucket, by_token in self._buckets():
            bucket.take(now, sent.tokens if by_token else 1.0)
        return sent

    def end(self, now: float, sent: Sent, tokens: int | None, busy: bool) -> None:
        """A call is over.

        Args:
            now: the time, in seconds.
            sent: the call.
            tokens: what it used, or None where it brought no reply.
            busy: whether others waited for its seat.
        """
        self.in_flight -= 1
        if tokens is None:
            return
        self.seats.landed(now, sent.at, busy)
        if tokens:
            self._tokens += (tokens - self._tokens) / (20 if self._tokens else 1)
            if "tokens" in self._own:
                self._own["tokens"].take(now, tokens - sent.tokens)

    def refused(self, now: float, sent: Sent, after: float | None) -> None:
        """The server refused a call for load; it is over.

        Args:
            now: the time, in seconds.
            sent: the call.
            after: how long the server wants to be left alone, in seconds, if it says.
        """
        self.in_flight -= 1
        self._refused += 1
        if self._learned is None or sent.at <= self._learned.begun:
            self.seats.refused(now, self.in_flight)
        pause = min(_PAUSE if after is None else after, _LONGEST_PAUSE)
        if self._learned and sent.at <= self._learned.refused_at:
            if after is not None:
                self._blocked = max(self._blocked, now + pause)
            self._learned.late()
            return
        self._blocked = max(self._blocked, now + pause)
        let_in = self._sent - self._refused
        if self._learned is None:
            self._learned = LearnedRate(now, self._blocked, let_in, self._began)
        else:
            self._learned.refused(now, self._blocked, let_in)

    def heard(self, now: float, sent: Sent, headers: Mapping[str, str]) -> None:
        """Take in what a server's headers say of its limits."""
        for kind in ("requests", "tokens"):
            words = [headers.get(f"x-ratelimit-{what}-{kind}") for what in ("limit", "remaining")]
            numbers = [float(word) for word in words if word and word.isdecimal()]
            if len(numbers) == 2 and numbers[0] > 0:
                reset = seconds(headers.get(f"x-ratelimit-reset-{kind}"))
                limit, left = numbers
                self._tell(kind, now, sent, limit, left, reset)

    def _tell(
        self, kind: str, now: float, sent: Sent, limit: float, left: float, reset: float | None
    ) -> None:
        told = self._told.get(kind)
        if told is None:
            told = self._told[kind] = _Told(Bucket(limit / 60, limit, now), 0)
        if sent.number <= told.number:
            return  # a later call has told more
        if told.bucket.most != limit:
            told.bucket.rate, told.bucket.most = limit / 60, limit
        told.number = sent.number
        if kind == "requests":
            self._measure(told, sent, left, reset)
        each = 1.0 if kind == "requests" else self._tokens
        unseen = (self._sent - sent.number) * each  # they went out after it
        told.bucket.set(now, left - unseen + told.bucket.rate * (now - sent.at))

    def _measure(self, told: _Told, sent: Sent, left: float, reset: float | None) -> None:
        """See what flowed in, from how many calls were let in and how many are left."""
        flow = sent.number - self._refused + left
        if told.since is None or left >= told.bucket.most - 1:
            told.since = (sent.at, flow)
            told.bucket.rate *= _FULL  # what flows into a full bucket cannot be seen
        elif sent.at - told.since[0] >= _SPAN:
            rate = (flow - told.since[1]) / (sent.at - told.since[0])
            told.bucket.rate = max(rate, 1 / max(reset or 60.0, 1.0))
            told.since = (sent.at, flow)

    def _buckets(self) -> list[tuple[Bucket, bool]]:
        """The buckets that a call takes from, and whether by tokens."""
        found = [(bucket, kind == "tokens") for kind, bucket in self._own.items()]
        found += [(told.bucket, kind == "tokens") for kind, told in self._told.items()]
        return found + ([(self._learned.bucket, False)] if self._learned else [])


def seconds(text: str | None) -> float | None:
    """A span of time as servers write it: `20ms`, `1.5s`, `6m0s`, or a number of seconds."""
    if not text:
        return None
    parts = _PARTS.findall(text)
    if parts and "".join(number + unit for number, unit in parts) == text:
        return sum(float(number) * _UNITS[unit] for number, unit in parts)
    try:
        span = float(text)
    except ValueError:
        return None
    return span if 0 <= span < 1e9 else None


def _own(limits: Limits, now: float) -> dict[str, Bucket]:
    """A bucket for each of the user's limits, holding what flows in within a second."""
    rates = {
        "calls a minute": (limits.per_minute or 0.0) / 60,
        "calls a second": limits.per_second or 0.0,
        "tokens": (limits.tokens_per_minute or 0.0) / 60,
    }
    return {kind: Bucket(rate, max(1.0, rate), now) for kind, rate in rates.items() if rate}
