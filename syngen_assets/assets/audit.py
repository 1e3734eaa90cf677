"""Audit: what the release is like, beside real questions, and the report that tells it."""

from collections.abc import Mapping, Sequence
from typing import Any

import dagster as dg
import pandas as pd

from syngen_assets.assets.made import Made, asset, made, now
from syngen_assets.core.costs import by, table, whole
from syngen_assets.core.gating import measured
from syngen_assets.core.gone import without_gone
from syngen_assets.core.hearing import summary
from syngen_assets.core.pairs import held_back
from syngen_assets.core.people import heard_of
from syngen_assets.core.questions import REWRITE
from syngen_assets.core.report.facts import ReportFacts
from syngen_assets.core.reviewed import sifted
from syngen_assets.core.settings import Settings
from syngen_assets.core.table_gates import by_status
from syngen_assets.core.tables import AUDIT, records
from syngen_assets.experts import told
from syngen_assets.llm.answering import ANSWER, GROUNDED
from syngen_assets.llm.flawed import FLAWED
from syngen_assets.llm.store import REPLIES, ResponseStore
from syngen_assets.meanings import Comparing
from syngen_assets.resources import output_folder
from syngen_assets.spending import spent
from syngen_assets.storage.archive import Archive
from syngen_assets.storage.release import origin, publish_report
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

    Each figure is metadata too, so that the UI plots it over time; the review app plots it by
    release. The report tells all of it.
    """
    settings = told(settings)  # as the release was
    excluded, folder = exclusions.table(), output_folder(settings)
    with comparing(AUDIT.name) as meanings:
        figures = measured(questions_and_responses, clean_questions, settings, meanings)
    with ResponseStore(folder / REPLIES) as store:
        ledger = spent(store, settings.domain.name)
    gone = archive.gone.missed(raw_questions, settings)
    settled = without_gone(sifted(pairs, verdicts, reviews, settings), questions, gone)
    people = heard_of(pairs, verdicts, reviews, settings, excluded)
    facts = ReportFacts(
        settings=settings,
        source=origin(raw_questions),
        released=questions_and_responses,
        figures=figures,
        questions=questions,
        cleaned=clean_questions,
        held=held_back(settled, excluded),
        spend=ledger,
        templates=[REWRITE, ANSWER, GROUNDED, FLAWED],
        hearing=summary(pairs, verdicts, settings, excluded),
        people=people,
    )
    every = [*figures, *people.figures]
    rows = AUDIT.frame(pd.DataFrame(map(vars, every)).replace({"": None}))
    archive.measured(settings.domain.name, rows, now())
    plotted = {one.name: one.value for one in every if one.value is not None}
    return made(
        AUDIT,
        rows,
        report=str(publish_report(folder, facts)),
        warned=by_status(figures, "warned"),
        not_measured=by_status(figures, "not measured"),
        pairs=plotted.pop("rows"),
        **_paid(records(ledger)),
        **plotted,
    )


def _paid(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """What the domain has paid in all its runs, as metadata; nothing where nothing was asked."""
    if not rows:
        return {}
    in_all = whole(rows)
    told = dg.MetadataValue.md(table(by(rows, "step"), in_all, "step"))
    return {"usd_total": round(in_all.usd, 6), "spend": told}
