"""Our engine as the assets use it: read, asked again where need be, every reply stored."""

from pathlib import Path

from benchmarks.job import CEILING, KEY, MODEL, PHASES, TEMPERATURE, Job, Row, main
from syngen_assets.core.replies import value
from syngen_assets.core.templates import Template
from syngen_assets.llm.asking import ask
from syngen_assets.llm.chat import Reply, Request
from syngen_assets.llm.openai import OpenAIChat
from syngen_assets.llm.store import ResponseStore
from syngen_assets.llm.stored import StoredChat


def work(job: Job) -> list[Row]:
    rows = job.sources
    with ResponseStore(Path(job.folder) / "replies.sqlite") as store:
        stored = StoredChat(chat(job), store)
        for phase in PHASES:
            said = answers(phase, rows, stored)
            rows = [{**row, phase: text} for row, text in zip(rows, said, strict=True)]
    return rows


def chat(job: Job) -> OpenAIChat:
    return OpenAIChat(
        model=MODEL,
        api_key=KEY,
        base_url=job.url,
        concurrency=job.in_flight,
        temperature=TEMPERATURE,
        ceiling=CEILING,
    )


def answers(phase: str, rows: list[Row], stored: StoredChat) -> list[str | None]:
    template = Template(phase, PHASES[phase])

    def request(row: Row, attempt: int) -> Request:
        return Request(template, {blank: str(row[blank]) for blank in template.blanks})

    def read(row: Row, reply: Reply) -> str:
        return value(reply.text, "answer", reply.finish)

    return [outcome.value for outcome in ask(stored, rows, request, read, phase)]


if __name__ == "__main__":
    main(work, ["syngen-assets", "openai"])
