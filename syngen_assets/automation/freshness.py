"""How old each release is, said once a day without making anything."""

import os
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import dagster as dg

from syngen_assets.assets.partitions import DOMAINS, recipe_of
from syngen_assets.automation.jobs import seconds_between
from syngen_assets.checks.freshness import FRESH, freshness
from syngen_assets.core.domains import Freshness
from syngen_assets.core.errors import MessageError, SynGenError, UsageError
from syngen_assets.core.failures import stale
from syngen_assets.past import release_of
from syngen_assets.storage.folders import home, read_domain
from syngen_assets.storage.messages import messengers

DAILY = 24 * 60 * 60


def _days(domain: str) -> float:
    try:
        return read_domain(home(), domain).freshness.days
    except SynGenError:
        return Freshness().days


_longest = max(map(_days, DOMAINS.get_partition_keys()), default=Freshness().days)
POLICY = dg.FreshnessPolicy.time_window(fail_window=timedelta(days=_longest))
"""The coarse one: Dagster keeps it for all domains together, the check is for each alone."""


def aging(asset: dg.AssetsDefinition) -> dg.AssetsDefinition:
    """The asset, stale for Dagster when the latest of all its partitions is too old."""
    return asset.map_asset_specs(lambda spec: spec.replace_attributes(freshness_policy=POLICY))


@dg.sensor(
    minimum_interval_seconds=seconds_between(DAILY),
    description="Says once a day of every released domain, in its check `release_is_fresh`, "
    "whether the release is too old or its source has moved; of one that is not fresh it tells a "
    "person too, by SYNGEN_WEBHOOK or SYNGEN_MAIL_TO. It makes nothing.",
)
def freshness_of_releases(context: dg.SensorEvaluationContext) -> dg.SensorResult:
    """The verdict on each release."""
    now = datetime.now(UTC).timestamp()
    verdicts = {
        domain: freshness(context.instance, domain, now)
        for domain in DOMAINS.get_partition_keys()
        if release_of(context.instance, domain)
    }
    problems = {domain: str(v.description) for domain, v in verdicts.items() if not v.passed}
    said = [
        f"{domain}: {problems[domain]}" if domain in problems else f"{domain} is fresh."
        for domain in verdicts
    ]
    reason = " ".join([*said, *faults(problems)]) or "Nothing was released yet."
    events = [evaluation(verdict, domain) for domain, verdict in verdicts.items()]
    return dg.SensorResult(asset_events=events, skip_reason=reason)


def faults(problems: Mapping[str, str]) -> list[str]:
    """Tell a person of each domain's problem; returns why one could not be told.

    What could not be told is told on the next day, if it is still true then.
    """
    found = []
    try:
        tellers = messengers(os.environ) if problems else []
    except UsageError as error:
        return [str(error)]
    for domain, problem in problems.items():
        for teller in tellers:
            try:
                teller.tell(stale(domain, problem))
            except MessageError as error:
                found.append(str(error))
    return found


def evaluation(verdict: dg.AssetCheckResult, domain: str) -> dg.AssetCheckEvaluation:
    """A verdict as Dagster keeps it when no run has come to it."""
    (check,) = FRESH[recipe_of(domain)].check_keys
    return dg.AssetCheckEvaluation(
        asset_key=check.asset_key,
        check_name=check.name,
        partition=domain,
        passed=verdict.passed,
        severity=verdict.severity,
        description=verdict.description,
        metadata=verdict.metadata,
    )
