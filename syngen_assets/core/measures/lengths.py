"""Lengths: whether the chosen answer can be told by its length."""

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from syngen_assets.core.measures.figure import Figure
from syngen_assets.core.measures.resampling import BY_PROMPT
from syngen_assets.core.measures.sample import Sample
from syngen_assets.core.measures.shares import share

MATCH = 0.25
"""Two answers are about as long when the rejected one differs by no more than this."""

_GROUP = "length"
_WORDS = "words as `core.text.words` cuts them (`Crohn's` and `0.5` are one word)"
_LETTERS = "letters are characters, white space and punctuation among them"

Counts = npt.NDArray[np.int64]


def lengths(sample: Sample) -> list[Figure]:
    """All that is measured about the lengths of answers."""
    words = sample.chosen_words.counts, sample.rejected_words.counts
    letters = _letters(sample.chosen), _letters(sample.rejected)
    return [
        _longer(sample, *words, "longer_chosen_share", _WORDS),
        _longer(sample, *letters, "longer_chosen_share_letters", _LETTERS),
        _told(sample, *words, "length_only_accuracy", _WORDS),
        _told(sample, *letters, "length_only_accuracy_letters", _LETTERS),
        _matched(sample, *words),
        _ratio(sample, *words),
    ]


def _letters(texts: list[str]) -> Counts:
    return np.array([len(text) for text in texts], dtype=np.int64)


def _longer(sample: Sample, chosen: Counts, rejected: Counts, name: str, unit: str) -> Figure:
    about = "How often the chosen answer is the longer one; half is a set that teaches no length."
    how = (
        f"share of pairs whose chosen answer has more, a tie is not longer; {unit}; held against "
        "a limit with half of the ties added"
    )
    found = share(sample, chosen > rejected, name=name, group=_GROUP, about=about, how=how)
    found = replace(found, places=_worst(chosen - rejected))
    if not (chosen == rejected).any():
        return found
    return replace(found, compared=float(np.mean(halved(chosen, rejected))))


def _worst(excess: Counts | npt.NDArray[np.float64]) -> tuple[int, ...]:
    """The rows with an excess, the greatest first."""
    order = np.argsort(-excess, kind="stable")
    return tuple(order[: int((excess > 0).sum())].tolist())


def _told(sample: Sample, chosen: Counts, rejected: Counts, name: str, unit: str) -> Figure:
    hits = halved(chosen, rejected)
    low, high = sample.resamples.ratio(hits)
    return Figure(
        name,
        _GROUP,
        float(np.mean(hits)),
        "How often one finds the chosen answer by taking the longer one; half is chance.",
        f"the longer answer is taken, a tie counts half; {unit}; {BY_PROMPT}",
        "share",
        low=low,
        high=high,
        rows=len(sample),
        places=_worst(chosen - rejected),
    )


def halved(chosen: npt.ArrayLike, rejected: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """1 where the chosen answer has more, 0 where it has less, a half where neither has."""
    hits: npt.NDArray[np.float64] = (1 + np.sign(np.subtract(chosen, rejected))) / 2
    return hits


def _matched(sample: Sample, chosen: Counts, rejected: Counts) -> Figure:
    near = np.abs(rejected - chosen) <= MATCH * chosen
    low, high = sample.resamples.ratio(near)
    return Figure(
        "length_match_share",
        _GROUP,
        float(np.mean(near)),
        "How many pairs have two answers of about the same length.",
        f"share of pairs whose rejected answer is at most {MATCH:.0%} longer or shorter than the "
        f"chosen one; {_WORDS}; {BY_PROMPT}",
        "share",
        low=low,
        high=high,
        rows=len(sample),
        places=_worst(np.abs(rejected - chosen) - MATCH * chosen),
    )


def _ratio(sample: Sample, chosen: Counts, rejected: Counts) -> Figure:
    total = int(rejected.sum())
    low, high = sample.resamples.ratio(chosen, rejected) if total else (None, None)
    return Figure(
        "length_ratio",
        _GROUP,
        float(chosen.sum() / total) if total else None,
        "How much longer chosen answers are than rejected ones; 1 is as long.",
        f"mean of the chosen answers divided by the mean of the rejected; {_WORDS}; {BY_PROMPT}",
        "ratio",
        low=low,
        high=high,
        rows=len(sample),
        note="" if total else "no rejected answer has a word",
        status="none" if total else "not measured",
    )
