"""Grounds: what a release is made from, kept with it, so that one can tell what changed since."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from syngen_assets.core.domain_parts import parts
from syngen_assets.core.settings import Settings

RULES = "offline rules"
"""Stands among the templates where no model is asked: the rules that write instead."""

_JSON = ("wording", "domain_parts", "words")


@dataclass(frozen=True)
class Ground:
    """What a release is made from.

    Args:
        dataset: the Hub id or file of the source.
        revision: its commit, or a digest of the file.
        model: who wrote.
        judge: who judged, if anybody did.
        wording: template → a digest of its wording.
        domain_parts: part of `domain.yaml` → a digest of it.
        questions: how many were wanted.
        seed: where chance began.
        reviews: a digest of what people had said of the pairs.
        words: what experts had said last of the modifications.
    """

    dataset: str
    revision: str
    model: str
    judge: str = ""
    wording: Mapping[str, str] = field(default_factory=dict)
    domain_parts: Mapping[str, str] = field(default_factory=dict)
    questions: int = 0
    seed: int = 0
    reviews: str = ""
    words: Mapping[str, str] = field(default_factory=dict)

    def facts(self) -> dict[str, Any]:
        """Plain values, for metadata."""
        return asdict(self)

    def row(self) -> dict[str, Any]:
        """The cells of a table's row; what has parts is JSON text."""
        said = self.facts()
        return said | {name: json.dumps(said[name], sort_keys=True) for name in _JSON}


def ground(
    settings: Settings, source: Mapping[str, str], wording: Mapping[str, str], reviews: str = ""
) -> Ground:
    """What a run with these settings makes its release from.

    Args:
        settings: the run's settings.
        source: the data set and its revision, among others.
        wording: template → a digest of its wording.
        reviews: a digest of what people have said of the pairs.
    """
    return Ground(
        dataset=source["dataset"],
        revision=source["revision"],
        model=settings.model_name,
        judge=settings.judge.model if settings.judge else "",
        wording=wording,
        domain_parts=parts(settings.domain),
        questions=settings.questions,
        seed=settings.seed,
        reviews=reviews,
        words=dict(settings.words),
    )


def from_row(row: Mapping[str, Any]) -> Ground:
    """The ground of a release, from its row; what the row does not tell stays empty."""
    told = {name: row[name] for name in Ground.__dataclass_fields__ if row.get(name) is not None}
    return Ground(**told | {name: json.loads(told.get(name) or "{}") for name in _JSON})
