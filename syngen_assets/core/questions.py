"""Questions: from source rows to the distinct questions of the data set."""

import math
from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any

import pandas as pd

from syngen_assets.core.cleaning import display, normalize
from syngen_assets.core.errors import ReplyError, UsageError
from syngen_assets.core.excerpts import excerpt
from syngen_assets.core.gates import held_out_gate, question_gates
from syngen_assets.core.held_out import NOTHING, HeldOut
from syngen_assets.core.identity import digest
from syngen_assets.core.plan import Entry, cell, draw_sources
from syngen_assets.core.preferences import Preferences
from syngen_assets.core.settings import Settings
from syngen_assets.core.tables import CLEAN_QUESTIONS, QUESTIONS, records, usable
from syngen_assets.core.templates import load
from syngen_assets.core.topics import lower_topic, topic_form

REWRITE = load("rewrite_question")
NO_QUESTION = "no_question: the row is a reference answer that waits for a question"
_RESERVE = 1.1  # cells held for each synthetic question, since some will fail


def clean(raw: pd.DataFrame, domain: Preferences, held_out: HeldOut = NOTHING) -> pd.DataFrame:
    """The source rows as distinct questions, in source order; see `tables.CLEAN_QUESTIONS`.

    Of rows that ask the same, the one with an answer stays, and of several such the one with the
    smallest digest, so that the order of the source does not matter. A row without a question
    stays as a reference answer. Neither a question nor an excerpt overlaps the held-out texts.
    """
    raw = raw.fillna("")
    forms = _topic_forms(raw)
    rows = [_clean_row(row, forms, domain, held_out) for row in records(raw)]
    best: dict[str, tuple[bool, str, int]] = {}
    for place, row in enumerate(rows):
        if not row["problem"]:
            content = [row[name] for name in ("display", "answer", "topic", "aspect")]
            rank = (not row["excerpt"], digest(content), place)
            best[row["normalized"]] = min(rank, best.get(row["normalized"], rank))
    for place, row in enumerate(rows):
        if not row["problem"] and best[row["normalized"]][2] != place:
            row["problem"] = f"duplicate_question: the same as {row['question_id']}"
            row["question_id"] = digest("duplicate", row["row"])
    return CLEAN_QUESTIONS.frame(rows)


def _topic_forms(raw: pd.DataFrame) -> dict[str, str]:
    """How each topic is written in running text, judged by its own reference answers."""
    answers: dict[str, list[str]] = defaultdict(list)
    for topic, answer in zip(raw["topic"], raw["answer"], strict=True):
        answers[topic].append(answer)
    return {topic: topic_form(topic, texts) for topic, texts in answers.items() if topic.strip()}


def source_id(row: Mapping[str, Any]) -> str:
    """What a row of the source is called: by its question or, if it has none, by its answer.

    Args:
        row: its `question`, `answer`, `topic` and `aspect`, as they came.
    """
    if row["question"].strip():
        return digest(normalize(display(row["question"])))
    return digest("reference", row["topic"].casefold(), row["aspect"], row["answer"].strip())


def _clean_row(
    row: Mapping[str, Any], forms: Mapping[str, str], domain: Preferences, held_out: HeldOut
) -> dict[str, Any]:
    topic = forms.get(row["topic"], "")
    shown = lower_topic(display(row["question"]), row["topic"], topic)
    normalized = normalize(shown)
    answer = row["answer"].strip()
    problem = None
    if not row["question"].strip():
        problem = NO_QUESTION if answer else "empty_row: neither a question nor an answer"
    else:
        try:
            question_gates(shown, domain)
            held_out_gate(shown, held_out)
        except ReplyError as error:
            problem = str(error)
    taken = excerpt(answer, limit=domain.limits.answer_tokens, topic=topic)
    named: tuple[object, ...] = (normalized,)
    if problem:
        waits = problem == NO_QUESTION
        asked = (row["topic"].casefold(), row["aspect"], answer)
        named = ("reference", *asked) if waits else ("row", row["row"])
    return {
        "question_id": digest(*named),
        "row": row["row"],
        "normalized": normalized or None,
        "display": shown or None,
        "topic": topic or None,
        "aspect": row["aspect"].strip() or None,
        "synonyms": row["synonyms"].strip() or None,
        "answer": answer or None,
        "excerpt": None if taken and held_out.overlap(taken) else taken,
        "problem": problem,
    }


