"""A run that failed is told to a person once, with what ended it, and no secret."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import dagster as dg
import pytest

from syngen_assets.automation.failures import message, tell, tell_failures
from syngen_assets.core.errors import MessageError
from syngen_assets.core.failures import FailedGate, Failure, Message, hidden, stale
from syngen_assets.core.notices import KEPT, OVERLAP, Notices
from syngen_assets.definitions import defs

DOMAIN = dg.StaticPartitionsDefinition(["healthcare"])
QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}


# What a message says


def test_a_message_names_domain_run_step_gate_figure_limit_and_what_to_do():
    gate = FailedGate("self_bleu", "It repeats itself.", 0.81, "at most 0.7", ["p1", "p2"])
    told = Failure("healthcare", "run-1", "source", "pairs", "", [gate]).message
    assert told.title == "SynGen: healthcare failed at pairs"
    first, second, last = told.text.splitlines()
    assert first == "healthcare: run run-1, started by source, failed at pairs."
    assert second == (
        "Gate self_bleu is 0.81, limit at most 0.7. It repeats itself. First pairs: p1, p2."
    )
    assert "The earlier release is as it was." in last
    assert "materialise everything of healthcare again" in last
    assert told.facts["gates"][0]["value"] == 0.81
    json.dumps(told.facts)


def test_a_stale_release_is_told_with_its_check():
    told = stale("healthcare", "The release is 9 days old.")
    assert told.text == "healthcare: The release is 9 days old."
    assert told.facts["gates"][0]["name"] == "release_is_fresh"


def test_a_secret_of_the_environment_is_in_no_text():
    secrets = {"OPENAI_API_KEY": "sk-12345678", "HF_TOKEN": "hf_abc", "HOME": "/home"}
    assert hidden("sk-12345678 at /home with hf_abc", secrets) == "… at /home with …"
    assert hidden("a key", {"EMPTY_KEY": ""}) == "a key"


# What is remembered between ticks


def test_what_failed_before_the_first_look_is_not_told():
    notices = Notices.read(None, 1000.0).with_failed({"old": 999.0, "new": 1001.0}, ["hook"], 1002)
    assert notices.left_for("hook") == ["new"]


def test_a_run_is_told_once_to_each_and_what_is_left_survives_a_restart():
    notices = Notices.read(None, 0).with_failed({"run": 5.0}, ["hook", "mail"], 10)
    notices = Notices.read(notices.told("run", "hook").text, 99)
    assert (notices.left_for("hook"), notices.left_for("mail")) == ([], ["run"])
    again = notices.with_failed({"run": 5.0}, ["hook", "mail"], 20)
    assert (again.left_for("hook"), again.left_for("mail")) == ([], ["run"])
    assert not again.told("run", "mail").left


def test_a_failure_during_a_long_pause_of_the_daemon_is_told_after_it():
    notices = Notices.read(None, 0).with_failed({}, ["hook"], 10)
    late = notices.with_failed({"run": 20.0}, ["hook"], 20 + 3 * KEPT)
    assert late.left_for("hook") == ["run"]


def test_what_cannot_be_told_for_a_day_is_given_up_and_not_begun_again():
    notices = Notices.read(None, 0).with_failed({"run": 5.0}, ["hook"], 10)
    assert notices.with_failed({}, ["hook"], KEPT).left_for("hook")
    gone = notices.with_failed({"run": 5.0}, ["hook"], KEPT + 11)
    assert not gone.left
    assert not gone.with_failed({"run": 5.0}, ["hook"], KEPT + OVERLAP + 12).left


def test_a_messenger_that_is_no_longer_configured_holds_nothing_up():
    notices = Notices.read(None, 0).with_failed({"run": 5.0}, ["hook"], 10)
    assert not notices.with_failed({}, ["mail"], 20).left


# What is read of a run


def failing(instance: dg.DagsterInstance, fault: Exception | None, passed: bool = True) -> str:
    """A run of a small graph that ends with a fault, or at a check."""

    @dg.asset(partitions_def=DOMAIN)
    def pairs() -> None:
        if fault:
            raise fault

    @dg.asset_check(asset=pairs, blocking=True)
    def self_bleu() -> dg.AssetCheckResult:
        told = {"value": 0.81, "limit": "at most 0.7", "first_pairs": ["p1", "p2"]}
        return dg.AssetCheckResult(passed=passed, metadata=told, description="It repeats itself.")

    graph = dg.Definitions(
        assets=[pairs],
        asset_checks=[self_bleu],
        jobs=[dg.define_asset_job("preferences")],
        executor=dg.in_process_executor,
    )
    done = graph.resolve_job_def("preferences").execute_in_process(
        QUIET,
        instance,
        partition_key="healthcare",
        tags={"syngen/cause": "schedule"},
        raise_on_error=False,
    )
    return done.run_id


@pytest.fixture
def instance(home: Path) -> Iterator[dg.DagsterInstance]:
    with dg.DagsterInstance.ephemeral() as instance:
        yield instance


def told(instance: dg.DagsterInstance, run_id: str) -> Message:
    run = instance.get_run_by_id(run_id)
    assert run
    return message(instance, run)


def test_a_gate_that_ended_a_run_is_told_with_its_evidence(instance: dg.DagsterInstance):
    said = told(instance, failing(instance, None, passed=False))
    assert "started by schedule, failed at pairs_self_bleu." in said.text
    assert "Gate self_bleu is 0.81, limit at most 0.7. It repeats itself." in said.text
    assert "First pairs: p1, p2." in said.text


def test_an_error_of_ours_is_told_as_its_sentence(instance: dg.DagsterInstance):
    said = told(instance, failing(instance, dg.Failure("The budget is spent.")))
    assert "failed at pairs." in said.text
    assert "\nThe budget is spent.\n" in said.text


def test_another_error_is_told_without_the_secrets_in_it(
    instance: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("OPENAI_API_KEY", "sk-12345678")
    said = told(instance, failing(instance, ValueError("no sk-12345678")))
    assert "ValueError: no …" in said.text
    assert "sk-12345678" not in json.dumps(said.facts)


# Who is told


@dataclass
class Fake:
    """Keeps what it is told, once it works."""

    name: str
    works: bool = True
    heard: list[Message] = field(default_factory=list)

    def tell(self, message: Message) -> None:
        if not self.works:
            raise MessageError(f"The {self.name} answered HTTP 500.")
        self.heard.append(message)


def test_a_messenger_that_fails_is_tried_again_and_keeps_no_other_from_being_told(
    instance: dg.DagsterInstance,
):
    hook, mail = Fake("hook", works=False), Fake("mail")
    notices = Notices.read(None, 0)
    failing(instance, dg.Failure("No."))
    now = 4_000_000_000.0
    said, notices = tell(instance, [hook, mail], notices, now)
    assert "The hook answered HTTP 500. It is tried again" in said[0]
    assert (len(hook.heard), len(mail.heard)) == (0, 1)
    hook.works = True
    said, notices = tell(instance, [hook, mail], notices, now + 60)
    assert (len(hook.heard), len(mail.heard)) == (1, 1)
    said, notices = tell(instance, [hook, mail], notices, now + 120)
    assert said == []
    assert (len(hook.heard), len(mail.heard)) == (1, 1)


def test_without_a_messenger_the_sensor_says_how_to_get_one(instance: dg.DagsterInstance):
    with dg.build_sensor_context(instance, definitions=defs) as context:
        assert "set SYNGEN_WEBHOOK" in str(tell_failures(context).skip_message)
        assert context.cursor


def test_a_wrong_setting_is_said_and_never_shown(
    instance: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("SYNGEN_WEBHOOK", "hooks.example.org/secret")
    with dg.build_sensor_context(instance, definitions=defs) as context:
        said = str(tell_failures(context).skip_message)
    assert "SYNGEN_WEBHOOK cannot be read as an address" in said
    assert "secret" not in said


def test_it_waits_to_be_switched_on():
    assert tell_failures.default_status is dg.DefaultSensorStatus.STOPPED
    assert tell_failures in (defs.sensors or ())
