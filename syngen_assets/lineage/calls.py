"""Calls: what was sent for a row and what came back, with tokens, money and time."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from syngen_assets.core.settings import OFFLINE_NAME
from syngen_assets.llm.bills import Bill
from syngen_assets.llm.prices import Prices
from syngen_assets.llm.store import ResponseStore, Stored

NAMES = ("template", "template_version", "model", "request", "attempt")

_DIGITS = 9  # of a price in US dollars

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Calls:
    """The calls that the response store knows of.

    Args:
        store: the response store.
        prices: the prices of calls that were booked without one.
    """

    store: ResponseStore
    prices: Prices

    def last(self, row: Row) -> dict[str, Any]:
        """The call whose reply a row was made of, with what was wrong with the reply, if it was."""
        problem = {"problem": row["problem"]} if row.get("problem") else {}
        return {**part(row, *NAMES), **self._told(row.get("request")), **problem}

    def earlier(self, row: Row) -> list[dict[str, Any]]:
        """The calls that were made for the row before, each with what was wrong with its reply."""
        tries = json.loads(row.get("earlier") or "[]")
        shared = part(row, "template", "template_version", "model")
        return [
            {**shared, "request": key, "attempt": attempt, **self._told(key), "problem": problem}
            for attempt, (key, problem) in enumerate(tries)
        ]

    def _told(self, key: str | None) -> dict[str, Any]:
        stored = self.store.stored(key) if key else None
        if not stored:
            return {}
        bill = self.store.bill(stored.key)
        usage = stored.reply.usage
        return {
            "sent": stored.body,
            "received": stored.reply.text,
            "finish": stored.reply.finish,
            "prompt_tokens": usage.prompt,
            "completion_tokens": usage.completion,
            "usd": self._usd(stored, bill),
            "at": stored.created,
            **_taken(bill),
        }

    def _usd(self, stored: Stored, bill: Bill | None) -> float | None:
        """US dollars of a call, or None where its tokens or their price are unknown."""
        if stored.model == OFFLINE_NAME:
            return 0.0
        if bill and bill.usd is not None:
            return round(bill.usd, _DIGITS)
        usd = self.prices.usd(stored.model, stored.reply.usage, stored.body.get("base_url"))
        return None if usd is None else round(usd, _DIGITS)


def _taken(bill: Bill | None) -> dict[str, Any]:
    """How long a call took and the batch that it was in, as far as that is known."""
    if bill is None:
        return {}
    seconds = None if bill.seconds is None else round(bill.seconds, 3)
    return part({"seconds": seconds, "batch": bill.batch}, "seconds", "batch")


def cost(calls: Iterable[Row]) -> dict[str, Any]:
    """What calls cost and took together; a price that is not known is told and not counted."""
    made = {call["request"]: call for call in calls if "received" in call}.values()
    seconds = [call["seconds"] for call in made if call.get("seconds") is not None]
    known = [call["usd"] for call in made if call["usd"] is not None]
    return {
        "calls": len(made),
        "prompt_tokens": sum(call["prompt_tokens"] for call in made),
        "completion_tokens": sum(call["completion_tokens"] for call in made),
        "usd": round(sum(known), _DIGITS),
        "unpriced": len(made) - len(known),
        **({"seconds": round(sum(seconds), 3)} if seconds else {}),
    }


def part(row: Row, *names: str) -> dict[str, Any]:
    """Those of the cells that are there."""
    return {name: row[name] for name in names if row.get(name) is not None}
