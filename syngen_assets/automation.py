"""Automation: what starts by itself, once it is switched on."""

import dagster as dg

from syngen_assets.assets.made import PREFERENCES

JOB = dg.define_asset_job(
    "preferences",
    selection=dg.AssetSelection.all(),
    description="A domain's question set becomes its preference data set.",
)


def weekly(domain: str) -> dg.ScheduleDefinition:
    """A schedule that makes a domain's data set again every Monday at 04:00; off at first."""

    @dg.schedule(
        name=f"weekly_{domain}",
        job=JOB,
        cron_schedule="0 4 * * 1",
        description=f"Makes the data set of {domain} again every Monday at 04:00 UTC.",
    )
    def schedule() -> dg.RunRequest:
        return dg.RunRequest(partition_key=domain)

    return schedule


SCHEDULES = [weekly(domain) for domain in PREFERENCES.get_partition_keys()]
