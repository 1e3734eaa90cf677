"""Content: a digest of all that a table holds, by which two tables are known to be the same."""

import hashlib
from typing import TYPE_CHECKING, Any

import pandas as pd

from syngen_assets.core.identity import digest
from syngen_assets.core.rows import Rows

if TYPE_CHECKING:
    import pyarrow as pa


def content(rows: Rows) -> str:
    """A digest of names, types and cells, in order; into which batches they fall is nothing to it.

    The cells of a column are digested where Arrow keeps them: a million rows take half a second.
    """
    columns = {column.name: _Column() for column in rows.table.columns}
    for batch in rows:
        for name, column in columns.items():
            column.add(batch[name])
    kinds = {column.name: column.kind for column in rows.table.columns}
    return digest([[name, kinds[name], column.digest] for name, column in columns.items()])


class _Column:
    """A column: what its cells hold one after the other, and where each ends or is missing."""

    def __init__(self) -> None:
        self._cells = hashlib.blake2b(digest_size=16)
        self._frame = hashlib.blake2b(digest_size=16)

    @property
    def digest(self) -> str:
        return self._cells.hexdigest() + self._frame.hexdigest()

    def add(self, cells: "pd.Series[Any]") -> None:
        import pyarrow as pa
        import pyarrow.compute as pc

        found = pa.array(cells, from_pandas=True)
        whole = found.combine_chunks() if isinstance(found, pa.ChunkedArray) else found
        if pa.types.is_string(whole.type) or pa.types.is_large_string(whole.type):
            texts = whole.cast(pa.large_string())
            self._frame.update(_bytes(pc.binary_length(texts).fill_null(-1)))
            self._cells.update(_letters(texts.fill_null("")))
        else:
            self._frame.update(_bytes(whole.is_null()))
            self._cells.update(_bytes(whole.fill_null(0)))


def _bytes(array: "pa.Array") -> bytes:
    return bytes(array.to_numpy(zero_copy_only=False).tobytes())


def _letters(texts: "pa.Array") -> memoryview:
    """The letters of all texts; an array may be a part of what its buffers hold."""
    _, offsets, letters = texts.buffers()
    ends = memoryview(offsets).cast("q")
    first, last = ends[texts.offset], ends[texts.offset + len(texts)]
    return memoryview(letters or b"")[first:last]
