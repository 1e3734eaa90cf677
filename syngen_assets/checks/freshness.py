"""Whether a release is still young enough."""

from datetime import UTC, datetime

import dagster as dg

from syngen_assets.assets.columns import SOURCE
from syngen_assets.assets.partitions import OF_RECIPE
from syngen_assets.core.errors import SynGenError
from syngen_assets.core.flow import FLOWS
from syngen_assets.core.freshness import DAY, Age
from syngen_assets.past import last_version, release_of
from syngen_assets.storage.folders import read_domain, root


def fresh(recipe: str) -> dg.AssetChecksDefinition:
    """The check that the release of a recipe is young enough."""

    @dg.asset_check(
        name="release_is_fresh",
        asset=FLOWS[recipe].release.name,
        partitions_def=OF_RECIPE[recipe],
        description="The release is no older than `freshness:` in domain.yaml allows (8 days), and "
        "its source has not moved since. What people use would else be out of date unnoticed.",
    )
    def check(context: dg.AssetCheckExecutionContext) -> dg.AssetCheckResult:
        return freshness(context.instance, context.partition_key, datetime.now(UTC).timestamp())

    return check


FRESH = {recipe: fresh(recipe) for recipe in FLOWS}
"""The recipe → the check."""


def freshness(instance: dg.DagsterInstance, domain: str, now: float) -> dg.AssetCheckResult:
    """The verdict on a domain's release.

    Args:
        instance: what Dagster remembers.
        domain: its name.
        now: the time, in seconds.
    """
    release = release_of(instance, domain)
    if not release:
        return _verdict(f"{domain} was never released; materialise everything of it once.")
    try:
        most = read_domain(root(), domain).freshness.days
    except SynGenError as error:
        return _verdict(str(error))
    newest = last_version(instance, SOURCE, domain)
    age = Age((now - release.at) / DAY, most, release.origin.revision, newest)
    return _verdict(
        age.problem,
        age_days=round(age.days, 2),
        limit_days=age.most,
        released_revision=age.revision,
        newest_revision=age.newest or age.revision,
    )


def _verdict(problem: str, **evidence: float | str) -> dg.AssetCheckResult:
    return dg.AssetCheckResult(
        passed=not problem,
        severity=dg.AssetCheckSeverity.WARN,
        description=problem or None,
        metadata={name: value for name, value in evidence.items() if value != ""},
    )
