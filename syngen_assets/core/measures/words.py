"""Words as numbers: what a corpus is made of, counted quickly and kept in little memory."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from syngen_assets.core.text import words

Places = npt.NDArray[np.int64]


class Vocabulary:
    """Words, each with the number that it got when it was first seen."""

    def __init__(self) -> None:
        """Know no word yet."""
        self._numbers: dict[str, int] = {}

    def __len__(self) -> int:
        """How many words are known."""
        return len(self._numbers)

    def words(self) -> list[str]:
        """The words in the order of their numbers."""
        return list(self._numbers)

    def cut(self, texts: Iterable[str]) -> "Cut":
        """The texts as the numbers of their words, in lower case."""
        numbers = self._numbers
        ids: list[npt.NDArray[np.int32]] = []
        for text in texts:
            found = [numbers.setdefault(word, len(numbers)) for word in words(text.lower())]
            ids.append(np.array(found, dtype=np.int32))
        counts = np.array([len(row) for row in ids], dtype=np.int64)
        flat = np.concatenate(ids) if ids else np.zeros(0, dtype=np.int32)
        return Cut(flat.astype(np.int32), np.concatenate([[0], np.cumsum(counts)]))


@dataclass(frozen=True)
class Cut:
    """Texts cut into words: the words of text i are `ids[starts[i]:starts[i + 1]]`."""

    ids: npt.NDArray[np.int32]
    starts: Places

    @property
    def counts(self) -> Places:
        """How many words each text has."""
        return np.diff(self.starts)

    def row(self, place: int) -> list[int]:
        """The words of one text."""
        found: list[int] = self.ids[self.starts[place] : self.starts[place + 1]].tolist()
        return found

    def take(self, places: Sequence[int] | Places) -> "Cut":
        """Some of the texts, in this order."""
        rows = [self.ids[self.starts[place] : self.starts[place + 1]] for place in places]
        starts = np.concatenate([[0], np.cumsum([len(row) for row in rows], dtype=np.int64)])
        return Cut(np.concatenate([np.zeros(0, np.int32), *rows]).astype(np.int32), starts)

    def grams(self, size: int) -> Places:
        """A number for each run of `size` words within a text; the same run, the same number."""
        span = int(self.ids.max()) + 1 if len(self.ids) else 1
        many = len(self.ids) - size + 1
        if many < 1:
            return np.zeros(0, dtype=np.int64)
        owner = np.repeat(np.arange(len(self.counts)), self.counts)
        runs = np.zeros(many, dtype=np.int64)
        for step in range(size):
            runs = runs * span + self.ids[step : step + many]
        whole: Places = runs[owner[:many] == owner[size - 1 :]]
        return whole
