"""The audit: every measure that needs no model, taken of one preference set."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from syngen_assets.core.measures.answer_only import answer_only
from syngen_assets.core.measures.corpus import Corpus
from syngen_assets.core.measures.diversity import diversity
from syngen_assets.core.measures.duplicates import duplicate_prompts
from syngen_assets.core.measures.figure import Figure
from syngen_assets.core.measures.forms import forms
from syngen_assets.core.measures.hedges import hedge_figures
from syngen_assets.core.measures.lengths import lengths
from syngen_assets.core.measures.sample import Sample
from syngen_assets.core.measures.tells import tells

Embed = Callable[[Sequence[str]], npt.NDArray[np.float32]]
"""Gives a vector of length 1 for each text."""


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
            Of other columns `flaw`, `modification` and `origin` are used where they are there.
        reference: real questions, in a column `prompt`.
        seed: decides all draws.
        embed: gives vectors of texts; without it what needs them is not measured.
        limits: what some measures count against.
    """
    ours = Sample.of(pairs, seed)
    real = None
    return [
        *forms(ours, limits.answer_tokens),
        duplicate_prompts(ours),
        *lengths(ours),
        *answer_only(ours),
        *hedge_figures(ours),
        *tells(ours),
        *diversity(Corpus.of(ours), real),
    ]
