"""The audit: every measure that needs no model, taken of one preference set."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import pandas as pd

from syngen_assets.core.measures.answer_only import answer_only
from syngen_assets.core.measures.answers import with_floors
from syngen_assets.core.measures.beside import beside
from syngen_assets.core.measures.closeness import Embed, closeness
from syngen_assets.core.measures.corpus import Corpus
from syngen_assets.core.measures.diversity import diversity
from syngen_assets.core.measures.duplicates import repeated
from syngen_assets.core.measures.figure import Figure
from syngen_assets.core.measures.forms import forms
from syngen_assets.core.measures.hedges import hedge_figures
from syngen_assets.core.measures.lengths import lengths
from syngen_assets.core.measures.mix import mix
from syngen_assets.core.measures.privacy import privacy
from syngen_assets.core.measures.readability import readability
from syngen_assets.core.measures.relevance import overlap
from syngen_assets.core.measures.sample import NAMES, Sample, texts
from syngen_assets.core.measures.sentiment import sentiment
from syngen_assets.core.measures.shares import unmeasured
from syngen_assets.core.measures.style import style
from syngen_assets.core.measures.tells import tells
from syngen_assets.core.measures.verified import verified


@dataclass(frozen=True)
class AuditLimits:
    """What some measures count against.

    Args:
        answer_tokens: an answer has fewer tokens than this.
        jaccard: questions that share so many of their words are near-duplicates.
        cosine: questions whose vectors are so near are close to each other.
    """

    answer_tokens: int = 70
    jaccard: float = 0.9
    cosine: float = 0.9


LIMITS = AuditLimits()


def audit(
    pairs: pd.DataFrame,
    *,
    reference: pd.DataFrame | None = None,
    seed: int = 0,
    embed: Embed | None = None,
    limits: AuditLimits = LIMITS,
) -> list[Figure]:
    """Measure a preference set.

    Args:
        pairs: columns `prompt`, `chosen` and `rejected`; a missing text counts as an empty one.
            Of others `flaw`, `modification`, `origin` and `verified` are used where they are there.
        reference: real questions, in a column `prompt`; answers to them may be in `chosen`.
        seed: decides all draws.
        embed: gives vectors of texts; without it what needs them is not measured.
        limits: what some measures count against.
    """
    if pairs.empty:
        return _nothing(audit(_STAND_IN, seed=seed, limits=limits))
    ours = Sample.of(pairs, seed)
    real = _real(reference, ours)
    figures = [
        *_alone(ours, limits),
        *diversity(Corpus.of(ours), Corpus.of(real) if real else None),
        *beside(ours, real),
        *closeness(ours, real, embed, limits.cosine),
    ]
    return with_floors(figures, real, len(ours))


def _alone(ours: Sample, limits: AuditLimits) -> list[Figure]:
    """What is measured of the pairs alone."""
    return [
        *forms(ours, limits.answer_tokens),
        *repeated(ours, limits.jaccard),
        *lengths(ours),
        *answer_only(ours),
        *hedge_figures(ours),
        *tells(ours),
        overlap(ours),
        *readability(ours),
        *sentiment(ours),
        *style(ours),
        *privacy(ours),
        *mix(ours),
        verified(ours),
    ]


_STAND_IN = pd.DataFrame({name: [""] for name in NAMES})


def _nothing(figures: Iterable[Figure]) -> list[Figure]:
    """The figures of a set without rows: all measures by their names, and none measured."""
    counted, *others = figures
    why = "there are no pairs"
    blank = [unmeasured(one.name, one.group, one.about, one.unit, why) for one in others]
    return [replace(counted, value=0, rows=0), *blank]


def _real(reference: pd.DataFrame | None, ours: Sample) -> Sample | None:
    """The real questions, their words numbered as ours; their draws are other ones."""
    if reference is None:
        return None
    answers = reference["chosen"] if "chosen" in reference.columns else [""] * len(reference)
    rows = zip(texts(reference["prompt"]), texts(answers), strict=True)
    there = [row for row in rows if row[0].strip()]
    prompts, chosen = [row[0] for row in there], [row[1] for row in there]
    none = pd.DataFrame(index=range(len(there)))
    return Sample(prompts, chosen, [""] * len(there), none, ours.seed + 1, ours.vocabulary)
