"""Exchange: reviews as sheets for other tools, blind on the way out and strict on the way in.

A sheet says nowhere which answer is the chosen one; its column `key` is a digest that tells it to
this program alone. Ids and keys begin with #, since a spreadsheet would take some for numbers.
"""

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from syngen_assets.core.cells import Cells, Mistake, Moment, text
from syngen_assets.core.errors import UsageError
from syngen_assets.core.identity import digest
from syngen_assets.core.queue import order
from syngen_assets.core.reviews import AXES, PREFERENCES, SIDES, Review, reviewer
from syngen_assets.core.tools import unfold

LETTERS = ("a", "b")
ANSWERS = tuple(f"{letter}_{axis}" for letter in LETTERS for axis in AXES)
SHEET = (
    *("pair_id", "key", "question", "answer_a", "answer_b"),
    *("reviewer", "better", *ANSWERS, "foreign", "comment"),
)
_FILLED = ("better", *ANSWERS, "foreign", "comment")
_ID = re.compile(r"[0-9a-f]{12}")
_YES = {"yes": True, "y": True, "true": True, "1": True}
_NO = {"": False, "no": False, "n": False, "false": False, "0": False}
_BETTER = {"a": "a", "b": "b", "tie": "tie", "=": "tie", "t": "tie"}

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Filled:
    """What a sheet holds.

    Args:
        reviews: those of the rows that are right.
        mistakes: the cells of the others that are wrong.
        empty: how many rows nobody has filled.
    """

    reviews: list[Review] = field(default_factory=list)
    mistakes: list[Mistake] = field(default_factory=list)
    empty: int = 0


def sheet(pairs: Iterable[Row], who: str = "") -> list[dict[str, str]]:
    """Rows for a person to fill, with the answers in the order in which the app would show them.

    Args:
        pairs: `pair_id`, `prompt`, `chosen` and `rejected`, as they were made.
        who: the reviewer; without one everybody who gets the sheet has the same order.
    """
    return [_line(pair, order(pair["pair_id"], who), who) for pair in pairs]


def read(
    rows: Iterable[Row], *, who: str, at: str, latest: str | None = None, first: int = 2
) -> Filled:
    """The reviews in a sheet that was filled, or in rows of a `tables.REVIEWS`.

    Args:
        rows: the rows as they stand in the file; a cell may be missing, a text or a number. Those
            of other tools are understood too (`core.tools`).
        who: the reviewer where a row names none.
        at: the time now, for rows that have none.
        latest: the time after which none can have been said; now, if it is not given.
        first: the number of the first row.

    Raises:
        UsageError: the file has none of the columns that are needed.
    """
    found, empty = Filled(), 0
    numbered = enumerate(rows, start=first)
    every = [Cells(number, part) for number, row in numbered for part in unfold(row)]
    columns = list(dict.fromkeys(chain.from_iterable(cells.columns for cells in every)))
    reader = _reader(columns) if every else _answered
    for cells in every:
        review = reader(cells, who, Moment(at, latest or at))
        found.mistakes.extend(cells.mistakes)
        if review:
            found.reviews.append(review)
        empty += not review and not cells.mistakes
    return Filled(found.reviews, found.mistakes, empty)


def as_csv(rows: Sequence[Row], columns: Sequence[str] = SHEET) -> str:
    """The rows as CSV after RFC 4180."""
    target = io.StringIO(newline="")
    writer = csv.DictWriter(target, columns, restval="")
    writer.writeheader()
    writer.writerows({name: text(row.get(name)) for name in columns} for row in rows)
    return target.getvalue()


def as_jsonl(rows: Sequence[Row], columns: Sequence[str] = SHEET) -> str:
    """The rows as JSON lines; a cell that is empty is null."""
    lines = ({name: row.get(name) or None for name in columns} for row in rows)
    return "".join(f"{json.dumps(line, ensure_ascii=False)}\n" for line in lines)


Reader = Callable[[Cells, str, Moment], Review | None]


