"""One run of a domain from the command line, through Dagster, round by round until it is full."""

import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any
from uuid import uuid4

import dagster as dg
from dagster import DagsterInstance

from syngen_assets.core.errors import GateError, SynGenError
from syngen_assets.core.judges import kinship
from syngen_assets.core.settings import Settings
from syngen_assets.core.settling import FLIPPED, GATES
from syngen_assets.core.telling import counted
from syngen_assets.instances import instance_of
from syngen_assets.llm.prices import UNKNOWN
from syngen_assets.models import chat_model, judge_model
from syngen_assets.resources import exclusions, output_folder
from syngen_assets.spending import budget, prices
from syngen_assets.storage.folders import make_folder
from syngen_assets.storage.sources import spec

ROUNDS = 3
_QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
_FIELDS = (
    *("source", "questions", "seed", "model", "base_url"),
    *("max_usd", "max_tokens", "max_calls", "max_candidates"),
)
_MOVES = ("judged", *GATES, FLIPPED)
_SUMS = ("calls", "cached", "prompt_tokens", "completion_tokens", "seconds", "usd")

Say = Callable[[str], None]
Made = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class Summary:
    """What a run did: figures for programs, text for people, and why pairs are missing, if so."""

    figures: Mapping[str, Any]
    text: str
    missing: str


def run(settings: Settings, say: Say) -> Summary:
    """Make the domain's data set, in up to three rounds while pairs are missing.

    A round after the first goes without the questions whose pairs failed a gate.

    Args:
        settings: what the run was told.
        say: is told what a person should know while it runs.

    Raises:
        SynGenError: whatever ended the run.
    """
    known = prices(settings.prices)
    # A missing key or price ends the run before anything starts.
    chat_model(settings, os.environ, budget(settings, known, lambda since: []))
    judging = settings.judging
    if judging:
        judge_model(judging, os.environ, budget(settings, known, lambda since: [], judging))
    _within_candidates(settings)
    settings = replace(settings, run=str(uuid4()))
    model = "offline, no model is asked" if settings.offline else f"model {settings.model}"
    source = spec(settings).name
    make_folder(output_folder(settings))
    say(f"{settings.domain.name}: {settings.questions:,} questions from {source}, {model}")
    if judging:
        say(f"judge {judging.model}, asked about every pair in both orders")
        kin = kinship(judging.model, settings.model_name)
        if kin:
            say(f"warning: {kin}")
    started = time.monotonic()
    spent: dict[str, Any] = dict.fromkeys(_SUMS, 0)
    made: Made = {}
    for number in range(1, ROUNDS + 1):
        made = _materialise(settings, number)
        for calls in made.values():
            spent = {name: _plus(spent[name], calls.get(name, 0)) for name in _SUMS}
        release = made["questions_and_responses"]
        if not release["missing"] or not release["quarantined"] or number == ROUNDS:
            break
        if _tried(release) + release["missing"] > settings.candidates_allowed:
            break  # the cap allows no more questions
        say(f"{release['missing']:,} pairs are missing; round {number + 1} tries to fill them")
    return _summary(settings, made, spent, time.monotonic() - started)


def _within_candidates(settings: Settings) -> None:
    """Refuse a run for which more questions would have to be tried than are allowed."""
    held, allowed = len(exclusions(settings).ids()), settings.candidates_allowed
    if held + settings.questions > allowed:
        raise GateError(
            f"{counted(held, 'question')} failed a gate in earlier runs, and with the "
            f"{settings.questions:,} that are wanted more than {allowed:,} would be tried; give a "
            "greater --max-candidates (SYNGEN_MAX_CANDIDATES) to go on from here."
        )


def _tried(release: Mapping[str, Any]) -> int:
    """How many questions were tried for the data set so far."""
    return int(release["dagster/row_count"] + release["quarantined"] + release["replaced"])


def _plus(one: Any, other: Any) -> Any:
    """Their sum; with what is unknown it is unknown too."""
    return UNKNOWN if UNKNOWN in (one, other) else one + other


