"""Exports: a release written in the shapes that trainers read."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from syngen_assets.core import exports
from syngen_assets.core.errors import GateError, UsageError
from syngen_assets.core.shapes.writing import Kind, Record, Target
from syngen_assets.core.tables import records
from syngen_assets.storage import files
from syngen_assets.storage.files import Writer

if TYPE_CHECKING:
    import pandas as pd

_BATCH = 5_000


def export(
    folder: Path, name: str, rows: "pd.DataFrame", card: str, target: Target, form: str
) -> list[Path]:
    """Copy a release.

    Args:
        folder: where it goes; empty, new, or an earlier copy in the same files.
        name: what the data set is called.
        rows: a `tables.QUESTIONS_AND_RESPONSES`.
        card: the card of the release.
        target: the shape.
        form: csv, parquet or jsonl.

    Raises:
        GateError: a pair does not teach anything.
        UsageError: the folder holds other files.
        StorageError: it cannot be written.
    """
    _sound(rows)
    halves = {
        split: rows.loc[rows["split"] == half].reset_index(drop=True)
        for half, split in zip(("train", "test"), target.splits, strict=True)
    }
    paths = {split: exports.path(split, form) for split, half in halves.items() if len(half)}
    written = {file: _writer(halves[split], target, form) for split, file in paths.items()}
    written["README.md"] = files.text(exports.moved(card, target, paths))
    info = exports.dataset_info(name, target, paths)
    if info is not None:
        written["dataset_info.json"] = files.text(info)
    _free(folder, written)
    return files.publish(folder, written, "give another folder")


def _sound(rows: "pd.DataFrame") -> None:
    """No pair is without a text, or has one answer twice: trainers take such rows in silence."""
    texts = rows[["prompt", "chosen", "rejected"]]
    empty = texts.isna().any(axis="columns") | (texts == "").any(axis="columns")
    broken = rows.loc[empty | (rows["chosen"] == rows["rejected"]), "pair_id"]
    if len(broken):
        raise GateError(
            f"{len(broken)} released pairs lack a text or have one answer twice, the first is "
            f"{broken.iloc[0]}. Nothing was exported; release anew with syngen run."
        )


def _free(folder: Path, written: Mapping[str, Writer]) -> None:
    """The folder holds nothing that a reader of the copy would take for a part of it."""
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder} is a file; give a folder.")
    there = [file for file in folder.rglob("*") if file.is_file()]
    others = sorted({str(file.relative_to(folder)) for file in there} - set(written))
    if others:
        raise UsageError(
            f"{folder} holds {others[0]}{', …' if len(others) > 1 else ''}, which is no part of "
            "this export; give a new or an empty folder."
        )


def _writer(rows: "pd.DataFrame", target: Target, form: str) -> Writer:
    if form == "csv":
        import pandas as pd

        told = [record for batch in _batches(rows, target) for record in batch]
        return files.csv(pd.DataFrame(told, columns=list(target.all_columns)))
    if form == "parquet":
        return lambda path: _parquet(rows, target, path)
    return lambda path: _jsonl(rows, target, path)


def _batches(rows: "pd.DataFrame", target: Target) -> Iterator[list[Record]]:
    for start in range(0, len(rows), _BATCH):
        batch = records(rows.iloc[start : start + _BATCH])
        yield [record for row in batch for record in target.records(row)]


def _jsonl(rows: "pd.DataFrame", target: Target, path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for batch in _batches(rows, target):
            file.writelines(json.dumps(record, ensure_ascii=False) + "\n" for record in batch)


def _parquet(rows: "pd.DataFrame", target: Target, path: Path) -> None:
    import pyarrow as pa
    from pyarrow.parquet import ParquetWriter

    kinds = target.all_columns.items()
    schema = pa.schema([(name, _type(kind)) for name, kind in kinds])
    with ParquetWriter(path, schema) as writer:
        for batch in _batches(rows, target):
            writer.write_table(pa.Table.from_pylist(batch, schema))


def _type(kind: Kind) -> Any:
    import pyarrow as pa

    message = pa.struct([("role", pa.string()), ("content", pa.string())])
    spoken = pa.struct([("from", pa.string()), ("value", pa.string())])
    types = {
        "text": pa.string(),
        "flag": pa.bool_(),
        "message": message,
        "messages": pa.list_(message),
        "spoken": spoken,
        "dialogue": pa.list_(spoken),
    }
    return types[kind]
