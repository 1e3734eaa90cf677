"""Reviews that people had made of their own files: a folder for each making, with all it gave."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from syngen_assets.core.product_reviews.wishes import Wishes
from syngen_assets.core.tables import (
    REAL_REVIEWS,
    REVIEW_MEASURES,
    SYNTHETIC_REVIEWS,
    Table,
    usable,
)
from syngen_assets.storage import files
from syngen_assets.storage.product_reviews import plain
from syngen_assets.storage.records import records

if TYPE_CHECKING:
    import pandas as pd

FOLDER = "made"
BEGUN, DONE, STOPPED, FAILED = "begun", "done", "stopped", "failed"

_SAID, _BROKEN = "made.json", "broken_rows"
_WAY = "set SYNGEN_OUTPUT to a folder that is"


@dataclass(frozen=True)
class Made:
    """What is known of a making.

    Args:
        id: a digest of all that it hangs on.
        domain: the domain.
        source: what the file of real reviews is called.
        model: who writes.
        at: when it was begun.
        wishes: what was asked.
        state: `begun`, `done`, `stopped` or `failed`.
        good: how many reviews there are that can be used.
        calls: how many calls were made.
        cached: how many replies were there before.
        usd: what the calls cost, or None where a price is not known.
        problem: why it failed.
    """

    id: str
    domain: str
    source: str
    model: str
    at: str
    wishes: Wishes
    state: str = BEGUN
    good: int = 0
    calls: int = 0
    cached: int = 0
    usd: float | None = 0.0
    problem: str = ""


@dataclass(frozen=True)
class Shelf:
    """The makings of a domain.

    Args:
        output: the folder of all results.
        domain: the domain's name.
    """

    output: Path
    domain: str

    def folder(self, id: str) -> Path:
        """Where all of a making stands."""
        return self.output / self.domain / FOLDER / id

    def all(self) -> list[Made]:
        """All that can be read, the newest first."""
        found = filter(None, map(_read, self.folder("").glob(f"*/{_SAID}")))
        return sorted(found, key=lambda made: made.at, reverse=True)

    def find(self, id: str) -> Made | None:
        """One of them, if it is there."""
        return next((made for made in self.all() if made.id == id), None)

    def say(self, made: Made) -> None:
        """Write down what is known of a making."""
        text = json.dumps(asdict(made), indent=1, ensure_ascii=False)
        files.publish(self.folder(made.id), {_SAID: files.text(text)}, _WAY)

    def begin(self, made: Made, real: "pd.DataFrame", broken: "pd.DataFrame") -> None:
        """Keep the real reviews, which hold no personal data any more, and what was asked."""
        self._keep(made, {REAL_REVIEWS.name: real, _BROKEN: broken})
        self.say(made)

    def end(
        self, made: Made, written: "pd.DataFrame", measures: Sequence[dict[str, Any]] = ()
    ) -> Made:
        """Keep what came of it, whole or not.

        Args:
            made: what is known of it.
            written: a `tables.SYNTHETIC_REVIEWS`.
            measures: rows of a `tables.REVIEW_MEASURES`.
        """
        good = usable(written)
        kept = {
            SYNTHETIC_REVIEWS.name: written,
            REVIEW_MEASURES.name: REVIEW_MEASURES.frame(measures),
            "product_reviews": plain(good),
            "left_out": self._left_out(made, written),
        }
        self._keep(made, kept)
        ended = replace(made, good=len(good))
        self.say(ended)
        return ended

    def table(self, made: Made, table: Table) -> "pd.DataFrame":
        """One of its tables; empty where it has none yet."""
        file = self.folder(made.id) / f"{table.name}.csv"
        if not file.exists():
            return table.frame([])
        return table.frame(
            {name: cell or None for name, cell in row.items()} for row in records(file)
        )

    def broken(self, made: Made) -> "pd.DataFrame":
        """The rows of the person's file that could not be read."""
        import pandas as pd

        file = self.folder(made.id) / f"{_BROKEN}.csv"
        rows = list(records(file)) if file.exists() else []
        return pd.DataFrame(rows, columns=LEFT_OUT, dtype="str")

    def file(self, made: Made, name: str) -> bytes:
        """What a person takes away; nothing where it is not there yet."""
        file = self.folder(made.id) / name
        return file.read_bytes() if file.exists() else b""

    def _left_out(self, made: Made, written: "pd.DataFrame") -> "pd.DataFrame":
        """All rows that gave no review, real ones and new ones, and why."""
        import pandas as pd

        real = self.table(made, REAL_REVIEWS)
        parts = [
            _problems(real, "your file, line", real["row"]),
            self.broken(made),
            _problems(written, "reply", written["number"] + 1),
        ]
        return pd.concat(parts, ignore_index=True)

    def _keep(self, made: Made, tables: "dict[str, pd.DataFrame]") -> None:
        there = {f"{name}.csv": files.csv(table) for name, table in tables.items()}
        files.publish(self.folder(made.id), there, _WAY)


LEFT_OUT = ["where", "problem", "text"]
"""The columns of the file of what was left out."""


def _problems(table: "pd.DataFrame", where: str, number: "pd.Series[Any]") -> "pd.DataFrame":
    rows = table.assign(where=where + " " + number.astype(str))
    return rows.loc[rows["problem"].notna(), LEFT_OUT].astype("str").fillna("")


def _read(file: Path) -> Made | None:
    """What a folder says of itself; None where it says nothing that is understood."""
    try:
        said = json.loads(file.read_text(encoding="utf-8"))
        return Made(**{**said, "wishes": Wishes.of(said["wishes"])})
    except (OSError, ValueError, TypeError, KeyError):
        return None
