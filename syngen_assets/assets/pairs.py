"""Pairs: questions with both answers, gated."""

import dagster as dg
import pandas as pd

from syngen_assets.assets.made import Made, asset, made, now
from syngen_assets.core.figures import mix
from syngen_assets.core.gating import faults, measured
from syngen_assets.core.kindred import kindred
from syngen_assets.core.pairs import failures, join, quarantine
from syngen_assets.core.proving import proven
from syngen_assets.core.settings import Settings
from syngen_assets.core.tables import PAIRS
from syngen_assets.core.versions import GATES, rules
from syngen_assets.meanings import Comparing
from syngen_assets.storage.quality import broken_rows
from syngen_assets.storage.warehouse import Exclusions


@asset(PAIRS, "pairs", {"python"}, rules(*GATES))
def pairs(
    questions: pd.DataFrame,
    chosen_responses: pd.DataFrame,
    rejected_responses: pd.DataFrame,
    clean_questions: pd.DataFrame,
    settings: dg.ResourceParam[Settings],
    exclusions: dg.ResourceParam[Exclusions],
    comparing: dg.ResourceParam[Comparing],
) -> Made:
    """A question with both answers; one that fails a gate is in quarantine, with the gate's name.

    So is one of the few that make the whole table fail. The next materialisation goes without the
    questions in quarantine and takes others.
    """
    both = join(questions, chosen_responses, rejected_responses, settings.domain)
    joined = proven(
        both, questions, rejected_responses, clean_questions, kindred(settings.domain.kindred)
    )
    sound = quarantine(joined, broken_rows(PAIRS, joined))
    with comparing(PAIRS.name) as meanings:
        figures = measured(sound, clean_questions, settings, meanings)
    rows = quarantine(sound, faults(figures, settings))
    exclusions.add(failures(rows), now())
    chart = mix(settings.domain.flaws, rows.loc[rows["problem"].isna(), "flaw"])
    return made(PAIRS, rows, flaws=chart)
