"""MTLD: how many words a text runs on before it repeats itself too much."""

from collections.abc import Iterable, Sequence

THRESHOLD = 0.72


def mtld(words: Sequence[int]) -> float:
    """The measure of textual lexical diversity: the mean of both directions.

    Each stretch ends where the share of different words in it falls below the threshold; the last
    one, which does not, counts by how far it has fallen.

    Args:
        words: the numbers of the words, at least one.
    """
    ways = _factors(words), _factors(reversed(words))
    return sum(len(words) / factors for factors in ways) / 2


def _factors(words: Iterable[int]) -> float:
    whole, seen, count, ratio = 0.0, set[int](), 0, 1.0
    for word in words:
        seen.add(word)
        count += 1
        ratio = len(seen) / count
        if ratio <= THRESHOLD:
            whole, seen, count, ratio = whole + 1, set(), 0, 1.0
    part = (1 - ratio) / (1 - THRESHOLD)
    return whole + part or 1.0
