"""One run of a domain from the command line, through Dagster, round by round until it is full."""

import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from itertools import chain
from typing import Any
from uuid import uuid4

import dagster as dg
from dagster import DagsterInstance

from syngen_assets import review_summaries, waiting
from syngen_assets.assets.made import BATCH_TAG
from syngen_assets.core.domains import Domain
from syngen_assets.core.errors import GateError, SynGenError
from syngen_assets.core.flow import FLOWS
from syngen_assets.core.judges import kinship
from syngen_assets.core.recipes import of_preferences, of_product_reviews
from syngen_assets.core.settings import BATCH, Settings
from syngen_assets.core.telling import counted
from syngen_assets.instances import kept
from syngen_assets.llm.prices import UNKNOWN
from syngen_assets.models import chat_model, judge_model
from syngen_assets.resources import exclusions, output_folder
from syngen_assets.spending import budget, prices
from syngen_assets.storage.folders import make_folder
from syngen_assets.storage.sources import spec
from syngen_assets.summaries import Made, Summary, summary, tried
from syngen_assets.told import config

ROUNDS = 3
_QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
_SUMS = ("calls", "cached", "prompt_tokens", "completion_tokens", "seconds", "usd")

Say = Callable[[str], None]


def run(settings: Settings[Domain], say: Say, stay: bool = False) -> Summary:
    """Make the domain's data set, in up to three rounds while pairs are missing.

    A round after the first goes without the questions whose pairs failed a gate; reviews of
    products need one round. In batches, it ends where it has to wait for one, and the next one goes
    on with its budget.

    Args:
        settings: what the run was told.
        say: is told what a person should know while it runs.
        stay: whether it waits for its batches, until there is a release.

    Raises:
        SynGenError: whatever ended the run.
    """
    known = prices(settings.prices)
    # A missing key or price ends the run before anything starts.
    chat_model(settings, os.environ, budget(settings, known, lambda since: []))
    judging = settings.judging
    if judging:
        judge_model(judging, os.environ, budget(settings, known, lambda since: [], judging))
    if of_preferences(settings):
        _within_candidates(settings)
    source = spec(settings).name
    make_folder(output_folder(settings))
    earlier = waiting.job(settings) if settings.mode == BATCH else None
    settings = replace(settings, run=earlier or str(uuid4()))
    model = "offline, no model is asked" if settings.offline else f"model {settings.model}"
    size = f"{settings.questions:,} {FLOWS[settings.domain.recipe].size}"
    say(f"{settings.domain.name}: {size} from {source}, {model}")
    if judging:
        say(f"judge {judging.model}, asked about every pair in both orders")
        kin = kinship(judging.model, settings.model_name)
        if kin:
            say(f"warning: {kin}")
    return _rounds(settings, say, stay, chain([] if earlier else [settings.run], _names()))


def _rounds(settings: Settings[Domain], say: Say, stay: bool, names: Iterator[str]) -> Summary:
    """Round by round, each of as many Dagster runs as it has to wait for batches."""
    started, flow = time.monotonic(), FLOWS[settings.domain.recipe]
    spent: dict[str, Any] = dict.fromkeys(_SUMS, 0)
    number = 1
    while True:
        made, out = _materialise(settings, next(names))
        for calls in made.values():
            spent = {name: _plus(spent[name], calls.get(name, 0)) for name in _SUMS}
        release = made.get(flow.release.name)
        if release is None:
            so_far = waiting.summary(settings, out, time.monotonic() - started)
            if so_far and not stay:
                return so_far
            waiting.wait(settings, out, say)
            continue
        if number == ROUNDS or not _can_be_filled(settings, release):
            break
        number += 1
        say(f"{release['missing']:,} pairs are missing; round {number} tries to fill them")
    if settings.mode == BATCH:
        spent |= waiting.paid(settings)
        held = sum(one.get("cached", 0) for one in made.values())
        spent["cached"] = max(0, held - spent["calls"])  # the rest came in batches of this job
    seconds = time.monotonic() - started
    if of_product_reviews(settings):
        return review_summaries.summary(settings, made, spent, seconds)
    assert of_preferences(settings)
    return summary(settings, made, spent, seconds)


