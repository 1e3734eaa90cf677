"""Edits of a domain's file are told to Dagster: each once, of its domain, and by nobody's run."""

from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest
from dagster import DagsterRunStatus
from dagster._core.test_utils import create_run_for_test

from syngen_assets.assets.outside import VERSION
from syngen_assets.automation.domain_files import domain_files
from syngen_assets.core.domain_parts import shape
from syngen_assets.definitions import defs
from syngen_assets.past import PARTITION
from syngen_assets.storage.folders import read_domain

FILE = Path("data/domains/healthcare/domain.yaml")


@pytest.fixture
def instance(home: Path) -> Iterator[dg.DagsterInstance]:
    with dg.DagsterInstance.ephemeral() as instance:
        yield instance


def look(instance: dg.DagsterInstance) -> tuple[list[str], str]:
    """The versions of healthcare that the sensor tells of, and what it says."""
    with dg.build_sensor_context(instance, definitions=defs) as context:
        found = domain_files(context)
    assert not found.run_requests
    for event in found.asset_events:
        instance.report_runless_asset_event(event)
    said = found.skip_reason.skip_message if found.skip_reason else ""
    own = [event for event in found.asset_events if event.partition == "healthcare"]
    return [event.tags[VERSION] for event in own], said


def edit(text: str, other: str) -> str:
    """Edit the file; returns the digest of what it says then."""
    FILE.write_text(FILE.read_text().replace(text, other))
    return shape(read_domain(Path(), "healthcare"))


def test_an_edit_is_told_once_and_a_remark_is_none(instance: dg.DagsterInstance):
    told = "Dagster knows healthcare/domain.yaml as it stands now."
    versions, said = look(instance)  # the other domains are told of too
    assert versions == [shape(read_domain(Path(), "healthcare"))]
    assert told in said
    quiet = ([], "Nothing was edited, or a run is in progress.")
    assert look(instance) == quiet
    edit("\ntarget: 300", "\n# a remark\ntarget: 300")
    assert look(instance) == quiet
    version = edit("target: 300", "target: 290")
    assert look(instance) == ([version], told)


def test_while_a_run_makes_the_domain_of_the_earlier_file_no_edit_is_told(
    instance: dg.DagsterInstance,
):
    look(instance)
    version = edit("target: 300", "target: 290")
    tags = {PARTITION: "healthcare"}
    run = create_run_for_test(instance, status=DagsterRunStatus.STARTED, tags=tags)
    assert look(instance)[0] == []
    instance.report_run_failed(run)
    assert look(instance)[0] == [version]


def test_a_file_that_cannot_be_read_is_said_and_fails_no_tick(instance: dg.DagsterInstance):
    FILE.write_text("title: [")
    told, said = look(instance)
    assert told == []
    assert "domain.yaml, line 1: this is not YAML" in said
