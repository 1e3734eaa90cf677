"""A release: the pairs that pass every gate, and all their files."""

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from syngen_assets.core.card import Facts, card
from syngen_assets.core.errors import GateError
from syngen_assets.core.outcome import Ingredients, Outcome
from syngen_assets.core.pairs import release
from syngen_assets.core.report.facts import ReportFacts
from syngen_assets.core.report.pages import page
from syngen_assets.core.settings import Settings
from syngen_assets.core.table_gates import failed, sentence
from syngen_assets.core.tables import PAIRS
from syngen_assets.core.templates import load
from syngen_assets.storage import files
from syngen_assets.storage.quality import findings

if TYPE_CHECKING:
    import pandas as pd


def publish_report(output: Path, facts: ReportFacts) -> Path:
    """Write the report of a release beside its files."""
    (written,) = files.publish(
        output / facts.settings.domain.name, {"report.html": files.text(page(facts))}
    )
    return written


def publish_release(
    output: Path, settings: Settings, made_of: Ingredients, outcome: Outcome
) -> tuple["pd.DataFrame", list[Path]]:
    """Write the files of a release, if the pairs pass.

    The quarantine holds the pairs that failed now, and those that failed before and whose
    questions others have replaced.

    Args:
        output: the folder of all results.
        settings: the run's settings.
        made_of: what the pairs are made of.
        outcome: what became of them.

    Returns:
        The released rows, and the files in the folder `output/<domain>`.

    Raises:
        GateError: the pairs break a rule; the earlier release stays as it is.
    """
    _refuse_broken(outcome)
    rows, questions = release(outcome.pairs, settings.seed), made_of.questions
    told = _with_personas(rows, questions)
    written = files.publish(
        output / settings.domain.name,
        {
            "questions.csv": files.csv(questions[["question"]]),
            "questions_and_responses.csv": files.csv(rows[["prompt", "chosen", "rejected"]]),
            "preferences/train.parquet": files.conversations(told[told["split"] == "train"]),
            "preferences/test.parquet": files.conversations(told[told["split"] == "test"]),
            "quarantine.csv": files.csv(outcome.held.fillna("(none)")),
            "README.md": files.text(card(_facts(settings, made_of, outcome, told))),
        },
    )
    return rows, written


def _with_personas(rows: "pd.DataFrame", questions: "pd.DataFrame") -> "pd.DataFrame":
    """The rows, each with the persona that asks; as they are where none does."""
    asked = questions.loc[questions["persona_id"].notna(), ["question_id", "persona_id"]]
    return rows.merge(asked, "left", "question_id") if len(asked) else rows


def _refuse_broken(outcome: Outcome) -> None:
    broken = [
        f"it is not true that {found.rule} ({len(found.rows)} rows)"
        for found in findings(PAIRS, outcome.pairs)
    ]
    broken += [sentence(figure) for figure in failed(outcome.figures)]
    if broken:
        raise GateError(
            f"Nothing was released, the earlier release is untouched: {'; '.join(broken)}."
        )


def _facts(
    settings: Settings, made_of: Ingredients, outcome: Outcome, rows: "pd.DataFrame"
) -> Facts:
    """What the card of these released rows tells."""
    ours = rows["question_id"].tolist()
    answers = (made_of.chosen_responses, made_of.rejected_responses)
    calls = [table.loc[table["question_id"].isin(ours)] for table in answers]
    return Facts(
        settings=settings,
        source=made_of.source,
        released=rows,
        questions=len(made_of.questions),
        quarantined=dict(Counter(outcome.held["gate"])),
        templates=[load(name) for name in sorted({n for t in calls for n in t["template"]})],
        tokens=(
            sum(int(table["prompt_tokens"].sum()) for table in calls),
            sum(int(table["completion_tokens"].sum()) for table in calls),
        ),
        hearing=outcome.hearing,
        people=outcome.people,
        figures=outcome.figures,
    )
