"""Samples: the pairs that a report shows, drawn by digest and spread over the flaws."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, zip_longest

import pandas as pd

from syngen_assets.core.measures.sample import NAMES, drawn, texts
from syngen_assets.core.report.marking import Marked, marked

SHOWN = 20
_LETTERS = 2_000  # of a text that are shown

_TOLD = ("flaw", "verified", "modification", "origin", "source_id", "pair_id")


@dataclass(frozen=True)
class Shown:
    """A pair as it is shown.

    Args:
        place: its row among the pairs, from 0.
        question: what was asked.
        answers: both answers, with what differs.
        told: column → what it says of the pair, where it says anything.
    """

    place: int
    question: str
    answers: Marked
    told: dict[str, str]


def shown(pairs: pd.DataFrame, order: Sequence[int], most: int = SHOWN) -> list[Shown]:
    """The pairs to show, as many of each flaw as there can be, flaw by flaw.

    Args:
        pairs: columns `prompt`, `chosen` and `rejected`; others such as `flaw` are told.
        order: the places of the pairs in an order by chance.
        most: how many are shown.
    """
    of = _column(pairs, "flaw")
    by_flaw = defaultdict[str, list[int]](list)
    for place in order:
        by_flaw[of[place]].append(int(place))
    rounds = zip_longest(*(by_flaw[flaw][:most] for flaw in sorted(by_flaw)))
    places = [place for place in chain.from_iterable(rounds) if place is not None][:most]
    return [_shown(pairs, place) for place in sorted(places, key=lambda place: (of[place], place))]


def _shown(pairs: pd.DataFrame, place: int) -> Shown:
    row = pairs.iloc[[place]]
    question, chosen, rejected = (_cut(texts(row[name])[0]) for name in NAMES)
    told = {name: _column(row, name)[0] for name in _TOLD}
    known = {name: text for name, text in told.items() if text}
    return Shown(place, question, marked(chosen, rejected), known)


def order(pairs: pd.DataFrame, seed: int) -> list[int]:
    """The places of the pairs in an order by chance, which hangs on what they say."""
    said = zip(*(texts(pairs[name]) for name in NAMES), strict=True)
    return [int(place) for place in drawn(said, seed)]


def _column(pairs: pd.DataFrame, name: str) -> list[str]:
    return texts(pairs[name]) if name in pairs.columns else [""] * len(pairs)


def _cut(text: str) -> str:
    return text if len(text) <= _LETTERS else f"{text[:_LETTERS]} … ({len(text):,} letters)"
