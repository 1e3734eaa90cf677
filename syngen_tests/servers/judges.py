"""Planted judges: each judges by one rule alone, which a harness has to find out."""

import json
import random
import re
from collections.abc import Callable, Collection, Mapping
from typing import Any

from syngen_assets.core.opinions import AXES
from syngen_tests.servers.replies import Body

Judge = Callable[[str, str], str]
"""Says which of two answers is better: A, B or tie."""

_CASE = re.compile(r"^Answer A: (.*?)\n\nAnswer B: (.*?)\n\n(?:Reference|Check)", re.M | re.S)


def always_first(first: str, second: str) -> str:
    return "A"


def longest_wins(first: str, second: str) -> str:
    return _more(len(first.split()), len(second.split()))


def hedge_lover(first: str, second: str) -> str:
    return _more(first.count(" may "), second.count(" may "))


def tossed_coin(first: str, second: str) -> str:
    return random.Random(f"{first}\n{second}").choice(["A", "B"])


def oracle(truths: Collection[str]) -> Judge:
    """Knows which answers are true."""
    return lambda first, second: _more(first in truths, second in truths)


EXPOSED: Mapping[Judge, list[str]] = {
    always_first: ["judge_consistency", "judge_position_bias"],
    longest_wins: ["judge_discernment", "judge_length_pull"],
    hedge_lover: ["judge_discernment", "judge_hedge_pull"],
    tossed_coin: ["judge_consistency", "judge_discernment"],
}
"""A judge → the figures of its harness that are out of bounds."""


def answer_of(judge: Judge) -> Callable[[Body], str]:
    """What a server answers that has this judge for its model."""
    return lambda body: opinion(judge(*answers_in(body["messages"][-1]["content"])))


def answers_in(prompt: str) -> tuple[str, str]:
    """The two answers that a judge is shown, in their order."""
    found = _CASE.search(prompt)
    assert found, prompt
    return found[1], found[2]


def opinion(better: str, /, **fields: Any) -> str:
    """A reply that calls the worse answer clearly incorrect; fields may be said otherwise."""
    said: dict[str, Any] = {"reason": "By the rule."}
    for side, other in ("ab", "ba"):
        worse = better == other.upper()
        said |= {f"{side}_{axis}": 2 if worse and axis == "accuracy" else 5 for axis in AXES}
        said[f"{side}_clearly_incorrect"] = worse
    return json.dumps({**said, "better": better, **fields})


def _more(first: float, second: float) -> str:
    return "A" if first > second else "B" if second > first else "tie"
