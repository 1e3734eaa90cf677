"""Self-BLEU: how well each text can be put together from pieces of all the others."""

import math
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence

ORDER = 4

_Gram = tuple[int, ...]


def self_bleu(texts: Sequence[Sequence[int]]) -> float:
    """The mean sentence BLEU-4 of each text against all others, from 0 to 100.

    It is sacrebleu's `sentence_bleu` (exponential smoothing, effective order, nearest length),
    which would count the others anew for each text.

    Args:
        texts: two texts or more, each as the numbers of its words.
    """
    counts = [_grams(text) for text in texts]
    most, lengths = _most(counts), sorted(len(text) for text in texts)
    scores = (
        _bleu(place, len(text), counts[place], most, _nearest(lengths, len(text)))
        for place, text in enumerate(texts)
    )
    return math.fsum(scores) / len(texts)


def _grams(text: Sequence[int]) -> Counter[_Gram]:
    return Counter(
        tuple(text[start : start + size])
        for size in range(1, ORDER + 1)
        for start in range(len(text) - size + 1)
    )


def _most(counts: Sequence[Counter[_Gram]]) -> dict[_Gram, tuple[int, int, int]]:
    """For each n-gram its highest count, the text that has it, and the highest of the others."""
    most: dict[_Gram, tuple[int, int, int]] = {}
    for place, counted in enumerate(counts):
        for gram, count in counted.items():
            high, owner, second = most.get(gram, (0, -1, 0))
            if count > high:
                most[gram] = (count, place, high)
            elif count > second:
                most[gram] = (high, owner, count)
    return most


def _nearest(lengths: list[int], length: int) -> int:
    """The length of another text that is nearest, the shorter of two."""
    place = bisect_left(lengths, length)
    others = [*lengths[max(place - 1, 0) : place], *lengths[place + 1 : place + 2]]
    return min(others, key=lambda other: (abs(other - length), other))


def _bleu(
    place: int,
    length: int,
    counted: Counter[_Gram],
    most: dict[_Gram, tuple[int, int, int]],
    reference: int,
) -> float:
    right = [0] * ORDER
    for gram, count in counted.items():
        high, owner, second = most[gram]
        right[len(gram) - 1] += min(count, second if owner == place else high)
    if not any(right):
        return 0.0
    logs, halved, sizes = 0.0, 1.0, min(length, ORDER)
    for size in range(sizes):
        total = length - size
        if not right[size]:
            halved *= 2
        logs += math.log(100 * right[size] / total if right[size] else 100 / (halved * total))
    brevity = min(0.0, 1 - reference / length)
    return math.exp(brevity + logs / sizes)
