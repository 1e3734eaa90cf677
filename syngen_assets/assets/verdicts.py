"""Verdicts: a judge's word on every pair."""

import dagster as dg
import pandas as pd

from syngen_assets.assets.made import MadeRows, asset, calls, made, now
from syngen_assets.core.hearing import NO_JUDGE, summary
from syngen_assets.core.identity import digest
from syngen_assets.core.judges import kinship
from syngen_assets.core.pairs import failures
from syngen_assets.core.personas.cast import Cast, as_persona
from syngen_assets.core.rows import Rows
from syngen_assets.core.settings import Settings
from syngen_assets.core.settling import settle
from syngen_assets.core.tables import PAIRS, VERDICTS
from syngen_assets.llm.judging import JUDGE, JUDGE_WITH_REFERENCE, judge_pairs
from syngen_assets.resources import Judging
from syngen_assets.storage.spool import spool
from syngen_assets.storage.warehouse import Exclusions

_PLAIN = (JUDGE, JUDGE_WITH_REFERENCE)


@asset(
    VERDICTS,
    "quality",
    {"openai"},
    digest(*(one.version for plain in _PLAIN for one in (plain, as_persona(plain)))),
    may_wait=True,
)
def verdicts(
    pairs: pd.DataFrame,
    questions: pd.DataFrame,
    clean_questions: pd.DataFrame,
    personas: pd.DataFrame,
    judge: dg.ResourceParam[Judging],
    settings: dg.ResourceParam[Settings],
    exclusions: dg.ResourceParam[Exclusions],
) -> MadeRows:
    """A judge's word on a pair, asked in both orders; only what both say counts.

    Without a judge there are no rows. The next materialisation goes without the questions whose
    pairs the judge's word drops, and takes others.
    """
    if not settings.judging:
        return made(VERDICTS, Rows.of(VERDICTS, VERDICTS.frame([])), judge=NO_JUDGE)
    with judge() as chat, calls(chat, settings.judging, VERDICTS) as spent:
        cast = Cast.of(personas, settings, "judging")
        said = judge_pairs(chat, Rows.of(PAIRS, pairs), questions, clean_questions, cast)
        rows = spool(VERDICTS, said)
    table = rows.frame()
    exclusions.add(failures(settle(pairs, table, settings.domain.judge)), now())
    hearing = summary(pairs, table, settings, exclusions.table())
    figures = {one.name: one.value for one in hearing.figures if one.value is not None}
    kin = kinship(chat.name, settings.model_name)
    return made(
        VERDICTS,
        rows,
        doubts=list(hearing.doubts),
        moved=hearing.moved,
        kin=kin,
        **figures,
        **spent,
    )
