"""Candidates: the pairs of sets that may be alike, found without comparing all with all."""

from collections.abc import Iterable, Iterator
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from syngen_assets.core.identity import digest
from syngen_assets.core.shingles import Numbers, Shingles

_RECALL = 0.999  # of the pairs that are just alike enough, so many share a band
_SETS = 4096  # sets whose signatures are looked at at a time
_PAIRS = 1 << 16  # pairs that are looked at at a time
_WORDS = 3  # of 64 bits, in a bitmap
_SLACK = 1e-9  # 0.9 of 10 is 9, whatever a machine makes of it

Keys = NDArray[np.uint64]
Pairs = tuple[Numbers, Numbers]


def candidates(sets: Shingles, threshold: float, permutations: int) -> Iterator[Pairs]:
    """The pairs of sets whose Jaccard similarity may reach a threshold, the earlier set first.

    Two such sets share, but for one pair in a thousand, a band of their MinHash signatures, and
    always one of their rarest shingles: without that rule (the prefix filter), all questions of
    one wording would be candidates of one another. Sets too small to differ and still be as alike
    are left out, and pairs that a look at their bitmaps shows to differ in too many shingles. A
    pair may come more than once.
    """
    sizes = sets.sizes
    chosen = np.flatnonzero(sizes / (sizes + 1) >= threshold - _SLACK)
    if len(chosen) < 2:
        return
    owners, rare = _rarest(sets, chosen, threshold)
    bitmaps, room = _bitmaps(sets)[:, chosen], sizes[chosen] * (1 - threshold) / (1 + threshold)
    for band in _bands(sets, chosen, threshold, permutations):
        keys = (band[owners] ^ rare) * _odd("pair")
        order = np.argsort(keys, kind="stable")
        owner = owners[order]  # what follows is in this order: that is kind to the memory
        bits, most, numbers = bitmaps[:, owner], room[owner] + _SLACK, chosen[owner]
        for one, other in _batches(_equal(keys[order])):
            differ = np.bitwise_count(bits[:, one] ^ bits[:, other]).sum(axis=0, dtype=np.uint8)
            near = (differ <= most[one] + most[other]) & (owner[one] != owner[other])
            yield numbers[one[near]], numbers[other[near]]


def _rarest(sets: Shingles, chosen: Numbers, threshold: float) -> tuple[Numbers, Keys]:
    """The rarest shingles of each set, one of which is among the rarest of any set as alike."""
    often = np.bincount(np.asarray(sets.members))
    rank = np.empty(len(often), np.int64)
    rank[np.argsort(often, kind="stable")] = np.arange(len(often))
    owners, rare = [], []
    for place, number in enumerate(chosen.tolist()):
        ranks = np.sort(rank[np.asarray(sets.set(number))])
        shared = int(np.ceil(threshold * len(ranks) - _SLACK))
        rare.append(ranks[: len(ranks) - shared + 1])
        owners.append(np.full(len(rare[-1]), place))
    return np.concatenate(owners), np.concatenate(rare).astype(np.uint64) * _odd("shingle")


def _bitmaps(sets: Shingles) -> Keys:
    """A few bits for each set, one of them set by each shingle.

    Two sets differ in at least as many shingles as their bitmaps in bits.
    """
    spread = np.arange(len(sets.vocabulary), dtype=np.uint64) * _odd("bit") >> np.uint64(32)
    bits = spread % np.uint64(64 * _WORDS)
    starts = np.concatenate([[0], np.asarray(sets.ends)[:-1]])
    found: Keys = np.empty((_WORDS, len(starts)), np.uint64)
    for word in range(_WORDS):
        here = np.where(bits >> np.uint64(6) == word, np.uint64(1) << (bits & np.uint64(63)), 0)
        marked = np.append(here[np.asarray(sets.members)], np.uint64(0))
        found[word] = np.bitwise_or.reduceat(marked, starts)
    return found


def _bands(sets: Shingles, chosen: Numbers, threshold: float, permutations: int) -> Keys:
    """A row for each band of the signatures, in which each set has one number."""
    from datasketch import MinHash
    from datasketch.hashfunc import sha1_hash32

    hashes = [sha1_hash32(shingle.encode()) for shingle in sets.vocabulary]
    members = (sets.set(number) for number in chosen.tolist())
    signatures = MinHash.generator(members, num_perm=permutations, hashfunc=hashes.__getitem__)
    width = _width(threshold, permutations)
    count = permutations // width
    weights = np.array([_odd("row", row) for row in range(width)])
    bands: Keys = np.empty((count, len(chosen)), np.uint64)
    for start in range(0, len(chosen), _SETS):
        few = np.array([each.hashvalues for each in islice(signatures, _SETS)], np.uint64)
        rows = few[:, : count * width].reshape(len(few), count, width)
        bands[:, start : start + len(few)] = (rows * weights).sum(axis=2).T
    return bands


def _width(threshold: float, permutations: int) -> int:
    """The most rows that a band may have for all bands together to find enough."""
    for rows in range(permutations, 1, -1):
        if 1 - (1 - threshold**rows) ** (permutations // rows) >= _RECALL:
            return rows
    return 1


def _equal(keys: Keys) -> Iterator[Pairs]:
    """The places of equal keys in a sorted row: all neighbours first, then one apart, and so on."""
    places, apart = np.arange(len(keys) - 1), 1
    while len(places):
        places = places[keys[places] == keys[places + apart]]
        yield places, places + apart
        apart += 1
        places = places[places + apart < len(keys)]


def _batches(pairs: Iterable[Pairs]) -> Iterator[Pairs]:
    """The same pairs, so many at a time that looking at them is worth it."""
    waiting: list[Pairs] = []
    many = 0
    for each in pairs:
        waiting.append(each)
        many += len(each[0])
        if many >= _PAIRS:
            yield _joined(waiting)
            waiting, many = [], 0
    if waiting:
        yield _joined(waiting)


def _joined(pairs: list[Pairs]) -> Pairs:
    return np.concatenate([one for one, _ in pairs]), np.concatenate([other for _, other in pairs])


def _odd(*name: object) -> np.uint64:
    """A large odd number to multiply by, so that keys spread."""
    return np.uint64(int(digest(*name, length=16), 16) | 1)
