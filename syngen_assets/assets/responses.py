"""Responses: to each question a correct answer and one with exactly one named flaw."""

import dagster as dg
import pandas as pd

from syngen_assets.assets.made import MadeRows, asset, calls, made
from syngen_assets.core.figures import mix
from syngen_assets.core.identity import digest
from syngen_assets.core.personas.cast import Cast, as_persona
from syngen_assets.core.rows import Rows
from syngen_assets.core.settings import Settings
from syngen_assets.core.tables import CHOSEN_RESPONSES, REJECTED_RESPONSES
from syngen_assets.llm.answering import ANSWER, GROUNDED, answer_well
from syngen_assets.llm.flawed import FLAWED, answer_badly
from syngen_assets.llm.offline import OfflineChat
from syngen_assets.llm.stored import StoredChat
from syngen_assets.storage.archive import Archive
from syngen_assets.storage.held_out import held_out
from syngen_assets.storage.spool import spool

_RULES = OfflineChat().version  # they write where no model does
_ANSWERING = (ANSWER, GROUNDED, as_persona(ANSWER), as_persona(GROUNDED))


@asset(
    CHOSEN_RESPONSES,
    "responses",
    {"openai"},
    digest(*(one.version for one in _ANSWERING), _RULES),
    may_wait=True,
)
def chosen_responses(
    questions: Rows,
    clean_questions: pd.DataFrame,
    personas: pd.DataFrame,
    chat: dg.ResourceParam[StoredChat],
    settings: dg.ResourceParam[Settings],
) -> MadeRows:
    """The correct answer to a question, or the problem with it.

    It rests on the reference answer of the source where there is one, and is written for the
    persona of the question where that has one.
    """
    with calls(chat, settings, CHOSEN_RESPONSES) as spent:
        known = (settings, held_out(settings), Cast.of(personas, settings, "answering"))
        answers = answer_well(chat, questions, clean_questions, *known)
        rows = spool(CHOSEN_RESPONSES, answers)
    return made(CHOSEN_RESPONSES, rows, **spent)


@asset(
    REJECTED_RESPONSES,
    "responses",
    {"openai"},
    digest(FLAWED.version, _RULES),
    may_wait=True,
)
def rejected_responses(
    questions: Rows,
    chosen_responses: Rows,
    clean_questions: pd.DataFrame,
    chat: dg.ResourceParam[StoredChat],
    settings: dg.ResourceParam[Settings],
    archive: dg.ResourceParam[Archive],
) -> MadeRows:
    """A deliberately wrong answer: the chosen one's length and tone, and exactly one named flaw.

    Two columns that differ in more than the fact would teach a model something else.
    """
    with calls(chat, settings, REJECTED_RESPONSES) as spent:
        tables = (questions, chosen_responses, clean_questions)
        known = (settings, held_out(settings), archive.doublings.settle)
        answers = answer_badly(chat, *tables, *known)
        rows = spool(REJECTED_RESPONSES, answers)
    chart = mix(settings.domain.flaws, rows.column("flaw"))
    return made(REJECTED_RESPONSES, rows, flaws=chart, **spent)
