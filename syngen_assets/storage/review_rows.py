"""Review rows: how one review goes into the file, and when it says nothing new."""

import sqlite3
from dataclasses import replace

from syngen_assets.core.reviews import Review


def spelled(db: sqlite3.Connection, domain: str, who: str) -> str:
    """The name as it was written first: ANN and Ann are one person, and not two who agree."""
    query = "select reviewer from reviews where domain = ? group by reviewer order by min(number)"
    names = (name for (name,) in db.execute(query, [domain]))
    return next((name for name in names if name.casefold() == who.casefold()), who)


def is_here(db: sqlite3.Connection, domain: str, review: Review, at: str) -> bool:
    """Whether the review is kept already, or one that says the same, if it tells no own time."""
    review = replace(review, reviewer=spelled(db, domain, review.reviewer))
    columns = ", ".join(f'"{name}"' for name in review.row)
    rows = db.execute(
        f"select {columns} from reviews where domain = ? and pair_id = ? and reviewer = ?",
        [domain, review.pair_id, review.reviewer],
    )
    kept = (Review.of(dict(zip(review.row, row, strict=True))) for row in rows)
    return any(one == review or (review.at == at and one.said == review.said) for one in kept)


def add(db: sqlite3.Connection, domain: str, review: Review) -> bool:
    """Keep a review, unless it repeats what its author said last; whether it was kept."""
    review = replace(review, reviewer=spelled(db, domain, review.reviewer))
    row = review.row
    columns = ", ".join(f'"{name}"' for name in row)
    last = db.execute(
        f"select {columns} from reviews where domain = ? and pair_id = ? and reviewer = ? "
        "and settles = ? order by at desc, number desc limit 1",
        [domain, review.pair_id, review.reviewer, row["settles"]],
    ).fetchone()
    before = Review.of(dict(zip(row, last, strict=True))) if last else None
    if before and before.said == review.said and not _is_answer(db, domain, review, before.at):
        return False
    blanks = ", ".join("?" * len(row))
    db.execute(
        f"insert into reviews (domain, {columns}) values (?, {blanks})", [domain, *row.values()]
    )
    return True


def _is_answer(db: sqlite3.Connection, domain: str, review: Review, since: str) -> bool:
    """Whether it settles once more what others have said of the pair since some time."""
    query = "select 1 from reviews where domain = ? and pair_id = ? and settles = 'no' and at > ?"
    told = [domain, review.pair_id, since]
    return review.settles and db.execute(query, told).fetchone() is not None
