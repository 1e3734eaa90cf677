"""The sensor of a source asks for a run where it has moved, and says why where it does not."""

from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest
from dagster import DagsterRunStatus
from dagster._core.test_utils import create_run_for_test

from syngen_assets.assets.columns import SOURCE
from syngen_assets.assets.outside import stands_at
from syngen_assets.automation.source import looked_at, watching
from syngen_assets.core.settings import Settings
from syngen_assets.core.watching import GAPS, Origin
from syngen_assets.definitions import defs
from syngen_assets.past import PARTITION, last_version, release_of
from syngen_assets.storage.folders import only_run, read_domain

OLD, NEW = "a" * 40, "b" * 40
SAMPLE = "data/domains/healthcare/sample.csv"
NOW = 4_000_000_000.0  # later than any run of these tests


@pytest.fixture
def instance(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[dg.DagsterInstance]:
    monkeypatch.setenv("SYNGEN_OFFLINE", "1")
    with dg.DagsterInstance.ephemeral() as instance:
        yield instance


def happened(instance: dg.DagsterInstance, asset: str, **metadata: str) -> None:
    instance.report_runless_asset_event(
        dg.AssetMaterialization(asset, partition="healthcare", metadata=metadata)
    )


def release(instance: dg.DagsterInstance, revision: str, dataset: str = SAMPLE) -> None:
    happened(instance, "raw_questions", revision=revision, dataset=dataset)
    happened(instance, "pairs")
    happened(instance, "questions_and_responses", revision=revision, dataset=dataset)


def tick(instance: dg.DagsterInstance) -> dg.SensorResult:
    with dg.build_sensor_context(instance, definitions=defs) as context:
        result = watching("healthcare")(context)
    assert isinstance(result, dg.SensorResult)
    return result


def at(instance: dg.DagsterInstance, revision: str = NEW, now: float = NOW) -> dg.SensorResult:
    settings = Settings(read_domain(Path(), "healthcare"), offline=True)
    return looked_at(instance, settings, Origin(SAMPLE, revision), now)


def run(instance: dg.DagsterInstance, status: DagsterRunStatus, **tags: str) -> str:
    told = {PARTITION: "healthcare", **{f"syngen/{name}": text for name, text in tags.items()}}
    made = create_run_for_test(instance, job_name="preferences", status=status, tags=told)
    return str(made.run_id)


def why(result: dg.SensorResult) -> str:
    assert not result.run_requests
    assert result.skip_reason
    return str(result.skip_reason.skip_message)


def test_a_source_that_moved_asks_for_one_run_of_its_domain(instance: dg.DagsterInstance):
    release(instance, OLD)
    result = tick(instance)
    (request,) = result.run_requests or ()
    (seen,) = result.asset_events
    assert request.partition_key == "healthcare"
    assert request.tags["syngen/cause"] == "source"
    assert request.tags["syngen/revision"] == seen.metadata["revision"].value != OLD
    (again,) = tick(instance).run_requests or ()
    assert again.run_key == request.run_key


def test_a_source_that_stands_still_asks_for_nothing_and_is_observed_once(
    instance: dg.DagsterInstance,
):
    release(instance, NEW)
    result = at(instance)
    assert "is released as its source stands" in why(result)
    for event in result.asset_events:
        instance.report_runless_asset_event(event)
    assert last_version(instance, SOURCE, "healthcare") == NEW
    assert not at(instance).asset_events


def test_before_the_first_release_a_person_decides(instance: dg.DagsterInstance):
    assert "healthcare was never released. Make it once by hand" in why(tick(instance))


def test_a_run_in_progress_is_waited_for(instance: dg.DagsterInstance):
    release(instance, OLD)
    going = run(instance, DagsterRunStatus.STARTED)
    assert why(at(instance)) == f"A run of healthcare is in progress: {going}."


def test_a_run_that_was_killed_is_not_waited_for_and_counts_as_failed(
    instance: dg.DagsterInstance, home: Path
):
    release(instance, OLD)
    killed = run(instance, DagsterRunStatus.STARTED, revision=NEW)
    with only_run(home / "data/output", killed, print, print):
        assert "is in progress" in why(at(instance))
    (home / "data/output/.lock").write_text(killed)
    (request,) = at(instance).run_requests or ()
    assert f"{NEW}:1:" in str(request.run_key)


def test_a_failed_run_is_asked_again_under_a_new_key_and_at_last_no_more(
    instance: dg.DagsterInstance,
):
    release(instance, OLD)
    keys = set()
    for _ in range(len(GAPS) + 1):
        (request,) = at(instance).run_requests or ()
        keys.add(request.run_key)
        run(instance, DagsterRunStatus.FAILURE, revision=NEW)
    assert len(keys) == len(GAPS) + 1
    assert "4 runs failed" in why(at(instance))
    assert at(instance, "c" * 40).run_requests


def test_runs_that_failed_before_the_last_release_are_forgotten(instance: dg.DagsterInstance):
    for _ in range(4):
        run(instance, DagsterRunStatus.FAILURE, revision=NEW)
    release(instance, OLD)
    assert at(instance).run_requests


def test_a_run_that_left_its_calls_in_a_batch_is_not_asked_for_again(
    instance: dg.DagsterInstance,
):
    release(instance, OLD)
    run(instance, DagsterRunStatus.SUCCESS, revision=NEW, batch="batch-7")
    assert "its calls are in batch batch-7" in why(at(instance))


def test_raw_questions_of_a_run_that_failed_are_not_taken_for_released(
    instance: dg.DagsterInstance,
):
    release(instance, OLD)
    happened(instance, "raw_questions", revision=NEW, dataset=SAMPLE)
    happened(instance, "questions_and_responses", revision=NEW, dataset=SAMPLE)
    found = release_of(instance, "healthcare")
    assert found
    assert found.origin == Origin(SAMPLE, OLD)
    assert at(instance).run_requests


def test_raw_questions_read_alone_are_in_no_pair_that_is_made_after_them(
    instance: dg.DagsterInstance,
):
    for asset in ("raw_questions", "clean_questions"):
        happened(instance, asset, revision=OLD, dataset=SAMPLE)
    happened(instance, "raw_questions", revision=NEW, dataset=SAMPLE)
    for asset in ("pairs", "questions_and_responses"):
        happened(instance, asset, revision=OLD, dataset=SAMPLE)
    found = release_of(instance, "healthcare")
    assert found
    assert found.origin == Origin(SAMPLE, OLD)


def test_a_release_from_another_source_is_not_replaced_by_itself(instance: dg.DagsterInstance):
    release(instance, OLD, dataset="my/own.csv")
    assert "was made from my/own.csv" in why(at(instance))


def test_another_domain_has_no_part_in_it(instance: dg.DagsterInstance):
    release(instance, OLD)
    instance.report_runless_asset_event(stands_at("gardening", NEW))
    create_run_for_test(instance, status=DagsterRunStatus.STARTED, tags={PARTITION: "gardening"})
    assert at(instance).run_requests


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        ("domain.yaml", "title: [", "domain.yaml"),
        ("sample.csv", "", "has an empty file"),
        ("sample.csv", None, "has no such file"),
    ],
)
def test_a_fault_of_the_domain_is_a_skipped_tick_with_its_sentence(
    instance: dg.DagsterInstance, file: str, text: str | None, said: str
):
    path = Path("data/domains/healthcare", file)
    path.unlink() if text is None else path.write_text(text)
    assert said in why(tick(instance))


def test_a_hub_that_does_not_answer_is_a_skipped_tick(
    instance: dg.DagsterInstance, hub, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("SYNGEN_OFFLINE", "0")
    assert "katielink/healthsearchqa" in why(tick(instance))
    hub.down = True
    assert "cannot be read now" in why(tick(instance))


def test_a_moved_hub_data_set_is_noticed_without_a_download(
    instance: dg.DagsterInstance, hub, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("SYNGEN_OFFLINE", "0")
    name = "katielink/healthsearchqa"
    release(instance, hub.publish(name, {"a.csv": b"question\nWhat is flu?\n"}), name)
    assert "is released as its source stands" in why(tick(instance))
    moved = hub.publish(name, {"a.csv": b"question\nWhat is a cold?\n"})
    (request,) = tick(instance).run_requests or ()
    assert request.tags["syngen/revision"] == moved
    assert not hub.requests(containing="/resolve/")


def test_it_waits_to_be_switched_on():
    assert watching("healthcare").default_status is dg.DefaultSensorStatus.STOPPED
