"""Diversity: whether the questions are many questions, or one in many forms."""

import gzip
import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from syngen_assets.core.measures.bleu import self_bleu
from syngen_assets.core.measures.corpus import OPENING, Corpus
from syngen_assets.core.measures.figure import COMPARABLE, Figure, Unit
from syngen_assets.core.measures.mtld import THRESHOLD, mtld
from syngen_assets.core.measures.resampling import jackknife, twentieths
from syngen_assets.core.measures.shares import unmeasured

_GROUP = "diversity"
_DRAWS = 10
_BLEU_MOST = 500
_WORDS_MOST = (
    10_000  # in more words one counts how many topics a set has, and not how it words them
)
_JACKKNIFE = "95% interval: jackknife, leaving out a twentieth of the distinct prompts at a time"


def distinct(size: int) -> Callable[[Corpus], float]:
    """A measure: how many of the runs of so many words are different ones."""

    def measure(corpus: Corpus) -> float:
        grams = corpus.cut.grams(size)
        return len(np.unique(grams)) / len(grams) if len(grams) else math.nan

    return measure


def bleu(corpus: Corpus) -> float:
    """Self-BLEU of the questions."""
    texts = [row for place in range(len(corpus)) if (row := corpus.cut.row(place))]
    return self_bleu(texts) if len(texts) > 1 else math.nan


def compression(corpus: Corpus) -> float:
    """How much smaller gzip makes the questions."""
    raw = "\n".join(corpus.texts).encode("utf-8", "surrogatepass")
    return len(raw) / len(gzip.compress(raw, mtime=0)) if raw else math.nan


def entropy(corpus: Corpus) -> float:
    """How many bits tell which opening a question has."""
    shares = np.bincount(corpus.openings) / max(len(corpus), 1)
    shares = shares[shares > 0]
    return float(-(shares * np.log2(shares)).sum()) + 0.0


def top_opening(corpus: Corpus) -> float:
    """The share of the questions with the most frequent opening."""
    return float(np.bincount(corpus.openings).max() / len(corpus))


def vocabulary(corpus: Corpus) -> float:
    """MTLD of all questions, one after the other in an order by chance."""
    words = corpus.cut.take(corpus.order).ids.tolist()
    return mtld(words) if words else math.nan


@dataclass(frozen=True)
class _Measure:
    name: str
    unit: Unit
    measure: Callable[[Corpus], float]
    about: str
    estimator: str
    most: int | None = None
    by_words: bool = False  # it falls with the number of words, so both sides have as many

    def of(self, corpus: Corpus) -> float:
        """The measure of some questions."""
        return self.measure(self.enough(corpus))

    def enough(self, corpus: Corpus) -> Corpus:
        """As many of the questions as are looked at."""
        return corpus if self.most is None else corpus.first(self.most)


_WORDS = "words in lower case, as `core.text.words` cuts them"
_MEASURES = (
    _Measure(
        "distinct_1",
        "ratio",
        distinct(1),
        "How many of the words of all questions are different ones.",
        f"different words divided by all words, all prompts together; {_WORDS}",
        by_words=True,
    ),
    _Measure(
        "distinct_2",
        "ratio",
        distinct(2),
        "How many of the pairs of neighbouring words are different ones.",
        f"different word pairs divided by all, within prompts, all prompts together; {_WORDS}",
        by_words=True,
    ),
    _Measure(
        "self_bleu",
        "score",
        bleu,
        "How well a question can be put together from the others, from 0 to 100; less is better.",
        "mean of sacrebleu's sentence BLEU-4 (exponential smoothing, effective order) of each "
        f"prompt against all others, {_BLEU_MOST} of them drawn by digest where there are more; "
        f"{_WORDS}",
        _BLEU_MOST,
    ),
    _Measure(
        "compression_ratio",
        "ratio",
        compression,
        "How much smaller gzip makes the questions: the more they repeat, the more.",
        "bytes of the prompts, joined by line feeds, divided by the bytes that gzip packs them to",
    ),
    _Measure(
        "opening_entropy",
        "bits",
        entropy,
        "How differently the questions begin; each bit doubles the number of openings.",
        f"Shannon entropy of the first {OPENING} words; {_WORDS}",
    ),
    _Measure(
        "top_opening_share",
        "share",
        top_opening,
        "How many of the questions begin in the one most frequent way.",
        f"share of the prompts with the most frequent first {OPENING} words; {_WORDS}",
    ),
    _Measure(
        "mtld",
        "words",
        vocabulary,
        "How many words the questions run on, on average, before they repeat themselves too much.",
        f"MTLD, threshold {THRESHOLD}, both directions, of all prompts one after the other in an "
        f"order drawn by digest; {_WORDS}",
    ),
)


def diversity(ours: Corpus, real: Corpus | None) -> list[Figure]:
    """All measures of diversity, beside those of as many real questions where there are any."""
    return [_figure(measure, ours, real) for measure in _MEASURES]


def _figure(measure: _Measure, ours: Corpus, real: Corpus | None) -> Figure:
    enough = measure.enough(ours)
    value = measure.measure(enough)
    if math.isnan(value):
        why = "there are too few words"
        return unmeasured(measure.name, _GROUP, measure.about, measure.unit, why)
    compared, floor, held = _compared(measure, ours, real)
    low, high = jackknife(
        twentieths(enough.groups, enough.order),
        lambda left: measure.measure(enough.at(left)),
        value,
    )
    return Figure(
        measure.name,
        _GROUP,
        value,
        measure.about,
        f"{measure.estimator}; {held}{_JACKKNIFE}",
        measure.unit,
        low=low,
        high=high,
        floor=floor,
        compared=compared,
        rows=len(enough),
    )


def _compared(
    measure: _Measure, ours: Corpus, real: Corpus | None
) -> tuple[float | None, float | None, str]:
    """What a limit is held against, what real questions come to, and how both were drawn."""
    if real is not None and len(real):
        count = min(len(ours), len(real))
        sides, held = [ours.drawn(count), real.drawn(count)], f"{count:,} prompts"
        if measure.by_words:
            words = min(_WORDS_MOST, *(int(side.cut.counts.sum()) for side in sides))
            sides, held = [side.within(words) for side in sides], f"prompts with {words:,} words"
        compared, floor = map(measure.of, sides)
        if math.isfinite(compared) and math.isfinite(floor):
            return compared, floor, f"compared on {held} of either set, drawn by digest; "
    if len(ours) <= COMPARABLE:
        return None, None, ""
    starts = [draw * len(ours) // _DRAWS for draw in range(_DRAWS)]
    compared = float(np.mean([measure.of(ours.drawn(COMPARABLE, start)) for start in starts]))
    held = (
        f"compared as the mean over {_DRAWS} samples of {COMPARABLE} prompts, drawn by digest, "
        "because it depends on their number and its limit was found on so many; "
    )
    return (compared, None, held) if math.isfinite(compared) else (None, None, "")
