"""Held-out files: the benchmarks that a user names, read cell by cell."""

import csv
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from syngen_assets.core.errors import UsageError
from syngen_assets.core.held_out import NOTHING, HeldOut
from syngen_assets.core.settings import Settings
from syngen_assets.storage.folders import DOMAINS

_LONGEST_CELL = 1 << 28  # letters of a CSV's cell; the reader's own limit is low


def held_out(settings: Settings) -> HeldOut:
    """The texts that no question or answer of the run may overlap.

    They are those of the domain's `held_out:` files, which stand beside its `domain.yaml`, and of
    the user's own (`--held-out`). Files that do not change are read once.

    Raises:
        UsageError: a file is not there, is of no kind that is known, or cannot be read.
    """
    if not settings.domain.row_gates.held_out_overlap:
        return NOTHING
    beside = DOMAINS / settings.domain.name
    named = [*(beside / name for name in settings.domain.held_out), *map(Path, settings.held_out)]
    files = [file for name in named for file in _files(name.expanduser())]
    if not files:
        return NOTHING
    return _read(tuple((str(file), file.stat().st_mtime_ns) for file in files))


def _files(path: Path) -> list[Path]:
    """The path itself, or the files in it that can be read, if it is a folder."""
    kinds = ", ".join(_READERS)
    if path.is_dir():
        found = [file for file in sorted(path.iterdir()) if file.suffix.lower() in _READERS]
        if not found:
            raise UsageError(f"The held-out folder {path} holds no file of the kinds {kinds}.")
        return found
    if not path.is_file():
        raise UsageError(
            f"The held-out file {path} is not there; correct --held-out (or SYNGEN_HELD_OUT), or "
            "held_out: in domain.yaml."
        )
    if path.suffix.lower() not in _READERS:
        raise UsageError(f"The held-out file {path} is of no known kind; there are {kinds}.")
    return [path]


@lru_cache(maxsize=2)
def _read(files: tuple[tuple[str, int], ...]) -> HeldOut:
    return HeldOut(text for name, _ in files for text in _texts(Path(name)))


def _texts(file: Path) -> Iterator[str]:
    """Every text of a file, in whatever column, list or object it stands."""
    try:
        for cell in _READERS[file.suffix.lower()](file):
            yield from _within(cell)
    except (ValueError, OSError, csv.Error) as error:
        raise UsageError(
            f"The held-out file {file} cannot be read: {error}; save it again as CSV, JSON, "
            "JSON lines, Parquet or plain text in UTF-8."
        ) from error


def _within(cell: Any) -> Iterator[str]:
    if isinstance(cell, str):
        yield cell
    elif isinstance(cell, Mapping):
        for value in cell.values():
            yield from _within(value)
    elif isinstance(cell, Sequence):
        for value in cell:
            yield from _within(value)


def _csv(file: Path) -> Iterator[Any]:
    csv.field_size_limit(_LONGEST_CELL)
    with file.open(encoding="utf-8-sig", newline="") as lines:
        yield from csv.reader(lines, delimiter="\t" if file.suffix.lower() == ".tsv" else ",")


def _json(file: Path) -> Iterator[Any]:
    yield json.loads(file.read_text(encoding="utf-8-sig"))


def _lines(file: Path) -> Iterator[Any]:
    with file.open(encoding="utf-8-sig") as lines:
        for line in filter(str.strip, lines):
            yield json.loads(line)


def _plain(file: Path) -> Iterator[Any]:
    with file.open(encoding="utf-8-sig") as lines:
        yield from lines


def _parquet(file: Path) -> Iterator[Any]:
    from pyarrow.parquet import ParquetFile

    with ParquetFile(file) as table:
        for batch in table.iter_batches(batch_size=1000):
            yield batch.to_pylist()


_READERS: Mapping[str, Callable[[Path], Iterator[Any]]] = {
    ".csv": _csv,
    ".tsv": _csv,
    ".json": _json,
    ".jsonl": _lines,
    ".parquet": _parquet,
    ".txt": _plain,
}
