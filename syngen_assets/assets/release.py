"""Release: the files that people take away."""

import dagster as dg
import pandas as pd

from syngen_assets.assets.made import Made, asset, made, now
from syngen_assets.core.gating import measured
from syngen_assets.core.gone import without_gone
from syngen_assets.core.hearing import summary
from syngen_assets.core.pairs import formulas
from syngen_assets.core.people import heard_of
from syngen_assets.core.release_rows import held, release_facts, release_rows
from syngen_assets.core.reviewed import acquitted, sifted, withdrawn
from syngen_assets.core.settings import Settings
from syngen_assets.core.settling import moves
from syngen_assets.core.tables import QUESTIONS_AND_RESPONSES
from syngen_assets.desks import finish
from syngen_assets.experts import told
from syngen_assets.grounds import release_ground
from syngen_assets.meanings import Comparing
from syngen_assets.resources import output_folder
from syngen_assets.storage.archive import Archive
from syngen_assets.storage.release import origin, publish_release
from syngen_assets.storage.warehouse import Exclusions


@asset(QUESTIONS_AND_RESPONSES, "release", {"duckdb", "csv", "parquet"})
def questions_and_responses(
    raw_questions: pd.DataFrame,
    questions: pd.DataFrame,
    chosen_responses: pd.DataFrame,
    rejected_responses: pd.DataFrame,
    pairs: pd.DataFrame,
    verdicts: pd.DataFrame,
    reviews: pd.DataFrame,
    clean_questions: pd.DataFrame,
    settings: dg.ResourceParam[Settings],
    exclusions: dg.ResourceParam[Exclusions],
    archive: dg.ResourceParam[Archive],
    comparing: dg.ResourceParam[Comparing],
) -> Made:
    """A released pair. All files are written aside first, so a fault leaves the earlier release.

    The gates are computed again here, so that this asset alone cannot pass over one that failed.
    A pair that enough reviewers call inverted or harmful is left out; the next materialisation of
    everything takes another question.
    """
    settings = told(settings)  # a run may be long, and experts speak meanwhile
    gone = archive.gone.missed(raw_questions, settings)
    settled = without_gone(sifted(pairs, verdicts, reviews, settings), questions, gone)
    exclusions.lift(acquitted(exclusions.table(), reviews, settings.domain.reviews))
    exclusions.add(withdrawn(settled), now())
    tables = (raw_questions, questions, chosen_responses, rejected_responses, settled)
    excluded = exclusions.table()
    with comparing(QUESTIONS_AND_RESPONSES.name) as meanings:
        figures = measured(settled, clean_questions, settings, meanings)
    hearing = summary(pairs, verdicts, settings, excluded)
    people = heard_of(pairs, verdicts, reviews, settings, excluded)
    measures = (excluded, figures, hearing, people)
    rows, files = publish_release(output_folder(settings), settings, *tables, *measures)
    made_from = release_ground(settings, origin(raw_questions), reviews)
    kept = release_rows(rows, *tables[1:], clean_questions)
    facts = made_from.facts() | release_facts(settings)
    number = archive.history.record(
        settings.domain.name, kept, facts, now(), held(settled, excluded)
    )
    finish(settings)
    return made(
        QUESTIONS_AND_RESPONSES,
        rows,
        files=[str(file) for file in files],
        quarantined=int(settled["problem"].notna().sum()),
        replaced=len(excluded) - int(excluded["question_id"].isin(pairs["question_id"]).sum()),
        **({"judged": int(verdicts["problem"].isna().sum())} if len(verdicts) else {}),
        **moves(settled, excluded),
        **people.withdrawn,
        missing=settings.questions - len(rows),
        formula_cells=formulas(rows),
        **origin(raw_questions),
        overrides=dict(settings.overrides),
        made_from=made_from.facts(),
        release=number,
    )
