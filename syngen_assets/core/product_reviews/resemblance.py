"""Resemblance: what a text shares with the real reviews that are most like it."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from syngen_assets.core.replicas import Sources
from syngen_assets.core.runs import Texts, known, numbered, runs

RUN = 8  # words: a text of which such runs cover much is put together from others
LEAST = 8  # words of a text that is compared word by word; shorter ones are alike by chance
_LOOKED_AT = 20  # the texts that share most words with one, and are compared with it in full

Token = tuple[int, int]
Counts = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Resemblance:
    """What a text shares with the real reviews.

    Args:
        exact: whether one of them has its very words.
        run: the words of the longest run that stands in one of them.
        covered: the share of its words in runs of eight that stand in one of them.
        pieced: the share of its words in runs of eight that stand in any of them.
        lcs: the longest common subsequence with one of them, by the longer of the two.
        rouge: ROUGE-L with one of them: the F measure of that subsequence.
    """

    exact: bool = False
    run: int = 0
    covered: float = 0.0
    pieced: float = 0.0
    lcs: float = 0.0
    rouge: float = 0.0


class Index:
    """Real reviews, laid out so that those which are like a text are found at once."""

    def __init__(self, texts: Sequence[str]) -> None:
        """Lay them out."""
        read = numbered(texts)
        self._texts = [
            read.words[start:end].tolist()
            for start, end in zip(read.starts, read.ends, strict=True)
        ]
        self._wholes = {tuple(text) for text in self._texts if text}
        self._sizes = read.ends - read.starts
        self._sources = Sources(texts)
        hashes, places = runs(read, RUN)
        order = np.argsort(hashes, kind="stable")
        self._hashes = hashes[order]
        self._owners = np.searchsorted(read.ends, places[order], side="right")
        self._holders: dict[Token, list[int]] = defaultdict(list)
        for place, text in enumerate(self._texts):
            for token in _tokens(text):
                self._holders[token].append(place)

    def resemblance(self, text: str) -> Resemblance:
        """What a text shares with them."""
        read = numbered([text])
        own: list[int] = read.words.tolist()
        if not own or not self._texts:
            return Resemblance()
        shared = self._sources.shared(text)
        covered, pieced = self._covered(read, len(own))
        lcs, rouge = self._alike(own)
        run = shared.run if shared else 0
        return Resemblance(tuple(own) in self._wholes, run, covered, pieced, lcs, rouge)

    def _covered(self, read: Texts, size: int) -> tuple[float, float]:
        """How much of a text runs of eight words cover that one review has, or any of them."""
        hashes, starts = runs(read, RUN)
        marks: dict[int, set[int]] = defaultdict(set)
        there = known(hashes, self._hashes)
        for value, start in zip(hashes[there], starts[there].tolist(), strict=True):
            first, last = (np.searchsorted(self._hashes, value, side=s) for s in ("left", "right"))
            for owner in set(self._owners[first:last].tolist()):
                marks[owner].update(range(start, start + RUN))
        most = max(map(len, marks.values()), default=0)
        return most / size, len(set().union(*marks.values())) / size

    def _alike(self, own: Sequence[int]) -> tuple[float, float]:
        """The longest common subsequence with the most like review, by length and as ROUGE-L."""
        from rapidfuzz.distance import LCSseq

        if len(own) < LEAST:
            return 0.0, 0.0
        common = self._common(own)
        found = [(0.0, 0.0)]
        for place in np.argsort(-common, kind="stable")[:_LOOKED_AT].tolist():
            same, size = LCSseq.similarity(own, self._texts[place]), int(self._sizes[place])
            found.append((same / max(len(own), size), 2 * same / (len(own) + size)))
        return max(lcs for lcs, _ in found), max(rouge for _, rouge in found)

    def _common(self, own: Sequence[int]) -> npt.NDArray[np.float64]:
        """For each review the most that ROUGE-L can be: that of the words in any order."""
        places = [place for token in _tokens(own) for place in self._holders.get(token, ())]
        counts: Counts = np.bincount(np.array(places, np.int64), minlength=len(self._texts))
        bound: npt.NDArray[np.float64] = 2 * counts / (len(own) + self._sizes)
        return bound


def _tokens(text: Sequence[int]) -> Iterator[Token]:
    """The words of a text, each with the number of times that it came before."""
    seen: Counter[int] = Counter()
    for word in text:
        yield word, seen[word]
        seen[word] += 1
