"""Costs: what was paid, summed by whatever one wants to know it by."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from syngen_assets.core import charts
from syngen_assets.core.telling import counted

KEYS = ("domain", "step", "model", "day")
"""What costs can be summed by."""

_COUNTS = ("calls", "prompt_tokens", "completion_tokens", "unpriced")


@dataclass(frozen=True)
class Cost:
    """The sum of some rows of the ledger.

    Args:
        name: what they have in common, such as a day; empty for all there are.
        calls: how many were paid for.
        prompt_tokens: tokens sent.
        completion_tokens: tokens received.
        usd: US dollars, as far as prices are known.
        unpriced: the calls of unknown price, which are not in `usd`.
    """

    name: str
    calls: int
    prompt_tokens: int
    completion_tokens: int
    usd: float
    unpriced: int

    @property
    def figures(self) -> dict[str, Any]:
        """Plain values, for programs."""
        return {name: value for name, value in vars(self).items() if name != "name"}

    @property
    def dollars(self) -> str:
        """The dollars in words; what is not known is not taken for nothing."""
        if self.unpriced == self.calls and self.calls:
            return "price unknown"
        return f"${self.usd:,.4f}" + (" and more" if self.unpriced else "")


def whole(rows: Iterable[Mapping[str, Any]]) -> Cost:
    """The sum of all rows."""
    listed = list(rows)
    counts = {name: sum(int(row[name]) for row in listed) for name in _COUNTS}
    return Cost("", usd=sum(row["usd"] or 0.0 for row in listed), **counts)


def by(rows: Iterable[Mapping[str, Any]], key: str) -> list[Cost]:
    """The sums of the rows that share a value: days in order, all else the dearest first.

    Args:
        rows: of the ledger.
        key: one of `KEYS`.
    """
    groups: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for row in rows:
        groups[str(row[key] or "(none)")].append(row)
    found = [Cost(name, **whole(group).figures) for name, group in groups.items()]
    return sorted(
        found, key=lambda one: (one.name,) if key == "day" else (-one.usd, -one.calls, one.name)
    )


def told(costs: Iterable[Cost], in_all: Cost, key: str) -> str:
    """The sums as a text table for people, with what is missing in them."""
    rows = [headings(key), *map(cells, costs), ("in all", *cells(in_all)[1:])]
    wide = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = [
        "  ".join([row[0].ljust(wide[0]), *map(str.rjust, row[1:], wide[1:])]).rstrip()
        for row in rows
    ]
    if in_all.unpriced:
        lines.append(
            f"{counted(in_all.unpriced, 'call')} of unknown price "
            f"{'is' if in_all.unpriced == 1 else 'are'} not in the dollars."
        )
    return "\n".join(lines)


def table(costs: Iterable[Cost], in_all: Cost, key: str) -> str:
    """The same as a Markdown table."""
    rows = [*map(cells, costs), ("in all", *cells(in_all)[1:])]
    return charts.table(headings(key), rows)


def headings(key: str) -> tuple[str, ...]:
    """What stands over the cells of a table of sums."""
    return (key, "calls", "tokens sent", "received", "US dollars")


def cells(cost: Cost) -> tuple[str, ...]:
    """A sum as the cells of a table."""
    counts = (cost.calls, cost.prompt_tokens, cost.completion_tokens)
    return (cost.name, *(f"{count:,}" for count in counts), cost.dollars)
