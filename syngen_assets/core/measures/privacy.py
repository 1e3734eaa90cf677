"""Privacy: personal data that stands in the texts."""

from collections import Counter

import numpy as np

from syngen_assets.core.measures.figure import Figure
from syngen_assets.core.measures.resampling import BY_PROMPT
from syngen_assets.core.measures.sample import Sample
from syngen_assets.core.personal import found


def privacy(sample: Sample) -> list[Figure]:
    """How much personal data there is, of every kind."""
    kinds: Counter[str] = Counter()
    counts = np.zeros(len(sample))
    for place, row in enumerate(zip(sample.prompts, sample.chosen, sample.rejected, strict=True)):
        pieces = [piece.kind for text in row for piece in found(text)]
        counts[place] = len(pieces)
        kinds.update(pieces)
    low, high = sample.resamples.ratio(1000 * counts)
    return [
        Figure(
            "personal_data_per_1000",
            "privacy",
            float(1000 * counts.mean()),
            "How many e-mail addresses, phone numbers and the like stand in a thousand rows.",
            "pieces of personal data in prompt, chosen and rejected, found by their form, per "
            f"1,000 rows; {BY_PROMPT}",
            "count",
            low=low,
            high=high,
            rows=len(sample),
            places=tuple(np.flatnonzero(counts).tolist()),
            note=", ".join(f"{kinds[kind]:,} {kind}" for kind in sorted(kinds)),
        )
    ]
