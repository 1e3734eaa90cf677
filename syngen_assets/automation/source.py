"""The sensor of each source: where it has moved, the domain is made again."""

import os
from datetime import UTC, datetime

import dagster as dg

from syngen_assets.assets.columns import SOURCE
from syngen_assets.assets.outside import stands_at
from syngen_assets.assets.partitions import DOMAINS, recipe_of
from syngen_assets.automation.jobs import JOBS, seconds_between
from syngen_assets.core.domains import Domain
from syngen_assets.core.errors import SynGenError
from syngen_assets.core.settings import Settings
from syngen_assets.core.watching import Origin, Watched, reason_to_wait, run_key
from syngen_assets.past import CAUSE, REVISION, Runs, last_version, release_of
from syngen_assets.storage.folders import output_folder
from syngen_assets.storage.sources import revision_now, spec
from syngen_assets.told import by_itself, config

SECONDS = 10 * 60


def watching(domain: str) -> dg.SensorDefinition:
    """The sensor of a domain's source."""

    @dg.sensor(
        name=f"source_of_{domain}",
        job=JOBS[recipe_of(domain)],
        minimum_interval_seconds=seconds_between(SECONDS),
        description=(
            f"Asks where the source of {domain} stands, without a download. Where it has moved "
            "since the last release, it asks for one run; if that fails, three times more, after "
            "10 minutes, 1 hour and 6 hours."
        ),
    )
    def source(context: dg.SensorEvaluationContext) -> dg.SensorResult:
        try:
            settings = by_itself(domain, os.environ)
            origin = Origin(spec(settings).name, revision_now(settings))
        except SynGenError as error:
            return dg.SensorResult(skip_reason=str(error))
        return looked_at(context.instance, settings, origin, datetime.now(UTC).timestamp())

    return source


def looked_at(
    instance: dg.DagsterInstance, settings: Settings[Domain], origin: Origin, now: float
) -> dg.SensorResult:
    """What follows from where a source stands: an observation, and a run or a reason for none.

    Args:
        instance: what Dagster remembers.
        settings: those that a run would have.
        origin: the source.
        now: the time, in seconds.
    """
    domain = settings.domain.name
    release = release_of(instance, domain)
    runs = Runs(instance, domain, output_folder(settings), now)
    watched = Watched(
        domain=domain,
        source=origin,
        released=release.origin if release else None,
        running=runs.under_way(),
        tries=runs.tries(origin.revision, release.at if release else 0.0),
    )
    moved = last_version(instance, SOURCE, domain) != origin.revision
    events = [stands_at(domain, origin.revision)] if moved else []
    reason = reason_to_wait(watched, now)
    if reason or not release:
        return dg.SensorResult(skip_reason=reason, asset_events=events)
    request = dg.RunRequest(
        run_key=run_key(watched, release.number),
        partition_key=domain,
        run_config=config(settings),
        tags={CAUSE: "source", REVISION: origin.revision},
    )
    return dg.SensorResult(run_requests=[request], asset_events=events)


SOURCES = [watching(domain) for domain in DOMAINS.get_partition_keys()]
