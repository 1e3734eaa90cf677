"""Schedules: a domain is made again when its time has come."""

import dagster as dg

from syngen_assets.assets.made import PREFERENCES
from syngen_assets.automation.jobs import JOB
from syngen_assets.core.crons import WEEKLY
from syngen_assets.core.errors import SynGenError
from syngen_assets.past import CAUSE
from syngen_assets.storage.folders import home, read_domain


def scheduled(domain: str) -> dg.ScheduleDefinition:
    """A schedule that makes a domain's data set again, at the times that the domain names."""
    cron = _cron(domain)

    @dg.schedule(
        name=f"schedule_of_{domain}",
        job=JOB,
        cron_schedule=cron,
        execution_timezone="UTC",
        description=(
            f"Makes the data set of {domain} again at `{cron}` (UTC), as `schedule:` in its "
            "domain.yaml says. What is already paid for is not asked again."
        ),
    )
    def schedule() -> dg.RunRequest:
        return dg.RunRequest(partition_key=domain, tags={CAUSE: "schedule"})

    return schedule


def _cron(domain: str) -> str:
    """The times that the domain names; the usual ones where it cannot be read, as its run says."""
    try:
        return read_domain(home(), domain).schedule
    except SynGenError:
        return WEEKLY


SCHEDULES = [scheduled(domain) for domain in PREFERENCES.get_partition_keys()]
