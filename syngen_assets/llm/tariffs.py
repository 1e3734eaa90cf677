"""Tariffs: what the calls of one model cost, by the tokens that they take."""

import json
from dataclasses import dataclass

from syngen_assets.llm.chat import Usage

HALF = 0.5  # of the price is what those who sell batches take for a call in one


@dataclass(frozen=True)
class Tier:
    """US dollars of a call with more than `over` prompt tokens, each figure for one token.

    `cached` and `reasoning` come on top of `prompt` and `completion`, whose parts they are: a
    cached token costs less by being one, so its figure is below 0.
    """

    over: int
    call: float
    prompt: float
    completion: float
    cached: float
    reasoning: float

    def usd(self, usage: Usage) -> float:
        """The price of a call of this tier."""
        cached, reasoning = min(usage.cached, usage.prompt), min(usage.reasoning, usage.completion)
        tokens = usage.prompt * self.prompt + usage.completion * self.completion
        return self.call + tokens + cached * self.cached + reasoning * self.reasoning

    def times(self, factor: float) -> "Tier":
        """The same at so many times the price."""
        parts = (self.call, self.prompt, self.completion, self.cached, self.reasoning)
        return Tier(self.over, *(factor * part for part in parts))

    def most(self, prompt: int, completion: int) -> float:
        """The most that a call of this tier can cost with at most so many tokens of each kind."""
        dearest = self.prompt + max(0.0, self.cached), self.completion + max(0.0, self.reasoning)
        return self.call + prompt * dearest[0] + completion * dearest[1]


@dataclass(frozen=True)
class Tariff:
    """What the calls of one model cost at one server.

    Args:
        tiers: by the length of the prompt, the shortest first.
        by: whose price it is, for people.
        batch: what a call in a batch costs, as a share of that.
    """

    tiers: tuple[Tier, ...]
    by: str
    batch: float = HALF

    @property
    def told(self) -> str:
        """All of it as a text."""
        return json.dumps([[list(vars(tier).values()) for tier in self.tiers], self.by, self.batch])

    @classmethod
    def of(cls, told: str) -> "Tariff":
        """The tariff of such a text."""
        tiers, by, batch = json.loads(told)
        return cls(tuple(Tier(*tier) for tier in tiers), by, batch)

    @property
    def is_free(self) -> bool:
        """Whether no call costs anything."""
        return self.most(1, 1) == 0

    @property
    def batched(self) -> "Tariff":
        """What the calls cost in a batch."""
        tiers = tuple(tier.times(self.batch) for tier in self.tiers)
        return Tariff(tiers, f"{self.by}, in a batch", batch=1.0)

    def usd(self, usage: Usage) -> float:
        """US dollars of a call."""
        tier = self.tiers[0]
        for longer in self.tiers[1:]:
            tier = longer if usage.prompt > longer.over else tier
        return tier.usd(usage)

    def most(self, prompt: int, completion: int) -> float:
        """The most US dollars that a call can cost with at most so many tokens of each kind."""
        reached = [tier for tier in self.tiers if prompt > tier.over]
        return max(tier.most(prompt, completion) for tier in reached)
