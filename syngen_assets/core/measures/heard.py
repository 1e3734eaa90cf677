"""What was heard of a judge: its readable verdicts, beside the pairs they are about."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from syngen_assets.core.measures.resampling import Resamples
from syngen_assets.core.text import words

Floats = npt.NDArray[np.float64]
Marks = npt.NDArray[np.bool_]

_WON = {"chosen": 1.0, "tie": 0.5, "rejected": 0.0}


@dataclass(frozen=True)
class Heard:
    """The pairs of which both orders could be read.

    Args:
        rows: the columns of both tables, one row per pair.
        places: where each stands among all pairs.
        unread: how many pairs were asked about in vain.
    """

    rows: pd.DataFrame
    places: npt.NDArray[np.int64]
    unread: int

    @classmethod
    def of(cls, pairs: pd.DataFrame, verdicts: pd.DataFrame) -> "Heard":
        """What was heard, from a `tables.PAIRS` and a `tables.VERDICTS`."""
        texts = pairs[["pair_id", "prompt", "chosen", "rejected", "flaw", "modification"]]
        read = verdicts.loc[verdicts["problem"].isna()].drop(columns=["problem", "question_id"])
        both = texts.assign(place=range(len(texts))).merge(read, on="pair_id")
        asked = verdicts["pair_id"].isin(texts["pair_id"])
        places = both.pop("place").to_numpy(dtype=np.int64)
        return cls(both, places, int(asked.sum()) - len(both))

    def __len__(self) -> int:
        """How many there are."""
        return len(self.rows)

    def among(self, marks: Marks) -> "Heard":
        """Those that are marked."""
        return Heard(self.rows.loc[marks].reset_index(drop=True), self.places[marks], self.unread)

    @cached_property
    def consistent(self) -> "Heard":
        """Those with the same verdict in both orders, the only ones that count."""
        return self.among(self.marks("preferred") != "inconsistent")

    @cached_property
    def wins(self) -> Floats:
        """1 where the chosen answer is preferred, 0 where the other is, a half for a tie."""
        return np.array([_WON[side] for side in self.rows["preferred"]], dtype=float)

    def marks(self, column: str) -> npt.NDArray[np.object_]:
        """A column, to be compared with."""
        return self.rows[column].to_numpy(dtype=object)

    @cached_property
    def longer(self) -> Floats:
        """How many more words the chosen answer has than the rejected one."""
        return self.more(lambda text: len(words(text)))

    def more(self, count: Callable[[str], int]) -> Floats:
        """How much more of something the chosen answer has than the rejected one."""
        both = zip(self.rows["chosen"], self.rows["rejected"], strict=True)
        return np.array([count(chosen) - count(rejected) for chosen, rejected in both], dtype=float)

    @cached_property
    def resamples(self) -> Resamples:
        """Bootstrap samples of them; the draws hang on the pairs, not on their order."""
        order = np.argsort(self.rows["pair_id"].to_numpy(dtype=str), kind="stable")
        return Resamples(np.arange(len(self)), order, seed=0)
