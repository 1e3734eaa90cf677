"""A release: the pairs that pass every gate, and all their files."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from syngen_assets.core.card import Facts, card
from syngen_assets.core.errors import GateError
from syngen_assets.core.hearing import SILENCE, Hearing
from syngen_assets.core.measures.figure import Figure
from syngen_assets.core.pairs import held_back, release
from syngen_assets.core.people import NOBODY, People
from syngen_assets.core.report.facts import ReportFacts
from syngen_assets.core.report.pages import page
from syngen_assets.core.settings import Settings
from syngen_assets.core.table_gates import failed, sentence
from syngen_assets.core.tables import PAIRS, records
from syngen_assets.core.templates import load
from syngen_assets.storage import files
from syngen_assets.storage.quality import findings

if TYPE_CHECKING:
    import pandas as pd


def origin(raw: "pd.DataFrame") -> dict[str, str]:
    """Data set, configuration, split and revision of the source."""
    return records(raw.head(1)[["dataset", "config", "split", "revision"]].fillna(""))[0]


def publish_report(output: Path, facts: ReportFacts) -> Path:
    """Write the report of a release beside its files."""
    (written,) = files.publish(
        output / facts.settings.domain.name, {"report.html": files.text(page(facts))}
    )
    return written


def publish_release(
    output: Path,
    settings: Settings,
    raw: "pd.DataFrame",
    questions: "pd.DataFrame",
    chosen: "pd.DataFrame",
    rejected: "pd.DataFrame",
    pairs: "pd.DataFrame",
    excluded: "pd.DataFrame",
    figures: Sequence[Figure],
    hearing: Hearing = SILENCE,
    people: People = NOBODY,
) -> tuple["pd.DataFrame", list[Path]]:
    """Write the files of a release, if the pairs pass.

    The quarantine holds the pairs that failed now, and those that failed before and whose
    questions others have replaced.

    Args:
        output: the folder of all results.
        settings: the run's settings.
        raw: a `tables.RAW_QUESTIONS`.
        questions: a `tables.QUESTIONS`.
        chosen: a `tables.CHOSEN_RESPONSES`.
        rejected: a `tables.REJECTED_RESPONSES`.
        pairs: a `tables.PAIRS`.
        excluded: a `tables.EXCLUSIONS`.
        figures: what was measured of the pairs, with its limits.
        hearing: what a judge said of them.
        people: what people said of them.

    Returns:
        The released rows, and the files in the folder `output/<domain>`.

    Raises:
        GateError: the pairs break a rule; the earlier release stays as it is.
    """
    broken = [
        f"it is not true that {found.rule} ({len(found.rows)} rows)"
        for found in findings(PAIRS, pairs)
    ]
    broken += [sentence(figure) for figure in failed(figures)]
    if broken:
        raise GateError(
            f"Nothing was released, the earlier release is untouched: {'; '.join(broken)}."
        )
    rows = release(pairs, settings.seed)
    ours = rows["question_id"].tolist()
    calls = [table.loc[table["question_id"].isin(ours)] for table in (chosen, rejected)]
    held = held_back(pairs, excluded)
    facts = Facts(
        settings=settings,
        source=origin(raw),
        released=rows,
        questions=len(questions),
        quarantined=dict(Counter(held["gate"])),
        templates=[load(name) for name in sorted({n for t in calls for n in t["template"]})],
        tokens=(
            sum(int(table["prompt_tokens"].sum()) for table in calls),
            sum(int(table["completion_tokens"].sum()) for table in calls),
        ),
        hearing=hearing,
        people=people,
        figures=figures,
    )
    written = files.publish(
        output / settings.domain.name,
        {
            "questions.csv": files.csv(questions[["question"]]),
            "questions_and_responses.csv": files.csv(rows[["prompt", "chosen", "rejected"]]),
            "preferences/train.parquet": files.conversations(rows[rows["split"] == "train"]),
            "preferences/test.parquet": files.conversations(rows[rows["split"] == "test"]),
            "quarantine.csv": files.csv(held.fillna("(none)")),
            "README.md": files.text(card(facts)),
        },
    )
    return rows, written
