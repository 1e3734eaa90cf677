"""The ledger: what was paid, by day, domain, run, step and model."""

import sqlite3
from collections.abc import Iterable
from dataclasses import astuple, dataclass, replace
from datetime import UTC, date, datetime

from syngen_assets.llm.chat import Usage

_COLUMNS = (
    "day, domain, run, step, model, calls, prompt_tokens, completion_tokens, cached_tokens, "
    "reasoning_tokens, usd, unpriced"
)
_ADD = f"""
insert into spend ({_COLUMNS}) values (?,?,?,?,?,?,?,?,?,?,?,?)
on conflict do update set
    calls = calls + excluded.calls,
    prompt_tokens = prompt_tokens + excluded.prompt_tokens,
    completion_tokens = completion_tokens + excluded.completion_tokens,
    cached_tokens = cached_tokens + excluded.cached_tokens,
    reasoning_tokens = reasoning_tokens + excluded.reasoning_tokens,
    usd = coalesce(usd + excluded.usd, usd, excluded.usd),
    unpriced = unpriced + excluded.unpriced"""


@dataclass(frozen=True)
class Account:
    """Who a call is charged to."""

    domain: str
    run: str
    step: str


@dataclass(frozen=True)
class Spend:
    """What one step of a run paid to one model on one day.

    Args:
        day: in UTC, as `2026-11-20`.
        usd: the sum of all known prices; None where none is known.
        unpriced: the calls whose price is not known; they are not in `usd`.
    """

    day: str
    domain: str
    run: str
    step: str
    model: str
    calls: int
    prompt_tokens: int
    completion_tokens: int
    cached_tokens: int
    reasoning_tokens: int
    usd: float | None
    unpriced: int


def charge(account: Account, model: str, usage: Usage, usd: float | None) -> Spend:
    """One call, paid now."""
    day = datetime.now(UTC).date().isoformat()
    return Spend(
        day=day,
        domain=account.domain,
        run=account.run,
        step=account.step,
        model=model,
        calls=1,
        prompt_tokens=usage.prompt,
        completion_tokens=usage.completion,
        cached_tokens=usage.cached,
        reasoning_tokens=usage.reasoning,
        usd=usd,
        unpriced=int(usd is None),
    )


def add(db: sqlite3.Connection, charges: Iterable[Spend]) -> None:
    """Enter charges, in the transaction that is open."""
    sums: dict[tuple[str, ...], Spend] = {}
    for one in charges:
        owner = (one.day, one.domain, one.run, one.step, one.model)
        sums[owner] = _sum(sums[owner], one) if owner in sums else one
    db.executemany(_ADD, map(astuple, sums.values()))


def _sum(one: Spend, other: Spend) -> Spend:
    known = [each.usd for each in (one, other) if each.usd is not None]
    return replace(
        one,
        calls=one.calls + other.calls,
        prompt_tokens=one.prompt_tokens + other.prompt_tokens,
        completion_tokens=one.completion_tokens + other.completion_tokens,
        cached_tokens=one.cached_tokens + other.cached_tokens,
        reasoning_tokens=one.reasoning_tokens + other.reasoning_tokens,
        usd=sum(known) if known else None,
        unpriced=one.unpriced + other.unpriced,
    )


def read(db: sqlite3.Connection, domain: str | None, since: date | None) -> list[Spend]:
    """What was spent, oldest first; None is every domain, or from the beginning."""
    rows = db.execute(
        f"select {_COLUMNS} from spend where (?1 is null or domain = ?1) "
        "and (?2 is null or day >= ?2) order by day, domain, run, step, model",
        (domain, since and since.isoformat()),
    )
    return [Spend(*row) for row in rows]
