"""Audit: what the release is like, beside real questions, and the report that tells it."""

from collections.abc import Mapping, Sequence
from typing import Any

import dagster as dg
import pandas as pd

from syngen_assets.assets.made import Made, asset, made, now
from syngen_assets.core.costs import by, table, whole
from syngen_assets.core.gating import measured
from syngen_assets.core.measures.figure import Figure
from syngen_assets.core.measures.personas import brought
from syngen_assets.core.outcome import Words
from syngen_assets.core.personas.cast import templates
from syngen_assets.core.questions import REWRITE
from syngen_assets.core.report.facts import ReportFacts
from syngen_assets.core.settings import Settings
from syngen_assets.core.table_gates import by_status
from syngen_assets.core.tables import AUDIT, records
from syngen_assets.experts import told
from syngen_assets.grounds import rows_origin
from syngen_assets.llm.answering import ANSWER, GROUNDED
from syngen_assets.llm.flawed import FLAWED
from syngen_assets.llm.store import REPLIES, ResponseStore
from syngen_assets.meanings import Comparing
from syngen_assets.resources import output_folder
from syngen_assets.spending import spent
from syngen_assets.storage.archive import Archive
from syngen_assets.storage.release import publish_report
from syngen_assets.storage.warehouse import Exclusions


@asset(AUDIT, "quality", {"python", "html"})
def audit(
    raw_questions: pd.DataFrame,
    clean_questions: pd.DataFrame,
    questions: pd.DataFrame,
    pairs: pd.DataFrame,
    verdicts: pd.DataFrame,
    reviews: pd.DataFrame,
    questions_and_responses: pd.DataFrame,
    settings: dg.ResourceParam[Settings],
    exclusions: dg.ResourceParam[Exclusions],
    archive: dg.ResourceParam[Archive],
    comparing: dg.ResourceParam[Comparing],
) -> Made:
    """A measured figure of the release, beside that of real questions; it gates nothing.

    Where personas colour some of the questions, it tells what they bring beside as many others.

    Each figure is metadata too, so that the UI plots it over time; the review app plots it by
    release. The report tells all of it.
    """
    settings = told(settings)  # as the release was
    gone = archive.gone.missed(raw_questions, settings)
    words = Words(settings, questions, pairs, verdicts, reviews, gone)
    with comparing(AUDIT.name) as meanings:
        figures = measured(questions_and_responses, clean_questions, settings, meanings)
        asked = questions[["question_id", "persona_id"]]
        coloured = questions_and_responses.merge(asked, "left", "question_id")
        figures = [*figures, *brought(coloured, settings.seed, meanings.embed)]
    outcome = words.outcome(exclusions.table(), figures)
    every = [*figures, *outcome.people.figures]
    rows = AUDIT.frame(pd.DataFrame(map(vars, every)).replace({"": None}))
    archive.measured(settings.domain.name, rows, now())
    facts = ReportFacts(
        settings,
        rows_origin(settings, raw_questions),
        questions_and_responses,
        questions=questions,
        cleaned=clean_questions,
        spend=_ledger(settings),
        templates=[REWRITE, ANSWER, GROUNDED, FLAWED, *templates(settings)],
        **outcome.told(),
    )
    report = publish_report(output_folder(settings), facts)
    plotted = {one.name: one.value for one in every if one.value is not None}
    first = {"pairs": plotted.pop("rows"), **_gated(figures), "report": str(report)}
    return made(AUDIT, rows, **first, **_paid(records(facts.spend)), **plotted)


def _gated(figures: Sequence[Figure]) -> dict[str, Any]:
    """What the table gates came to."""
    warned, unmeasured = by_status(figures, "warned"), by_status(figures, "not measured")
    passed = len(by_status(figures, "passed"))
    return {"gates_passed": passed, "warned": warned, "not_measured": unmeasured}


def _ledger(settings: Settings) -> pd.DataFrame:
    """What the domain has paid in all its runs, a `tables.SPEND`."""
    with ResponseStore(output_folder(settings) / REPLIES) as store:
        return spent(store, settings.domain.name)


def _paid(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The same as metadata; nothing where nothing was asked."""
    if not rows:
        return {}
    in_all = whole(rows)
    told = dg.MetadataValue.md(table(by(rows, "step"), in_all, "step"))
    return {"usd_total": round(in_all.usd, 6), "spend": told}