def _materialise(settings: Settings, number: int) -> Made:
    """One Dagster run of the whole graph: asset → metadata as plain values.

    The first round lends its id to the accounts of all of them, which share one budget.

    Raises:
        SynGenError: the run ended for a reason that has a sentence.
    """
    from syngen_assets.definitions import defs

    said = {name: getattr(settings, name) for name in _FIELDS if name in settings.overrides}
    config = {"output": settings.output, "run": settings.run} | settings.pace | said
    if settings.offline:
        config["offline"] = True
    if settings.prices:
        config["prices"] = settings.prices
    words = (
        *("column", "held_out", "preset", "judge", "judge_preset", "judge_base_url"),
        *("embedder", "embedder_base_url"),
    )
    config |= {name: settings.overrides[name] for name in words if name in settings.overrides}
    run_id = settings.run if number == 1 else str(uuid4())
    with instance_of(settings) as instance, _named(instance, run_id):
        result = defs.resolve_job_def("preferences").execute_in_process(
            partition_key=settings.domain.name,
            instance=instance,
            run_id=run_id,
            run_config={"resources": {"settings": {"config": config}}, **_QUIET},
            tags={f"syngen/{name}": value for name, value in settings.overrides.items()},
            raise_on_error=True,
        )
    events = result.get_asset_materialization_events()
    done = [event.step_materialization_data.materialization for event in events]
    return {
        one.asset_key.path[-1]: {name: item.value for name, item in one.metadata.items()}
        for one in done
    }


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


def _summary(settings: Settings, made: Made, spent: Mapping[str, float], seconds: float) -> Summary:
    release, questions = made["questions_and_responses"], made["questions"]
    usd = None if spent["usd"] == UNKNOWN else spent["usd"]
    figures = {
        "domain": settings.domain.name,
        "questions": questions["dagster/row_count"],
        "pairs": release["dagster/row_count"],
        "quarantined": release["quarantined"] + release["replaced"],
        "calls": int(spent["calls"]),
        "cached": int(spent["cached"]),
        "calls_per_second": round(spent["calls"] / spent["seconds"], 1) if spent["seconds"] else 0,
        "tokens": int(spent["prompt_tokens"] + spent["completion_tokens"]),
        "usd": usd if usd is None else round(usd, 6),
        "seconds": round(seconds, 2),
        "files": [*release["files"], made["audit"]["report"]],
    }
    notes = []
    if questions.get("without_question"):
        notes.append(f"no synthetic question for: {', '.join(questions['without_question'])}")
    if release["replaced"]:
        failed = counted(release["replaced"], "pair")
        notes.append(f"{failed} failed a gate before; other questions replaced them")
    figures |= {name: release[name] for name in _MOVES if name in release}
    notes += _judged(settings, made)
    notes += _gated(made["audit"])
    if release.get("formula_cells"):
        ids = ", ".join(release["formula_cells"])
        notes.append(f"a spreadsheet would run a text of these pairs as a formula: {ids}")
    return Summary(figures, _text(figures, notes), _missing(settings, release, questions))


def _judged(settings: Settings, made: Made) -> list[str]:
    """What the judge's word came to, for people."""
    if not settings.judge:
        return []
    release, verdicts = made["questions_and_responses"], made["verdicts"]
    said = f"{release['judged']:,} pairs have a verdict of {settings.judge.model}"
    moved = [f"{release[name]:,} {name}" for name in _MOVES if name != "judged" and name in release]
    if moved:
        said += f"; by its word: {', '.join(moved)}"
    notes = [said]
    if verdicts.get("doubts"):
        doubts = ", ".join(verdicts["doubts"])
        notes.append(f"the judge is not believed and moves no pair, since it fails: {doubts}")
    return notes


def _gated(audit: Mapping[str, Any]) -> list[str]:
    """What the table gates came to beyond passing, for people."""
    notes = []
    if audit.get("warned"):
        notes.append(f"beyond their limits, perhaps by chance: {', '.join(audit['warned'])}")
    if audit.get("not_measured"):
        notes.append(f"not measured: {', '.join(audit['not_measured'])}; the report says why")
    return notes


def _text(figures: Mapping[str, Any], notes: list[str]) -> str:
    cost = "price unknown" if figures["usd"] is None else f"${figures['usd']:.4f}"
    lines = [
        f"{figures['questions']:,} questions, {figures['pairs']:,} pairs, "
        f"{figures['quarantined']:,} in quarantine",
        f"{figures['calls']:,} calls made, {figures['cached']:,} replies from the store, "
        f"{figures['tokens']:,} tokens, {cost}, {figures['seconds']:.1f} s",
    ]
    return "\n".join([*lines, *notes, *(f"  {os.path.relpath(file)}" for file in figures["files"])])


def _missing(settings: Settings, release: Mapping[str, Any], questions: Mapping[str, Any]) -> str:
    if not release["missing"]:
        return ""
    text = f"{release['missing']:,} of {settings.questions:,} pairs are missing."
    if release["quarantined"]:
        text += f" {release['quarantined']:,} pairs are in quarantine.csv, each with its gate."
    tried, allowed = _tried(release), settings.candidates_allowed
    if release["quarantined"] and tried + release["missing"] > allowed:
        text += (
            f" {tried:,} questions were tried and {allowed:,} are allowed; the same command with a "
            "greater --max-candidates goes on from here."
        )
    return f"{text} {questions.get('shortage', '')}".strip()