def references(cleaned: pd.DataFrame) -> pd.DataFrame:
    """The rows whose reference answer can be given: it has whole sentences that fit."""
    fit = cleaned["excerpt"].notna()
    kept = cleaned["problem"].isna() | (cleaned["problem"] == NO_QUESTION)
    return cleaned.loc[fit & kept].reset_index(drop=True)


def grounds(cleaned: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """The references that a pair can be made from: offline, those that allow a flaw."""
    rows = references(cleaned)
    return rows.loc[rows["flaw"].notna()].reset_index(drop=True) if settings.offline else rows


def sources(cleaned: pd.DataFrame, settings: Settings, without: Collection[str]) -> list[Entry]:
    """The source questions that the data set takes, in their fixed order.

    Raises:
        UsageError: the run is offline and the source has no reference answers.
    """
    some = entries(cleaned, settings)
    if settings.offline and not any(entry.answered for entry in some):
        raise UsageError(
            "This source has no reference answers that can be used, and without them nothing can "
            "be made offline. Name its columns with --column answer=NAME (and topic=NAME, "
            "aspect=NAME), or run with a model."
        )
    used, aspects = set(settings.modifications), settings.domain.aspects
    wanted = used | {aspect for aspect, to in aspects.items() if to in used}
    return draw_sources(
        some,
        target=settings.questions,
        share=settings.domain.source_share,
        seed=settings.seed,
        without=without,
        answered_only=settings.offline,
        wanted=wanted,
        of_wanted=_cells_to_spare(cleaned, settings, wanted) if settings.offline else None,
    )


def _cells_to_spare(cleaned: pd.DataFrame, settings: Settings, wanted: Collection[str]) -> int:
    """How many answered cells source questions may take without starving the synthetic ones."""
    cells = {
        cell(row["topic"], row["aspect"])
        for row in records(grounds(cleaned, settings).fillna(""))
        if row["aspect"] in wanted
    }
    synthetic = settings.questions * (1 - settings.domain.source_share)
    return max(0, len(cells - {None}) - math.ceil(synthetic * _RESERVE))


def rewrite_values(question: str, modification: str, domain: Preferences) -> dict[str, str]:
    """What fills the blanks of the rewriting template."""
    least, most = domain.limits.question_words
    return {
        "question": question,
        "instruction": domain.modifications[modification].instruction,
        "least": str(least),
        "most": str(most),
    }


def entries(cleaned: pd.DataFrame, settings: Settings) -> list[Entry]:
    """All source questions, as far as the plan is concerned."""
    answered = set(grounds(cleaned, settings)["question_id"])
    return [
        Entry(row["question_id"], row["topic"], row["aspect"], row["question_id"] in answered)
        for row in records(usable(cleaned).fillna(""))
    ]


def choose(
    cleaned: pd.DataFrame,
    synthetic: pd.DataFrame,
    settings: Settings,
    without: Collection[str],
    repeated: Collection[str] = (),
) -> pd.DataFrame:
    """The questions of the data set: the drawn source questions, then synthetic ones, up to N.

    Source questions that were drawn and are `repeated` leave their place to synthetic ones.
    """
    by_id = {row["question_id"]: row for row in records(usable(cleaned))}
    kept = ("question_id", "normalized", "display", "topic", "aspect")
    rows: list[dict[str, Any]] = []
    for entry in sources(cleaned, settings, without):
        if entry.id in repeated:
            continue
        row = by_id[entry.id]
        rows.append(
            {
                **{name: row[name] for name in kept},
                "origin": "source",
                "source_id": entry.id,
                "reference_id": entry.id if row["answer"] else None,
            }
        )
    fresh = usable(synthetic)
    fresh = fresh.loc[~fresh["question_id"].isin(list(without))].assign(origin="synthetic")
    rows += records(fresh.head(max(settings.questions - len(rows), 0)))
    released = settings.domain.released
    return QUESTIONS.frame([{**row, "question": row[released]} for row in rows])
