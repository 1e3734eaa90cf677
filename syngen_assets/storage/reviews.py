"""The file of what people said: what was said is added to, and never changed."""

import sqlite3
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from syngen_assets.core.identity import digest
from syngen_assets.core.reviews import Review, check_time, check_word, reviewer
from syngen_assets.sqlite import PATIENCE, transaction
from syngen_assets.storage.review_file import explained, opened
from syngen_assets.storage.review_rows import add, is_here, spelled

if TYPE_CHECKING:
    import pandas as pd

    from syngen_assets.core.queue import Queue
    from syngen_assets.core.tables import Table

REVIEWS_FILE = "reviews.sqlite"

_TAKEN = (
    "select pair_id from holds where domain = ? and reviewer != ? union select pair_id from "
    "reviews where domain = ? and reviewer != ? and \"foreign\" = 'no'"
)


class ReviewStore:
    """What people said of pairs and modifications, in one file that several processes may share.

    What was added is on the disk when a method returns. A file that is not there is read as one
    without rows; it is made at the first write.
    """

    def __init__(self, path: Path, patience: float = PATIENCE) -> None:
        """Use the file at `path`."""
        self.path = path
        self._patience = patience
        self._lock = threading.Lock()
        self._db: sqlite3.Connection | None = None

    def __enter__(self) -> "ReviewStore":
        """Open nothing yet."""
        return self

    def __exit__(self, *exception: object) -> None:
        """Close the file."""
        self.close()

    def close(self) -> None:
        """Close the file; the next call opens it again."""
        with self._lock:
            if self._db:
                self._db.close()
                self._db = None

    def add(self, domain: str, review: Review) -> bool:
        """Keep a review; one that repeats what the reviewer said last of the pair adds nothing.

        A settling word may be said again after others have spoken since: it ends that too. A name
        that differs from an earlier one in case only is the earlier one.

        Returns:
            Whether it was kept.
        """
        return bool(self.add_all(domain, [review]))

    def add_all(self, domain: str, reviews: Iterable[Review]) -> int:
        """Keep reviews, all of them or none; returns how many said something new."""
        with self._writing() as db:
            return sum(add(db, domain, review) for review in reviews)

    def take(self, domain: str, reviews: Iterable[Review], at: str) -> int:
        """Keep the reviews of a file, all of them or none; what is here already adds nothing.

        Args:
            domain: whose pairs they are.
            reviews: the reviews.
            at: the time of those that had none in the file; they add nothing if their author has
                ever said the same of the pair. Others are here if one of the same time is.

        Returns:
            How many said something new.
        """
        with self._writing() as db:
            return sum(add(db, domain, one) for one in reviews if not is_here(db, domain, one, at))

    def table(self, domain: str) -> "pd.DataFrame":
        """What counts as said: of each pair the last word of every reviewer.

        A word that settles a disagreement stands beside what its author said blind.
        """
        rows = self.history(domain).sort_values("at", kind="stable")
        last = rows.drop_duplicates(["pair_id", "reviewer", "settles"], keep="last")
        return last.sort_values(["pair_id", "settles", "reviewer"], ignore_index=True)

    def history(self, domain: str) -> "pd.DataFrame":
        """All that was ever said, in the order in which it came in."""
        from syngen_assets.core.tables import REVIEWS

        return self._frame(REVIEWS, "reviews", domain)

    def reviewers(self, domain: str) -> list[str]:
        """Who has reviewed, by name."""
        return sorted(set(self.history(domain)["reviewer"]))

    def hold(self, domain: str, who: str, wanted: "Queue") -> str | None:
        """The pair that a reviewer looks at from now on: the first that no one else looks at.

        Looking and choosing are one step, so of two who ask at once each gets another pair, as
        long as there is one. A pair for one reviewer that somebody else looks at, or has reviewed
        in the meantime, is given only when no other is left. Nothing has to be given back: who
        goes away and comes again gets what is first in the queue then.

        Args:
            domain: whose pairs they are.
            who: the reviewer.
            wanted: the reviewer's queue.

        Returns:
            The pair, or None where the queue is empty.
        """
        with self._writing() as db:
            given = [domain, spelled(db, domain, reviewer(who))]
            taken = {name for (name,) in db.execute(_TAKEN, [*given, *given])} - wanted.shared
            free = (name for name in wanted.pairs if name not in taken)
            name = next(free, wanted.pairs[0] if wanted.pairs else None)
            db.execute("delete from holds where domain = ? and reviewer = ?", given)
            if name:
                db.execute("insert into holds values (?, ?, ?)", [*given, name])
            return name

    def look(self, domain: str, who: str, pairs: Iterable[str]) -> None:
        """Keep that somebody has seen pairs with their sides named, and can review them no more."""
        name = reviewer(who).casefold()
        with self._writing() as db:
            rows = [(domain, name, pair) for pair in pairs]
            db.executemany("insert or ignore into looks values (?, ?, ?)", rows)

    def looked(self, domain: str, who: str) -> set[str]:
        """The pairs that somebody has seen so."""
        rows = self._rows("select pair_id, reviewer from looks where domain = ?", domain)
        return {pair for pair, name in rows if name == who.casefold()}

    def say(
        self, domain: str, modification: str, word: str, who: str, at: str, comment: str = ""
    ) -> None:
        """Keep what an expert says of a modification: `approved` or `retired`.

        Raises:
            UsageError: there is no such word, `who` is no name or `at` no time.
        """
        told = check_word(word), reviewer(who), check_time(at), comment.strip() or None
        with self._writing() as db:
            db.execute(
                "insert into words (domain, modification, word, reviewer, at, comment) "
                "values (?, ?, ?, ?, ?, ?)",
                [domain, modification, *told],
            )

    def words(self, domain: str) -> "pd.DataFrame":
        """All that was said of modifications, in the order in which it came in."""
        from syngen_assets.core.tables import MODIFICATION_WORDS

        return self._frame(MODIFICATION_WORDS, "words", domain)

    def last_words(self, domain: str) -> dict[str, str]:
        """Modification → the last word on it."""
        query = "select modification, word from words where domain = ? order by number"
        return dict(self._rows(query, domain))

    def version(self, domain: str) -> str:
        """A digest that changes with every review and every word."""
        last = [
            self._rows(
                f"select * from {name} where domain = ? order by number desc limit 1", domain
            )
            for name in ("reviews", "words")
        ]
        return digest(last)

    def _frame(self, table: "Table", name: str, domain: str) -> "pd.DataFrame":
        columns = ", ".join(f'"{column}"' for column in table.names)
        rows = self._rows(f"select {columns} from {name} where domain = ? order by number", domain)
        return table.frame(dict(zip(table.names, row, strict=True)) for row in rows)

    def _rows(self, query: str, domain: str) -> list[tuple[Any, ...]]:
        with self._lock, explained(self.path):
            if not self._db and not self.path.exists():
                return []
            return self._open().execute(query, [domain]).fetchall()

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """The file, for a change that is made whole or not at all."""
        with self._lock, explained(self.path):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with transaction(self._open()) as db:
                yield db

    def _open(self) -> sqlite3.Connection:
        if not self._db:
            self._db = opened(self.path, self._patience)
        return self._db
