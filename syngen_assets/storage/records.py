"""Records: the rows of a data file of any usual kind, a batch at a time."""

import csv
import gzip
import json
from collections.abc import Callable, Iterator, Mapping
from io import TextIOWrapper
from itertools import zip_longest
from pathlib import Path
from typing import IO, Any

from syngen_assets.core.errors import SourceError

BATCH = 5_000
"""Rows that are held at once."""

_LONGEST = 2**31 - 1  # letters in a cell; the library's own limit is 131,072

Record = Mapping[str, Any]


def records(file: Path) -> Iterator[Record]:
    """The rows of a file, each a mapping of column name to value.

    Raises:
        SourceError: the end of a sentence that begins with the file's name, saying why it cannot
            be read and what to do.
    """
    try:
        yield from _READERS[kind(file)](file)
    except UnicodeDecodeError as error:
        raise SourceError("is not UTF-8 text; save it as UTF-8.") from error
    except (OSError, EOFError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise SourceError(f"cannot be read: {reason}. Repair it, or make it readable.") from error


def kind(file: Path) -> str:
    """What kind of data file it is by its name, such as `.csv`; empty if it is none."""
    suffixes = [suffix.lower() for suffix in file.suffixes]
    packed = suffixes[-1:] == [".gz"]
    last = suffixes[-2] if packed and len(suffixes) > 1 else suffixes[-1] if suffixes else ""
    return last if last in (_PACKED if packed else _READERS) else ""


def _opened(file: Path) -> IO[bytes]:
    return gzip.open(file) if file.suffix.lower() == ".gz" else file.open("rb")  # type: ignore[return-value]


def _separated(file: Path) -> Iterator[Record]:
    """The rows of a CSV file; each cell is the text that stands there, `NA` and `007` too."""
    csv.field_size_limit(_LONGEST)
    with TextIOWrapper(_opened(file), "utf-8-sig", newline="") as opened:
        mark = _separator(file, opened.readline())
        opened.seek(0)
        reader = csv.reader(opened, delimiter=mark, strict=True)
        try:
            names = next(reader, [])
            for cells in reader:
                if len(cells) > len(names):
                    seen = f"{len(cells)} cells in line {reader.line_num}"
                    raise SourceError(f"has {seen} and {len(names)} columns. Repair that line.")
                if cells:
                    yield dict(zip_longest(names, cells))
        except csv.Error as error:
            raise SourceError(
                f"is not CSV in line {reader.line_num}: {error}. Repair that line."
            ) from error


def _separator(file: Path, head: str) -> str:
    """What stands between the cells; some spreadsheets write `;` where others write `,`."""
    if kind(file) == ".tsv":
        return "\t"
    return max(",", ";", "\t", key=lambda mark: (head.count(mark), mark == ","))


def _lines(file: Path) -> Iterator[Record]:
    with _opened(file) as opened:
        for number, line in enumerate(opened, start=1):
            text = line.decode("utf-8-sig")
            if text.strip():
                yield _object(_parsed(text, number), f"line {number}")


def _parsed(text: str, number: int) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        reason = getattr(error, "msg", "nested too deep")
        raise SourceError(f"is not JSON in line {number}: {reason}. Repair that line.") from error


def _object(value: Any, place: str) -> Record:
    if not isinstance(value, Mapping):
        raise SourceError(f"has no object in {place}; write one object for each row.")
    return value


def _whole(file: Path) -> Iterator[Record]:
    """The rows of a JSON file: JSON lines, a list of objects, or an object of lists or columns."""
    with _opened(file) as opened:
        first = opened.readline().decode("utf-8-sig").strip()
        more = opened.read(1)
    if more and first.startswith("{") and first.endswith("}") and _is_object(first):
        yield from _lines(file)
        return
    with _opened(file) as opened:
        text = opened.read().decode("utf-8-sig")
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        reason = f"{getattr(error, 'msg', 'nested too deep')}, line {getattr(error, 'lineno', 1)}"
        raise SourceError(f"is not JSON: {reason}. Repair it.") from error
    for number, row in enumerate(_listed(value)):
        yield _object(row, f"row {number}")


def _is_object(line: str) -> bool:
    try:
        return isinstance(json.loads(line), Mapping)
    except ValueError:
        return False


def _listed(value: Any) -> list[Any]:
    """The rows of a JSON value: the list itself, the only list in it, or its columns turned."""
    if isinstance(value, list):
        return value
    if not isinstance(value, Mapping):
        raise SourceError("holds no rows; write a list of objects.")
    lists = [part for part in value.values() if isinstance(part, list)]
    if len(lists) == 1:
        return lists[0]
    columns = {
        name: list(part.values()) if isinstance(part, Mapping) else part
        for name, part in value.items()
    }
    lengths = {len(part) if isinstance(part, list) else -1 for part in columns.values()}
    if len(columns) > 1 and len(lengths) == 1 and lengths != {-1} and not _is_pair(value):
        return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
    return [value]


def _is_pair(value: Mapping[str, Any]) -> bool:
    """Whether the object is one row of messages rather than columns by row number."""
    parts = [part for part in value.values() if isinstance(part, Mapping)]
    return any("content" in part or "value" in part or "messages" in part for part in parts)


def _parquet(file: Path) -> Iterator[Record]:
    from pyarrow import ArrowException
    from pyarrow.parquet import ParquetFile

    try:
        with ParquetFile(file) as opened:
            for batch in opened.iter_batches(BATCH):
                yield from batch.to_pylist()
    except ArrowException as error:
        raise SourceError(f"is no sound Parquet file: {_first_line(error)}. Repair it.") from error


def _arrow(file: Path) -> Iterator[Record]:
    import pyarrow as pa

    try:
        with pa.memory_map(str(file)) as source:
            try:
                batches = iter(pa.ipc.open_stream(source))
            except pa.ArrowInvalid:
                opened = pa.ipc.open_file(source)
                batches = map(opened.get_batch, range(opened.num_record_batches))
            for batch in batches:
                yield from batch.to_pylist()
    except pa.ArrowException as error:
        raise SourceError(f"is no sound Arrow file: {_first_line(error)}. Repair it.") from error


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0].rstrip(".")


_READERS: Mapping[str, Callable[[Path], Iterator[Record]]] = {
    ".csv": _separated,
    ".tsv": _separated,
    ".json": _whole,
    ".jsonl": _lines,
    ".ndjson": _lines,
    ".parquet": _parquet,
    ".arrow": _arrow,
}
_PACKED = (".csv", ".tsv", ".json", ".jsonl", ".ndjson")
KINDS = tuple(_READERS)
"""The kinds of files that are read."""
