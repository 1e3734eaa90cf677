"""Staleness: what Dagster says is out of date, of each domain alone and a step at a time."""

from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest
from dagster._core.asset_graph_view.asset_graph_view import AssetGraphView, TemporalContext
from dagster._core.definitions.data_version import CachingStaleStatusResolver, StaleStatus
from dagster._time import get_current_datetime

from syngen_assets.assets.outside import seen, stands_at
from syngen_assets.definitions import defs
from syngen_assets.storage.folders import read_domain
from syngen_assets.storage.hub import Spec, revision

STEPS = ("raw_questions", "clean_questions", "personas", "prompts")
FILE = Path("data/domains/healthcare/domain.yaml")


@pytest.fixture
def instance(home: Path) -> Iterator[dg.DagsterInstance]:
    sample = FILE.with_name("sample.csv")
    sample.write_text("".join(sample.read_text().splitlines(keepends=True)[:20]))
    with dg.DagsterInstance.ephemeral() as instance:
        yield instance


def make(instance: dg.DagsterInstance, *steps: str) -> None:
    """Materialise some steps, offline, and no checks."""
    told = {"resources": {"settings": {"config": {"offline": True}}}}
    quiet = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
    graph = dg.Definitions(
        assets=defs.assets,
        resources=defs.resources,
        executor=dg.in_process_executor,
        jobs=[dg.define_asset_job("some", dg.AssetSelection.assets(*steps or STEPS))],
    )
    job = graph.resolve_job_def("some")
    job.execute_in_process(told | quiet, instance, partition_key="healthcare")


def stale(instance: dg.DagsterInstance) -> dict[str, list[str]]:
    """Asset → why it is out of date, of those that are."""
    graph = defs.resolve_asset_graph()
    now = TemporalContext(effective_dt=get_current_datetime(), last_event_id=None)
    view = AssetGraphView(temporal_context=now, instance=instance, asset_graph=graph)
    resolver = CachingStaleStatusResolver(instance, graph, view)
    return {
        step: [
            str(cause.dependency_asset_key and cause.dependency_asset_key.path[-1])
            for cause in resolver.get_stale_causes(dg.AssetKey(step), "healthcare")
        ]
        for step in STEPS
        if resolver.get_status(dg.AssetKey(step), "healthcare") is not StaleStatus.FRESH
    }


def test_the_same_rows_again_leave_fresh_what_follows(instance: dg.DagsterInstance):
    make(instance)
    assert stale(instance) == {}
    make(instance, "raw_questions")
    assert stale(instance) == {}


def test_other_rows_make_the_next_step_stale_and_no_further_one(instance: dg.DagsterInstance):
    make(instance)
    sample = FILE.with_name("sample.csv")
    sample.write_text(sample.read_text().replace("Asthma", "Hay fever"))
    make(instance, "raw_questions")
    assert stale(instance) == {"clean_questions": ["raw_questions"]}


def test_an_edited_domain_file_shows_in_what_was_made_before_and_in_its_domain_alone(
    instance: dg.DagsterInstance,
):
    make(instance)
    domain = read_domain(Path(), "healthcare")
    instance.report_runless_asset_event(seen(domain))
    assert stale(instance) == {}
    other = domain.model_copy(update={"name": "gardening", "target": 20})
    instance.report_runless_asset_event(seen(other))
    assert stale(instance) == {}
    FILE.write_text(FILE.read_text() + "\n# a remark\n")
    instance.report_runless_asset_event(seen(read_domain(Path(), "healthcare")))
    assert stale(instance) == {}
    instance.report_runless_asset_event(seen(domain.model_copy(update={"target": 20})))
    assert stale(instance) == dict.fromkeys(STEPS, ["domain_file"])


def test_a_run_sees_the_file_that_it_is_made_from_even_if_nobody_looked_before(
    instance: dg.DagsterInstance,
):
    make(instance)
    FILE.write_text(FILE.read_text().replace("target: 300", "target: 20"))
    make(instance)
    instance.report_runless_asset_event(seen(read_domain(Path(), "healthcare")))
    assert stale(instance) == {}


def test_a_source_that_moved_makes_its_raw_questions_stale_until_a_run_reads_it(
    instance: dg.DagsterInstance,
):
    sample = FILE.with_name("sample.csv")
    first = revision(Spec(str(sample)))
    make(instance)
    instance.report_runless_asset_event(stands_at("healthcare", first))
    assert stale(instance) == {}
    sample.write_text(sample.read_text().replace("Asthma", "Hay fever"))
    instance.report_runless_asset_event(stands_at("gardening", "0" * 40))
    assert stale(instance) == {}
    instance.report_runless_asset_event(stands_at("healthcare", revision(Spec(str(sample)))))
    assert stale(instance) == {"raw_questions": ["source_data"]}
    make(instance, "raw_questions")
    assert stale(instance) == {"clean_questions": ["raw_questions"]}


def test_a_run_sees_the_revision_that_it_reads_even_if_nobody_looked_before(
    instance: dg.DagsterInstance,
):
    make(instance)
    sample = FILE.with_name("sample.csv")
    sample.write_text(sample.read_text().replace("Asthma", "Hay fever"))
    make(instance)
    instance.report_runless_asset_event(stands_at("healthcare", revision(Spec(str(sample)))))
    assert stale(instance) == {}
