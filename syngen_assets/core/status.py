"""Status: how the release of a domain stands, told to people and to programs."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from syngen_assets.core.estimates import Estimate
from syngen_assets.core.standing import Reason, again
from syngen_assets.core.telling import counted


@dataclass(frozen=True)
class Release:
    """The last release of a domain.

    Args:
        made_at: when, in UTC.
        pairs: how many it has.
        model: who wrote them.
        dataset: the Hub id or file of the source.
        revision: its commit, or a digest of the file.
        number: its number, if it has one.
        row: what one of the pairs is called; reviews stand in their place where there are those.
    """

    made_at: str
    pairs: int
    model: str
    dataset: str
    revision: str
    number: int | None = None
    row: str = "pair"

    def figures(self) -> dict[str, Any]:
        """Plain values, for programs."""
        found = asdict(self)
        count, row = found.pop("pairs"), found.pop("row")
        return {"made_at": found.pop("made_at"), f"{row}s": count, **found}

    def __str__(self) -> str:
        """The release in a line."""
        name = f"release {self.number}" if self.number else "the release"
        day, time = self.made_at[:10], self.made_at[11:16]
        return (
            f"{name} of {day} {time} UTC has {counted(self.pairs, self.row)} by {self.model}, "
            f"from {self.dataset} at {self.revision[:8]}"
        )


@dataclass(frozen=True)
class Status:
    """How the release of a domain stands.

    Args:
        domain: its name.
        release: the last one, or None.
        reasons: why it is not what the same command would make now; none where it is.
        price: what that command would ask and cost, or None where it makes nothing or is not known.
        notes: what else one should know, such as that the Hub does not answer.
        problem: why nothing can be said, if so.
    """

    domain: str
    release: Release | None = None
    reasons: Sequence[Reason] = ()
    price: Estimate | None = None
    notes: Sequence[str] = ()
    problem: str = ""

    @property
    def up_to_date(self) -> bool:
        """Whether there is a release, and no reason that we know of to make another."""
        return self.release is not None and not self.reasons and not self.problem

    def figures(self) -> dict[str, Any]:
        """Plain values, for programs."""
        return {
            "domain": self.domain,
            "release": self.release.figures() if self.release else None,
            "up_to_date": self.up_to_date,
            "reasons": [asdict(reason) for reason in self.reasons],
            "again": again(self.reasons),
            **self._price(),
            "notes": list(self.notes),
            **({"problem": self.problem} if self.problem else {}),
        }

    def _price(self) -> dict[str, float | None]:
        names = ("calls", "cached", "usd_low", "usd_high")
        if not self.price:
            return dict.fromkeys(names, 0 if self.up_to_date else None)
        told = (self.price.calls, self.price.cached, *(self.price.usd or (None, None)))
        return dict(zip(names, told, strict=True))

    def text(self) -> str:
        """A few lines, for people."""
        if self.problem:
            return f"{self.domain}: {self.problem}"
        lines = [f"{self.domain}: {self.release or 'never released'}"]
        if self.up_to_date:
            lines.append("  nothing to do")
        if self.reasons:
            lines.append(f"  would be made again, from {again(self.reasons)[0]} on:")
            lines += [f"    {reason.text}" for reason in self.reasons]
        if self.price:
            lines.append(f"  at the price of {_priced(self.price)}")
        return "\n".join([*lines, *(f"  {note}" for note in self.notes)])


def _priced(price: Estimate) -> str:
    calls = counted(price.calls, "call")
    if not price.calls:
        return f"{calls}, $0"
    held = f" ({price.cached:,} more are in the store)" if price.cached else ""
    by = f" by {price.by}" if price.usd and price.by else ""
    return f"{calls}{held}, {price.dollars}{by}"
