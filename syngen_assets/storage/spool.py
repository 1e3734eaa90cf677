"""The spool: rows that are made one by one wait in a file until their table is complete."""

import shutil
import weakref
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pandas as pd

from syngen_assets.core.errors import StorageError
from syngen_assets.core.rows import BATCH, Rows
from syngen_assets.core.tables import Table


def spool(table: Table, rows: Iterable[Mapping[str, Any]]) -> Rows:
    """The rows of a table, made now; no more than a batch of them is in memory.

    The file is in the folder for temporary files and goes with the last reference to the rows.

    Raises:
        StorageError: the file cannot be written.
    """
    import pyarrow as pa
    from pyarrow import ipc

    made, count = iter(rows), 0
    schema = pa.Schema.from_pandas(table.frame([]), preserve_index=False)
    folder = Path(mkdtemp(prefix=f"{table.name}-"))
    try:
        with ipc.new_file(str(folder / "rows.arrow"), schema) as file:
            while batch := list(islice(made, BATCH)):
                frame = table.frame(batch)
                file.write_table(pa.Table.from_pandas(frame, schema, preserve_index=False))
                count += len(frame)
    except BaseException as error:
        shutil.rmtree(folder, ignore_errors=True)
        if not isinstance(error, OSError):
            raise
        raise StorageError(
            f"The rows of {table.name} cannot be set aside ({error}). All replies are kept; free "
            "some space, or name another folder in TMPDIR, and run again."
        ) from error
    spooled = Rows(table, count, lambda: _read(table, folder / "rows.arrow"))
    weakref.finalize(spooled, shutil.rmtree, folder, ignore_errors=True)
    return spooled


def _read(table: Table, path: Path) -> Iterator[pd.DataFrame]:
    from pyarrow import ipc

    with ipc.open_file(str(path)) as file:
        for number in range(file.num_record_batches):
            yield table.frame(file.get_batch(number).to_pandas())
