"""Source: the questions as they came, and as they are used."""

import dagster as dg
import pandas as pd

from syngen_assets.assets.columns import LINEAGE, SOURCE, of_source
from syngen_assets.assets.made import Made, asset, made
from syngen_assets.core.questions import clean
from syngen_assets.core.settings import Settings
from syngen_assets.core.spoiling import with_flaw
from syngen_assets.core.tables import CLEAN_QUESTIONS, RAW_QUESTIONS
from syngen_assets.storage.held_out import held_out
from syngen_assets.storage.sources import as_rows, read


@asset(RAW_QUESTIONS, "source", {"huggingface"}, deps=[SOURCE])
def raw_questions(settings: dg.ResourceParam[Settings]) -> Made:
    """A row of the source, word for word, with the data set, configuration, split and commit.

    What is wrong further down can be held against what really came in.
    """
    found = read(settings)
    more = {LINEAGE: of_source(found.names), "revision": found.revision, "dataset": found.dataset}
    return made(RAW_QUESTIONS, as_rows(found), **more)


@asset(CLEAN_QUESTIONS, "source", {"pandas", "python"})
def clean_questions(raw_questions: pd.DataFrame, settings: dg.ResourceParam[Settings]) -> Made:
    """A distinct source question: normalised text, the text that models read, its reference answer.

    A row that gives no question of its own stays, with the reason.
    """
    rows = clean(raw_questions, settings.domain, held_out(settings))
    return made(CLEAN_QUESTIONS, with_flaw(rows, settings))
