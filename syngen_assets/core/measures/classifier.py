"""A classifier: what a bag of words can tell about texts that it has not seen."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from syngen_assets.core.measures.folds import FOLDS

HOW = (
    "scikit-learn's TfidfVectorizer() and LogisticRegression(C=1) as they come (lower case, words "
    f"of two letters and more, one by one), refitted without each of {FOLDS} folds"
)

Floats = npt.NDArray[np.float64]
Marks = npt.NDArray[np.bool_]
Places = npt.NDArray[np.int64]


def scores(texts: Sequence[str], labels: Marks, fold: Places) -> Floats | None:
    """How surely each text has the label, said by a model that was fitted without its fold.

    Returns:
        a score per text, or None where a fold leaves no word or one label only.
    """
    found = np.zeros(len(texts))
    for number in range(FOLDS):
        held = fold == number
        if held.any() and not _score(texts, labels, held, found):
            return None
    return found


def _score(texts: Sequence[str], labels: Marks, held: Marks, found: Floats) -> bool:
    """Score the held-out texts; False where no model can be fitted to the others.

    The model learns which texts have the label of the first one: so labels that are swapped give
    the same model, and scores that are exactly the other way round.
    """
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression

    seen, places = np.flatnonzero(~held), np.flatnonzero(held)
    if len(np.unique(labels[seen])) < 2:
        return False
    vectors: Any = TfidfVectorizer()
    try:
        known = vectors.fit_transform([texts[place] for place in seen.tolist()])
    except ValueError:  # no text has a word of two letters
        return False
    model = LogisticRegression(max_iter=1000).fit(known, labels[seen] == labels[seen[0]])
    said = model.decision_function(vectors.transform([texts[place] for place in places.tolist()]))
    found[places] = said if labels[seen[0]] else -said
    return True
