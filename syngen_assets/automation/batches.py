"""After a batch has landed, the run that handed it in is asked for again and goes on."""

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import dagster as dg
from dagster import DagsterRun, DagsterRunStatus, RunRecord

from syngen_assets.assets.made import BATCH_TAG
from syngen_assets.assets.partitions import DOMAINS, recipe_of
from syngen_assets.automation.jobs import JOBS, seconds_between
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
"""The tag of a run that goes on after batches, with the names of what it waited for."""

_OURS = "syngen/"
_NONE = "No batch is out."


@dataclass(frozen=True)
class Wait:
    """What a run of a domain waits for.

    Args:
        domain: which.
        shown: the names of the batches; the last of its own, where it has some.
        asked_by: the Dagster run.
        job: the run that is charged.
    """

    domain: str
    shown: str
    asked_by: str
    job: str


@dg.sensor(
    jobs=[*JOBS.values()],
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
    domains = {*DOMAINS.get_partition_keys(), *(batch.account.domain for batch in known)}
    requests, reasons = [], list(faults)
    for domain in sorted(domains):
        runs = Runs(instance, domain, output, now)
        waits = list(_waits(runs, store, known))
        out = _out(waits, known)
        if out:
            reasons.append(f"{domain} waits for {', '.join(out)}.")
            continue
        why = {wait: _reason_to_wait(runs, wait) for wait in waits}
        ready = [wait for wait in waits if not why[wait]]
        requests += [_again(instance, wait) for wait in ready[:1]]
        reasons += [] if ready else dict.fromkeys(why.values())
    reason = " ".join(reasons) or _NONE
    return dg.SensorResult(run_requests=requests, skip_reason=None if requests else reason)


def _waits(runs: Runs, store: ResponseStore, known: Sequence[Batch]) -> Iterator[Wait]:
    """What a domain waits for: the last of its own batches, and batches of other domains.

    For those it has handed in nothing: its last run that did not fail says that it awaits them.
    """
    own = [batch for batch in known if batch.account.domain == runs.domain]
    if own:
        last = own[-1]
        yield Wait(runs.domain, last.shown, last.asked_by, last.account.run)
    run = runs.last()
    awaited = run.tags.get(BATCH_TAG) if run else None
    if run and awaited:
        with store.transaction() as db:
            owners = batches.owners(db, awaited.split(","))
        if owners != {runs.domain}:
            shown = awaited if owners else run.run_id  # what it awaited landed while it ended
            yield Wait(runs.domain, shown, run.run_id, _told(run).get("run") or run.run_id)


def _out(waits: Sequence[Wait], known: Sequence[Batch]) -> list[str]:
    """The batches that are still out of those that are waited for, and of the domain's own.

    One that was only uploaded is at work nowhere: its run was killed, and the next sends it.
    """
    domains = {wait.domain for wait in waits}
    named = {name for wait in waits for name in wait.shown.split(",")}
    sent = [batch for batch in known if batch.state == "sent"]
    return [one.shown for one in sent if one.account.domain in domains or one.shown in named]


def _reason_to_wait(runs: Runs, last: Wait) -> str:
    """Why no run is asked for after what a domain waited for; empty where one is."""
    domain, running = last.domain, runs.under_way()
    if running:
        return f"A run of {domain} is in progress: {running}."
    if not runs.instance.get_run_by_id(last.asked_by):
        return (
            f"{last.shown} has landed, and the run of {domain} that handed it in is not known here "
            f"({last.asked_by}); go on with the command that started it, or by hand."
        )
    ended = _ended(runs.instance, last)
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


def _ended(instance: dg.DagsterInstance, last: Wait) -> list[RunRecord]:
    """The runs that were asked for after that, oldest first."""
    asked = dg.RunsFilter(tags={PARTITION: last.domain, LANDED: last.shown})
    return sorted(instance.get_run_records(asked), key=lambda record: record.storage_id)


def _again(instance: dg.DagsterInstance, last: Wait) -> dg.RunRequest:
    """The run that waited, of the same assets, with its settings, tags and budget."""
    run = instance.get_run_by_id(last.asked_by)
    assert run
    tags = {name: text for name, text in run.tags.items() if name.startswith(_OURS)}
    tags.pop(BATCH_TAG, None)
    return dg.RunRequest(
        job_name=JOBS[recipe_of(last.domain)].name,
        run_key=f"{last.shown}+{len(_ended(instance, last))}",
        run_config=_config(run, last),
        asset_selection=sorted(run.asset_selection) if run.asset_selection else None,
        partition_key=last.domain,
        tags={**tags, CAUSE: BATCH, LANDED: last.shown},
    )


def _config(run: DagsterRun, last: Wait) -> Mapping[str, Any]:
    resources: Mapping[str, Any] = run.run_config.get("resources", {})
    mine = {"config": {**_told(run), "mode": BATCH, "run": last.job}}
    return {"resources": {**resources, "settings": mine}}


def _told(run: DagsterRun) -> Mapping[str, Any]:
    """What a run was told of its settings."""
    resources: Mapping[str, Any] = run.run_config.get("resources", {})
    told: Mapping[str, Any] = resources.get("settings", {}).get("config", {})
    return told


def _now() -> float:
    return datetime.now(UTC).timestamp()
