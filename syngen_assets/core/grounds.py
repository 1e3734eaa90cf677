"""Grounds: what an asset is made from, kept with it, so that one can tell what changed since."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from syngen_assets.core.domain_parts import parts
from syngen_assets.core.domains import Domain
from syngen_assets.core.settings import Settings
from syngen_assets.core.tables.grounds import PARTED

RULES = "offline rules"
"""Stands among the templates where no model is asked: the rules that write instead."""
CLEANING, PLANNING, GATES = "cleaning rules", "planning rules", "gate rules"
"""Stand among them too: the rules of the program that shape what is made."""
PEOPLE = "personas of domain.yaml"
"""Stands there too where a flag alone switches personas on: what the domain says of them."""
PROGRAM = (RULES, CLEANING, PLANNING, GATES, PEOPLE)


@dataclass(frozen=True)
class Ground:
    """What a run makes an asset from, beside the assets before it.

    Args:
        model: who writes.
        judge: who judges, if anybody does.
        questions: how many are wanted.
        seed: where chance begins.
        wording: template → a digest of its wording.
        domain_parts: part of `domain.yaml` → a digest of it.
        words: what experts said last of the modifications.
        dataset: the Hub id or file of the source; empty where an asset does not read it.
        revision: its commit, or a digest of the file; likewise.
        reviews: a digest of what people said of the pairs; likewise.
    """

    model: str
    judge: str = ""
    questions: int = 0
    seed: int = 0
    wording: Mapping[str, str] = field(default_factory=dict)
    domain_parts: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    dataset: str = ""
    revision: str = ""
    reviews: str = ""

    def facts(self) -> dict[str, Any]:
        """Plain values, for metadata."""
        return asdict(self)


@dataclass(frozen=True)
class Grounded:
    """An asset as it was made last.

    Args:
        asset: its name.
        ground: what it was made from.
        content: a digest of its rows.
        inputs: asset before it → a digest of its rows then.
        made_at: when, in UTC.
        run: the run that made it.
        overrides: what flags and environment said.
    """

    asset: str
    ground: Ground
    content: str
    inputs: Mapping[str, str]
    made_at: str
    run: str
    overrides: Mapping[str, str]

    def row(self) -> dict[str, Any]:
        """The asset as a row of `tables.GROUNDS`."""
        cells = asdict(self)
        cells |= cells.pop("ground")
        cells |= {name: json.dumps(cells[name], sort_keys=True) for name in PARTED}
        return {name: None if cell == "" else cell for name, cell in cells.items()}


def from_row(row: Mapping[str, Any]) -> Grounded:
    """The asset of a row of `tables.GROUNDS`."""
    cells: dict[str, Any] = {name: "" if cell is None else cell for name, cell in row.items()}
    cells |= {name: json.loads(cells[name]) for name in PARTED}
    its = {name: cells.pop(name) for name in Ground.__dataclass_fields__}
    return Grounded(ground=Ground(**its), **cells)


def ground(
    settings: Settings[Domain],
    wording: Mapping[str, str],
    source: Mapping[str, str],
    reviews: str = "",
) -> Ground:
    """What a run with these settings makes things from.

    Args:
        settings: the run's settings.
        wording: template → a digest of its wording.
        source: the data set and its revision, among others; empty if they are not read.
        reviews: a digest of what people said of the pairs, if it is read.
    """
    return Ground(
        model=settings.model_name,
        judge=settings.judge.model if settings.judge else "",
        questions=settings.questions,
        seed=settings.seed,
        wording=wording,
        domain_parts=parts(settings.domain),
        words=dict(settings.words),
        dataset=source.get("dataset", ""),
        revision=source.get("revision", ""),
        reviews=reviews,
    )
