"""Files of a release: written aside, then put in place together."""

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from syngen_assets.core.errors import StorageError

if TYPE_CHECKING:
    import pandas as pd

Writer = Callable[[Path], None]

_CONVERSATION = """
    select [{{'role': 'user', 'content': prompt}}] as prompt,
        [{{'role': 'assistant', 'content': chosen}}] as chosen,
        [{{'role': 'assistant', 'content': rejected}}] as rejected,
        pair_id, question_id, source_id, flaw, origin, modification, model{more}
    from rows
"""


def publish(
    folder: Path, files: Mapping[str, Writer], way: str = "choose another folder with --output"
) -> list[Path]:
    """Write all files aside, and only when all are there put each in its place.

    Args:
        folder: where they go; it is made if need be.
        files: path below the folder → what writes it.
        way: what to do if the folder cannot be made writable.

    Raises:
        StorageError: the folder cannot be written; what was there before is still there.
    """
    aside: dict[Path, Path] = {}
    try:
        for name, write in files.items():
            place = folder / name
            place.parent.mkdir(parents=True, exist_ok=True)
            if place.is_dir():
                raise IsADirectoryError(None, f"{place.name} is a folder")
            aside[place] = place.with_name(f".{place.name}.new")
            write(aside[place])
        for place, new in aside.items():
            os.replace(new, place)
    except OSError as error:
        raise StorageError(
            f"{folder} cannot be written: {error.strerror or error}. Make it writable, or {way}."
        ) from error
    finally:
        for new in aside.values():
            new.unlink(missing_ok=True)
    return list(aside)


def csv(rows: "pd.DataFrame") -> Writer:
    """A CSV file after RFC 4180, in UTF-8, with a header and no index."""
    return lambda path: _copy(rows, "select * from rows", path, "format csv, header")


def conversations(rows: "pd.DataFrame") -> Writer:
    """A Parquet file of conversational preference rows with an explicit prompt.

    It has the persona that asks where the rows have a column for it.
    """
    more = ", persona_id" if "persona_id" in rows.columns else ""
    return lambda path: _copy(rows, _CONVERSATION.format(more=more), path, "format parquet")


def parquet(rows: "pd.DataFrame") -> Writer:
    """A Parquet file of all columns as they are."""
    return lambda path: _copy(rows, "select * from rows", path, "format parquet")


def text(content: str) -> Writer:
    """A text file in UTF-8."""
    return lambda path: _write(path, content)


def _write(path: Path, content: str) -> None:
    path.write_text(content, encoding="utf-8")


def _copy(rows: "pd.DataFrame", query: str, path: Path, options: str) -> None:
    import duckdb

    with duckdb.connect() as con:
        con.register("rows", rows)
        target = str(path).replace("'", "''")
        try:
            con.execute(f"copy ({query}) to '{target}' ({options})")
        except duckdb.IOException as error:
            raise OSError(None, str(error)) from error
