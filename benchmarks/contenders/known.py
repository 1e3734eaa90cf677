"""Our engine where the store holds every reply; with `--fill` on the command line it is filled."""

import sys
from collections.abc import Iterable
from pathlib import Path

from benchmarks.contenders.ours import answers, chat
from benchmarks.contenders.stream import requests
from benchmarks.job import PHASES, Job, Row, main
from syngen_assets.llm.chat import Reply, Usage, key
from syngen_assets.llm.store import ResponseStore
from syngen_assets.llm.stored import StoredChat


def work(job: Job) -> Iterable[Row]:
    asked = chat(job)
    rows: list[Row] = [dict(each.values) for each in requests(job.rows)]
    with ResponseStore(Path(job.folder) / "replies.sqlite") as store:
        if "--fill" in sys.argv:
            for request in requests(job.rows):
                said = Reply(key(asked, request), '{"answer": "Rest helps."}', usage=Usage(50, 9))
                store.put(asked.body(request), request.attempt, asked.name, said)
            return []
        found = answers("rewritten", rows, StoredChat(asked, store))
    return (dict.fromkeys(PHASES, text) for text in found)


if __name__ == "__main__":
    main(work, ["syngen-assets"])
