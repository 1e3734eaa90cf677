"""Held-out texts: what a model will be tested on later, and must not be trained on."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

import numpy as np

from syngen_assets.core.runs import Hashes, Texts, known, numbered, runs

LONG, SHORT = 13, 8  # words of a run: one of the first is an overlap, many of the second are
COVERED = 0.5  # the share of a text's words that runs of the second kind may cover
LEAST = 3  # words of a held-out text that is looked for as a whole
_BATCH = 20_000


class HeldOut:
    """The texts of benchmarks, as runs of words.

    A text overlaps them that is one of them word for word, shares a run of 13 words with one, or
    has more than half of its words in runs of 8 words that they have too. Case, punctuation and
    apostrophes do not matter.
    """

    def __init__(self, texts: Iterable[str] = ()) -> None:
        """Take in the texts: every cell of the benchmarks that a model may be tested on."""
        wholes, longs, shorts = [_NONE], [_NONE], [_NONE]
        for batch in _batches(texts):
            read = numbered(batch)
            wholes.append(np.unique(_wholes(read)))
            longs.append(np.unique(runs(read, LONG)[0]))
            shorts.append(np.unique(runs(read, SHORT)[0]))
        self._wholes, self._longs, self._shorts = map(_sorted, (wholes, longs, shorts))

    def __bool__(self) -> bool:
        """Whether anything is held out."""
        return bool(len(self._wholes))

    def overlap(self, text: str) -> str | None:
        """What one text has in common with them; None if nothing."""
        return self.overlaps([text])[0] if self else None

    def overlaps(self, texts: Sequence[str]) -> list[str | None]:
        """What each text has in common with the held-out ones, in a few words; None if nothing."""
        if not self or not texts:
            return [None] * len(texts)
        read = numbered(texts)
        said: list[str | None] = [None] * len(texts)
        for place, share in self._covered(read):
            said[place] = f"{share:.0%} of its words stand in runs of {SHORT} words"
        hashes, starts = runs(read, LONG)
        for start in starts[known(hashes, self._longs)]:
            place = int(np.searchsorted(read.ends, start, side="right"))
            said[place] = f"a run of {LONG} words stands there"
        for whole in np.flatnonzero(known(_wholes(read), self._wholes)):
            if read.ends[whole] - read.starts[whole] >= LEAST:
                said[whole] = "it stands there word for word"
        return said

    def _covered(self, read: Texts) -> Iterator[tuple[int, float]]:
        """The texts of which such runs cover more than they may, with the share that they do."""
        hashes, starts = runs(read, SHORT)
        marks = np.zeros(len(read.words) + 1, np.int64)
        shared = starts[known(hashes, self._shorts)]
        np.add.at(marks, shared, 1)
        np.add.at(marks, shared + SHORT, -1)
        sums = np.concatenate([[0], np.cumsum(np.cumsum(marks[:-1]) > 0)])
        sizes = read.ends - read.starts
        shares = (sums[read.ends] - sums[read.starts]) / np.maximum(sizes, 1)
        for place in np.flatnonzero(shares > COVERED):
            yield int(place), float(shares[place])


_NONE: Hashes = np.empty(0, np.uint64)


def _batches(texts: Iterable[str]) -> Iterator[list[str]]:
    stream = iter(texts)
    while batch := list(islice(stream, _BATCH)):
        yield batch


def _sorted(parts: Sequence[Hashes]) -> Hashes:
    return np.unique(np.concatenate(parts))


def _wholes(read: Texts) -> Hashes:
    """A number for each text as a whole; texts of fewer words than are looked for have 0."""
    found = np.zeros(len(read.ends), np.uint64)
    sizes = read.ends - read.starts
    for size in np.unique(sizes[sizes >= LEAST]):
        places = np.flatnonzero(sizes == size)
        words = read.words[(read.starts[places, None] + np.arange(size)).ravel()]
        ends = np.arange(1, len(places) + 1, dtype=np.int64) * size
        found[places] = runs(Texts(words, ends - size, ends), int(size))[0]
    return found


NOTHING = HeldOut()
