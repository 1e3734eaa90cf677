"""Schedules: a domain is made again when its time has come."""

import os

import dagster as dg

from syngen_assets.assets.partitions import DOMAINS, recipe_of
from syngen_assets.automation.jobs import JOBS
from syngen_assets.core.crons import WEEKLY
from syngen_assets.core.errors import SynGenError
from syngen_assets.past import CAUSE
from syngen_assets.storage.folders import home, read_domain
from syngen_assets.told import by_itself, config


def scheduled(domain: str) -> dg.ScheduleDefinition:
    """A schedule that makes a domain's data set again, at the times that the domain names."""
    cron = _cron(domain)

    @dg.schedule(
        name=f"schedule_of_{domain}",
        job=JOBS[recipe_of(domain)],
        cron_schedule=cron,
        execution_timezone="UTC",
        description=(
            f"Makes the data set of {domain} again at `{cron}` (UTC), as `schedule:` in its "
            "domain.yaml says. What is already paid for is not asked again."
        ),
    )
    def schedule() -> dg.RunRequest | dg.SkipReason:
        try:
            told = config(by_itself(domain, os.environ))
        except SynGenError as error:
            return dg.SkipReason(str(error))
        return dg.RunRequest(partition_key=domain, run_config=told, tags={CAUSE: "schedule"})

    return schedule


def _cron(domain: str) -> str:
    """The times that the domain names; the usual ones where it cannot be read, as its run says."""
    try:
        return read_domain(home(), domain).schedule
    except SynGenError:
        return WEEKLY


SCHEDULES = [scheduled(domain) for domain in DOMAINS.get_partition_keys()]
