"""Texts: the columns that we need of a data set, verbatim, under our names for them."""

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from syngen_assets.core.errors import SourceError

if TYPE_CHECKING:
    import pandas as pd

_NUMBERS = ("rating", "product")  # may be numbers, which are as good as their texts
_NAME = 60  # signs that the name of a column has at most
_LISTED = "|"  # stands between names where a cell has several


def texts(
    data: Any, columns: Mapping[str, Sequence[str]], required: Sequence[str]
) -> tuple["pd.DataFrame", dict[str, str]]:
    """The texts, and our column name → the data set's, where it has one.

    Args:
        data: what the library read.
        columns: source names for each of our columns, best first.
        required: our columns that there must be, with a text.

    Raises:
        SourceError: one of these is not there, or holds none.
    """
    import pandas as pd

    if len(data) == 0:
        raise SourceError("has no rows; choose another one.")
    names = {name.casefold(): name for name in reversed(data.column_names)}
    table, taken = pd.DataFrame(index=range(len(data))), dict[str, str]()
    for column, wanted in columns.items():
        found = next((names[name.casefold()] for name in wanted if name.casefold() in names), None)
        hint = f"Name another with --column {column}=NAME, or under columns: in domain.yaml."
        if found is None and column in required:
            asked, there = '" or "'.join(wanted), ", ".join(data.column_names)
            raise SourceError(
                f'has no column "{asked}"; it has {there}. {_other(data.column_names) or hint}'
            )
        values, kind = _cells(data, found, column in _NUMBERS) if found else ("", "")
        if found and kind and column == "synonyms":
            values, kind = _joined(data, found, kind)
        cells = pd.Series(values, table.index, dtype="str").fillna("")
        filled = cells[cells.str.strip() != ""]
        if not kind and column in required and filled.empty:
            kind = "nothing"
        # A CSV cannot say that its cells are numbers, so the texts are looked at.
        elif not kind and column in required and not filled.empty:
            kind = "numbers" if pd.to_numeric(filled, errors="coerce").notna().all() else ""
        if kind:
            raise SourceError(f'has no text in column "{found}", which holds {kind}. {hint}')
        table[column] = cells
        taken |= {column: found} if found else {}
    return table.assign(row=range(len(data))).reset_index(drop=True), taken


def _other(names: Sequence[str]) -> str:
    """What to do about a file whose first line looks like no names of columns."""
    parted = [sign for sign in (";", "\t", "|") if len(names) == 1 and sign in names[0]]
    if parted:
        return f"Its cells seem to be parted by {parted[0]!r}; save it with commas between them."
    unnamed = max(map(len, names), default=0) > _NAME
    return "The first line of a file has to name its columns." if unnamed else ""


def _joined(data: Any, name: str, kind: str) -> tuple[Any, str]:
    """Lists of names as texts, or the type of what stands there instead."""
    if not kind.startswith(("list", "large_list")):
        return None, kind
    cells = data.data.column(name).to_pylist()
    return [_LISTED.join(map(str, cell or ())) for cell in cells], ""


def _cells(data: Any, name: str, numbers: bool) -> tuple[Any, str]:
    """The column's texts, verbatim, or the type of what it holds instead of texts."""
    from datasets import ClassLabel, Json, Value

    feature = data.features[name]
    if isinstance(feature, ClassLabel):
        return list(map(dict(enumerate(feature.names)).get, data[name])), ""
    # JSON with texts and other values in one column: all become texts.
    if isinstance(feature, Json) and any(isinstance(value, str) for value in data[name]):
        plain = (str, type(None))
        return [v if isinstance(v, plain) else json.dumps(v) for v in data[name]], ""
    if isinstance(feature, Value) and feature.dtype in ("string", "large_string", "null"):
        return data.data.column(name).to_pandas(), ""
    if numbers and isinstance(feature, Value) and feature.dtype.startswith(("int", "float")):
        cells = data[name]
        return ["" if cell is None else str(cell).removesuffix(".0") for cell in cells], ""
    return None, str(data.data.schema.field(name).type)
