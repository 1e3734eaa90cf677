"""What the benchmarks say, in Markdown."""

import os
import platform
import sys
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from statistics import median

PACKAGES = ("openai", "aiohttp", "duckdb", "pandas", "pyarrow", "dagster")


def table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A Markdown table; numbers are shown as their size asks for, None as a dash."""
    lines = [heads, ["---"] + ["---:"] * (len(heads) - 1)]
    lines += [[shown(cell) for cell in row] for row in rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def shown(cell: object) -> str:
    """A cell as text."""
    if cell is None:
        return "–"
    if not isinstance(cell, float):
        return f"{cell:,}" if isinstance(cell, int) else str(cell)
    return (
        f"{cell:,.0f}" if abs(cell) >= 100 else f"{cell:.1f}" if abs(cell) >= 10 else f"{cell:.2f}"
    )


def middle(values: Iterable[float | None]) -> float | None:
    """The median of those that there are."""
    there = [value for value in values if value is not None]
    return median(there) if there else None


def ratio(one: float | None, other: float | None) -> float | None:
    """How many times `other` goes into `one`."""
    return one / other if one is not None and other else None


def facts(rounds: int) -> str:
    """The machine, the versions, the day and the command."""
    versions = ", ".join(f"{name} {found}" for name in PACKAGES if (found := _version(name)))
    load = ", ".join(f"{each:.2f}" for each in os.getloadavg())
    return "\n".join(
        [
            f"- {datetime.now(UTC):%Y-%m-%d}, `python -m benchmarks {' '.join(sys.argv[1:])}`, "
            f"medians of {rounds} rounds in which the contenders take turns",
            f"- {os.cpu_count()} cores of {_processor()}, {_memory():.0f} GB, {platform.system()}; "
            f"load before the first run: {load}",
            f"- Python {platform.python_version()}, {versions}",
        ]
    )


def _version(package: str) -> str | None:
    try:
        return version(package)
    except ImportError:
        return None


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def _memory() -> float:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
