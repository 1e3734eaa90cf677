"""Repeats: the new questions of a data set that nearly say again what it has."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from syngen_assets.core.duplicates import Vectors, close_duplicates, near_duplicates
from syngen_assets.core.preferences import Preferences
from syngen_assets.core.questions import sources
from syngen_assets.core.settings import Settings
from syngen_assets.core.tables import records, usable

Row = Mapping[str, Any]
Embed = Callable[[Sequence[str]], Vectors]

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

    `normalized` holds their plain forms.

    Args:
        domain: says how alike two may be, and what is released of a question: that is compared.
        meanings: how those that mean the same are found.
    """

    def __init__(self, domain: Preferences, meanings: Meanings = WORDS_ONLY) -> None:
        """Begin with none."""
        self._limits, self._released = domain.duplicates, domain.released
        self._embed = meanings.embed
        self.normalized: list[str] = []
        self._ids: list[str] = []
        self._vectors: list[Vectors] = []

    def add(self, questions: Sequence[Row]) -> dict[str, str]:
        """Take in what is new of some questions.

        Args:
            questions: rows with `question_id`, `normalized` and `display`, those to keep first.

        Returns:
            Id → problem of those that nearly repeat an earlier one; they are not taken in.
        """
        texts = [*self.normalized, *(row["normalized"] for row in questions)]
        copies = near_duplicates(texts, threshold=self._limits.jaccard)
        fresh, problems = self._parted(questions, copies, "words")
        if self._embed and fresh:
            vectors = np.concatenate(
                [*self._vectors, self._embed([row[self._released] for row in fresh])]
            )
            copies = close_duplicates(vectors, self._limits.cosine, kept=len(self._ids))
            self._vectors = [np.delete(vectors, list(copies), axis=0)]
            fresh, more = self._parted(fresh, copies, "meaning")
            problems |= more
        self._ids += [row["question_id"] for row in fresh]
        self.normalized += [row["normalized"] for row in fresh]
        return problems

    def _parted(
        self, rows: Sequence[Row], copies: Mapping[int, int], by: str
    ) -> tuple[list[Row], dict[str, str]]:
        """What is new of some rows, and why the others are not; places count from the first."""
        ids = [*self._ids, *(row["question_id"] for row in rows)]
        fresh = [row for place, row in enumerate(rows, len(self._ids)) if place not in copies]
        problems = {
            ids[place]: _PROBLEM.format(id=ids[like], by=by) for place, like in copies.items()
        }
        return fresh, problems


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
