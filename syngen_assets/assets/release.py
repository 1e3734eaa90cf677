"""Release: the files that people take away."""

import dagster as dg
import pandas as pd

from syngen_assets.assets.made import Made, asset, made, now
from syngen_assets.core.gating import measured
from syngen_assets.core.outcome import Ingredients, Words
from syngen_assets.core.pairs import formulas
from syngen_assets.core.release_rows import held, release_facts, release_rows
from syngen_assets.core.reviewed import acquitted, withdrawn
from syngen_assets.core.settings import Settings
from syngen_assets.core.tables import QUESTIONS_AND_RESPONSES
from syngen_assets.desks import finish
from syngen_assets.experts import told
from syngen_assets.grounds import release_ground, rows_origin
from syngen_assets.meanings import Comparing
from syngen_assets.resources import output_folder
from syngen_assets.storage.archive import Archive
from syngen_assets.storage.release import publish_release
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
    words = Words(settings, questions, pairs, verdicts, reviews, gone)
    with comparing(QUESTIONS_AND_RESPONSES.name) as meanings:
        figures = measured(words.settled, clean_questions, settings, meanings)
    outcome = words.outcome(_heeded(exclusions, words), figures)
    answers = (chosen_responses, rejected_responses)
    source = rows_origin(settings, raw_questions)
    made_of = Ingredients(source, clean_questions, questions, *answers)
    rows, files = publish_release(output_folder(settings), settings, made_of, outcome)
    ground = release_ground(settings, source, reviews).facts()
    kept = release_rows(rows, made_of, outcome.pairs)
    facts = (ground | release_facts(settings), now(), held(outcome))
    number = archive.history.record(settings.domain.name, kept, *facts)
    finish(settings)
    return made(
        QUESTIONS_AND_RESPONSES,
        rows,
        release=number,
        missing=settings.questions - len(rows),
        **outcome.counts(),
        files=[str(file) for file in files],
        formula_cells=formulas(rows),
        **source,
        overrides=dict(settings.overrides),
        made_from=ground,
    )


def _heeded(exclusions: Exclusions, words: Words) -> pd.DataFrame:
    """The questions that the domain goes without, now that people have said what they said."""
    policy = words.settings.domain.reviews
    exclusions.lift(acquitted(exclusions.table(), words.reviews, policy))
    exclusions.add(withdrawn(words.settled), now())
    return exclusions.table()
