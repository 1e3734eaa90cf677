"""Spending: the prices that hold, what a run may cost, and the table of what was spent."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from dataclasses import asdict
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from syngen_assets.core.domains import Caps, Domain
from syngen_assets.core.errors import UsageError
from syngen_assets.core.settings import BATCH, Settings
from syngen_assets.core.tables import SPEND
from syngen_assets.llm import batches, bills
from syngen_assets.llm.budget import Budget, Cap, Spent
from syngen_assets.llm.chat import Usage
from syngen_assets.llm.database import explained
from syngen_assets.llm.prices import Prices, parse
from syngen_assets.llm.store import REPLIES, ResponseStore, Spend
from syngen_assets.llm.tariffs import Tariff
from syngen_assets.sqlite import connect
from syngen_assets.storage.folders import DOMAINS, home
from syngen_assets.storage.warehouse import Warehouse

if TYPE_CHECKING:
    import pandas as pd

PRICES = Path("data", "prices.yaml")

_LONGEST = 8_000  # tokens of a prompt at most: a reference answer has 4,000 letters
_FLAGS = (("usd", "--max-usd"), ("tokens", "--max-tokens"), ("calls", "--max-calls"))


def prices(file: str | None = None) -> Prices:
    """The prices that hold: the user's own, where there are any, before the list's.

    Args:
        file: the user's own, from the project root; None for `data/prices.yaml`, if it is there.

    Raises:
        UsageError: the file is not there, cannot be read, or holds a mistake.
    """
    path = home() / (file or PRICES)
    if file is None and not path.exists():
        return Prices()
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise UsageError(
            f"The prices in {path} cannot be read ({reason}). Set --prices (SYNGEN_PRICES) to a "
            "file with model names, each with its input and output price."
        ) from error
    return Prices(parse(text, file or str(PRICES)))


def budget(
    settings: Settings[Domain],
    known: Prices,
    paid: Callable[[date | None], list[Spend]],
    asked: Settings[Domain] | None = None,
) -> Budget | None:
    """What the run may spend, with what it and the month have spent already; None if it may all.

    Args:
        settings: the run's settings.
        known: the prices.
        paid: what the domain has paid since a day, or from the beginning.
        asked: the same with the judge in the model's place, where that is asked.

    Raises:
        UsageError: there is a cap on dollars and a price is unknown.
    """
    asked = asked or settings
    if asked.offline:
        return None
    run = Caps(usd=settings.max_usd, tokens=settings.max_tokens, calls=settings.max_calls)
    month, name = settings.domain.budget.month, settings.domain.name
    today = datetime.now(UTC).date()
    caps = []
    if run != Caps():
        mine = [row for row in paid(None) if settings.run and row.run == settings.run]
        spent = _spent(mine, settings, known, dollars=run.usd is not None)
        ways = {kind: f"run again, if need be with a higher {flag}" for kind, flag in _FLAGS}
        caps.append(Cap("this run", run, spent, ways))
    if month != Caps():
        mine = paid(today.replace(day=1))
        spent = _spent(mine, settings, known, dollars=month.usd is not None)
        file = DOMAINS / name / "domain.yaml"
        ways = {
            kind: f"raise budget.month.{kind} in {file}, or wait for the next month"
            for kind, _ in _FLAGS
        }
        caps.append(Cap(f"the domain {name} for {today:%B %Y}", month, spent, ways))
    return Budget(asked.model, partial(tariff, known, asked), caps) if caps else None


def tariff(known: Prices, asked: Settings[Domain]) -> Tariff | None:
    """The prices of who is asked, in the way of asking; None where they are unknown."""
    found = known.tariff(asked.model, asked.base_url)
    return found.batched if found and asked.mode == BATCH else found


def _spent(
    rows: Iterable[Spend], settings: Settings[Domain], known: Prices, dollars: bool
) -> Spent:
    usd, tokens, calls = 0.0, 0, 0
    for row in rows:
        usage = _counted(row, settings)
        tokens += usage.prompt + usage.completion
        calls += row.calls
        usd += _dollars(row, usage, settings, known) if dollars else 0.0
    return Spent(usd, tokens, calls)


def _counted(row: Spend, settings: Settings[Domain]) -> Usage:
    """The tokens of a row; at most, where the server counted none."""
    if not row.prompt_tokens:
        return Usage(row.calls * _LONGEST, row.calls * settings.ceiling)
    return Usage(row.prompt_tokens, row.completion_tokens, row.cached_tokens, row.reasoning_tokens)


def _dollars(row: Spend, usage: Usage, settings: Settings[Domain], known: Prices) -> float:
    """What a row of the ledger has cost; at most, where its calls had no price then.

    Raises:
        UsageError: they have none now.
    """
    if not row.unpriced:
        return row.usd or 0.0
    usd = known.usd(row.model, usage, settings.server(row.model))
    if usd is None:
        raise UsageError(
            f"{row.unpriced:,} calls of {row.model} on {row.day} have no known price, so a budget "
            f"in dollars cannot be kept. Name the price in {PRICES}, or in a file for --prices "
            "(SYNGEN_PRICES), 0 if it cost nothing."
        )
    return usd


def paid(store: ResponseStore, domain: str, since: date | None = None) -> list[Spend]:
    """What a domain has paid, with the most that its batches may cost which are out."""
    with store.transaction() as db:
        out = batches.batches(db, domain, "uploaded", "sent")
    held = [row for row in batches.held(out) if since is None or row.day >= since.isoformat()]
    return [*store.spend(domain, since), *held]


def record(store: ResponseStore, tables: Warehouse, domain: str) -> None:
    """Put the ledger of a domain into the table `spend`."""
    rows = spent(store, domain)
    if len(rows):
        tables.replace(SPEND, domain, rows)


def spent(store: ResponseStore, domain: str) -> "pd.DataFrame":
    """The ledger of a domain, as a `tables.SPEND`."""
    store.flush()
    return SPEND.frame(asdict(row) for row in store.spend(domain))


def ledger(
    output: Path, domain: str | None = None, since: date | None = None
) -> list[dict[str, Any]]:
    """The rows of the ledger in an output folder, oldest first; none where nothing was asked.

    Args:
        output: the folder of all results.
        domain: whose; None for all.
        since: the first day; None for the beginning.
    """
    if not (output / REPLIES).exists():
        return []
    with ResponseStore(output / REPLIES) as store:
        return [asdict(row) for row in store.spend(domain, since)]


def in_batches(
    output: Path, domain: str | None = None, since: date | None = None
) -> tuple[int, float]:
    """How many of the calls went in batches, and their US dollars; arguments as for `ledger`."""
    if not (output / REPLIES).exists():
        return 0, 0.0
    with explained(output / REPLIES), closing(connect(output / REPLIES)) as db:
        return bills.in_batches(db, domain, since)


def total(rows: Sequence[Spend], but: Sequence[Spend] = ()) -> float | None:
    """US dollars of all rows together, or None where the price of a call is unknown.

    Args:
        rows: of the ledger.
        but: the same rows as they were at an earlier time, which is not counted.
    """
    if sum(row.unpriced for row in rows) > sum(row.unpriced for row in but):
        return None
    return sum(row.usd or 0.0 for row in rows) - sum(row.usd or 0.0 for row in but)
