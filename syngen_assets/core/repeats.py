"""Repeats: the new questions of a data set that nearly say again what it has."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from syngen_assets.core.firsts import Embed, Firsts
from syngen_assets.core.preferences import Preferences
from syngen_assets.core.questions import sources
from syngen_assets.core.settings import Settings
from syngen_assets.core.tables import records, usable

Row = Mapping[str, Any]

REPEATED = "near_duplicate_question"
_PROBLEM = f"{REPEATED}: nearly the same as {{id}}, by its {{by}}"


@dataclass(frozen=True)
class Meanings:
    """How it is told which questions mean the same.

    Args:
        by: the embedder's name, or `not measured` and why.
        embed: gives the vectors of texts, or None where only words are compared.
    """

    by: str = "not measured"
    embed: Embed | None = None


WORDS_ONLY = Meanings()


class Originals:
    """The questions that a data set has so far, no two of them nearly the same.

    Args:
        domain: says how alike two may be, and what is released of a question: that is compared.
        meanings: how those that mean the same are found.
    """

    def __init__(self, domain: Preferences, meanings: Meanings = WORDS_ONLY) -> None:
        """Begin with none."""
        limits, self._released = domain.duplicates, domain.released
        self._firsts = Firsts(limits.jaccard, limits.cosine, meanings.embed)

    @property
    def normalized(self) -> list[str]:
        """Their plain forms."""
        return self._firsts.normalized

    def add(self, questions: Sequence[Row]) -> dict[str, str]:
        """Take in what is new of some questions.

        Args:
            questions: rows with `question_id`, `normalized` and `display`, those to keep first.

        Returns:
            Id → problem of those that nearly repeat an earlier one; they are not taken in.
        """
        ids = [row["question_id"] for row in questions]
        normalized = [row["normalized"] for row in questions]
        copies = self._firsts.add(ids, normalized, [row[self._released] for row in questions])
        return {
            ids[place]: _PROBLEM.format(id=copy.of, by=copy.by) for place, copy in copies.items()
        }


def drawn(
    cleaned: pd.DataFrame,
    settings: Settings,
    without: Collection[str],
    meanings: Meanings = WORDS_ONLY,
) -> tuple[Originals, dict[str, str]]:
    """The source questions that the data set takes, and why some that were drawn are left out.

    Args:
        cleaned: the clean questions.
        settings: the run's settings.
        without: ids of excluded questions.
        meanings: how those that mean the same are found.
    """
    rows = {row["question_id"]: row for row in records(usable(cleaned))}
    originals = Originals(settings.domain, meanings)
    entries = sources(cleaned, settings, without)
    return originals, originals.add([rows[entry.id] for entry in entries])
