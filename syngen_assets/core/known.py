"""Known: all that the source says of a topic, whichever question it was asked."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

import pandas as pd

from syngen_assets.core.tables import records


class Known:
    """The reference answers of a source, found by topic and aspect."""

    def __init__(self, cleaned: pd.DataFrame) -> None:
        """Index a `tables.CLEAN_QUESTIONS`."""
        self.rows: Mapping[str, dict[str, Any]] = {
            row["question_id"]: row for row in records(cleaned)
        }
        self._about: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for row in self.rows.values():
            if row["answer"] and row["topic"]:
                self._about[row["topic"].casefold()].append((row["aspect"] or "", row["answer"]))

    def of(self, topic: str, aspect: str) -> tuple[list[str], list[str]]:
        """The answers to what is asked of a topic, and the other texts about it."""
        about = self._about.get(topic.casefold(), [])
        own = [text for asked, text in about if asked == aspect]
        return own, [text for asked, text in about if asked != aspect]
