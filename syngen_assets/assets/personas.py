"""Personas: who may ask, read and judge, and what is written with them in mind."""

from typing import Any

import dagster as dg
import pandas as pd

from syngen_assets.assets.made import MadeRows, asset, calls, made
from syngen_assets.core import charts
from syngen_assets.core.identity import digest
from syngen_assets.core.personas.cast import expect_somebody
from syngen_assets.core.personas.counting import counts
from syngen_assets.core.personas.forms import TEMPLATES
from syngen_assets.core.rows import Rows
from syngen_assets.core.settings import Settings
from syngen_assets.core.tables import PERSONA_TEXTS, PERSONAS
from syngen_assets.core.versions import GROWING, rules
from syngen_assets.llm.offline import OfflineChat
from syngen_assets.llm.personas import FROM_PERSONA, FROM_TEXT, grow, texts
from syngen_assets.llm.stored import StoredChat
from syngen_assets.meanings import Comparing
from syngen_assets.storage.spool import spool

_OFF = "off; switch them on with --personas SHARE, or personas: {share: …} in domain.yaml"
_RULES = digest(rules(*GROWING), OfflineChat().version)


@asset(
    PERSONAS,
    "personas",
    {"openai"},
    digest(FROM_TEXT.version, FROM_PERSONA.version, _RULES),
    may_wait=True,
)
def personas(
    clean_questions: pd.DataFrame,
    chat: dg.ResourceParam[StoredChat],
    settings: dg.ResourceParam[Settings],
    comparing: dg.ResourceParam[Comparing],
) -> MadeRows:
    """A persona, found in a text of the source or in close relation to another persona.

    One that says what another says stays as a row with that for its problem. There are none, and
    nothing is asked, unless the domain or the run has personas colour a share of the questions.
    """
    if not settings.coloured:
        return made(PERSONAS, Rows.of(PERSONAS, PERSONAS.frame([])), personas=_OFF)
    with calls(chat, settings, PERSONAS) as spent, comparing(PERSONAS.name) as meanings:
        rows = spool(PERSONAS, grow(chat, clean_questions, settings, meanings))
    table = rows.frame()
    expect_somebody(table, settings)
    return made(PERSONAS, rows, **_counted(table), meanings=meanings.by, **spent)


def _counted(rows: pd.DataFrame) -> dict[str, Any]:
    """How many there are, what both comparisons left out, and how far each iteration came."""
    found = counts(rows)
    grown = {f"iteration {place}": count for place, count in found.by_iteration.items()}
    return {
        "kept": found.kept,
        "copies_by_words": found.words,
        "copies_by_meaning": found.meaning,
        "loosely_alike": found.loosely,
        "iterations": charts.rows(grown),
    }


@asset(
    PERSONA_TEXTS,
    "personas",
    {"openai"},
    digest(sorted(template.version for template in TEMPLATES.values()), _RULES),
    may_wait=True,
)
def persona_texts(
    personas: pd.DataFrame,
    clean_questions: pd.DataFrame,
    chat: dg.ResourceParam[StoredChat],
    settings: dg.ResourceParam[Settings],
) -> MadeRows:
    """A question, an instruction, an article or a problem, written with a persona in mind.

    They stand beside the data set, for whoever wants such texts. There are none unless the domain
    names the forms that it wants.
    """
    if not (settings.coloured and settings.domain.personas.forms):
        return made(PERSONA_TEXTS, Rows.of(PERSONA_TEXTS, PERSONA_TEXTS.frame([])))
    with calls(chat, settings, PERSONA_TEXTS) as spent:
        rows = spool(PERSONA_TEXTS, texts(chat, personas, clean_questions, settings))
    return made(PERSONA_TEXTS, rows, **spent)
