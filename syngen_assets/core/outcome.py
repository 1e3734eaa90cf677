"""Outcome: what became of the pairs, once the source, a judge and people have had their word."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import pandas as pd

from syngen_assets.core.gone import without_gone
from syngen_assets.core.hearing import SILENCE, Hearing, summary
from syngen_assets.core.measures.figure import Figure
from syngen_assets.core.pairs import held_back
from syngen_assets.core.people import NOBODY, People, heard_of
from syngen_assets.core.reviewed import sifted
from syngen_assets.core.settings import Settings
from syngen_assets.core.settling import moves


class Ingredients(NamedTuple):
    """What the pairs of a release are made of: tables, each named as in `tables`.

    Their `source` is its data set, configuration, split and revision.
    """

    source: Mapping[str, str]
    clean_questions: pd.DataFrame
    questions: pd.DataFrame
    chosen_responses: pd.DataFrame
    rejected_responses: pd.DataFrame


@dataclass(frozen=True)
class Outcome:
    """What became of the pairs.

    Args:
        pairs: a `tables.PAIRS`, with the gate of those that are not released.
        excluded: a `tables.EXCLUSIONS`.
        figures: what was measured of the pairs, with its limits.
        hearing: what a judge said of them.
        people: what people said of them.
        judged: how many of them have a verdict.
    """

    pairs: pd.DataFrame
    excluded: pd.DataFrame
    figures: Sequence[Figure] = ()
    hearing: Hearing = SILENCE
    people: People = NOBODY
    judged: int = 0

    @property
    def held(self) -> pd.DataFrame:
        """The pairs in quarantine, those that others have replaced among them."""
        return held_back(self.pairs, self.excluded)

    def told(self) -> dict[str, Any]:
        """All of it but the pairs, by the names that a report has for it."""
        names = ("figures", "held", "hearing", "people")
        return {name: getattr(self, name) for name in names}

    def counts(self) -> dict[str, Any]:
        """How many pairs are not released, by what keeps them out."""
        still = int(self.excluded["question_id"].isin(self.pairs["question_id"]).sum())
        return {
            "quarantined": int(self.pairs["problem"].notna().sum()),
            "replaced": len(self.excluded) - still,
            **({"judged": self.judged} if self.hearing.asked else {}),
            **moves(self.pairs, self.excluded),
            **self.people.withdrawn,
        }


@dataclass(frozen=True)
class Words:
    """The pairs of a run, and all that was said of them.

    Args:
        settings: the run's settings, with the words of experts.
        questions: a `tables.QUESTIONS`.
        pairs: a `tables.PAIRS`, as it was before anybody had a word.
        verdicts: a `tables.VERDICTS`.
        reviews: a `tables.REVIEWS`.
        gone: a `tables.TOMBSTONES`, of the data set that the pairs are made from.
    """

    settings: Settings
    questions: pd.DataFrame
    pairs: pd.DataFrame
    verdicts: pd.DataFrame
    reviews: pd.DataFrame
    gone: pd.DataFrame

    @cached_property
    def settled(self) -> pd.DataFrame:
        """The pairs after all of it."""
        heard = sifted(self.pairs, self.verdicts, self.reviews, self.settings)
        return without_gone(heard, self.questions, self.gone)

    def outcome(self, excluded: pd.DataFrame, figures: Sequence[Figure]) -> Outcome:
        """What becomes of the pairs.

        Args:
            excluded: a `tables.EXCLUSIONS`, with what was withdrawn now.
            figures: what was measured.
        """
        said = (self.settings, excluded)
        hearing = summary(self.pairs, self.verdicts, *said)
        people = heard_of(self.pairs, self.verdicts, self.reviews, *said)
        judged = int(self.verdicts["problem"].isna().sum())
        return Outcome(self.settled, excluded, figures, hearing, people, judged)
