"""Replicas: texts that stand in a source word for word, or nearly."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from syngen_assets.core.runs import Places, Words, numbered, runs

BLOCK = 7  # words: any run of 13 words of a source holds one of its blocks whole
WINDOW = 50  # words of an answer that stand in a source together: a copy
RUN = 13  # words of a question
NEARLY = 0.8  # the share of a question's words that stand in a source in their order
_LOOKED_AT = 20  # shared blocks of one text that are followed up


@dataclass(frozen=True)
class Shared:
    """What a text shares with one source.

    Args:
        source: the source's place.
        run: the words of the longest run that stands in both.
        likeness: the share of the text's words that stand in that stretch of the source, in order.
    """

    source: int
    run: int
    likeness: float


class Sources:
    """Source texts, cut into blocks of words, so that a copy is found without reading them all.

    It holds 4 bytes for a word and 16 for a block; blocks do not overlap.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        """Cut up the texts."""
        self._read = numbered(texts)
        hashes, places = runs(self._read, BLOCK)
        owner = np.searchsorted(self._read.ends, places, side="right")
        aligned = (places - self._read.starts[owner]) % BLOCK == 0
        order = np.argsort(hashes[aligned], kind="stable")
        self._hashes, self._places = hashes[aligned][order], places[aligned][order]

    def shared(self, text: str, but: int | None = None) -> Shared | None:
        """The source that shares the longest run with the text; None if none shares a block.

        Args:
            text: what may be a copy.
            but: the place of a source that does not count.
        """
        if not len(self._hashes):
            return None
        read = numbered([text])
        hashes, starts = runs(read, BLOCK)
        first = np.searchsorted(self._hashes, hashes, side="left")
        last = np.searchsorted(self._hashes, hashes, side="right")
        best: Shared | None = None
        for at in np.flatnonzero(last > first)[:_LOOKED_AT]:
            for place in self._places[first[at] : min(last[at], first[at] + _LOOKED_AT)]:
                found = self._compared(read.words, int(starts[at]), int(place))
                if found.source != but and (best is None or found.run > best.run):
                    best = found
        return best

    def _compared(self, words: Words, start: int, place: int) -> Shared:
        """The text beside a source in which one of its runs stands."""
        from rapidfuzz.distance import LCSseq

        source = int(np.searchsorted(self._read.ends, place, side="right"))
        begin, end = self._read.starts[source], self._read.ends[source]
        stretch = self._read.words[
            max(begin, place - start - BLOCK) : min(end, place - start + len(words) + BLOCK)
        ]
        common = LCSseq.similarity(words.tolist(), stretch.tolist())
        before = _alike(words[:start][::-1], self._read.words[begin:place][::-1])
        return Shared(
            source,
            before + _alike(words[start:], self._read.words[place:end]),
            common / max(len(words), 1),
        )


def _alike(one: Words, other: Words) -> int:
    """How many words at the start of both are the same."""
    size = min(len(one), len(other))
    differ: Places = np.flatnonzero(one[:size] != other[:size])
    return int(differ[0]) if len(differ) else size


def is_copied_question(shared: Shared | None, length: int) -> bool:
    """Whether a question of so many words is another one: in part word for word, or nearly."""
    if shared is None:
        return False
    return shared.run >= min(RUN, length) or (length >= RUN and shared.likeness >= NEARLY)


def is_copied_answer(shared: Shared | None) -> bool:
    """Whether an answer has a whole window of a source, word for word."""
    return shared is not None and shared.run >= WINDOW
