"""Edits of a domain's file show in the UI, in what was made before them; nothing is started."""

import os
from datetime import UTC, datetime

import dagster as dg

from syngen_assets.assets.made import DOMAIN_FILE
from syngen_assets.assets.outside import seen
from syngen_assets.assets.partitions import DOMAINS
from syngen_assets.automation.jobs import seconds_between
from syngen_assets.core.domain_parts import shape
from syngen_assets.core.errors import SynGenError
from syngen_assets.core.settings import gather
from syngen_assets.past import Runs, last_version
from syngen_assets.storage.folders import output_folder, read_domain, root

SECONDS = 60


@dg.sensor(
    minimum_interval_seconds=seconds_between(SECONDS),
    default_status=dg.DefaultSensorStatus.RUNNING,  # it asks nobody and starts nothing
    description="Tells Dagster of edits of data/domains/<domain>/domain.yaml, so that what was "
    "made before them looks stale. It starts no run: what an edit is worth, a person decides.",
)
def domain_files(context: dg.SensorEvaluationContext) -> dg.SensorResult:
    """What was edited since a run or this sensor last looked, domain by domain."""
    now = datetime.now(UTC).timestamp()
    events, said = list[dg.AssetObservation](), list[str]()
    for domain in DOMAINS.get_partition_keys():
        try:
            seen_now = edit(context.instance, domain, now)
        except SynGenError as error:
            said.append(str(error))
            continue
        events += seen_now
        said += [f"Dagster knows {domain}/domain.yaml as it stands now." for _ in seen_now]
    reason = " ".join(said) or "Nothing was edited, or a run is in progress."
    return dg.SensorResult(asset_events=events, skip_reason=reason)


def edit(instance: dg.DagsterInstance, name: str, now: float) -> list[dg.AssetObservation]:
    """The file as it stands now, if that is news and no run is going on that read it before.

    What such a run still makes would look as if it were made of the edited file.
    """
    domain = read_domain(root(), name)
    folder = output_folder(gather(domain, {}, os.environ))
    known = last_version(instance, DOMAIN_FILE, name)
    if known == shape(domain) or Runs(instance, name, folder, now).under_way():
        return []
    return [seen(domain)]
