"""Chance that hangs on what is asked and how often it came, never on when."""

import math
import random
from collections.abc import Callable
from hashlib import blake2b
from typing import Any

Latency = float | tuple[float, float] | Callable[[random.Random], float]


def digest(*parts: Any) -> int:
    """A number from 0 to 2⁶⁴ - 1, the same for the same parts."""
    text = repr(parts).encode("utf-8", "surrogatepass")
    return int.from_bytes(blake2b(text, digest_size=8).digest())


def lognormal(median: float, sigma: float) -> Callable[[random.Random], float]:
    """A latency in seconds with a long tail, as real servers have; sigma is of its logarithm."""
    return lambda chance: chance.lognormvariate(math.log(median), sigma)


def seconds(latency: Latency, *parts: Any) -> float:
    """The latency of one call, always the same for the same parts."""
    if isinstance(latency, (int, float)):
        return latency
    chance = random.Random(digest(*parts))
    return chance.uniform(*latency) if isinstance(latency, tuple) else latency(chance)
