"""Hearing: all that a judge said and moved, in one summary for reports and cards."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from syngen_assets.core.judges import kinship
from syngen_assets.core.measures.controls import doubts
from syngen_assets.core.measures.figure import Figure
from syngen_assets.core.measures.judged import Part, judged, parts
from syngen_assets.core.settings import Settings
from syngen_assets.core.settling import moves, settle

NO_JUDGE = (
    "No judge was asked (--judge, SYNGEN_JUDGE): whether a rejected answer is clearly incorrect, "
    "and a chosen one correct, nobody has judged."
)
LIMITS = (
    "What a judge finds is the word of one model, not the truth: two orders and controls show that "
    "it does not follow place, length or caution, and not that it knows the subject. A weak judge "
    "misses what it does not know, a fake one proves nothing of the data but only that the figures "
    "are reckoned rightly, and one of the writer's family shares its errors. What nobody can check "
    "by a reference, an expert has to read."
)


@dataclass(frozen=True)
class Hearing:
    """All that a judge said and moved.

    Args:
        judge: the model, or an empty text where there was none.
        asked: how many pairs it was asked about.
        figures: what it found, and its controls with their limits.
        doubts: the controls that it fails; with one of them its word moves no pair.
        moved: gate → pairs dropped for it, `flipped` → pairs turned round.
        by_flaw: what it found for each flaw.
        by_modification: what it found for each modification.
        words: what one must know to read the figures, in sentences.
    """

    judge: str
    asked: int = 0
    figures: Sequence[Figure] = ()
    doubts: Sequence[str] = ()
    moved: Mapping[str, int] = field(default_factory=dict)
    by_flaw: Sequence[Part] = ()
    by_modification: Sequence[Part] = ()
    words: Sequence[str] = (NO_JUDGE,)


SILENCE = Hearing("")
"""Of a run without a judge."""


def summary(
    pairs: pd.DataFrame,
    verdicts: pd.DataFrame,
    settings: Settings,
    excluded: pd.DataFrame | None = None,
) -> Hearing:
    """The summary of a run's verdicts.

    Args:
        pairs: a `tables.PAIRS`, as it was before the judge moved any.
        verdicts: a `tables.VERDICTS`; empty without a judge.
        settings: the run's settings.
        excluded: a `tables.EXCLUSIONS`; pairs dropped before, and replaced since, are in it.
    """
    if not len(verdicts):
        return SILENCE
    policy = settings.domain.judge
    figures = judged(pairs, verdicts)
    doubted = doubts(figures)
    moved = moves(settle(pairs, verdicts, policy), excluded)
    judge = str(verdicts["model"].iat[0])
    return Hearing(
        judge=judge,
        asked=len(verdicts),
        figures=figures,
        doubts=doubted,
        moved=moved,
        by_flaw=parts(pairs, verdicts, "flaw"),
        by_modification=parts(pairs, verdicts, "modification"),
        words=[*_words(judge, settings, doubted, moved), LIMITS],
    )


def _words(
    judge: str, settings: Settings, doubted: Sequence[str], moved: Mapping[str, int]
) -> list[str]:
    said = [f"The judge is {judge}, asked about every pair in both orders."]
    kin = kinship(judge, settings.model_name)
    if kin:
        said.append(kin)
    if doubted:
        said.append(
            f"It fails {len(doubted)} of its controls ({', '.join(doubted)}), so it is not "
            "believed and moves no pair."
        )
    if moved:
        counts = ", ".join(f"{count:,} {name}" for name, count in moved.items())
        said.append(
            f"By its word pairs were dropped or turned round ({counts}). Of a set that a judge has "
            "sifted, its own figures say little: what it disliked is gone."
        )
    return said
