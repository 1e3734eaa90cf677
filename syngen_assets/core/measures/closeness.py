"""Closeness: what only vectors of texts can tell, where somebody gives them."""

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from syngen_assets.core.duplicates import close_duplicates
from syngen_assets.core.measures.figure import Figure, Unit
from syngen_assets.core.measures.lengths import halved
from syngen_assets.core.measures.resampling import BY_PROMPT
from syngen_assets.core.measures.sample import Sample
from syngen_assets.core.measures.shares import unmeasured

MOST = 1_000
"""So many questions and pairs are enough where each vector costs something."""

_WHY = "needs an embedder: install the extra `embeddings`, or name one"
_NEAR = 1e-6  # cosines of the same texts in two batches differ by less

Vectors = npt.NDArray[np.float32]
Embed = Callable[[Sequence[str]], Vectors]
"""Gives a vector of length 1 for each text."""

Floats = npt.NDArray[np.float64]

_ABOUT: dict[str, tuple[str, Unit, str]] = {
    "close_prompts": (
        "duplicates",
        "count",
        "How many rows ask in other words what an earlier row asks.",
    ),
    "vendi": (
        "diversity",
        "score",
        "As how many wholly different questions the set counts, by what they mean.",
    ),
    "relevance_chosen": (
        "relevance",
        "score",
        "How close chosen answers are to their questions, up to 1.",
    ),
    "relevance_rejected": (
        "relevance",
        "score",
        "How close rejected answers are to their questions, up to 1.",
    ),
    "chosen_more_relevant_share": (
        "relevance",
        "share",
        "How often the chosen answer is the closer one to the question; half is no tell.",
    ),
}


def closeness(
    sample: Sample, real: Sample | None, embed: Embed | None, cosine: float
) -> list[Figure]:
    """All measures on vectors; without an embedder they are not measured.

    Args:
        sample: the pairs.
        real: real questions, or None.
        embed: gives a vector of length 1 for each text.
        cosine: questions whose vectors are so near are close.
    """
    if embed is None:
        return [_unmeasured(name) for name in _ABOUT]
    vectors = embed(sample.prompts)
    places = np.sort(sample.order[:MOST])
    drawn = f"{MOST:,} of {len(sample):,}, drawn by digest," if len(sample) > MOST else "all"
    return [
        _close(sample, vectors, cosine),
        _vendi(sample, vectors, real, embed),
        *_near(sample.at(places), vectors[places], embed, drawn),
    ]


def _unmeasured(name: str) -> Figure:
    group, unit, about = _ABOUT[name]
    return unmeasured(name, group, about, unit, _WHY)


def _close(sample: Sample, vectors: Vectors, cosine: float) -> Figure:
    group, unit, about = _ABOUT["close_prompts"]
    found = close_duplicates(vectors, cosine)
    return Figure(
        "close_prompts",
        group,
        len(found),
        about,
        f"rows whose prompt's vector has a cosine of at least {cosine:g} with that of one that "
        "comes earlier and is kept; all rows",
        unit,
        rows=len(sample),
        places=tuple(sorted(found)),
    )


def _vendi(sample: Sample, vectors: Vectors, real: Sample | None, embed: Embed) -> Figure:
    group, unit, about = _ABOUT["vendi"]
    count = min(MOST, len(sample), len(real) if real else MOST)
    value = vendi(vectors[sample.order[:count]])
    floor = vendi(embed([real.prompts[place] for place in real.order[:count]])) if real else None
    return Figure(
        "vendi",
        group,
        value,
        about,
        f"Vendi score of {count:,} prompts, drawn by digest where there are more: exp of the "
        "entropy of the eigenvalues of their cosines, divided by their number; no interval; the "
        "floor is that of as many real ones",
        unit,
        floor=floor,
        rows=count,
    )


def vendi(vectors: Vectors) -> float:
    """The exponential of the entropy of the eigenvalues of K / n, K being all cosines."""
    exact = vectors.astype(float)
    values = np.linalg.svd(exact, compute_uv=False) ** 2 / len(exact)
    values = values[values > 1e-12]
    return float(np.exp(-(values * np.log(values)).sum()))


def _near(some: Sample, vectors: Vectors, embed: Embed, drawn: str) -> list[Figure]:
    asked = vectors.astype(float)
    chosen, rejected = (
        (asked * embed(side).astype(float)).sum(axis=1) for side in (some.chosen, some.rejected)
    )
    margin = np.where(np.abs(chosen - rejected) < _NEAR, 0, chosen - rejected)
    cosines = f"cosine of the vectors of prompt and answer, over {drawn} pairs"
    return [
        _mean(some, "relevance_chosen", chosen, f"mean {cosines}"),
        _mean(some, "relevance_rejected", rejected, f"mean {cosines}"),
        _mean(
            some,
            "chosen_more_relevant_share",
            halved(margin, 0),
            f"share of pairs whose chosen answer has the greater {cosines}, ties half",
        ),
    ]


def _mean(some: Sample, name: str, values: Floats, how: str) -> Figure:
    group, unit, about = _ABOUT[name]
    low, high = some.resamples.ratio(values)
    return Figure(
        name,
        group,
        float(values.mean()),
        about,
        f"{how}; {BY_PROMPT}",
        unit,
        low=low,
        high=high,
        rows=len(some),
    )
