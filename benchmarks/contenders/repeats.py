"""Programs that look for questions which repeat an earlier one, each in a process of its own.

It is read by programs in foreign environments, so what is foreign is imported where it is used.
"""

import json
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Collection

from benchmarks.job import peak_memory
from benchmarks.planted import questions

THRESHOLD, PERMUTATIONS = 0.9, 128


def nothing(texts: list[str]) -> Collection[int]:
    """Only hold the questions, to see what that takes."""
    return ()


def ours(texts: list[str]) -> Collection[int]:
    """`core.duplicates` at once; a run compares in batches, which takes about twice as long."""
    from syngen_assets.core.duplicates import near_duplicates

    return near_duplicates(texts, threshold=THRESHOLD, permutations=PERMUTATIONS)


def datasketch(texts: list[str]) -> Collection[int]:
    """MinHash and MinHashLSH, as datasketch's README shows."""
    from datasketch import MinHash, MinHashLSH

    lsh, found = MinHashLSH(threshold=THRESHOLD, num_perm=PERMUTATIONS), []
    for place, text in enumerate(texts):
        minhash = MinHash(num_perm=PERMUTATIONS)
        for word in set(_plain(text).split()):
            minhash.update(word.encode("utf8"))
        if lsh.query(minhash):
            found.append(place)
        else:
            lsh.insert(place, minhash)
    return found


def rensa(texts: list[str]) -> Collection[int]:
    """RMinHash and its deduplicator, as rensa's README shows."""
    from rensa import RMinHash, RMinHashDeduplicator

    known, found = RMinHashDeduplicator(THRESHOLD, PERMUTATIONS, True, 16), []
    for place, text in enumerate(texts):
        minhash = RMinHash(PERMUTATIONS, 42)
        minhash.update(_plain(text).split())
        if not known.add(str(place), minhash):
            found.append(place)
    return found


def _plain(text: str) -> str:
    return re.sub(r"[^\w\s]", "", text.lower())


def pandas(texts: list[str]) -> Collection[int]:
    """`drop_duplicates` on the lower-case text without punctuation."""
    import pandas as pd

    frame = pd.DataFrame({"question": texts})
    plain = frame["question"].str.lower().str.replace(r"[^\w\s]", "", regex=True).str.strip()
    kept = frame.assign(plain=plain).drop_duplicates("plain").index
    return frame.index.difference(kept).tolist()


def gates(texts: list[str]) -> Collection[int]:
    """The row gates for questions, one question after the other."""
    from syngen_assets.core.gates import question_problems
    from syngen_assets.storage.folders import read_domain, root

    problems = question_problems(texts, read_domain(root(), "healthcare"))
    return [place for place, problem in enumerate(problems) if problem]


def main(work: Callable[[list[str]], Collection[int]], count: int) -> None:
    """Look at so many questions, and print one line of JSON about it."""
    planted = list(questions(count))
    texts, kinds = [each.text for each in planted], [each.kind for each in planted]
    del planted
    started, used = time.perf_counter(), time.process_time()
    found = work(texts)
    line = {
        "seconds": time.perf_counter() - started,
        "cpu": time.process_time() - used,
        "memory": peak_memory(),
        "found": Counter(kinds[place] for place in found),
        "there": Counter(kinds),
    }
    print(json.dumps(line), flush=True)


if __name__ == "__main__":
    main(globals()[sys.argv[1]], int(sys.argv[2]))
