"""Relevance: whether the chosen answer can be told by how close it is to the question."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from syngen_assets.core.likeness import content
from syngen_assets.core.measures.figure import Figure
from syngen_assets.core.measures.lengths import halved
from syngen_assets.core.measures.resampling import BY_PROMPT
from syngen_assets.core.measures.sample import Sample

_GROUP = "relevance"

Floats = npt.NDArray[np.float64]


def overlap(sample: Sample) -> Figure:
    """How often the chosen answer shares more words with the question."""
    chosen, rejected = _shared(sample, sample.chosen), _shared(sample, sample.rejected)
    hits = halved(chosen, rejected)
    low, high = sample.resamples.ratio(hits)
    return Figure(
        "overlap_more_chosen_share",
        _GROUP,
        float(hits.mean()),
        "How often the chosen answer has more words of the question than the rejected one.",
        "share of pairs whose chosen answer shares more content words with the prompt, ties half; "
        f"content words have more than three letters and are not common ones; {BY_PROMPT}",
        "share",
        low=low,
        high=high,
        rows=len(sample),
    )


def _shared(sample: Sample, answers: Sequence[str]) -> Floats:
    pairs = zip(sample.prompts, answers, strict=True)
    return np.array([len(content(asked) & content(said)) for asked, said in pairs], dtype=float)
