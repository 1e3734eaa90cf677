"""After a batch has landed, the run that handed it in is asked for again and goes on."""

import os
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import dagster as dg
from dagster import DagsterRun, DagsterRunStatus, RunRecord

from syngen_assets.assets.made import BATCH_TAG
from syngen_assets.automation.jobs import JOB, seconds_between
from syngen_assets.core.errors import SynGenError
from syngen_assets.core.settings import BATCH, OUTPUT
from syngen_assets.core.watching import GAPS
from syngen_assets.desks import fetch
from syngen_assets.llm import batches
from syngen_assets.llm.batches import Batch
from syngen_assets.llm.store import REPLIES, ResponseStore
from syngen_assets.past import CAUSE, PARTITION, Runs
from syngen_assets.storage.folders import root

SECONDS = 60
LANDED = "syngen/landed"
"""The tag of a run that goes on after a batch, with the name of the batch."""

_OURS = "syngen/"
_NONE = "No batch is out."


@dg.sensor(
    job=JOB,
    minimum_interval_seconds=seconds_between(SECONDS),
    description=(
        "Asks the servers how the batches stand that are out, puts the replies of those that have "
        "landed into the store, and asks for the run of a domain again when none of its batches is "
        "out any more. It goes on with the settings and the budget of the run that handed them in."
    ),
)
def batches_landed(context: dg.SensorEvaluationContext) -> dg.SensorResult:
    """What has landed since the last look, and the runs that can go on."""
    output = root() / (os.environ.get("SYNGEN_OUTPUT") or OUTPUT)
    if not (output / REPLIES).exists():
        return dg.SensorResult(skip_reason=_NONE)
    try:
        with ResponseStore(output / REPLIES) as store:
            faults = _fetched(store)
            return looked_at(context.instance, store, output, _now(), faults)
    except SynGenError as error:
        return dg.SensorResult(skip_reason=str(error))


def _fetched(store: ResponseStore) -> list[str]:
    """Put what has landed into the store; what servers do not say, in sentences."""
    with store.transaction() as db:
        domains = {batch.account.domain for batch in batches.batches(db, None, "sent")}
    faults = []
    for domain in sorted(domains):
        try:
            fetch(store, os.environ, domain, hurried=True)  # a tick has a minute
        except SynGenError as error:
            faults.append(str(error))
    return faults


def looked_at(
    instance: dg.DagsterInstance,
    store: ResponseStore,
    output: Path,
    now: float,
    faults: Sequence[str] = (),
) -> dg.SensorResult:
    """The runs that can go on, or a reason for none.

    Args:
        instance: what Dagster remembers.
        store: where batches are written down.
        output: its folder.
        now: the time, in seconds.
        faults: what servers did not say.
    """
    with store.transaction() as db:
        known = batches.batches(db, None, "uploaded", "sent", "landed")
    requests, reasons = [], list(faults)
    for domain in sorted({batch.account.domain for batch in known}):
        mine = [batch for batch in known if batch.account.domain == domain]
        # One that was only uploaded is at work nowhere: its run was killed, and the next sends it.
        out = [batch.shown for batch in mine if batch.state == "sent"]
        if out:
            reasons.append(f"{domain} waits for {', '.join(out)}.")
            continue
        reason = _reason_to_wait(instance, mine[-1], Runs(instance, domain, output, now))
        if reason:
            reasons.append(reason)
        else:
            requests.append(_again(instance, mine[-1]))
    reason = " ".join(reasons) or _NONE
    return dg.SensorResult(run_requests=requests, skip_reason=None if requests else reason)


def _reason_to_wait(instance: dg.DagsterInstance, last: Batch, runs: Runs) -> str:
    """Why no run is asked for after the last batch of a domain; empty where one is."""
    domain, running = last.account.domain, runs.under_way()
    if running:
        return f"A run of {domain} is in progress: {running}."
    if not instance.get_run_by_id(last.asked_by):
        return (
            f"{last.shown} has landed, and the run of {domain} that handed it in is not known here "
            f"({last.asked_by}); go on with the command that started it, or by hand."
        )
    ended = _ended(instance, last)
    if any(one.dagster_run.status is DagsterRunStatus.SUCCESS for one in ended):
        return f"{domain} has gone on after {last.shown}."
    failed = [one for one in ended if one.dagster_run.is_finished]  # not those that were killed
    if len(failed) > len(GAPS):
        return (
            f"{len(failed)} runs of {domain} failed after {last.shown}. It is not tried again: see "
            "what the last one says, mend it, and make it by hand."
        )
    since = failed[-1].end_time if failed else None
    left = since + GAPS[len(failed) - 1] - runs.now if since else 0
    return f"{domain} is tried again in {left / 60:.0f} min." if left > 0 else ""


def _ended(instance: dg.DagsterInstance, last: Batch) -> list[RunRecord]:
    """The runs that were asked for after a batch, oldest first."""
    asked = dg.RunsFilter(tags={PARTITION: last.account.domain, LANDED: last.shown})
    return sorted(instance.get_run_records(asked), key=lambda record: record.storage_id)


def _again(instance: dg.DagsterInstance, last: Batch) -> dg.RunRequest:
    """The run that handed a batch in, of the same assets, with its settings, tags and budget."""
    run = instance.get_run_by_id(last.asked_by)
    assert run
    tags = {name: text for name, text in run.tags.items() if name.startswith(_OURS)}
    tags.pop(BATCH_TAG, None)
    return dg.RunRequest(
        run_key=f"{last.shown}+{len(_ended(instance, last))}",
        run_config=_config(run, last),
        asset_selection=sorted(run.asset_selection) if run.asset_selection else None,
        partition_key=last.account.domain,
        tags={**tags, CAUSE: BATCH, LANDED: last.shown},
    )


def _config(run: DagsterRun, last: Batch) -> Mapping[str, Any]:
    resources: Mapping[str, Any] = run.run_config.get("resources", {})
    told = resources.get("settings", {}).get("config", {})
    mine = {"config": {**told, "mode": BATCH, "run": last.account.run}}
    return {"resources": {**resources, "settings": mine}}


def _now() -> float:
    return datetime.now(UTC).timestamp()
