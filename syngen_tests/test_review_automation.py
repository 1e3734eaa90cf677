"""New reviews make the release and its audit again; nothing else does, and no model is asked."""

from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest
from dagster import DagsterRunStatus
from dagster._core.test_utils import create_run_for_test

from syngen_assets.assets.outside import seen, stands_at
from syngen_assets.automation.reviews import AFTER_REVIEWS, release_after_reviews, reviews_saved
from syngen_assets.definitions import defs
from syngen_assets.past import PARTITION
from syngen_assets.storage.folders import read_domain
from syngen_assets.storage.reviews import REVIEWS_FILE, ReviewStore
from syngen_tests.reviews import review

FILE = Path("data/output", REVIEWS_FILE)
PAIR = "0" * 12
TAIL = {"questions_and_responses", "audit"}
STEPS = [key.path[-1] for key in defs.resolve_asset_graph().materializable_asset_keys]


@pytest.fixture
def instance(home: Path) -> Iterator[dg.DagsterInstance]:
    Path("data/output").mkdir(parents=True)
    with dg.DagsterInstance.ephemeral() as instance:
        yield instance


def made(instance: dg.DagsterInstance, *assets: str) -> None:
    for asset in assets:
        instance.report_runless_asset_event(dg.AssetMaterialization(asset, partition="healthcare"))


def tell(instance: dg.DagsterInstance) -> int:
    """Let the sensor tell of reviews; how many events it told."""
    with dg.build_sensor_context(instance, definitions=defs) as context:
        events = reviews_saved(context).asset_events
    for event in events:
        instance.report_runless_asset_event(event)
    return len(events)


def said(pair: str, reviewer: str = "ann") -> None:
    with ReviewStore(FILE) as store:
        store.add("healthcare", review(pair, reviewer))


class Daemon:
    """The ticks of the automation sensor, one after the other."""

    def __init__(self, instance: dg.DagsterInstance) -> None:
        self.instance, self.cursor = instance, None

    def tick(self) -> set[str]:
        """The assets that are asked for, all of the same domain."""
        result = dg.evaluate_automation_conditions(
            defs, self.instance, asset_selection=dg.AssetSelection.all(), cursor=self.cursor
        )
        self.cursor = result.cursor
        wanted = {name for name in STEPS if result.get_requested_partitions(dg.AssetKey(name))}
        assert all(
            result.get_requested_partitions(dg.AssetKey(name)) == {"healthcare"} for name in wanted
        )
        return wanted


@pytest.fixture
def daemon(instance: dg.DagsterInstance) -> Daemon:
    made(instance, *STEPS)
    daemon = Daemon(instance)
    assert daemon.tick() == set()
    return daemon


def test_a_tick_that_tells_of_reviews_says_so(instance: dg.DagsterInstance):
    said(PAIR)
    with dg.build_sensor_context(instance, definitions=defs) as context:
        told = reviews_saved(context).skip_reason
    assert told
    assert told.skip_message == "Dagster knows of new reviews of healthcare."


def test_new_reviews_ask_for_the_release_and_its_audit_once(daemon: Daemon):
    said(PAIR)
    assert tell(daemon.instance)
    assert daemon.tick() == TAIL
    assert daemon.tick() == set()
    made(daemon.instance, *TAIL)
    assert daemon.tick() == set()
    assert not tell(daemon.instance)
    said(PAIR, "bob")
    assert tell(daemon.instance)
    assert daemon.tick() == TAIL


def test_nothing_else_asks_for_anything(daemon: Daemon):
    domain = read_domain(Path(), "healthcare")
    daemon.instance.report_runless_asset_event(seen(domain.model_copy(update={"target": 20})))
    assert daemon.tick() == set()
    daemon.instance.report_runless_asset_event(stands_at("healthcare", "b" * 40))
    assert daemon.tick() == set()
    for step in STEPS:
        made(daemon.instance, step)
        assert daemon.tick() == set(), step


def test_another_code_version_asks_for_nothing(daemon: Daemon):
    changed = [
        asset.map_asset_specs(lambda spec: spec.replace_attributes(code_version="other"))
        if isinstance(asset, dg.AssetsDefinition)
        else asset
        for asset in defs.assets or ()
    ]
    result = dg.evaluate_automation_conditions(
        dg.Definitions(assets=changed, resources=defs.resources),
        daemon.instance,
        asset_selection=dg.AssetSelection.all(),
        cursor=daemon.cursor,
    )
    assert result.total_requested == 0


def test_no_step_that_may_ask_a_model_has_a_condition_or_stands_in_the_target():
    graph = defs.resolve_asset_graph()
    automatic = {
        key.path[-1]
        for key in graph.materializable_asset_keys
        if graph.get(key).automation_condition
    }
    assert automatic == TAIL
    assert {key.path[-1] for key in release_after_reviews.asset_selection.resolve(graph)} == TAIL
    assert release_after_reviews.default_status is dg.DefaultSensorStatus.STOPPED
    assert release_after_reviews.run_tags["syngen/cause"] == "reviews"
    for name in TAIL:
        (node,) = [
            asset
            for asset in defs.assets or ()
            if isinstance(asset, dg.AssetsDefinition) and asset.key == dg.AssetKey(name)
        ]
        assert not node.required_resource_keys & {"chat", "judge"}


def test_a_domain_without_a_release_is_not_released_by_reviews(instance: dg.DagsterInstance):
    daemon = Daemon(instance)
    daemon.tick()
    said(PAIR)
    tell(instance)
    assert daemon.tick() == set()


def test_rows_of_a_newer_source_are_not_told_of_pairs_that_were_made_before(daemon: Daemon):
    made(daemon.instance, "raw_questions")
    said(PAIR)
    tell(daemon.instance)
    assert daemon.tick() == set()
    made(daemon.instance, "pairs")
    assert daemon.tick() == TAIL


def test_reviews_that_come_during_a_run_are_told_after_it(instance: dg.DagsterInstance):
    going = create_run_for_test(
        instance, status=DagsterRunStatus.STARTED, tags={PARTITION: "healthcare"}
    )
    said(PAIR)
    assert not tell(instance)
    instance.report_run_failed(going)
    assert tell(instance)


def test_what_nobody_reviewed_is_not_told_of(instance: dg.DagsterInstance):
    assert not tell(instance)
    FILE.with_name(FILE.name).touch()
    assert not tell(instance)


def test_the_condition_can_be_kept_by_the_daemon():
    assert AFTER_REVIEWS.is_serializable
