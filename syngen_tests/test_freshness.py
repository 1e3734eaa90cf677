"""A release that is too old, or whose source has moved, is said to be stale, and why."""

from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest

from syngen_assets.assets.outside import stands_at
from syngen_assets.automation.freshness import POLICY, freshness_of_releases
from syngen_assets.checks.freshness import FRESH, freshness
from syngen_assets.core.freshness import DAY, Age
from syngen_assets.core.preferences import PREFERENCES
from syngen_assets.definitions import defs
from syngen_assets.past import release_of
from syngen_tests.servers.hook import Hook

OLD, NEW = "a" * 40, "b" * 40


@pytest.mark.parametrize(
    ("age", "said"),
    [
        (Age(8, 8, OLD, OLD), ""),
        (Age(0, 8, OLD, ""), ""),
        (Age(8.1, 8, OLD, OLD), "The release is 8.1 days old and may be 8"),
        (Age(0, 8, OLD, NEW), "Its source has moved from aaaaaaaaaaaa to bbbbbbbbbbbb."),
        (Age(9, 8, OLD, NEW), "may be 8 (`freshness:` in domain.yaml), and its source has moved"),
        (Age(0, 8, "", NEW), "from an unknown revision"),
    ],
)
def test_a_release_is_stale_by_its_age_or_by_its_source(age: Age, said: str):
    assert said in age.problem
    assert bool(said) == bool(age.problem)


@pytest.fixture
def hook() -> Iterator[Hook]:
    with Hook() as hook:
        yield hook


@pytest.fixture
def instance(home: Path) -> Iterator[dg.DagsterInstance]:
    with dg.DagsterInstance.ephemeral() as instance:
        yield instance


def released(instance: dg.DagsterInstance) -> float:
    """When a release was made of the old revision."""
    for asset in ("raw_questions", "pairs", "questions_and_responses"):
        instance.report_runless_asset_event(
            dg.AssetMaterialization(asset, partition="healthcare", metadata={"revision": OLD})
        )
    found = release_of(instance, "healthcare")
    assert found
    return found.at


def test_the_check_warns_of_age_with_its_evidence(instance: dg.DagsterInstance):
    at = released(instance)
    assert freshness(instance, "healthcare", at + 8 * DAY).passed
    verdict = freshness(instance, "healthcare", at + 10 * DAY)
    assert not verdict.passed
    assert verdict.severity is dg.AssetCheckSeverity.WARN
    evidence = {name: item.value for name, item in verdict.metadata.items()}
    assert evidence == {
        "age_days": 10.0,
        "limit_days": 8.0,
        "released_revision": OLD,
        "newest_revision": OLD,
    }


def test_the_limit_is_that_of_the_domain(instance: dg.DagsterInstance):
    file = Path("data/domains/healthcare/domain.yaml")
    file.write_text(f"{file.read_text()}\nfreshness: {{days: 0.5}}\n")
    at = released(instance)
    assert not freshness(instance, "healthcare", at + DAY).passed


def test_the_check_warns_of_a_source_that_was_seen_to_move(instance: dg.DagsterInstance):
    at = released(instance)
    instance.report_runless_asset_event(stands_at("gardening", NEW))
    assert freshness(instance, "healthcare", at).passed
    instance.report_runless_asset_event(stands_at("healthcare", NEW))
    assert "Its source has moved" in str(freshness(instance, "healthcare", at).description)


def test_what_was_never_released_or_cannot_be_read_is_not_fresh(instance: dg.DagsterInstance):
    assert "never released" in str(freshness(instance, "healthcare", 0).description)
    at = released(instance)
    Path("data/domains/healthcare/domain.yaml").write_text("title: [")
    assert "domain.yaml" in str(freshness(instance, "healthcare", at).description)


def test_the_check_runs_by_itself_for_one_domain(instance: dg.DagsterInstance):
    released(instance)
    graph = dg.Definitions(
        assets=defs.assets,
        asset_checks=[FRESH[PREFERENCES]],
        resources=defs.resources,
        executor=dg.in_process_executor,
        jobs=[dg.define_asset_job("look", dg.AssetSelection.checks(FRESH[PREFERENCES]))],
    )
    told = {"resources": {"settings": {"config": {"offline": True}}}}
    quiet = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
    result = graph.resolve_job_def("look").execute_in_process(
        told | quiet, instance, tags={"dagster/partition": "healthcare"}
    )
    (evaluation,) = result.get_asset_check_evaluations()
    # Every run looks where the source stands, and here that is not where the release says.
    assert (evaluation.partition, evaluation.passed) == ("healthcare", False)
    assert "Its source has moved" in str(evaluation.description)


def test_the_sensor_says_of_every_released_domain_how_old_it_is(instance: dg.DagsterInstance):
    def tick() -> dg.SensorResult:
        with dg.build_sensor_context(instance, definitions=defs) as context:
            return freshness_of_releases(context)

    assert "Nothing was released" in str(tick().skip_reason)
    released(instance)
    looked = tick()
    assert "healthcare is fresh." in str(looked.skip_reason)
    (evaluation,) = looked.asset_events
    assert isinstance(evaluation, dg.AssetCheckEvaluation)
    assert (evaluation.partition, evaluation.passed) == ("healthcare", True)
    instance.report_runless_asset_event(evaluation)
    (record,) = instance.event_log_storage.get_asset_check_execution_history(
        dg.AssetCheckKey(dg.AssetKey("questions_and_responses"), "release_is_fresh"), limit=9
    )
    assert record.partition == "healthcare"


def test_a_release_that_is_not_fresh_is_told_to_a_person(
    instance: dg.DagsterInstance, hook: Hook, monkeypatch: pytest.MonkeyPatch
):
    released(instance)
    instance.report_runless_asset_event(stands_at("healthcare", NEW))
    monkeypatch.setenv("SYNGEN_WEBHOOK", hook.url)
    with dg.build_sensor_context(instance, definitions=defs) as context:
        freshness_of_releases(context)
        hook.status = 500
        result = freshness_of_releases(context)
    assert "Its source has moved" in hook.posted[0]["text"]
    assert hook.posted[0]["gates"][0]["name"] == "release_is_fresh"
    assert len(result.asset_events) == 1
    assert "answered HTTP 500" in str(result.skip_reason)


def test_dagster_shows_the_longest_time_that_any_domain_allows():
    node = defs.resolve_asset_graph().get(dg.AssetKey("questions_and_responses"))
    assert node.freshness_policy == POLICY
    assert POLICY.fail_window.to_timedelta().days == 8
