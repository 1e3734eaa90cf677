"""Runs of words as numbers, so that millions of them can be looked up at once."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

Words = NDArray[np.uint32]
Hashes = NDArray[np.uint64]
Places = NDArray[np.int64]

_WORD = re.compile(r"\w+")
_FACTOR = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True)
class Texts:
    """Texts as numbers: the words of all in one row, and where each text begins and ends."""

    words: Words
    starts: Places
    ends: Places


def plain_words(text: str) -> list[str]:
    """The words of a text without case, apostrophes and marks: what is compared here."""
    return _WORD.findall(text.casefold().replace("'", "").replace("’", ""))


def numbered(texts: Iterable[str]) -> Texts:
    """The texts as numbers; the same word has the same number at all times."""
    found: list[int] = []
    ends: list[int] = []
    for text in texts:
        found += [crc32(word.encode("utf-8", "surrogatepass")) for word in plain_words(text)]
        ends.append(len(found))
    stops = np.array(ends, dtype=np.int64)
    starts = np.concatenate([np.zeros(min(len(ends), 1), np.int64), stops[:-1]])
    return Texts(np.array(found, dtype=np.uint32), starts, stops)


def runs(texts: Texts, length: int) -> tuple[Hashes, Places]:
    """A number for each run of so many words within one text, and the place where it begins.

    Two runs have the same number if they are the same; by chance, once in 10^19 times.
    """
    words = texts.words.astype(np.uint64)
    count = len(words) - length + 1
    if count <= 0:
        return np.empty(0, np.uint64), np.empty(0, np.int64)
    hashes = np.zeros(count, np.uint64)
    for step in range(length):
        hashes = (hashes ^ (hashes >> np.uint64(29))) * _FACTOR + words[step : step + count]
    owners = np.repeat(np.arange(len(texts.ends)), texts.ends - texts.starts)
    places = np.flatnonzero(owners[:count] == owners[length - 1 :])
    return hashes[places], places


def known(hashes: Hashes, among: Hashes) -> NDArray[np.bool_]:
    """Which of the numbers are among the others, which are sorted."""
    if not len(among):
        return np.zeros(len(hashes), np.bool_)
    places = np.searchsorted(among, hashes)
    found: NDArray[np.bool_] = among[np.minimum(places, len(among) - 1)] == hashes
    return found
