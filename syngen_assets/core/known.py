"""Known: all that the source says of a topic, whichever question it was asked."""

import re
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

import pandas as pd

from syngen_assets.core.tables import records


def named(synonyms: str) -> list[str]:
    """The names of a cell, which stand with | or ; between them."""
    return [name.strip() for name in re.split(r"[|;]", synonyms) if name.strip()]


class Known:
    """The reference answers of a source, found by topic and aspect."""

    def __init__(self, cleaned: pd.DataFrame) -> None:
        """Index a `tables.CLEAN_QUESTIONS`."""
        self.rows: Mapping[str, dict[str, Any]] = {
            row["question_id"]: row for row in records(cleaned)
        }
        self._about: dict[str, list[tuple[str, str]]] = defaultdict(list)
        self._names: dict[str, set[str]] = defaultdict(set)
        for row in self.rows.values():
            if row["topic"] and row["synonyms"]:
                self._names[row["topic"].casefold()] |= set(named(row["synonyms"]))
            if row["answer"] and row["topic"]:
                self._about[row["topic"].casefold()].append((row["aspect"] or "", row["answer"]))

    def names(self, *topics: str) -> list[list[str]]:
        """The groups of names that some topics have, where the source tells any."""
        groups = ((topic, self._names.get(topic.casefold(), ())) for topic in topics)
        return [[topic, *sorted(others)] for topic, others in groups if others]

    def of(self, topic: str, aspect: str) -> tuple[list[str], list[str]]:
        """The answers to what is asked of a topic, and the other texts about it."""
        about = self._about.get(topic.casefold(), [])
        own = [text for asked, text in about if asked == aspect]
        return own, [text for asked, text in about if asked != aspect]
