"""The past of a domain, as Dagster remembers it: its last release, its runs, its source."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import dagster as dg
from dagster import DagsterRun, DagsterRunStatus, EventLogRecord, RunRecord

from syngen_assets.assets.made import BATCH_TAG
from syngen_assets.assets.outside import VERSION
from syngen_assets.assets.partitions import recipe_of
from syngen_assets.core.flow import FLOWS
from syngen_assets.core.preferences import PREFERENCES
from syngen_assets.core.product_reviews.domain import PRODUCT_REVIEWS
from syngen_assets.core.watching import Origin, Try
from syngen_assets.storage.folders import held

PARTITION = "dagster/partition"
CAUSE = "syngen/cause"
"""The tag that says what started a run: schedule, source, reviews or batch."""
REVIEWED = "reviews"
"""The cause of a run that only makes a release again, after reviews."""
REVISION = "syngen/revision"
"""The tag that says for which revision of its source a run was started."""

_BETWEEN = {  # from the rows of a release back to the source
    PREFERENCES: ("pairs", "clean_questions"),
    PRODUCT_REVIEWS: ("synthetic_reviews", "real_reviews"),
}
_LOOK = 100  # runs, in which there is one that was not started by reviews
_GRACE = 10 * 60  # seconds in which a run that has started must have begun to wait for the folder
_UNDER_WAY = [
    DagsterRunStatus.QUEUED,
    DagsterRunStatus.NOT_STARTED,
    DagsterRunStatus.STARTING,
    DagsterRunStatus.STARTED,
    DagsterRunStatus.CANCELING,
]


@dataclass(frozen=True)
class Release:
    """The last release of a domain: its number among all events, its time, and what it is of."""

    number: int
    at: float
    origin: Origin


def release_of(instance: dg.DagsterInstance, domain: str) -> Release | None:
    """The domain's last release, or None.

    Its revision is that of the source rows that its own come from: those of a later run, which
    then failed or was of these alone, are not in it.
    """
    recipe = recipe_of(domain)
    flow = FLOWS[recipe]
    release = _last(instance, dg.AssetKey(flow.release.name), domain)
    if not release:
        return None
    step = release
    for name in _BETWEEN[recipe]:
        step = _last(instance, dg.AssetKey(name), domain, step.storage_id) or step
    raw = _last(instance, dg.AssetKey(flow.source.name), domain, step.storage_id) or release
    return Release(release.storage_id, release.timestamp, _origin(raw))


def _last(
    instance: dg.DagsterInstance, key: dg.AssetKey, domain: str, before: int | None = None
) -> EventLogRecord | None:
    wanted = dg.AssetRecordsFilter(key, asset_partitions=[domain], before_storage_id=before)
    return next(iter(instance.fetch_materializations(wanted, limit=1).records), None)


def _origin(record: EventLogRecord) -> Origin:
    made = record.asset_materialization
    told = {name: str(item.value) for name, item in made.metadata.items()} if made else {}
    return Origin(told.get("dataset", ""), told.get("revision", ""))


def last_version(instance: dg.DagsterInstance, key: dg.AssetKey, domain: str) -> str:
    """The data version at which something outside the graph was last seen, or empty."""
    wanted = dg.AssetRecordsFilter(key, asset_partitions=[domain])
    for record in instance.fetch_observations(wanted, limit=1).records:
        seen = record.event_log_entry.asset_observation
        return str(seen.tags.get(VERSION, "")) if seen and seen.tags else ""
    return ""


@dataclass(frozen=True)
class Runs:
    """The runs of a domain, some of which may have been killed.

    A killed run stays STARTED for Dagster until the next one marks it failed, which must not wait
    for it: it is known by the output folder, which no longer has a holder.
    """

    instance: dg.DagsterInstance
    domain: str
    output: Path
    now: float

    def under_way(self) -> str:
        """The run that is making the domain now, or empty."""
        asked = dg.RunsFilter(tags={PARTITION: self.domain}, statuses=_UNDER_WAY)
        records = self.instance.get_run_records(asked)
        dead = self._dead()
        return next((r.dagster_run.run_id for r in records if not dead(r)), "")

    def last(self) -> DagsterRun | None:
        """The last run that succeeded, but for those that only release again after reviews."""
        asked = dg.RunsFilter(tags={PARTITION: self.domain}, statuses=[DagsterRunStatus.SUCCESS])
        runs = self.instance.get_runs(asked, limit=_LOOK)
        return next((run for run in runs if run.tags.get(CAUSE) != REVIEWED), None)

    def tries(self, revision: str, since: float) -> list[Try]:
        """The runs for a revision that were started since some time and are over, oldest first."""
        asked = dg.RunsFilter(tags={PARTITION: self.domain, REVISION: revision})
        dead = self._dead()
        found = [
            record
            for record in self.instance.get_run_records(asked)
            if record.create_timestamp.timestamp() > since
            and (record.dagster_run.is_finished or dead(record))
        ]
        return [
            Try(
                record.dagster_run.run_id,
                record.dagster_run.status is not DagsterRunStatus.SUCCESS,
                record.end_time or record.update_timestamp.timestamp(),
                record.dagster_run.tags.get(BATCH_TAG, ""),
            )
            for record in sorted(found, key=lambda record: record.storage_id)
        ]

    def _dead(self) -> Callable[[RunRecord], bool]:
        """Tells whether a run that is under way for Dagster was killed."""
        alive, last = held(self.output)
        late = self.now - _GRACE

        def dead(record: RunRecord) -> bool:
            waited = record.start_time is not None and record.start_time < late
            return not alive and (record.dagster_run.run_id == last or waited)

        return dead
