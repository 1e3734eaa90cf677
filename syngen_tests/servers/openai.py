"""A server on loopback that speaks OpenAI's API, well or badly, as it is told."""

import asyncio
import json
import time
from array import array
from collections import Counter
from collections.abc import Callable, Collection, Mapping
from contextlib import nullcontext
from typing import Any, NamedTuple

from syngen_tests.servers.chance import Latency, digest, lognormal, seconds
from syngen_tests.servers.embeddings import Vectors, by_words, embeddings
from syngen_tests.servers.faults import (
    MIXED_5,
    MIXED_30,
    UNHEARD,
    failed,
    known,
    mixed,
    sent,
    spoiled,
    struck,
    too_many,
)
from syngen_tests.servers.limit import Limit
from syngen_tests.servers.replies import (
    JSON,
    Body,
    Raw,
    by_schema,
    choices,
    completion,
    counted,
    no_model,
    no_quota,
    refusal,
    wrong_key,
)
from syngen_tests.servers.wire import Call, Line, Loopback, aside, packed

__all__ = [
    "MIXED_5",
    "MIXED_30",
    "Arrival",
    "Body",
    "FakeOpenAI",
    "Limit",
    "Raw",
    "by_schema",
    "completion",
    "counted",
    "lognormal",
    "mixed",
    "refusal",
]

Answer = Callable[[Body], "str | Body | Raw | None"]


class Arrival(NamedTuple):
    """When a call came, in seconds of `time.monotonic`, and the status it got; 0 is none yet."""

    at: float
    status: int


