"""Told: what a run is told of its settings, by those who start it and where nobody does."""

from collections.abc import Mapping
from typing import Any

from syngen_assets.core.again import as_before
from syngen_assets.core.domains import Domain
from syngen_assets.core.flow import FLOWS
from syngen_assets.core.grounds import Grounded
from syngen_assets.core.settings import OFFLINE_NAME, OUTPUT, Settings, gather
from syngen_assets.grounds import made_last
from syngen_assets.storage.folders import TABLES, read_domain, root
from syngen_assets.storage.warehouse import Warehouse

_FIELDS = (
    *("source", "questions", "seed", "personas", "model", "base_url"),
    *("max_usd", "max_tokens", "max_calls", "max_candidates"),
)
_WORDS = (
    *("kinds", "column", "held_out", "preset", "judge", "judge_preset", "judge_base_url"),
    *("embedder", "embedder_base_url"),
)


def config(settings: Settings[Domain]) -> dict[str, Any]:
    """The run configuration that gives a Dagster run these settings."""
    said = {name: getattr(settings, name) for name in _FIELDS if name in settings.overrides}
    told = {"output": settings.output, "run": settings.run} | settings.pace | said
    told |= {"mode": settings.mode, "batch_lines": settings.batch_lines}
    if "reviews" in settings.overrides:
        told["reviews"] = settings.questions
    if settings.offline:
        told["offline"] = True
    if settings.prices:
        told["prices"] = settings.prices
    told |= {name: settings.overrides[name] for name in _WORDS if name in settings.overrides}
    return {"resources": {"settings": {"config": told}}}


def again(release: Grounded, environ: Mapping[str, str]) -> dict[str, str]:
    """What the command of a release would be told today."""
    return as_before(release.overrides, release.ground.model == OFFLINE_NAME, environ)


def by_itself(domain: str, environ: Mapping[str, str]) -> Settings[Domain]:
    """The settings of a run that nobody types: those of the command that made the last release.

    What the environment says goes before what that was told.

    Raises:
        SynGenError: the domain, the tables or a setting cannot be read.
    """
    output = environ.get("SYNGEN_OUTPUT") or OUTPUT
    made = made_last(Warehouse(root() / output / TABLES), domain)
    read = read_domain(root(), domain)
    release = made.get(FLOWS[read.recipe].release.name)
    return gather(read, again(release, environ) if release else {}, environ)
