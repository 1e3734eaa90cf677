"""Forms: rows that say nothing, too much, or the same twice."""

import numpy as np
import numpy.typing as npt

from syngen_assets.core.cleaning import normalize
from syngen_assets.core.gates import FORMULA
from syngen_assets.core.measures.figure import Figure
from syngen_assets.core.measures.sample import Sample
from syngen_assets.core.measures.shares import share
from syngen_assets.core.text import tokens

_GROUP = "rows"

Marks = npt.NDArray[np.bool_]


def forms(sample: Sample, answer_tokens: int) -> list[Figure]:
    """What is wrong with the form of rows.

    Args:
        sample: the pairs.
        answer_tokens: an answer has fewer tokens than this.
    """
    return [
        _counted(sample),
        _empty(sample),
        _identical(sample),
        _over_limit(sample, answer_tokens),
        _formulas(sample),
    ]


def _counted(sample: Sample) -> Figure:
    about = "How many pairs there are."
    return Figure("rows", _GROUP, len(sample), about, "all rows", "count", rows=len(sample))


def _empty(sample: Sample) -> Figure:
    rows = zip(sample.prompts, sample.chosen, sample.rejected, strict=True)
    marks = np.array([not all(map(_says_something, row)) for row in rows], dtype=bool)
    return share(
        sample,
        marks,
        name="empty_share",
        group=_GROUP,
        about="How many pairs lack a question or an answer.",
        how="share of pairs with a text that is missing or has no letter and no digit",
    )


def _says_something(text: str) -> bool:
    return any(map(str.isalnum, text))


def _identical(sample: Sample) -> Figure:
    pairs = zip(sample.chosen, sample.rejected, strict=True)
    marks = np.array([_same(*pair) for pair in pairs], dtype=bool)
    return share(
        sample,
        marks,
        name="identical_share",
        group=_GROUP,
        about="How many pairs have two answers that are the same.",
        how="share of pairs whose answers differ in case, punctuation and white space at most",
    )


def _same(chosen: str, rejected: str) -> bool:
    return chosen == rejected or normalize(chosen) == normalize(rejected)


def _over_limit(sample: Sample, limit: int) -> Figure:
    pairs = zip(sample.chosen, sample.rejected, strict=True)
    marks = np.array([any(tokens(text) >= limit for text in pair) for pair in pairs], dtype=bool)
    return share(
        sample,
        marks,
        name="over_limit_share",
        group=_GROUP,
        about="How many pairs have an answer that is longer than was asked for.",
        how=f"share of pairs with an answer of {limit} tokens or more, estimated as one for a "
        "punctuation mark and one for every 6 letters of a word begun",
    )


def _formulas(sample: Sample) -> Figure:
    rows = list(zip(sample.prompts, sample.chosen, sample.rejected, strict=True))
    counts = [sum(text.startswith(FORMULA) for text in row) for row in rows]
    return Figure(
        "formula_cells",
        _GROUP,
        sum(counts),
        "How many cells a spreadsheet would run as a formula.",
        "cells that begin with =, +, -, @, a tab or a carriage return; all rows",
        "count",
        rows=len(sample),
        places=tuple(place for place, count in enumerate(counts) if count),
    )
