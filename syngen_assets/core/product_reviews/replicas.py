"""Replicas: new reviews that copy a real one, found one by one and counted beside real ones."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from syngen_assets.core.identity import draw
from syngen_assets.core.measures.closeness import Embed
from syngen_assets.core.measures.figure import Figure
from syngen_assets.core.measures.proportion import wilson
from syngen_assets.core.measures.shares import unmeasured
from syngen_assets.core.product_reviews.nearness import GROUP, nearness
from syngen_assets.core.product_reviews.resemblance import Index, Resemblance

__all__ = ["Index", "checks", "problem"]

WINDOW, LONG = 50, 13  # words together that are a copy, and that are worth a look
COVERED, LCS, ROUGE = 0.5, 0.8, 0.7


def problem(text: str, index: Index) -> str | None:
    """Why a review is a replica of a real one, as the problem of its row; None if it is none.

    It is one if a real review has its words, fifty of them together, more than half of them in
    runs of eight, or most of them in their order. One sentence of another review makes none, unless
    there is hardly anything beside it.
    """
    found = index.resemblance(text)
    if found.exact:
        return "replica: a real review says the same, word for word"
    if found.run >= WINDOW:
        return f"replica: {found.run} words together stand in a real review"
    if found.covered > COVERED:
        return f"replica: {found.covered:.0%} of it stands in a real review, in runs of 8 words"
    if found.rouge >= ROUGE or found.lcs >= LCS:
        return f"replica: its words follow those of a real review (ROUGE-L {found.rouge:.2f})"
    return None


@dataclass(frozen=True)
class _Check:
    """A way in which a review may be a copy.

    Args:
        name: the measure.
        about: what it tells.
        how: when a review counts.
        holds: whether one does.
    """

    name: str
    about: str
    how: str
    holds: Callable[[Resemblance], bool]


_CHECKS = (
    _Check(
        "replica_exact",
        "How often a new review has the very words of a real one.",
        "reviews whose words are those of a real one, whatever their case and marks",
        lambda found: found.exact,
    ),
    _Check(
        "replica_window",
        "How often a long piece of a real review stands in a new one.",
        f"reviews with {WINDOW} words together that stand in a real one",
        lambda found: found.run >= WINDOW,
    ),
    _Check(
        "replica_run",
        "How often about a sentence of a real review stands in a new one.",
        f"reviews with {LONG} words together that stand in a real one",
        lambda found: found.run >= LONG,
    ),
    _Check(
        "replica_pieced",
        "How often a new review is put together from pieces of real ones.",
        f"reviews with more than {COVERED:.0%} of their words in runs of 8 that stand in real ones",
        lambda found: found.pieced > COVERED,
    ),
    _Check(
        "replica_lcs",
        "How often a new review follows a real one word for word, with words put in or left out.",
        "reviews whose longest common subsequence of words with a real one is at least "
        f"{LCS:g} of the longer of the two",
        lambda found: found.lcs >= LCS,
    ),
    _Check(
        "replica_rouge_l",
        "How often a new review says in most of the same words what a real one says.",
        f"reviews whose ROUGE-L with a real one is at least {ROUGE:g}",
        lambda found: found.rouge >= ROUGE,
    ),
)


def checks(
    real: Sequence[str],
    synthetic: Sequence[str],
    *,
    seed: int,
    embed: Embed | None = None,
    held_out: Sequence[str] | None = None,
) -> list[Figure]:
    """How many new reviews are copies of real ones, by several methods.

    The floors are what one half of the real reviews comes to beside the other half.

    Args:
        real: the texts of the real reviews that a model was shown.
        synthetic: the texts of the new ones.
        seed: decides which real reviews are in which half.
        embed: gives vectors of texts; without it, nearness is that of words.
        held_out: texts of real reviews that were never shown; without them the second half of the
            real ones stands for them, and all that can be seen is whether one half is copied more.
    """
    order = _drawn(real, seed)
    first, second = order[: len(order) // 2], order[len(order) // 2 :]
    found, floor = _resemblances(synthetic, real), _resemblances(first, second)
    if held_out is not None:
        first, second = order, _drawn(held_out, seed)
    size = min(len(first), len(second))
    return [
        *(_share(check, found, floor) for check in _CHECKS),
        *nearness(
            synthetic,
            first[:size],
            second[:size],
            held_out=held_out is not None,
            embed=embed,
        ),
    ]


def _drawn(texts: Sequence[str], seed: int) -> list[str]:
    """The different texts in an order by chance."""
    return sorted(dict.fromkeys(texts), key=partial(draw, seed, "half"))


def _resemblances(texts: Sequence[str], real: Sequence[str]) -> list[Resemblance]:
    index = Index(real)
    return [index.resemblance(text) for text in texts]


def _share(check: _Check, found: Sequence[Resemblance], floor: Sequence[Resemblance]) -> Figure:
    if not found:
        return unmeasured(check.name, GROUP, check.about, "share", "there are too few reviews")
    marks = np.array([check.holds(one) for one in found], dtype=bool)
    low, high = wilson(int(marks.sum()), len(marks))
    return Figure(
        check.name,
        GROUP,
        float(marks.mean()),
        check.about,
        f"share of {check.how}; Wilson's 95% interval; the floor is that of one half of the real "
        "reviews beside the other",
        "share",
        low=low,
        high=high,
        floor=float(np.mean([check.holds(one) for one in floor])) if floor else None,
        rows=len(marks),
        places=tuple(np.flatnonzero(marks).tolist()),
    )
