"""curator: one `LLM` for each phase, with its cache on."""

import os
from importlib.util import find_spec
from pathlib import Path
from typing import Any

# curator counts tokens with a file that is fetched from the network; litellm brings it along.
if litellm := find_spec("litellm"):
    tokenizers = Path(str(litellm.origin)).parent / "litellm_core_utils" / "tokenizers"
    os.environ.setdefault("TIKTOKEN_CACHE_DIR", str(tokenizers))

from bespokelabs import curator
from datasets import Dataset

from benchmarks.job import CEILING, KEY, MODEL, PHASES, TEMPERATURE, Job, Row, main, prompt

NO_LIMIT = 1_000_000_000  # a minute, of requests and of tokens: the server has none


class Rewritten(curator.LLM):
    def prompt(self, row: Row) -> str:
        return prompt("rewritten", row)

    def parse(self, row: Row, reply: str) -> Row:
        return {**row, "rewritten": reply}


class Chosen(curator.LLM):
    def prompt(self, row: Row) -> str:
        return prompt("chosen", row)

    def parse(self, row: Row, reply: str) -> Row:
        return {**row, "chosen": reply}


class Rejected(curator.LLM):
    def prompt(self, row: Row) -> str:
        return prompt("rejected", row)

    def parse(self, row: Row, reply: str) -> Row:
        return {**row, "rejected": reply}


def work(job: Job) -> list[Row]:
    how: dict[str, Any] = {
        "base_url": job.url,
        "api_key": KEY,
        "max_concurrent_requests": job.in_flight,
        "max_requests_per_minute": NO_LIMIT,
        "max_tokens_per_minute": NO_LIMIT,
        "require_all_responses": False,
    }
    told = {"max_tokens": CEILING, "temperature": TEMPERATURE}
    rows: Any = Dataset.from_list(job.sources)
    for phase, kind in zip(PHASES, (Rewritten, Chosen, Rejected), strict=True):
        llm = kind(MODEL, backend="openai", backend_params=how, generation_params=told)
        rows = llm(rows, working_dir=f"{job.folder}/{phase}").dataset
    return [dict(row) for row in rows]


if __name__ == "__main__":
    main(work, ["bespokelabs-curator"])
