"""How much a server takes a minute, and how it says so: token buckets, as OpenAI has them."""

import math
import threading
import time

from syngen_tests.servers.replies import Body, Raw, error


class Limit:
    """Requests and tokens a minute; what is beyond them is refused at once and costs nothing.

    Each limit is a bucket that fills steadily and from which calls are taken. `per_minute` may be
    set at any time, also from another thread; what is in the bucket stays.

    Args:
        per_minute: the requests that a minute brings.
        burst: the requests that a full bucket holds, one second's worth or one at least where it
            is None. OpenAI shows buckets of a whole minute: `burst=per_minute`. The bucket for
            tokens holds as many seconds' worth.
        tokens_per_minute: the tokens that a minute brings, or None for no such limit. A call is
            taken to need a token per four letters of its prompt and all of its token ceiling; one
            that needs more than the bucket holds passes when the bucket is full.
        headers: whether every answer tells limit, remainder and the time until the bucket is full
            in `x-ratelimit-…-requests` and, where tokens are limited, `x-ratelimit-…-tokens`.
        retry_after: whether a refusal says in `retry-after` and `retry-after-ms` when the call
            would pass.
    """

    def __init__(
        self,
        per_minute: float,
        burst: float | None = None,
        tokens_per_minute: float | None = None,
        headers: bool = True,
        retry_after: bool = True,
    ) -> None:
        self.headers, self.retry_after = headers, retry_after
        self._lock = threading.Lock()
        self._buckets = {"requests": _Bucket(per_minute, burst)}
        if tokens_per_minute:
            most = burst and tokens_per_minute * burst / per_minute
            self._buckets["tokens"] = _Bucket(tokens_per_minute, most)

    @property
    def per_minute(self) -> float:
        return self._buckets["requests"].per_minute

    @per_minute.setter
    def per_minute(self, rate: float) -> None:
        with self._lock:
            self._buckets["requests"].change(rate)

    def refused(self, body: Body) -> Raw | None:
        """Let a call pass and return None, or the refusal of the limit that it has to wait for."""
        costs = {"requests": 1.0, "tokens": _tokens(body)}
        with self._lock:
            waits = {kind: bucket.wait(costs[kind]) for kind, bucket in self._buckets.items()}
            kind = max(waits, key=waits.__getitem__)
            wait = waits[kind]
            if not wait:
                for each, bucket in self._buckets.items():
                    bucket.level -= costs[each]
                return None
        text = (
            f"Rate limit reached for {body.get('model')} on {kind} per min. Please try again in "
            f"{span(wait)}. Visit https://platform.openai.com/account/rate-limits to learn more."
        )
        asked = {}
        if self.retry_after:
            asked["retry-after"] = str(math.ceil(wait))
            asked["retry-after-ms"] = str(math.ceil(wait * 1000))
        return error(429, text, "rate_limit_exceeded", kind=kind, headers=asked)

    def told(self) -> dict[str, str]:
        """The headers that every answer has."""
        found: dict[str, str] = {}
        if not self.headers:
            return found
        with self._lock:
            for kind, bucket in self._buckets.items():
                bucket.fill()
                found[f"x-ratelimit-limit-{kind}"] = f"{bucket.per_minute:.0f}"
                found[f"x-ratelimit-remaining-{kind}"] = f"{max(0, math.floor(bucket.level))}"
                found[f"x-ratelimit-reset-{kind}"] = span(bucket.until_full)
        return found


class _Bucket:
    """What fills steadily until it is full, which is at one second's worth if nothing is said."""

    def __init__(self, per_minute: float, most: float | None) -> None:
        self.per_minute, self._most = per_minute, most
        self.level, self._at = self.size, time.monotonic()

    @property
    def size(self) -> float:
        return self._most or max(1.0, self.per_minute / 60)

    @property
    def until_full(self) -> float:
        return (self.size - self.level) / self.per_minute * 60

    def fill(self) -> None:
        now = time.monotonic()
        self.level += (now - self._at) * self.per_minute / 60
        self.level, self._at = min(self.size, self.level), now

    def wait(self, cost: float) -> float:
        """Seconds until so much can be taken."""
        self.fill()
        lacks = min(cost, self.size) - self.level
        return lacks / self.per_minute * 60 if lacks > 1e-9 else 0.0

    def change(self, per_minute: float) -> None:
        self.fill()
        self.per_minute = per_minute


def span(seconds: float) -> str:
    """A time as OpenAI writes it: 0s, 20ms, 1.5s, 6m0s, 1h0m30s."""
    left = math.ceil(seconds * 1000)
    if 0 < left < 1000:
        return f"{left}ms"
    minutes, left = divmod(left, 60_000)
    hours, minutes = divmod(minutes, 60)
    text = f"{left / 1000:g}s"
    if hours or minutes:
        text = f"{minutes}m{text}"
    return f"{hours}h{text}" if hours else text


def _tokens(body: Body) -> float:
    """What OpenAI reckons a call to need before it is answered."""
    letters = sum(len(str(message.get("content"))) for message in body["messages"])
    return letters / 4 + (body.get("max_tokens") or body.get("max_completion_tokens") or 0)