def _can_be_filled(settings: Settings[Domain], release: Mapping[str, Any]) -> bool:
    """Whether another round may bring what is missing: others for what failed, within the cap.

    Reviews are asked for again within their step, until none is missing.
    """
    if not of_preferences(settings) or not release["missing"] or not release["quarantined"]:
        return False
    return tried(release) + release["missing"] <= settings.candidates_allowed


def _names() -> Iterator[str]:
    """Names for Dagster runs, as many as there are rounds."""
    while True:
        yield str(uuid4())


def _within_candidates(settings: Settings) -> None:
    """Refuse a run for which more questions would have to be tried than are allowed."""
    held, allowed = len(exclusions(settings).ids()), settings.candidates_allowed
    if held + settings.questions > allowed:
        raise GateError(
            f"{counted(held, 'question')} failed a gate in earlier runs, and with the "
            f"{settings.questions:,} that are wanted more than {allowed:,} would be tried; give a "
            "greater --max-candidates (SYNGEN_MAX_CANDIDATES) to go on from here."
        )


def _plus(one: Any, other: Any) -> Any:
    """Their sum; with what is unknown it is unknown too."""
    return UNKNOWN if UNKNOWN in (one, other) else one + other


def _materialise(settings: Settings[Domain], run_id: str) -> tuple[Made, list[str]]:
    """One Dagster run of a recipe: asset → metadata as plain values; the batches it awaits.

    The first one lends its id to the accounts of all of them, which share one budget.

    Raises:
        SynGenError: the run ended for a reason that has a sentence.
    """
    from syngen_assets.automation.jobs import JOBS
    from syngen_assets.definitions import defs

    job = JOBS[settings.domain.recipe].name
    with kept(settings) as instance, _named(instance, run_id):
        result = defs.resolve_job_def(job).execute_in_process(
            partition_key=settings.domain.name,
            instance=instance,
            run_id=run_id,
            run_config={**config(settings), **_QUIET},
            tags={f"syngen/{name}": value for name, value in settings.overrides.items()},
            raise_on_error=True,
        )
        run = instance.get_run_by_id(run_id)
    events = result.get_asset_materialization_events()
    done = [event.step_materialization_data.materialization for event in events]
    made = {
        one.asset_key.path[-1]: {name: item.value for name, item in one.metadata.items()}
        for one in done
    }
    return made, (run.tags.get(BATCH_TAG, "") if run else "").split(",")


@contextmanager
def _named(instance: DagsterInstance, run_id: str) -> Iterator[None]:
    """Our own errors as they are, out of whatever Dagster puts around them."""
    try:
        yield
    except dg.DagsterExecutionInterruptedError:
        raise KeyboardInterrupt from None
    except (dg.DagsterError, dg.Failure) as error:
        cause: BaseException | None = error
        while cause is not None:
            if isinstance(cause, SynGenError):
                raise cause from error
            cause = cause.__cause__ or getattr(cause, "user_exception", None)
        failed = _failed_checks(instance, run_id)
        if failed:
            raise GateError(f"Stopped by a check: {'; '.join(failed)}.") from error
        raise


def _failed_checks(instance: DagsterInstance, run_id: str) -> list[str]:
    kind = dg.DagsterEventType.ASSET_CHECK_EVALUATION
    logs = [log.dagster_event for log in instance.all_logs(run_id, of_type=kind)]
    checks = [log.asset_check_evaluation_data for log in logs if log]
    return [
        f"{check.check_name}: {check.description}"
        for check in checks
        if not check.passed and check.severity == dg.AssetCheckSeverity.ERROR
    ]
