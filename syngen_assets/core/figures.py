"""Figures: what a table looks like at a glance, for the people who made it."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping

import pandas as pd

from syngen_assets.core import charts
from syngen_assets.core.gates import gate_name
from syngen_assets.core.repeats import REPEATED
from syngen_assets.core.rows import Rows
from syngen_assets.core.settings import Settings
from syngen_assets.core.tables import SYNTHETIC_QUESTIONS, Table, records

_SHOWN = 64
_MANY = 100
_LENGTHS = range(3, 21)


def preview(declared: Table, rows: Rows) -> str:
    """The first, the middle and the last row, in the columns that the table is read by."""
    places = {0, len(rows) // 2, len(rows) - 1} & set(range(len(rows)))
    cells = [[_cut(row[name]) for name in declared.shown] for row in records(rows.at(places))]
    return charts.table(declared.shown, cells)


def _cut(cell: object) -> str:
    text = "" if cell is None else str(cell)
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


def problems(rows: Rows) -> dict[str, int]:
    """Kind of problem → rows that have it."""
    kinds = Counter(gate_name(text) for batch in rows for text in batch["problem"].dropna())
    return dict(sorted(kinds.items()))


def lengths(questions: pd.DataFrame) -> str:
    """Words per question, source against synthetic, as a chart."""
    counts = questions["normalized"].map(lambda text: len(text.split()))
    series = {
        origin: charts.shares(Counter(counts[questions["origin"] == origin].astype(int)), _LENGTHS)
        for origin in ("source", "synthetic")
    }
    labels = [str(n) if n < _LENGTHS[-1] else f"{n}+" for n in _LENGTHS]
    return charts.columns(labels, series, "words")


def mix(names: Iterable[str], counted: pd.Series) -> str:
    """How many rows each name has, as a chart."""
    counts = counted.value_counts()
    return charts.rows({name: int(counts.get(name, 0)) for name in names})


def unserved(settings: Settings, questions: pd.DataFrame) -> list[str]:
    """The modifications that have no question."""
    there = set(questions["modification"].dropna())
    return [name for name in settings.modifications if name not in there]


def left_out(cleaned: pd.DataFrame, synthetic: pd.DataFrame, repeated: Mapping[str, str]) -> str:
    """The questions that nearly repeat another one, with that one, as a table; empty for none."""
    shown = dict(zip(cleaned["question_id"], cleaned["display"], strict=True))
    shown |= dict(zip(synthetic["question_id"], synthetic["display"], strict=True))
    told = synthetic["problem"].fillna("").str.startswith(REPEATED)
    rows = synthetic.loc[told, ["question_id", "problem"]].itertuples(index=False)
    ids = re.compile("[0-9a-f]{12}")
    lines = []
    for id, problem in [*repeated.items(), *rows]:
        like = ids.search(problem)
        lines.append([shown[id], shown[like[0]] if like else "", problem.rpartition(" ")[2]])
    if not lines:
        return ""
    more = f"\n\n… and {len(lines) - _MANY:,} more" if len(lines) > _MANY else ""
    return charts.table(["left out", "nearly the same as", "by its"], lines[:_MANY]) + more


def shortage(
    settings: Settings, questions: pd.DataFrame, cleaned: pd.DataFrame, synthetic: pd.DataFrame
) -> str:
    """Why there are fewer questions than asked for, in a sentence; empty if there are not."""
    if len(questions) >= settings.questions:
        return ""
    counts = questions["origin"].value_counts()
    sound = cleaned.loc[cleaned["problem"].isna()]
    distinct = len(sound) if not settings.offline else int(sound["flaw"].notna().sum())
    cap = int(settings.questions * settings.domain.source_share + 1e-9)
    fit = " with an answer that can be used" if settings.offline else ""
    kinds = _listed(problems(Rows.of(SYNTHETIC_QUESTIONS, synthetic)))
    return (
        f"The plan is spent: of {distinct:,} distinct source questions{fit}, "
        f"{counts.get('source', 0):,} are in the set (source_share "
        f"{settings.domain.source_share:g} allows {cap:,}, and a cell has one question only), and "
        f"the {len(synthetic):,} prompts that were left gave {counts.get('synthetic', 0):,} "
        f"synthetic ones{kinds}."
    )


def _listed(counts: Mapping[str, int]) -> str:
    named = ", ".join(f"{count:,} {kind}" for kind, count in counts.items())
    return f" ({named})" if named else ""
