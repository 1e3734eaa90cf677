"""Facts: all that the report of a release tells."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from syngen_assets.core.hearing import SILENCE, Hearing
from syngen_assets.core.measures.figure import Figure
from syngen_assets.core.people import NOBODY, People
from syngen_assets.core.settings import Settings
from syngen_assets.core.tables import CLEAN_QUESTIONS, EXCLUSIONS, QUESTIONS, SPEND, Table
from syngen_assets.core.templates import Template


def _no_rows_of(declared: Table) -> pd.DataFrame:
    """A fresh empty table of this kind."""
    return field(default_factory=lambda: declared.frame([]))


@dataclass(frozen=True)
class ReportFacts:
    """What the report of a release tells; what is left out is said to be unknown.

    Args:
        settings: the run's settings.
        source: dataset, config, split and revision of the source.
        released: a `tables.QUESTIONS_AND_RESPONSES`; the places of the figures are its rows.
        figures: what was measured of them, with limits and verdicts.
        questions: a `tables.QUESTIONS`.
        cleaned: a `tables.CLEAN_QUESTIONS`, for the source questions.
        held: the pairs in quarantine, with `gate`, `problem` and `prompt`.
        spend: a `tables.SPEND`: what making the set has cost.
        templates: the wording of all requests.
        hearing: what a judge said.
        people: what people said.
    """

    settings: Settings
    source: Mapping[str, str]
    released: pd.DataFrame
    figures: Sequence[Figure] = ()
    questions: pd.DataFrame = _no_rows_of(QUESTIONS)
    cleaned: pd.DataFrame = _no_rows_of(CLEAN_QUESTIONS)
    held: pd.DataFrame = _no_rows_of(EXCLUSIONS)
    spend: pd.DataFrame = _no_rows_of(SPEND)
    templates: Sequence[Template] = ()
    hearing: Hearing = SILENCE
    people: People = NOBODY
