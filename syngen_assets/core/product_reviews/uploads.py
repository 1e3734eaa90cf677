"""Uploads of reviews: a person's own file, with its columns and what each of them is."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from statistics import fmean

import pandas as pd

from syngen_assets.core.errors import SourceError
from syngen_assets.core.identity import digest, fingerprint
from syngen_assets.core.product_reviews.anonymous import anonymous
from syngen_assets.core.product_reviews.domain import ReviewColumns
from syngen_assets.core.product_reviews.ratings import said
from syngen_assets.core.tables import RAW_REVIEWS
from syngen_assets.core.telling import counted
from syngen_assets.core.uploads import headings
from syngen_assets.core.uploads.cutting import Broken, Line, cut, fitted
from syngen_assets.core.uploads.decoding import decoded

MOST = 2_000
"""Reviews of a file that are used; more tell hardly more, and measuring them takes minutes."""

_KNOWN: Mapping[str, Sequence[str]] = {
    "text": ("text", "review", "review text", "body", "review body", "comment", "content"),
    "title": ("title", "review title", "headline", "summary", "subject"),
    "rating": ("rating", "stars", "star rating", "score", "overall"),
    "product": ("product", "product title", "product name", "item", "asin"),
}
"""What columns are often called, beside the names that the domain has for them."""

_LOOKED_AT = 200  # rows by whose cells an unnamed column is told
_LEAST_WORDS = 2.0  # that the cells of a column of reviews have in the mean
_RATED = 0.9  # of the cells of a column of ratings are one
_SHOWN, _ENOUGH = 300, 3_000  # letters of a broken row that are kept, and that are looked at


@dataclass(frozen=True)
class Upload:
    """A file of reviews, as far as it could be read.

    Args:
        name: what it is called.
        version: a digest of its bytes.
        columns: their names, each there once.
        rows: how many rows could be read.
        lines: those that are used; of more than `MOST` those whose digests come first, so that the
            same rows are used in whatever order the file has them.
        broken: the rows that could not be read.
        notes: sentences on what was not plain.
    """

    name: str
    version: str
    columns: tuple[str, ...]
    rows: int
    lines: tuple[Line, ...]
    broken: tuple[Broken, ...] = ()
    notes: tuple[str, ...] = ()

    @cached_property
    def first(self) -> tuple[Line, ...]:
        """The rows by which it is told what is in a column."""
        return self.lines[:_LOOKED_AT]

    def cells(self, column: str) -> list[str]:
        """The first filled cells of a column."""
        place = self.columns.index(column)
        return [line.cells[place].strip() for line in self.first if line.cells[place].strip()]


def read(name: str, content: bytes, columns: ReviewColumns) -> Upload:
    """A file of reviews in CSV.

    Args:
        name: what the file is called.
        content: its bytes.
        columns: the names that the domain's columns may have.

    Raises:
        SourceError: it cannot be read, or nothing in it can be a review; says what to do.
    """
    found = decoded(name, content)
    rows = cut(found.text)
    notes = [found.note] if found.note else []
    if not rows.lines:
        raise SourceError(f"{name} has no row that can be read. {_broken(rows.broken)}")
    first, *rest = rows.lines
    if headings.is_heading(first.cells, [n for names in _names(columns).values() for n in names]):
        names = headings.named(first.cells)
        notes += _doubled(headings.repeated(first.cells))
    else:
        names, rest = headings.numbered(len(first.cells)), [first, *rest]
        notes.append("It has no heading: its first row is a review, so its columns have numbers.")
    whole, ragged = _fitting(rest, len(names))
    if rows.empty:
        notes.append(f"{counted(rows.empty, 'empty row')} passed over.")
    unread = map(_without_personal_data, [*rows.broken, *ragged])
    broken = tuple(sorted(unread, key=lambda one: one.number))
    version, used = fingerprint(content, 40), _few(whole)
    upload = Upload(name, version, names, len(whole), used, broken, tuple(notes))
    _refuse_without_reviews(upload)
    return upload


def _names(columns: ReviewColumns) -> dict[str, list[str]]:
    """Our column → all names that it may have, the domain's own first."""
    own: dict[str, list[str]] = columns.model_dump()
    return {name: [*own.get(name, []), *known] for name, known in _KNOWN.items()}


