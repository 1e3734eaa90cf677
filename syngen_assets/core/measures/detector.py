"""The detector: how surely a bag of words tells the texts of two sets apart."""

from collections.abc import Sequence

import numpy as np

from syngen_assets.core.measures.classifier import scores
from syngen_assets.core.measures.curves import Curves
from syngen_assets.core.measures.folds import FOLDS, components, folded


def detected(ours: Sequence[str], theirs: Sequence[str]) -> Curves | None:
    """What it says of each text, by models that were fitted without that text's fold.

    Equal texts lie in one fold, and the order of the texts changes nothing.

    Args:
        ours: normalised texts of one set.
        theirs: those of the other.

    Returns:
        The scores of both sets laid beside each other; None where they cannot be laid in folds.
    """
    together = [*ours, *theirs]
    order = np.argsort(np.array(together, dtype=object), kind="stable")
    component = components([together[place]] for place in order.tolist())
    if not len(component) or component.max() + 1 < FOLDS:
        return None
    labels = (np.arange(len(together)) < len(ours))[order]
    found = scores([together[place] for place in order.tolist()], labels, folded(component))
    if found is None:
        return None
    said = np.empty(len(together))
    said[order] = found
    return Curves.of(said[: len(ours)], said[len(ours) :])
