"""Audit: what the release is like, beside real questions, and the report that tells it."""

import dagster as dg
import pandas as pd

from syngen_assets.assets.made import Made, asset, made
from syngen_assets.core.gating import measured
from syngen_assets.core.settings import Settings
from syngen_assets.core.tables import AUDIT
from syngen_assets.meanings import Comparing


@asset(AUDIT, "quality", {"python"})
def audit(
    questions_and_responses: pd.DataFrame,
    clean_questions: pd.DataFrame,
    settings: dg.ResourceParam[Settings],
    comparing: dg.ResourceParam[Comparing],
) -> Made:
    """A measured figure of the release, beside that of real questions; it gates nothing.

    Each figure is metadata too, so that the UI plots it over time.
    """
    with comparing(AUDIT.name) as meanings:
        figures = measured(questions_and_responses, clean_questions, settings, meanings)
    rows = AUDIT.frame(pd.DataFrame(map(vars, figures)).replace({"": None}))
    plotted = {one.name: one.value for one in figures if one.value is not None}
    return made(AUDIT, rows, pairs=plotted.pop("rows"), **plotted)