def _reader(columns: Sequence[str]) -> Reader:
    """What reads the rows, by the columns that the first of them has."""
    if "preferred" in columns:
        needed: tuple[str, ...] = ("pair_id", "reviewer", "first", "preferred")
        reader: Reader = _kept
    else:
        needed, reader = ("pair_id", "better"), _answered
    missing = [name for name in needed if name not in columns]
    if missing:
        raise UsageError(
            f"has no column {missing[0]!r}; it has {', '.join(columns)}. Fill a sheet that syngen "
            "review --export wrote, or name the columns as there."
        )
    return reader


def _answered(cells: Cells, who: str, now: Moment) -> Review | None:
    """The review in a row of a sheet; None where nobody has filled it."""
    if not any(cells[name] for name in _FILLED):
        return None
    pair_id = _pair(cells)
    name, foreign = _name(cells, who), cells.one_of("foreign", _YES | _NO)
    said = {"pair_id": pair_id, "reviewer": name, "at": now.at, "comment": cells["comment"]}
    side = _first(cells, pair_id)
    if foreign:
        return cells.review(**said, first=side, foreign=True)
    better = cells.one_of("better", _BETTER)
    if not cells["better"]:
        cells.wrong("better", "no answer; write A, B or tie, or yes under foreign")
    marks = {letter: cells.ratings(letter) for letter in LETTERS}
    if not side or cells.mistakes:
        return None
    sides = dict(zip(LETTERS, (side, *(one for one in SIDES if one != side)), strict=True))
    rated = {f"ratings_{sides[letter]}": given for letter, given in marks.items()}
    return cells.review(**said, **rated, first=side, preferred=sides.get(better, better))


def _kept(cells: Cells, who: str, now: Moment) -> Review | None:
    """The review in a row of a `tables.REVIEWS`, of a pair that need not be there any more."""
    yes_no = _YES | _NO
    said = {
        "pair_id": _pair(cells),
        "reviewer": _name(cells, who),
        "at": cells.time("at", now),
        "first": cells.one_of("first", dict(zip(SIDES, SIDES, strict=True))) or SIDES[0],
        "preferred": cells.one_of("preferred", dict(zip(PREFERENCES, PREFERENCES, strict=True))),
        "ratings_chosen": cells.ratings("chosen"),
        "ratings_rejected": cells.ratings("rejected"),
        "comment": cells["comment"],
        "foreign": bool(cells.one_of("foreign", yes_no)),
        "settles": bool(cells.one_of("settles", yes_no)),
    }
    return cells.review(**said)


def _pair(cells: Cells) -> str:
    pair_id = cells["pair_id"].removeprefix("#")
    if not _ID.fullmatch(pair_id):
        cells.wrong("pair_id", "no pair's id, which has 12 digits from 0 to f")
    return pair_id


def _name(cells: Cells, who: str) -> str:
    try:
        return reviewer(cells["reviewer"] or who or cells["annotator"])
    except UsageError:
        cells.wrong("reviewer", "no reviewer's name; write one there, or give it with --for")
        return ""


def _first(cells: Cells, pair_id: str) -> str:
    """The side that stands as answer A, by the row's key, or else by its texts.

    Both are digests, so a pair's id that a spreadsheet has spoiled is found out.
    """
    if cells.mistakes:
        return ""
    texts = [cells[name] for name in ("question", "answer_a", "answer_b")]
    chosen, rejected = SIDES
    if cells["key"] == _key(pair_id, chosen) or pair_id == digest(*texts):
        return chosen
    if cells["key"] == _key(pair_id, rejected) or pair_id == digest(texts[0], *texts[:0:-1]):
        return rejected
    cells.wrong("key", "not the key of this pair; take id and key as they were in the sheet")
    return ""


def _line(pair: Row, first: str, who: str) -> dict[str, str]:
    second = SIDES[first == SIDES[0]]
    return dict.fromkeys(SHEET, "") | {
        "pair_id": f"#{pair['pair_id']}",
        "key": _key(pair["pair_id"], first),
        "question": pair["prompt"],
        "answer_a": pair[first],
        "answer_b": pair[second],
        "reviewer": who,
    }


def _key(pair_id: str, first: str) -> str:
    return f"#{digest('key', pair_id, first, length=8)}"