def _doubled(names: Sequence[str]) -> list[str]:
    said = ", ".join(map(repr, names))
    return (
        [f"More than one column is called {said}; the later ones have a number."] if names else []
    )


def _broken(broken: Sequence[Broken]) -> str:
    if not broken:
        return "Choose a file with a heading and, under it, one review in each row."
    first = broken[0]
    return f"Line {first.number:,}: {first.problem}. Repair it, or export the file again."


def _fitting(lines: Iterable[Line], width: int) -> tuple[tuple[Line, ...], list[Broken]]:
    """The rows with as many cells as there are columns, and the others."""
    whole, ragged = [], []
    for line in lines:
        cells = fitted(line.cells, width)
        if len(cells) == width:
            whole.append(Line(line.number, cells))
        else:
            what = f"{len(cells)} cells in place of {width}"
            ragged.append(Broken(line.number, f"ragged_row: it has {what}", " | ".join(cells)))
    return tuple(whole), ragged


def _without_personal_data(row: Broken) -> Broken:
    """How the row begins; it is cut behind the marks, since half an address is not known as one."""
    return replace(row, text=anonymous(row.text[:_ENOUGH]).text[:_SHOWN])


def _few(lines: Sequence[Line]) -> tuple[Line, ...]:
    if len(lines) <= MOST:
        return tuple(lines)
    few = sorted(lines, key=lambda line: digest(line.cells))[:MOST]
    return tuple(sorted(few, key=lambda line: line.number))


def _refuse_without_reviews(upload: Upload) -> None:
    if not upload.lines and not upload.broken:
        heads = ", ".join(upload.columns)
        raise SourceError(
            f"{upload.name} has a heading ({heads}) and no row under it. Choose a file with "
            "reviews."
        )
    if not upload.lines:
        raise SourceError(f"{upload.name} has no whole row. {_broken(upload.broken)}")
    if max(map(_length, map(upload.cells, upload.columns))) < _LEAST_WORDS:
        raise SourceError(
            f"{upload.name} has no column of texts: {', '.join(map(repr, upload.columns))} hold "
            "single words or numbers. Choose a file in which one column says what people wrote."
        )


def _length(cells: Sequence[str]) -> float:
    return fmean(len(cell.split()) for cell in cells) if cells else 0.0


def guessed(upload: Upload, columns: ReviewColumns) -> dict[str, str | None]:
    """Our column → the file's, by its name, or by what stands in it; None where it has none.

    Args:
        upload: the file.
        columns: the names that the domain's columns may have.
    """
    by_name = {headings.plain(name): name for name in reversed(upload.columns)}
    found: dict[str, str | None] = {}
    for ours, names in _names(columns).items():
        there = (by_name.get(headings.plain(name)) for name in names)
        found[ours] = next((name for name in there if name not in (None, *found.values())), None)
    left = [name for name in upload.columns if name not in found.values()]
    if not found["text"] and left:
        longest = max(left, key=lambda name: _length(upload.cells(name)))
        found["text"] = longest
        left.remove(longest)
    if not found["rating"]:
        found["rating"] = next((name for name in left if _is_rating(upload.cells(name))), None)
    return found


def _is_rating(cells: Sequence[str]) -> bool:
    return bool(cells) and fmean(said(cell) is not None for cell in cells) >= _RATED


def raw_reviews(upload: Upload, columns: Mapping[str, str | None]) -> pd.DataFrame:
    """The rows of a file as a `tables.RAW_REVIEWS`; `row` is the line on which a row begins.

    Args:
        upload: the file.
        columns: our column → the file's, or None.
    """
    places = {ours: upload.columns.index(name) for ours, name in columns.items() if name}
    where = {"dataset": upload.name, "split": "upload", "revision": upload.version}
    return RAW_REVIEWS.frame(
        {
            "row": line.number,
            **{ours: line.cells[place].strip() or None for ours, place in places.items()},
            **where,
        }
        for line in upload.lines
    )
