"""Calibration: how far a judge says what people say of the same pairs."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from syngen_assets.core.measures.figure import Figure
from syngen_assets.core.measures.human import GROUP, LEAST, Said, incorrect, preferred
from syngen_assets.core.measures.proportion import wilson
from syngen_assets.core.measures.resampling import TIMES, Resamples, mostly
from syngen_assets.core.measures.shares import unmeasured
from syngen_assets.core.reviews import SIDES
from syngen_assets.core.tables import records

Floats = npt.NDArray[np.float64]

_TOLD = "where both orders of the judge say the same, and more than half of the reviewers do"
_APART = "; the two answers of a pair count as two"
_WRONG = {True: "yes", False: "no"}


@dataclass(frozen=True)
class Beside:
    """What a judge and people say of the same things.

    Args:
        judge: the judge's word on each.
        people: the word of most people on it.
        pairs: the pair that it belongs to.
    """

    judge: Sequence[str]
    people: Sequence[str]
    pairs: Sequence[str]

    def __len__(self) -> int:
        """How many there are."""
        return len(self.judge)

    def among(self, people: str) -> "Beside":
        """Those of which people say this."""
        rows = zip(self.judge, self.people, self.pairs, strict=True)
        return _beside([row for row in rows if row[1] == people])


def calibration(said: Said, verdicts: pd.DataFrame) -> list[Figure]:
    """How far the judge's words are those of people.

    Args:
        said: the reviews that count, by pair, with the sides of the pairs as they were made.
        verdicts: a `tables.VERDICTS`.
    """
    answers, sides = _answers(said, verdicts), _sides(said, verdicts)
    return [
        _share(
            "judge_sensitivity",
            "How many answers that people find incorrect the judge calls so too.",
            f"share of answers called clearly incorrect, of those people find so, {_TOLD}{_APART}",
            answers.among("yes"),
        ),
        _share(
            "judge_specificity",
            "How many answers that people find correct the judge does not call incorrect.",
            f"share of answers not called so, of those people find correct, {_TOLD}{_APART}",
            answers.among("no"),
        ),
        _kappa(
            "judge_incorrect_kappa",
            "How far judge and people agree on which answers are incorrect, beyond chance.",
            answers,
        ),
        _share(
            "judge_preference_agreement",
            "How often the judge prefers the answer that people prefer.",
            f"share of pairs with the same preference, a tie being one, {_TOLD}",
            sides,
        ),
        _kappa(
            "judge_preference_kappa",
            "How far judge and people agree on the better answer, beyond chance.",
            sides,
        ),
    ]


def kappas(judge: Sequence[str], people: Sequence[str], weights: Floats) -> Floats:
    """Cohen's kappa for each way of weighting the words; one row of weights per kappa."""
    names = sorted({*judge, *people})
    ours = np.array([[word == name for name in names] for word in judge], dtype=float)
    theirs = np.array([[word == name for name in names] for word in people], dtype=float)
    total = weights.sum(axis=1)
    same = weights @ (ours * theirs).sum(axis=1) / total
    by_chance = ((weights @ ours) * (weights @ theirs)).sum(axis=1) / total**2
    with np.errstate(divide="ignore", invalid="ignore"):
        found: Floats = (same - by_chance) / (1 - by_chance)
    return found


def _answers(said: Said, verdicts: pd.DataFrame) -> Beside:
    """Of each answer whether it is clearly incorrect."""
    rows = []
    for word in records(verdicts.loc[verdicts["problem"].isna()]):
        for side in SIDES:
            found = incorrect(said.get(word["pair_id"], ()), side)
            if found is not None and word[f"{side}_incorrect"] in _WRONG.values():
                rows.append((word[f"{side}_incorrect"], _WRONG[found], word["pair_id"]))
    return _beside(rows)


def _sides(said: Said, verdicts: pd.DataFrame) -> Beside:
    """Of each pair which answer is the better one."""
    rows = []
    for word in records(verdicts.loc[verdicts["problem"].isna()]):
        found = preferred(said.get(word["pair_id"], ()))
        if found and word["preferred"] != "inconsistent":
            rows.append((word["preferred"], found, word["pair_id"]))
    return _beside(rows)


def _beside(rows: list[tuple[str, str, str]]) -> Beside:
    return Beside(*zip(*rows, strict=True)) if rows else Beside((), (), ())


def _share(name: str, about: str, how: str, both: Beside) -> Figure:
    if len(both) < LEAST:
        return unmeasured(name, GROUP, about, "share", _few(both))
    hits = sum(map(str.__eq__, both.judge, both.people))
    low, high = wilson(hits, len(both))
    told = f"{how}; 95% interval by Wilson"
    return Figure(name, GROUP, hits / len(both), about, told, "share", low, high, rows=len(both))


def _kappa(name: str, about: str, both: Beside) -> Figure:
    if len(both) < LEAST:
        return unmeasured(name, GROUP, about, "score", _few(both))
    if len({*both.judge, *both.people}) < 2:
        why = "judge and people say the same of all, and nothing else"
        return unmeasured(name, GROUP, about, "score", why)
    _, pairs = np.unique(both.pairs, return_inverse=True)
    resamples = Resamples(pairs, np.arange(len(both)), seed=0)
    value = kappas(both.judge, both.people, np.ones((1, len(both))))
    low, high = mostly(
        resamples.statistics(lambda weights: kappas(both.judge, both.people, weights))
    )
    how = f"Cohen's kappa, {_TOLD}; 95% interval: {TIMES:,} bootstrap samples of the pairs"
    return Figure(name, GROUP, float(value[0]), about, how, "score", low, high, rows=len(both))


def _few(both: Beside) -> str:
    return f"judge and people have both judged {len(both):,}, fewer than {LEAST}"
