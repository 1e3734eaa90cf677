"""Parts of a domain: what of `domain.yaml` was edited, told by a digest of each part."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from syngen_assets.core.domains import Domain
from syngen_assets.core.identity import digest

_IDLE = ("name", "version", "budget", "schedule", "freshness")  # they shape no row
_NAMED = {"modifications": "modification", "flaws": "flaw", "table_gates": "table gate"}

Change = Literal["added", "removed", "edited"]


@dataclass(frozen=True)
class Edit:
    """One edit of `domain.yaml`: a part, such as `limits` or `flaws.overclaim`, and its change."""

    part: str
    change: Change

    def __str__(self) -> str:
        """The edit in words, such as "the flaw overclaim was added"."""
        key, _, name = self.part.partition(".")
        return f"the {_NAMED[key]} {name} was {self.change}" if name else f"{key} was edited"


def parts(domain: Domain) -> dict[str, str]:
    """The parts that shape a data set → a digest of what each says.

    What stands at its default is left out, so that writing a default down is no edit, nor is a
    key that a later version of the program knows. Comments, layout and order are no edits either.
    """
    written = domain.model_dump(mode="json", exclude_defaults=True, exclude=set(_IDLE))
    if not written.get("personas", {}).get("share"):
        written.pop("personas", None)  # they colour nothing
    found: dict[str, str] = {}
    for key, value in written.items():
        if key in _NAMED:
            found |= {f"{key}.{name}": digest(one) for name, one in value.items()}
        else:
            found[key] = digest(value)
    return dict(sorted(found.items()))


def shape(domain: Domain) -> str:
    """A digest of all parts that shape a data set."""
    return digest(parts(domain))


def edits(before: Mapping[str, str], after: Mapping[str, str]) -> list[Edit]:
    """What was edited between two times, by the digests of the parts."""
    found = [Edit(part, "removed") for part in sorted(before.keys() - after.keys())]
    found += [Edit(part, "added") for part in sorted(after.keys() - before.keys())]
    shared = sorted(before.keys() & after.keys())
    return found + [Edit(part, "edited") for part in shared if before[part] != after[part]]
