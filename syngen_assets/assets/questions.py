"""Questions: new ones from a model, and the whole set."""

import dagster as dg
import pandas as pd

from syngen_assets.assets.made import Made, MadeRows, asset, calls, made
from syngen_assets.core.figures import left_out, lengths, mix, shortage, unserved
from syngen_assets.core.identity import digest
from syngen_assets.core.personas.cast import Cast, as_persona
from syngen_assets.core.questions import REWRITE, choose
from syngen_assets.core.repeats import drawn
from syngen_assets.core.rows import Rows
from syngen_assets.core.settings import Settings
from syngen_assets.core.tables import QUESTIONS, SYNTHETIC_QUESTIONS, usable
from syngen_assets.llm.offline import OfflineChat
from syngen_assets.llm.rewriting import rewrite
from syngen_assets.llm.stored import StoredChat
from syngen_assets.meanings import Comparing
from syngen_assets.storage.archive import Archive
from syngen_assets.storage.held_out import held_out
from syngen_assets.storage.spool import spool
from syngen_assets.storage.warehouse import Exclusions

_VERSION = digest(REWRITE.version, as_persona(REWRITE).version, OfflineChat().version)


@asset(SYNTHETIC_QUESTIONS, "questions", {"openai"}, _VERSION, may_wait=True)
def synthetic_questions(
    prompts: Rows,
    clean_questions: pd.DataFrame,
    personas: pd.DataFrame,
    chat: dg.ResourceParam[StoredChat],
    settings: dg.ResourceParam[Settings],
    exclusions: dg.ResourceParam[Exclusions],
    archive: dg.ResourceParam[Archive],
    comparing: dg.ResourceParam[Comparing],
) -> MadeRows:
    """A reply to a rewriting prompt: a new question, or the problem with it.

    Each is its source question changed in one named way, so a reader can always say why it exists;
    where a persona colours it, it is asked as that person would.
    """
    step = SYNTHETIC_QUESTIONS.name
    with calls(chat, settings, SYNTHETIC_QUESTIONS) as spent, comparing(step) as meanings:
        known = (settings, exclusions.ids(), meanings, held_out(settings))
        cast = Cast.of(personas, settings, "rewriting")
        replies = rewrite(chat, prompts, clean_questions, *known, cast)
        rows = spool(SYNTHETIC_QUESTIONS, replies)
    archive.asked.keep(rows.records(), usable(clean_questions)["question_id"])
    return made(SYNTHETIC_QUESTIONS, rows, **spent)


@asset(QUESTIONS, "questions", {"python"})
def questions(
    clean_questions: pd.DataFrame,
    synthetic_questions: pd.DataFrame,
    settings: dg.ResourceParam[Settings],
    exclusions: dg.ResourceParam[Exclusions],
    comparing: dg.ResourceParam[Comparing],
) -> Made:
    """A distinct question of the data set, source or synthetic: exactly as many as were asked for.

    No two are nearly the same. If there are fewer, `shortage` says why.
    """
    without = exclusions.ids()
    with comparing(QUESTIONS.name) as meanings:
        _, repeated = drawn(clean_questions, settings, without, meanings)
    rows = choose(clean_questions, synthetic_questions, settings, without, repeated)
    chart = mix(settings.domain.modifications, rows["modification"])
    return made(
        QUESTIONS,
        rows,
        lengths=lengths(rows),
        modifications=chart,
        near_duplicates=left_out(clean_questions, synthetic_questions, repeated),
        meanings=meanings.by,
        without_question=unserved(settings, rows),
        shortage=shortage(settings, rows, clean_questions, synthetic_questions),
    )
