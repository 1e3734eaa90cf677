"""Our engine with requests and replies that nobody keeps: one call for each row."""

from collections.abc import Iterator
from pathlib import Path

from benchmarks.contenders.ours import chat
from benchmarks.job import PHASES, Job, Row, main
from syngen_assets.core.templates import Template
from syngen_assets.llm.chat import Request
from syngen_assets.llm.store import ResponseStore
from syngen_assets.llm.stored import StoredChat

QUESTION = Template("rewritten", PHASES["rewritten"])


def work(job: Job) -> Iterator[Row]:
    with ResponseStore(Path(job.folder) / "replies.sqlite") as store:
        for reply in StoredChat(chat(job), store).ask(requests(job.rows)):
            yield dict.fromkeys(PHASES, reply.text)


def requests(count: int) -> Iterator[Request]:
    for n in range(count):
        yield Request(QUESTION, {"source": f"How is illness number {n} treated?"})


if __name__ == "__main__":
    main(work, ["syngen-assets"])
