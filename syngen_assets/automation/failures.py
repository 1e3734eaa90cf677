"""Failed runs reach a person who does not look at the UI."""

import os
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import dagster as dg
from dagster import DagsterEventType, DagsterRun, DagsterRunStatus, RunRecord

from syngen_assets.automation.jobs import seconds_between
from syngen_assets.core.errors import SynGenError, UsageError
from syngen_assets.core.failures import FailedGate, Failure, Message, hidden
from syngen_assets.core.notices import Notices
from syngen_assets.past import CAUSE, PARTITION
from syngen_assets.storage.messages import HOW, Messenger, messengers

SECONDS = 60


@dg.sensor(
    name="tell_failures",
    minimum_interval_seconds=seconds_between(SECONDS),
    description=(
        "Tells a person of each run that failed: domain, step, gate, figure, limit, first pairs "
        "and what to do. By SYNGEN_WEBHOOK, or SYNGEN_MAIL_TO and SYNGEN_SMTP; what cannot be "
        "delivered is tried again for a day."
    ),
)
def tell_failures(context: dg.SensorEvaluationContext) -> dg.SkipReason:
    """What was told, or why nothing was; this sensor starts no run."""
    now = datetime.now(UTC).timestamp()
    notices = Notices.read(context.cursor, now)
    try:
        tellers = messengers(os.environ)
    except UsageError as error:
        return dg.SkipReason(str(error))
    if not tellers:
        context.update_cursor(Notices.read(None, now).text)
        return dg.SkipReason(HOW)
    said, notices = tell(context.instance, tellers, notices, now)
    context.update_cursor(notices.text)
    return dg.SkipReason(" ".join(said) or "No run has failed since.")


def tell(
    instance: dg.DagsterInstance, tellers: Sequence[Messenger], notices: Notices, now: float
) -> tuple[list[str], Notices]:
    """What was told of failed runs, in sentences, and what is left to tell.

    Args:
        instance: what Dagster remembers.
        tellers: whoever takes a message.
        notices: what was told before.
        now: the time, in seconds.
    """
    names = [teller.name for teller in tellers]
    notices = notices.with_failed(
        {r.dagster_run.run_id: _ended(r) for r in _failed(instance, notices)}, names, now
    )
    said = []
    for teller in tellers:
        for run_id in notices.left_for(teller.name):
            run = instance.get_run_by_id(run_id)
            try:
                if run:
                    teller.tell(message(instance, run))
            except SynGenError as error:
                said.append(f"{error} It is tried again at the next tick.")
                break  # the others would only wait for the same server
            notices = notices.told(run_id, teller.name)
            said.append(f"Told of run {run_id} by {teller.name}.")
    return said, notices


def _failed(instance: dg.DagsterInstance, notices: Notices) -> Sequence[RunRecord]:
    since = datetime.fromtimestamp(notices.since, UTC)
    asked = dg.RunsFilter(statuses=[DagsterRunStatus.FAILURE], updated_after=since)
    return instance.get_run_records(asked, ascending=True)


def _ended(record: RunRecord) -> float:
    return record.end_time or record.update_timestamp.timestamp()


def message(instance: dg.DagsterInstance, run: DagsterRun) -> Message:
    """What a person is told of a failed run."""
    step, error = _fault(instance, run.run_id)
    failure = Failure(
        domain=run.tags.get(PARTITION, run.job_name),
        run=run.run_id,
        cause=run.tags.get(CAUSE, ""),
        step=step,
        error=hidden(error, os.environ),
        gates=failed_gates(instance, run.run_id),
    )
    return failure.message


def failed_gates(instance: dg.DagsterInstance, run_id: str) -> list[FailedGate]:
    """The checks that ended a run, each with its figure, limit and first pairs."""
    kind = DagsterEventType.ASSET_CHECK_EVALUATION
    logs = [log.dagster_event for log in instance.all_logs(run_id, of_type=kind)]
    found = []
    for check in [log.asset_check_evaluation_data for log in logs if log]:
        if not check.passed and check.severity is dg.AssetCheckSeverity.ERROR:
            told = {name: item.value for name, item in check.metadata.items()}
            value = told.get("value")
            found.append(
                FailedGate(
                    name=check.check_name,
                    said=check.description or "",
                    value=float(value) if isinstance(value, int | float) else None,
                    limit=str(told.get("limit") or ""),
                    pairs=[str(row) for row in _first(told)],
                )
            )
    return found


def _first(told: Mapping[str, Any]) -> Sequence[Any]:
    """The first pairs, or reviews, at fault."""
    return told.get("first_pairs") or told.get("first_reviews") or ()


def _fault(instance: dg.DagsterInstance, run_id: str) -> tuple[str, str]:
    """The step at which a run ended, and why, as far as it is known."""
    kinds = {DagsterEventType.STEP_FAILURE, DagsterEventType.RUN_FAILURE}
    events = [log.dagster_event for log in instance.all_logs(run_id, of_type=kinds)]
    for event in [event for event in events if event and event.is_step_failure]:
        data = event.step_failure_data
        if data.user_failure_data and data.user_failure_data.description:
            return event.step_key or "", data.user_failure_data.description
        error = data.error
        while error and error.cause:
            error = error.cause
        return event.step_key or "", error.message.strip() if error else ""
    told = [event.message for event in events if event and event.message]
    return "", told[-1] if told else ""
