"""Preferences: the rows of anybody's preference set, from files, a folder or the Hub."""

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path

from syngen_assets.core.errors import SourceError, UsageError
from syngen_assets.storage.hub import Spec, arrow
from syngen_assets.storage.records import BATCH, KINDS, Record, kind, records

_LOOKED_AT = 200  # rows of JSON that may each bring columns of their own
_COLUMNED = (".csv", ".tsv", ".parquet", ".arrow")  # kinds whose rows all have the same columns
_TABLES = (".xlsx", ".xls", ".ods", ".numbers")
_NOT_DATA = ("dataset_info.json", "dataset_infos.json", "state.json", "dataset_dict.json")
_GIVE = (
    f"give a file ({', '.join(KINDS)}; texts may be packed as .gz), a folder of such files of one "
    "kind, or a Hub id (owner/name)"
)


@dataclass(frozen=True)
class Found:
    """A data set that is there.

    Args:
        name: what the user called it.
        columns: its columns, as its first rows show them.
        rows: goes through its rows in order.
    """

    name: str
    columns: list[str]
    rows: Callable[[], Iterable[Record]]


def find(name: str, split: str = "train") -> Found:
    """The data set that a name means.

    Args:
        name: a path, or a Hub id.
        split: the part of it, where it is on the Hub.

    Raises:
        UsageError: the name means none.
        SourceError: it cannot be read, or has no rows.
    """
    path = Path(name).expanduser()
    rows = _of_files(name, path) if _is_path(name, path) else _of_hub(name, split)
    first = list(islice(rows(), _LOOKED_AT))
    if not first:
        raise SourceError(f"{name} has no rows; choose another one.")
    return Found(name, list(dict.fromkeys(chain.from_iterable(first))), rows)


def _is_path(name: str, path: Path) -> bool:
    suffix = path.suffix.lower()
    looks = name.startswith((".", "/", "~")) or suffix in (*KINDS, ".gz", *_TABLES)
    return looks or path.exists()


def _of_files(name: str, path: Path) -> Callable[[], Iterator[Record]]:
    files = _files(name, path)
    if len(files) > 1 and kind(files[0]) in _COLUMNED:
        _alike(name, files)
    return lambda: chain.from_iterable(map(_rows, files))


def _rows(file: Path) -> Iterator[Record]:
    try:
        yield from records(file)
    except SourceError as error:
        raise SourceError(f"{file} {error}") from error.__cause__


def _alike(name: str, files: Iterable[Path]) -> None:
    """All files have the columns of the first."""
    heads = {file: list(next(_rows(file), {})) for file in files}
    filled = [(file, head) for file, head in heads.items() if head]
    for file, head in filled[1:]:
        first, columns = filled[0]
        if sorted(head) != sorted(columns):
            raise UsageError(
                f"The files in {name} are not of one set: {first.name} has {', '.join(columns)}, "
                f"but {file.name} has {', '.join(head)}. Give one of them."
            )


def _files(name: str, path: Path) -> list[Path]:
    """The data files behind a path, all of one kind, in the order of their names."""
    if not path.exists():
        raise UsageError(f"{name} does not exist. Check the path, or {_GIVE}.")
    files = [path] if path.is_file() else _inside(path)
    if path.suffix.lower() in _TABLES:
        raise UsageError(f"{name} is a spreadsheet; save it as CSV in UTF-8, and give that.")
    kinds = sorted({kind(file) for file in files})
    if not kinds or "" in kinds:
        raise UsageError(f"{name} holds no data in a form that is known; {_GIVE}.")
    if len(kinds) > 1:
        there = ", ".join(str(file.relative_to(path)) for file in files[:8])
        more = ", …" if len(files) > 8 else ""
        mixed = " and ".join(kinds)
        raise UsageError(f"{name} mixes {mixed} files ({there}{more}); give one of them.")
    empty = next((file for file in files if file.stat().st_size == 0), None)
    if empty:
        raise SourceError(f"{empty} is empty; fill it or take it away.")
    return files


def _inside(folder: Path) -> list[Path]:
    """The data files of a folder; where it has none, those of the folders in it."""

    def data(found: Iterable[Path]) -> list[Path]:
        shown = (file for file in found if not file.name.startswith("."))
        return sorted(
            file for file in shown if file.is_file() and kind(file) and file.name not in _NOT_DATA
        )

    try:
        return data(folder.iterdir()) or data(folder.rglob("*"))
    except OSError as error:
        raise SourceError(f"{folder} cannot be read: {error.strerror}.") from error


def _of_hub(name: str, split: str) -> Callable[[], Iterator[Record]]:
    if os.sep in name and kind(Path(name)):
        raise UsageError(f"{name} does not exist. Check the path.")
    try:
        spec = Spec.parse(name, split=split)
    except UsageError as error:
        raise UsageError(f'"{name}" names no data set; {_GIVE}.') from error
    table = arrow(spec)

    def rows() -> Iterator[Record]:
        for batch in table.to_batches(BATCH):
            yield from batch.to_pylist()

    return rows
