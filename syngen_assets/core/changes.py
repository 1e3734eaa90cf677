"""Changes: what is new, changed and gone in a source since it was read last."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from syngen_assets.core.questions import source_id
from syngen_assets.core.tables import RAW_QUESTIONS, records

CONTENT = ("question", "answer", "topic", "aspect", "synonyms")
"""The columns of a raw question that say something."""

_SHOWN = 5  # rows of each kind that metadata has
_SET = ("dataset", "config", "split")

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Changes:
    """What happened to the rows of a source: id → the row, as it is or as it was last.

    Args:
        before: the revision before; empty if there was none.
        after: the revision now.
        new: rows that were not there.
        changed: rows of which another column says something else.
        reworded: questions that became another; the answer is the same.
        gone: rows that are there no more, those that were reworded not among them.
        became: id of a reworded question → the id of what it became.
    """

    before: str = ""
    after: str = ""
    new: Mapping[str, Row] = field(default_factory=dict)
    changed: Mapping[str, Row] = field(default_factory=dict)
    reworded: Mapping[str, Row] = field(default_factory=dict)
    gone: Mapping[str, Row] = field(default_factory=dict)
    became: Mapping[str, str] = field(default_factory=dict)


def is_same_set(one: pd.DataFrame, other: pd.DataFrame) -> bool:
    """Whether two tables of raw questions are of one data set, at whatever revisions."""
    names = [tuple(table.head(1)[list(_SET)].fillna("").to_numpy()[0]) for table in (one, other)]
    return names[0] == names[1]


def compare(before: pd.DataFrame, now: pd.DataFrame) -> Changes:
    """What changed between two tables of raw questions of one data set.

    Rows are known by their question, however it is spelled; a row without one by its answer. A
    question that is gone, and whose answer another question has that is new, was reworded. Rows
    that were carried on from an earlier revision do not count as read.

    Args:
        before: a `tables.RAW_QUESTIONS`.
        now: another.
    """
    first, last = (str(table["revision"].iat[0]) for table in (before, now))
    if first == last:
        return Changes(first, last)
    was, then = (by_id(rows) for rows in _differing(_read(before), now))
    there, here = (ids(before), ids(now)) if was or then else (set[str](), set[str]())
    lost = {id: row for id, row in was.items() if id not in here}
    found = {id: row for id, row in then.items() if id not in there}
    became = _reworded(lost, found)
    return Changes(
        before=first,
        after=last,
        new={id: row for id, row in found.items() if id not in became.values()},
        changed={id: row for id, row in {**was, **then}.items() if id in here & there},
        reworded={id: lost[id] for id in became},
        gone={id: row for id, row in lost.items() if id not in became},
        became=became,
    )


def carried(before: pd.DataFrame, now: pd.DataFrame, changes: Changes) -> pd.DataFrame:
    """The table of now, and behind it the rows that are gone, each under its last revision."""
    earlier = before.loc[before["revision"] != before["revision"].iat[0]]
    rows = by_id(earlier) | dict(changes.gone)
    if not rows:
        return now
    here = ids(now)
    gone = [row for id, row in rows.items() if id not in here]
    numbered = [{**row, "row": len(now) + n} for n, row in enumerate(gone)]
    kept = RAW_QUESTIONS.frame(pd.DataFrame(numbered).replace({"": None}))
    return pd.concat([now, kept], ignore_index=True)


def by_id(raw: pd.DataFrame) -> dict[str, Row]:
    """What the rows of a table of raw questions are called → the row; a missing cell is empty."""
    texts = raw.assign(**{name: raw[name].fillna("") for name in CONTENT})
    rows = (row for row in records(texts) if row["question"].strip() or row["answer"].strip())
    return {source_id(row): row for row in rows}


def ids(raw: pd.DataFrame) -> set[str]:
    """What the rows of a table of raw questions are called."""
    cells = zip(*(raw[name].fillna("") for name in CONTENT), strict=True)
    rows = (dict(zip(CONTENT, row, strict=True)) for row in cells)
    return {source_id(row) for row in rows if row["question"].strip() or row["answer"].strip()}


def _differing(*tables: pd.DataFrame) -> list[pd.DataFrame]:
    """The rows of each of two tables that are not in the other word for word."""
    said = [
        list(zip(*(table[name].fillna("") for name in CONTENT), strict=True)) for table in tables
    ]
    others = [set(said[1]), set(said[0])]
    return [
        table.loc[[row not in other for row in rows]]
        for table, rows, other in zip(tables, said, others, strict=True)
    ]


def _read(raw: pd.DataFrame) -> pd.DataFrame:
    """The rows that were in the revision, and not carried on from one before."""
    return raw.loc[raw["revision"] == raw["revision"].iat[0]]


def _reworded(lost: Mapping[str, Row], found: Mapping[str, Row]) -> dict[str, str]:
    """Questions that are gone → the new ones that have their answers."""
    answers: dict[str, list[str]] = defaultdict(list)
    for id, row in found.items():
        if row["question"].strip() and row["answer"].strip():
            answers[row["answer"]].append(id)
    became = {}
    for id, row in lost.items():
        if row["question"].strip() and answers.get(row["answer"]):
            became[id] = answers[row["answer"]].pop(0)
    return became


def told(changes: Changes) -> dict[str, Any]:
    """How many rows are new, changed and removed, and the first of each, for metadata."""
    if not changes.before:
        return {}
    some = {
        "new": changes.new,
        "changed": {**changes.changed, **changes.reworded},
        "removed": changes.gone,
    }
    counts: dict[str, Any] = {name: len(rows) for name, rows in some.items()}
    for name, rows in some.items():
        texts = [row["question"] or row["answer"] for row in rows.values()]
        counts[f"first_{name}"] = texts[:_SHOWN]
    return counts
