"""A real `dagster dev` of a fresh project: what is there, what it says, what starts by itself."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from syngen_assets.core.tables import QUESTIONS_AND_RESPONSES
from syngen_assets.storage.folders import TABLES
from syngen_assets.storage.reviews import REVIEWS_FILE, ReviewStore
from syngen_assets.storage.warehouse import Warehouse
from syngen_tests.homes import make_home
from syngen_tests.live import Live, awaited
from syngen_tests.reviews import review
from syngen_tests.servers.hook import Hook

pytestmark = pytest.mark.slow

THERE = """{
    repositoriesOrError { ... on RepositoryConnection { nodes {
        schedules { name scheduleState { status } }
        sensors { name sensorState { status } }
    } } }
    assetNodes {
        assetKey { path }
        internalFreshnessPolicy { ... on TimeWindowFreshnessPolicy { failWindowSeconds } }
        assetChecksOrError { ... on AssetChecks { checks { name } } }
    }
}"""
OUTPUT = Path("data", "output")
TAIL = {"questions_and_responses", "audit"}
STEPS = "query($id: ID!) { runOrError(runId: $id) { ... on Run { stepStats { stepKey } } } }"


@pytest.fixture(scope="module")
def hook() -> Iterator[Hook]:
    with Hook() as hook:
        yield hook


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory, hook: Hook) -> Iterator[Live]:
    home = make_home(tmp_path_factory.mktemp("fresh"))
    with Live(
        home,
        SYNGEN_OFFLINE="1",
        SYNGEN_SENSOR_SECONDS="2",
        SYNGEN_WEBHOOK=hook.url,
        PYTHONWARNINGS="ignore:Function",
    ) as live:
        yield live


def test_a_fresh_project_shows_what_can_be_switched_on_and_warns_of_nothing(live: Live):
    there = live.ask(THERE)
    (repository,) = there["repositoriesOrError"]["nodes"]
    states = {
        one["name"]: one[f"{kind}State"]["status"]
        for kind in ("sensor", "schedule")
        for one in repository[f"{kind}s"]
    }
    assert set(states) == {
        "schedule_of_healthcare",
        "source_of_healthcare",
        "domain_files",
        "batches_landed",
        "reviews_saved",
        "release_after_reviews",
        "freshness_of_releases",
        "tell_failures",
    }
    on = {name for name, state in states.items() if state != "STOPPED"}
    assert on == {"domain_files"}, "it starts nothing; all that starts something is off"
    nodes = {node["assetKey"]["path"][-1]: node for node in there["assetNodes"]}
    release = nodes["questions_and_responses"]
    checks = {check["name"] for check in release["assetChecksOrError"]["checks"]}
    assert {"release_is_fresh", "release_is_complete"} <= checks
    assert release["internalFreshnessPolicy"]["failWindowSeconds"] == 8 * 24 * 60 * 60
    said = live.log.read_text()
    assert "Warning" not in said, said
    assert "Error" not in said, said


def test_the_tail_follows_reviews_and_the_rest_only_looks(live: Live):
    first = live.finished(live.launch("healthcare", questions=12, seed=5))
    assert first["status"] == "SUCCESS"
    for name in ("source_of_healthcare", "reviews_saved", "release_after_reviews"):
        live.switch("sensor", name)
    live.switch("sensor", "freshness_of_releases")
    said = awaited("a look at the source", lambda: live.ticks("sensor", "source_of_healthcare"))
    assert "is released as its source stands" in said[-1]["skipReason"]
    awaited("a verdict", lambda: live.ticks("sensor", "freshness_of_releases"))
    fresh = live.check("questions_and_responses", "release_is_fresh", "healthcare")
    assert fresh["status"] == "SUCCEEDED"
    awaited("a look at the reviews", lambda: live.ticks("sensor", "release_after_reviews"))
    released = Warehouse(live.home / OUTPUT / TABLES).table(QUESTIONS_AND_RESPONSES, "healthcare")
    with ReviewStore(live.home / OUTPUT / REVIEWS_FILE) as store:
        store.add("healthcare", review(released["pair_id"][0]))
    cause = {"syngen/cause": "reviews"}
    (run,) = awaited("a run after the review", lambda: live.runs(**cause))
    assert live.finished(run["runId"])["status"] == "SUCCESS"
    stats = live.ask(STEPS, id=run["runId"])["runOrError"]["stepStats"]
    steps = {one["stepKey"] for one in stats}
    assert steps >= TAIL
    assert {step for step in steps if not step.startswith((*TAIL, "release_is"))} == set()
    again, before = live.made("questions_and_responses")[:2]
    assert again["overrides"] == before["overrides"]
    assert again["dagster/row_count"] == before["dagster/row_count"]
    told = live.next_tick("reviews_saved", after=time.time())
    live.next_tick("release_after_reviews", after=told["timestamp"])
    assert len(live.runs(**cause)) == 1
    assert not live.runs(**{"syngen/cause": "source"})


def test_a_run_that_fails_is_told_by_the_webhook(live: Live, hook: Hook):
    live.switch("sensor", "tell_failures")
    awaited("a first look", lambda: live.ticks("sensor", "tell_failures"))
    hook.status = 500
    run = live.finished(live.launch("healthcare", source="nowhere.csv"))
    assert run["status"] == "FAILURE"
    awaited("a message that is refused", lambda: hook.posted)
    hook.status = 200
    awaited(
        "the end of it",
        lambda: any(
            "Told of run" in str(tick["skipReason"])
            for tick in live.ticks("sensor", "tell_failures")
        ),
    )
    told = hook.posted[-1]
    assert (told["domain"], told["run"], told["step"]) == (
        "healthcare",
        run["runId"],
        "raw_questions",
    )
    assert "nowhere.csv" in told["error"]
    assert hook.url.rpartition("/")[2] not in live.log.read_text()
