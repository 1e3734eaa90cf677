"""Plots: what a report draws of a preference set."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from syngen_assets.core.measures.readability import grades
from syngen_assets.core.measures.sample import Sample, texts
from syngen_assets.core.measures.syllables import syllables
from syngen_assets.core.report.histograms import UNIT, Histogram, finite, histogram, scale
from syngen_assets.core.report.nearness import MOST, alike, nearest
from syngen_assets.core.tables import records
from syngen_assets.core.telling import counted
from syngen_assets.core.text import words

_GRADED = 5_000  # pairs whose grades are worked out


@dataclass(frozen=True)
class Plot:
    """A plot with its words.

    Args:
        title: what it shows.
        about: how to read it, and how it was measured.
        unit: what stands along its foot.
        said: what it shows in a sentence, for those who do not see it.
        spread: the histogram, or None.
        counts: name → count, for a plot of bars.
        missing: why there is nothing to show; empty if there is.
    """

    title: str
    about: str
    unit: str = ""
    said: str = ""
    spread: Histogram | None = None
    counts: Mapping[str, int] = field(default_factory=dict)
    missing: str = ""


def spread(
    title: str, about: str, unit: str, series: Mapping[str, Sequence[float]], share: bool = False
) -> Plot:
    """A histogram of one or two sets of numbers, with their medians said.

    Args:
        title: what it shows.
        about: how to read it.
        unit: what the numbers count.
        series: name → its numbers.
        share: the numbers lie between 0 and 1.
    """
    there = {name: numbers for name, numbers in series.items() if len(finite(numbers))}
    if not there:
        return Plot(title, about, missing="not measured: there is nothing to measure")
    medians = [
        f"{name}: median {np.median(finite(numbers)):.3g} of {len(finite(numbers)):,}"
        for name, numbers in there.items()
    ]
    on = UNIT if share else scale(list(there.values()))
    return Plot(title, about, unit, "; ".join(medians), histogram(there, on))


def modifications(named: pd.Series | None, names: Sequence[str] = ()) -> Plot:
    """How many synthetic questions each modification has."""
    about = "How the synthetic questions were changed. A fair plan gives each way as many."
    return _mix("Modifications", about, named, names)


def flaws(named: pd.Series | None, names: Sequence[str] = ()) -> Plot:
    """How many rejected answers have each flaw."""
    about = "In which one way the rejected answers are wrong. No flaw should have more than 30%."
    return _mix("Flaws", about, named, names)


def _mix(title: str, about: str, named: pd.Series | None, names: Sequence[str]) -> Plot:
    """Rows by name; None where nobody knows; `names` are told even where no row has them."""
    if named is None or not (len(named.dropna()) or names):
        return Plot(title, about, missing="not measured: the rows do not name any")
    found = named.dropna().value_counts()
    counts = {str(name): 0 for name in names}
    counts |= {str(name): int(found[name]) for name in sorted(found.index, key=str)}
    most = max(counts.values()) / max(1, sum(counts.values()))
    return Plot(title, about, said=f"the largest part is {most:.1%}", counts=counts)


def answer_lengths(sample: Sample) -> Plot:
    """Words of the chosen beside words of the rejected answers."""
    return spread(
        "Length of the answers",
        "If one side is longer, a model learns length and not the fact. The two shapes should "
        "lie on each other.",
        "words",
        {
            "chosen": sample.chosen_words.counts.tolist(),
            "rejected": sample.rejected_words.counts.tolist(),
        },
    )


def question_lengths(series: Mapping[str, Sequence[str]]) -> Plot:
    """Words of the questions, by where they come from."""
    return spread(
        "Length of the questions",
        "Made-up questions should be about as long as the ones that people ask.",
        "words",
        {name: [float(len(words(text))) for text in said] for name, said in series.items()},
    )


def grade_levels(sample: Sample, order: Sequence[int]) -> Plot:
    """Years at school that the answers ask for."""
    part = sample.at(np.sort(np.asarray(order[:_GRADED], dtype=np.int64)))
    cuts = part.chosen_words, part.rejected_words
    each = syllables(part.vocabulary.words())
    drawn = f" Of {counted(len(part), 'pair')} drawn by digest." if len(part) < len(sample) else ""
    return spread(
        "Reading level of the answers",
        "Years at school that a reader needs (Flesch-Kincaid). Text for patients should stay "
        f"between 6 and 8, and both sides should be alike.{drawn}",
        "grade",
        {
            "chosen": grades(part.chosen, cuts[0], each).tolist(),
            "rejected": grades(part.rejected, cuts[1], each).tolist(),
        },
    )


def neighbours(questions: Sequence[str], order: Sequence[int]) -> Plot:
    """How alike each question is to the one most like it."""
    drawn = f"{MOST:,} of {len(questions):,}, drawn by digest" if len(questions) > MOST else "all"
    return spread(
        "Nearest other question",
        "Share of the different words that a question has in common with the question most like "
        f"it (Jaccard; {drawn}). At 1 two questions have the same words; above 0.9 they count as "
        "near-duplicates.",
        "similarity",
        {"questions": nearest(questions, sorted(order[:MOST]))},
        share=True,
    )


def kinship(questions: pd.DataFrame, cleaned: pd.DataFrame) -> Plot:
    """How alike a synthetic question is to its source question."""
    by_id = dict(zip(cleaned["question_id"], texts(cleaned["normalized"]), strict=True))
    made = questions.loc[questions["origin"] == "synthetic", ["normalized", "source_id"]]
    likeness = [
        alike(row["normalized"] or "", by_id[row["source_id"]])
        for row in records(made)
        if row["source_id"] in by_id
    ]
    return spread(
        "Synthetic question beside its source",
        "Share of the different words that a synthetic question has in common with the source "
        "question it was made from (Jaccard). Near 1 it is a copy, near 0 it has drifted away.",
        "similarity",
        {"synthetic questions": likeness},
        share=True,
    )
