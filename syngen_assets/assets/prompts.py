"""Prompts: what a model will be asked to change, and how."""

import dagster as dg
import pandas as pd

from syngen_assets.assets.made import Made, asset, made
from syngen_assets.core.figures import mix
from syngen_assets.core.identity import digest
from syngen_assets.core.personas.cast import as_persona
from syngen_assets.core.prompts import plan
from syngen_assets.core.questions import REWRITE
from syngen_assets.core.settings import Settings
from syngen_assets.core.tables import PROMPTS
from syngen_assets.core.versions import PLANNING, rules
from syngen_assets.estimating import metadata
from syngen_assets.storage.archive import Archive
from syngen_assets.storage.warehouse import Exclusions

_VERSION = digest(REWRITE.version, as_persona(REWRITE).version, rules(*PLANNING))


@asset(PROMPTS, "questions", {"python"}, _VERSION)
def prompts(
    clean_questions: pd.DataFrame,
    personas: pd.DataFrame,
    settings: dg.ResourceParam[Settings],
    exclusions: dg.ResourceParam[Exclusions],
    archive: dg.ResourceParam[Archive],
) -> Made:
    """A rewriting prompt: a source question and a modification, in a fixed fair order.

    More than are needed, so that a reply that fails has a successor. What was paid for by earlier
    runs stays in the plan where its source question does, with its persona if it has one. What the
    run is going to ask, and what that may cost, is told here, before anything is paid.
    """
    earlier = archive.asked.lines()
    rows = plan(clean_questions, settings, exclusions.ids(), earlier, personas)
    chart = mix(settings.domain.modifications, rows["modification"])
    foretold = metadata(settings, clean_questions)
    return made(PROMPTS, rows, modifications=chart, **foretold)
