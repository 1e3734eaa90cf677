"""A schedule makes a domain again at the times that the domain names, once it is switched on."""

from pathlib import Path

import dagster as dg

from syngen_assets.automation.schedules import scheduled
from syngen_assets.core.crons import WEEKLY
from syngen_assets.definitions import defs

FILE = Path("data/domains/healthcare/domain.yaml")


def test_every_domain_has_a_schedule_that_waits_to_be_switched_on():
    (schedule,) = [each for each in defs.schedules or () if "healthcare" in each.name]
    assert schedule.default_status is dg.DefaultScheduleStatus.STOPPED
    assert schedule.cron_schedule == WEEKLY
    with dg.build_schedule_context() as context:
        request = schedule(context)
    assert (request.partition_key, request.tags) == ("healthcare", {"syngen/cause": "schedule"})


def test_the_times_are_those_of_the_domain(home: Path):
    FILE.write_text(f"{FILE.read_text()}\nschedule: 30 2 1 * *\n")
    assert scheduled("healthcare").cron_schedule == "30 2 1 * *"


def test_a_domain_that_cannot_be_read_has_its_schedule_all_the_same(home: Path):
    FILE.write_text("title: [")
    assert scheduled("healthcare").cron_schedule == WEEKLY
