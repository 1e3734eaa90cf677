"""The stages that ask no model, each beside the least that anyone could do in its place."""

import string
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from benchmarks.rates import Plan
from benchmarks.report import middle, ratio, table
from syngen_assets.core.cleaning import normalize
from syngen_assets.core.plan import Entry, Lines
from syngen_assets.core.tables import Column, Table
from syngen_assets.storage.warehouse import Warehouse

Work = Callable[[], object]
MODIFICATIONS = 5


def stages(plan: Plan) -> str:
    """Each stage beside the least that anyone could do in its place, which is not the same work."""
    rows = (1000 if plan.everything else 100) * plan.rows
    rounds = plan.rounds if plan.everything else 1
    lines = []
    for stage in (cleaning, planning, tables):
        with tempfile.TemporaryDirectory(prefix="bench-") as folder:
            name, ours, against, baseline = stage(rows, Path(folder))
            taken = [(_seconds(ours), _seconds(baseline)) for _ in range(rounds)]
        mine, theirs = middle(one for one, _ in taken), middle(other for _, other in taken)
        lines.append((f"{name}, {rows:,} rows", mine, against, theirs, ratio(mine, theirs)))
    return table(("stage", "seconds", "baseline", "its seconds", "× the baseline"), lines)


def _seconds(work: Work) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def cleaning(rows: int, folder: Path) -> tuple[str, Work, str, Work]:
    texts = [f"What is (are) the drug-drug risk of Type {n} HIV/AIDS ?" for n in range(rows)]
    strip = str.maketrans("", "", string.punctuation)
    return (
        "normalise questions",
        lambda: [normalize(text) for text in texts],
        "lower case and `str.translate`, which glues words",
        lambda: [text.lower().translate(strip) for text in texts],
    )


def planning(rows: int, folder: Path) -> tuple[str, Work, str, Work]:
    entries = [Entry(f"{n:012x}") for n in range(rows // MODIFICATIONS)]
    names = {name: [name] for name in string.ascii_lowercase[:MODIFICATIONS]}

    def shuffled() -> None:
        frame = pd.DataFrame([(entry.id, name) for entry in entries for name in names])
        frame.sample(frac=1, random_state=0)

    return (
        "plan prompts fairly",
        lambda: [None for _ in iter(Lines(entries, {}, names, taken=(), seed=0).draw, None)],
        "shuffle them with pandas",
        shuffled,
    )


def tables(rows: int, folder: Path) -> tuple[str, Work, str, Work]:
    table = Table("rows", "A row", tuple(Column(name, name) for name in "abcd"))
    frame = table.frame([{name: f"{name} {n} " * 10 for name in "abcd"} for n in range(rows)])
    return (
        "replace a table in DuckDB",
        lambda: Warehouse(folder / "t.duckdb").replace(table, "health", frame),
        "`pandas.to_parquet` of the same rows",
        lambda: frame.to_parquet(folder / "t.parquet"),
    )
