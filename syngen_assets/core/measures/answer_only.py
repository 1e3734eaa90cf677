"""Answer only: whether a model that never sees the question can tell the chosen answer."""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from syngen_assets.core.cleaning import normalize
from syngen_assets.core.measures.classifier import HOW, scores
from syngen_assets.core.measures.curves import Curves
from syngen_assets.core.measures.figure import Figure
from syngen_assets.core.measures.folds import FOLDS, components, folded
from syngen_assets.core.measures.lengths import halved
from syngen_assets.core.measures.resampling import Interval, Resamples, within
from syngen_assets.core.measures.sample import Sample
from syngen_assets.core.measures.shares import unmeasured

MOST = 20_000
"""So many pairs are enough; of more, a sample is drawn."""

_GROUP = "tells"
_LARGE = 0.2
_NEAR = 1e-9  # scores of one text, added up in another order, differ by less
_FIGURES = {
    "answer_only_accuracy": (
        "share of pairs whose chosen answer scores higher, ties half",
        "How often a bag of words that never sees the question finds the chosen answer; half is "
        "chance. What it finds is style, not the fact.",
    ),
    "answer_only_auc": (
        "area under the ROC curve of all held-out scores",
        "How often the same model ranks any chosen answer above any rejected one; half is chance.",
    ),
}
_HOW = f"{HOW}; pairs that share a prompt or an answer (normalised) stand in one fold"
_INTERVAL = "95% interval: bootstrap of the prompts over these results, the fit is not repeated"

Floats = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]


@dataclass(frozen=True)
class _Pairs:
    """The pairs that are looked at, in an order that hangs on what they say."""

    places: Places
    left: list[str]
    right: list[str]
    left_is_chosen: npt.NDArray[np.bool_]
    component: Places

    @property
    def largest(self) -> float:
        """The share of the pairs in the largest component."""
        return float(np.bincount(self.component).max() / len(self.places))


def answer_only(sample: Sample) -> list[Figure]:
    """Both figures of the model that sees answers alone."""
    pairs = _pairs(sample)
    if len(np.unique(pairs.component)) < FOLDS:
        why = f"fewer than {FOLDS} groups of pairs have no text in common"
    elif (found := _scores(pairs)) is None:
        why = "the answers hold no word of two letters"
    else:
        return _figures(sample, pairs, *found)
    return [unmeasured(name, _GROUP, about, "share", why) for name, (_, about) in _FIGURES.items()]


def _pairs(sample: Sample) -> _Pairs:
    places = sample.order[:MOST]
    both = [(sample.chosen[place], sample.rejected[place]) for place in places]
    answers = [tuple(normalize(text) for text in pair) for pair in both]
    things = [
        [(0, sample.normal[place]), *((1, answer) for answer in answers[row] if answer)]
        for row, place in enumerate(places)
    ]
    return _Pairs(
        places,
        [min(pair) for pair in both],
        [max(pair) for pair in both],
        np.array([chosen <= rejected for chosen, rejected in both], dtype=bool),
        components(things),
    )


def _scores(pairs: _Pairs) -> tuple[Floats, Floats] | None:
    """The scores of the chosen and of the rejected answers, each by a model that saw neither."""
    labels = np.concatenate([pairs.left_is_chosen, ~pairs.left_is_chosen])
    found = scores([*pairs.left, *pairs.right], labels, np.tile(folded(pairs.component), 2))
    if found is None:
        return None
    left, right = np.split(found, 2)
    chosen = np.where(pairs.left_is_chosen, left, right)
    return chosen, np.where(pairs.left_is_chosen, right, left)


def _figures(sample: Sample, pairs: _Pairs, chosen: Floats, rejected: Floats) -> list[Figure]:
    margin = np.where(np.abs(chosen - rejected) < _NEAR, 0, chosen - rejected)
    hits = halved(margin, 0)
    groups = np.unique(sample.groups[pairs.places], return_inverse=True)[1]
    resamples = Resamples(groups, np.arange(len(groups)), sample.seed)
    curves, once = Curves.of(chosen, rejected), np.ones((1, len(hits)))
    worst = pairs.places[np.argsort(-margin, kind="stable")]
    accuracy = _figure(
        sample, pairs, "answer_only_accuracy", float(hits.mean()), resamples.ratio(hits)
    )
    auc = _figure(
        sample,
        pairs,
        "answer_only_auc",
        float(curves.area(once, once)[0]),
        within(resamples.statistics(lambda weights: curves.area(weights, weights))),
    )
    return [replace(accuracy, places=tuple(worst[: int((margin > 0).sum())].tolist())), auc]


def _figure(sample: Sample, pairs: _Pairs, name: str, value: float, interval: Interval) -> Figure:
    what, about = _FIGURES[name]
    drawn = f"; {MOST:,} of {len(sample):,} pairs, drawn by digest" if len(sample) > MOST else ""
    note = f"one group of pairs with texts in common holds {pairs.largest:.0%} of the pairs"
    return Figure(
        name,
        _GROUP,
        value,
        about,
        f"{what}; {_HOW}{drawn}; {_INTERVAL}",
        "share",
        low=interval[0],
        high=interval[1],
        rows=len(pairs.places),
        note=note if pairs.largest > _LARGE else "",
    )