class FakeOpenAI:
    """A server for a `with` block; `url` ends in /v1, `log` holds the bodies that came.

    An answer may be the text of a reply, a whole JSON body, a (status, headers, bytes) triple, or
    None for the default: every field of the asked schema filled, always alike for the same body.
    One that raises ConnectionError breaks the connection off. Answers are called in threads, so
    one that waits holds up no other call. Chance hangs on the seed, the prompt and how often it
    came; the order in which calls come changes nothing. All but `seats` may be set at any time.

    Counts: `requests` that came, `answered` with a whole 200, `good` ones among these that no fault
    spoiled, `prompts_answered` (distinct prompts with a good answer), `refused` with 429, `struck`
    (faults by kind), `billed` (tokens of all completions made, also of those that never arrived),
    calls in flight `now` and at `most`, and `arrivals`. `GET /stats` and `GET /arrivals` tell them
    to another process, and `POST /limit` with {"per_minute": 2000} changes the limit.

    Args:
        answer: what to answer to a body, or None for the default to all.
        models: the models there are; none means any.
        key: the only key that is let in, or None for any.
        latency: seconds until an answer goes out, the least and the most of them, or a draw from
            a `random.Random`, such as `lognormal(0.5, 0.4)`.
        limit: the rate above which calls are refused with 429 at once.
        seats: how many calls are worked at; more of them wait for their turn, however long, and
            none is refused. One whose client hangs up while it waits is forgotten.
        quota: after so many answers there is only 429 `insufficient_quota`.
        faults: the share of the prompts that each kind of fault strikes; see `faults.FAULTS`.
        strikes: how often a fault strikes its prompt, from the first time it comes on; None is
            always. What `limit` or `quota` refuse has not come in this sense.
        drip: seconds that a body takes which comes in crumbs.
        usage: whether answers tell it, or a function of body and completion that tells it, such
            as `counted`.
        many: whether `n` choices are given where `n` is asked; else there is one.
        seed: of all chance.
        vector: gives the vector of a text that is to be embedded; `log` has those calls, too, and
            the key, the models and the quota hold for them, all else does not. Where it gives a
            whole answer for a text, that is the answer to the call.
        most_texts: how many texts a call may embed, or None for any number.
        keep: whether `log` keeps the bodies; a million of them fill the memory.
    """

    def __init__(
        self,
        answer: Answer | None = None,
        models: Collection[str] = ("gpt-4o-mini",),
        key: str | None = "sk-test-123",
        latency: Latency = 0,
        *,
        limit: Limit | None = None,
        seats: int | None = None,
        quota: int | None = None,
        faults: Mapping[str, float] | None = None,
        strikes: int | None = 1,
        drip: float = 1.0,
        usage: bool | Callable[[Body, Body], Body] = True,
        many: bool = True,
        seed: int = 0,
        vector: Vectors = by_words,
        most_texts: int | None = None,
        keep: bool = True,
    ) -> None:
        self.answer, self.models, self.key, self.latency = answer, models, key, latency
        self.limit, self.quota, self.usage, self.many = limit, quota, usage, many
        self.faults, self.strikes, self.drip = known(faults or {}), strikes, drip
        self.seats, self.seed, self.keep = seats, seed, keep
        self.vector, self.most_texts = vector, most_texts
        self.log: list[Body] = []
        self.now = self.most = 0
        self.requests = self.answered = self.good = self.refused = 0
        self.struck: Counter[str] = Counter()
        self.billed: Counter[str] = Counter()
        self._came: Counter[int] = Counter()
        self._served: set[int] = set()
        self._times, self._statuses = array("d"), array("H")

    def __enter__(self) -> "FakeOpenAI":
        return self.open()

    def __exit__(self, *error: object) -> None:
        self._loopback.close()

    def open(self, port: int = 0) -> "FakeOpenAI":
        """Serve from now on, at a free port or at this one."""
        self._turn = asyncio.Semaphore(self.seats) if self.seats else nullcontext()
        self._loopback = Loopback(self._serve, port)
        self.url = f"{self._loopback.url}/v1"
        return self

    @property
    def prompts(self) -> list[str]:
        return [body["messages"][-1]["content"] for body in self.log]

    @property
    def prompts_answered(self) -> int:
        return len(self._served)

    @property
    def arrivals(self) -> list[Arrival]:
        return list(map(Arrival, self._times, self._statuses))

    @property
    def stats(self) -> dict[str, Any]:
        """All counts by name, without the arrivals."""
        names = "requests answered good prompts_answered refused now most struck billed"
        return {name: getattr(self, name) for name in names.split()}

    async def _serve(self, call: Call, line: Line) -> None:
        if call.method == "GET" or call.path == "/limit":
            line.send(packed(*self._told(call)))
            return
        index = len(self._times)
        self._times.append(time.monotonic())
        self._statuses.append(0)
        self.requests += 1
        kind, raw = await self._respond(call, line)
        if kind not in UNHEARD:
            self._statuses[index] = raw[0]
            self.answered += raw[0] == 200
            self.refused += raw[0] == 429
        await sent(line, kind, self.drip, raw)

    async def _respond(self, call: Call, line: Line) -> tuple[str | None, Raw]:
        """The fault that strikes a call, if one does, and the answer to it."""
        shown = call.headers.get("authorization", "").removeprefix("Bearer ")
        if self.key is not None and shown != self.key:
            return None, wrong_key(shown)
        if call.path not in ("/v1/chat/completions", "/v1/embeddings"):
            return None, refusal(404, f"Invalid URL (POST {call.path})")
        try:
            body = dict(json.loads(call.body))
        except (ValueError, TypeError):
            return None, refusal(400, "We could not parse the JSON body of your request.")
        if self.keep:
            self.log.append(body)
        if call.path == "/v1/embeddings":
            refused = self._refused(body, needed="input")
            return None, refused or embeddings(body, self.vector, self.most_texts)
        self.now += 1
        self.most = max(self.most, self.now)
        try:
            kind, (status, headers, data) = await self._judged(body, line)
        finally:
            self.now -= 1
        limits = self.limit.told() if self.limit else {}
        return kind, (status, {**limits, **headers}, data)

    async def _judged(self, body: Body, line: Line) -> tuple[str | None, Raw]:
        if refused := self._refused(body):
            return None, refused
        prompt = digest(body["messages"])
        self._came[prompt] += 1
        time = self._came[prompt]
        kind = struck(self.faults, self.strikes, self.seed, prompt, time)
        if kind:
            self.struck[kind] += 1
        if not (raw := too_many(kind)):
            async with self._turn:
                if self.seats and line.gone:
                    raise ConnectionError
                await asyncio.sleep(seconds(self.latency, self.seed, prompt, time))
                raw = failed(kind) or await self._said(body, kind)
        if raw[0] == 200 and self._spent:
            return None, no_quota()
        if raw[0] == 200 and kind in (None, "drip"):
            self.good += 1
            self._served.add(prompt)
        return kind, raw

    def _refused(self, body: Body, needed: str = "messages") -> Raw | None:
        """The refusal of a call that is not worked at."""
        if self.models and body.get("model") not in self.models:
            return no_model(body.get("model"))
        if not body.get(needed):
            return refusal(400, f"Missing required parameter: '{needed}'.", param=needed)
        if self._spent:
            return no_quota()
        return self.limit.refused(body) if self.limit and needed == "messages" else None

    @property
    def _spent(self) -> bool:
        return self.quota is not None and self.answered >= self.quota

    async def _said(self, body: Body, kind: str | None) -> Raw:
        answer = self.answer
        said = await aside(lambda: _asked(answer, body)) if answer else None
        if isinstance(said, tuple):
            return said
        if not isinstance(said, dict):
            count = int(body.get("n") or 1) if self.many else 1
            said = choices([by_schema(body, c) if said is None else said for c in range(count)])
        said = spoiled(kind, said, body)
        if callable(self.usage):
            said = {**said, "usage": self.usage(body, said)}
        usage = said.get("usage") or {}
        for name in ("prompt_tokens", "completion_tokens"):
            self.billed[name] += usage.get(name, 0)
        if not self.usage:
            said = {name: value for name, value in said.items() if name != "usage"}
        return 200, JSON, json.dumps(said).encode()

    def _told(self, call: Call) -> Raw:
        """What the server says of itself, and the one thing that can be set from afar."""
        said: Any = None
        if call.path == "/limit" and self.limit:
            self.limit.per_minute = json.loads(call.body)["per_minute"]
            said = {"per_minute": self.limit.per_minute}
        elif call.path == "/stats":
            said = self.stats
        elif call.path == "/arrivals":
            said = self.arrivals
        elif call.path == "/v1/models":
            said = {"object": "list", "data": [{"id": name} for name in self.models]}
        if said is None:
            return refusal(404, f"Invalid URL ({call.method} {call.path})")
        return 200, JSON, json.dumps(said).encode()


def _asked(answer: Answer, body: Body) -> str | Body | Raw | None:
    try:
        return answer(body)
    except ConnectionError:
        raise
    except Exception as fault:
        return refusal(500, f"What answers here raised {fault!r}")


if __name__ == "__main__":
    from syngen_tests.servers.apart import main

    main()
