"""Source: the questions as they came, and as they are used."""

import dagster as dg
import pandas as pd

from syngen_assets.assets.columns import LINEAGE, SOURCE, of_source
from syngen_assets.assets.made import Made, asset, made, now
from syngen_assets.core.changes import told
from syngen_assets.core.questions import clean
from syngen_assets.core.settings import Settings
from syngen_assets.core.spoiling import with_flaw
from syngen_assets.core.tables import CLEAN_QUESTIONS, RAW_QUESTIONS
from syngen_assets.core.versions import CLEANING, rules
from syngen_assets.storage.archive import Archive
from syngen_assets.storage.held_out import held_out
from syngen_assets.storage.sources import as_rows, read


@asset(RAW_QUESTIONS, "source", {"huggingface"}, deps=[SOURCE])
def raw_questions(settings: dg.ResourceParam[Settings], archive: dg.ResourceParam[Archive]) -> Made:
    """A row of the source, word for word, with the data set, configuration, split and commit.

    What is wrong further down can be held against what really came in. A row that the source has
    no more gets a tombstone; it goes or stays as the domain says.
    """
    found, keep = read(settings), settings.domain.source.removed == "keep"
    rows, changes = archive.gone.take_in(as_rows(found), keep, now())
    more = {LINEAGE: of_source(found.names), "revision": found.revision, "dataset": found.dataset}
    return made(RAW_QUESTIONS, rows, **more, **told(changes))


@asset(CLEAN_QUESTIONS, "source", {"pandas", "python"}, rules(*CLEANING))
def clean_questions(raw_questions: pd.DataFrame, settings: dg.ResourceParam[Settings]) -> Made:
    """A distinct source question: normalised text, the text that models read, its reference answer.

    A row that gives no question of its own stays, with the reason.
    """
    rows = clean(raw_questions, settings.domain, held_out(settings))
    return made(CLEAN_QUESTIONS, with_flaw(rows, settings))
