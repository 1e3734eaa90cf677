"""Summaries: what a run did, in figures for programs and in words for people."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from syngen_assets.core.settings import BATCH, Settings
from syngen_assets.core.settling import FLIPPED, GATES
from syngen_assets.core.telling import counted
from syngen_assets.llm.prices import UNKNOWN

_MOVES = ("judged", *GATES, FLIPPED)

Made = Mapping[str, Mapping[str, Any]]
"""Asset → its metadata as plain values."""


@dataclass(frozen=True)
class Summary:
    """What a run did: figures for programs, text for people, and why pairs are missing, if so."""

    figures: Mapping[str, Any]
    text: str
    missing: str


def tried(release: Mapping[str, Any]) -> int:
    """How many questions were tried for the data set so far."""
    return int(release["dagster/row_count"] + release["quarantined"] + release["replaced"])


def summary(settings: Settings, made: Made, spent: Mapping[str, float], seconds: float) -> Summary:
    """What a run did that made a release.

    Args:
        settings: what it was told.
        made: what its last round made.
        spent: calls, tokens, dollars and seconds of all rounds.
        seconds: how long it took.
    """
    release, questions = made["questions_and_responses"], made["questions"]
    figures = _figures(settings, made, spent, seconds)
    return Summary(
        figures,
        _text(figures, _notes(settings, made), settings.offline and not settings.judge),
        _missing(settings, release, questions),
    )


def _figures(
    settings: Settings, made: Made, spent: Mapping[str, float], seconds: float
) -> dict[str, Any]:
    release, questions = made["questions_and_responses"], made["questions"]
    return {
        "domain": settings.domain.name,
        "questions": questions["dagster/row_count"],
        "pairs": release["dagster/row_count"],
        "quarantined": release["quarantined"] + release["replaced"],
        **rate(spent),
        "seconds": round(seconds, 2),
        "files": [*release["files"], made["audit"]["report"]],
        **({"waiting": []} if settings.mode == BATCH else {}),
        **{name: release[name] for name in _MOVES if name in release},
    }


def rate(spent: Mapping[str, Any]) -> dict[str, Any]:
    """Calls, tokens and dollars of a run, by their names for programs."""
    usd = None if spent["usd"] == UNKNOWN else spent["usd"]
    return {
        "calls": int(spent["calls"]),
        "cached": int(spent["cached"]),
        "calls_per_second": round(spent["calls"] / spent["seconds"], 1) if spent["seconds"] else 0,
        "tokens": int(spent["prompt_tokens"] + spent["completion_tokens"]),
        "usd": usd if usd is None else round(usd, 6),
    }


def _notes(settings: Settings, made: Made) -> list[str]:
    """What is out of the ordinary, and what the gates came to, for people."""
    release, questions = made["questions_and_responses"], made["questions"]
    notes = _gated(made["audit"])
    if questions.get("without_question"):
        notes.append(f"no synthetic question for: {', '.join(questions['without_question'])}")
    if release["replaced"]:
        failed = counted(release["replaced"], "pair")
        notes.append(f"{failed} failed a gate before; other questions replaced them")
    notes += _judged(settings, made)
    if release.get("formula_cells"):
        ids = ", ".join(release["formula_cells"])
        notes.append(f"a spreadsheet would run a text of these pairs as a formula: {ids}")
    return notes


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
    """What the table gates came to, for people."""
    passed = counted(audit["gates_passed"], "table gate")
    notes = [f"{passed} passed"]
    if audit.get("not_measured"):
        notes[0] += f", not measured: {', '.join(audit['not_measured'])} (the report says why)"
    if audit.get("warned"):
        notes.append(f"beyond their limits, perhaps by chance: {', '.join(audit['warned'])}")
    return notes


def _text(figures: Mapping[str, Any], notes: list[str], by_rules: bool) -> str:
    made = "replies made by rules" if by_rules else "calls made"
    first = (
        f"{figures['questions']:,} questions, {figures['pairs']:,} pairs, "
        f"{figures['quarantined']:,} in quarantine"
    )
    return "\n".join([first, *notes, cost(figures, made), *places(figures["files"])])


def cost(figures: Mapping[str, Any], made: str) -> str:
    """What a run has asked and paid, for people; `made` says what its calls are."""
    price = "price unknown" if figures["usd"] is None else f"${figures['usd']:.4f}"
    return (
        f"{figures['calls']:,} {made}, {figures['cached']:,} replies from the store, "
        f"{figures['tokens']:,} tokens, {price}, {figures['seconds']:.1f} s"
    )


def places(files: Sequence[str]) -> list[str]:
    """Where the files are, and what to look at first."""
    report = os.path.relpath(files[-1])
    folder = os.path.dirname(report)
    names = [os.path.relpath(file, folder) for file in files]
    return [f"in {folder}: {', '.join(names)}", f"next: open {report}"]


def _missing(settings: Settings, release: Mapping[str, Any], questions: Mapping[str, Any]) -> str:
    if not release["missing"]:
        return ""
    text = f"{release['missing']:,} of {settings.questions:,} pairs are missing."
    if release["quarantined"]:
        text += f" {release['quarantined']:,} pairs are in quarantine.csv, each with its gate."
    so_far, allowed = tried(release), settings.candidates_allowed
    if release["quarantined"] and so_far + release["missing"] > allowed:
        text += (
            f" {so_far:,} questions were tried and {allowed:,} are allowed; the same command with "
            "a greater --max-candidates goes on from here."
        )
    return f"{text} {questions.get('shortage', '')}".strip()
