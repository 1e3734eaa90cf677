"""Run with `make bench`: prints a Markdown table; a ratio above 1 is faster than the baseline."""

import asyncio
import os
import platform
import statistics
import string
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from syngen_assets.core.cleaning import normalize
from syngen_assets.core.plan import Entry, draw_prompts
from syngen_assets.core.tables import Column, Table
from syngen_assets.core.templates import load
from syngen_assets.llm.chat import Request
from syngen_assets.llm.openai import OpenAIChat
from syngen_assets.llm.store import ResponseStore
from syngen_assets.llm.stored import StoredChat
from syngen_assets.storage.warehouse import Warehouse

ROUNDS = 3
KEY = "sk-test-123"
CALLS, IN_FLIGHT, LATENCY = 600, 32, 0.05
SERVER = (
    "from syngen_tests.servers.openai import FakeOpenAI; import sys, time\n"
    f"with FakeOpenAI(latency={LATENCY}) as server:\n"
    "    print(server.url, flush=True); sys.stdin.read()"
)


def seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def compare(ours: Callable[[], object], baseline: Callable[[], object]) -> tuple[float, float]:
    """Median seconds of both, taken in turns."""
    pairs = [(seconds(ours), seconds(baseline)) for _ in range(ROUNDS)]
    return statistics.median(a for a, _ in pairs), statistics.median(b for _, b in pairs)


def cleaning() -> tuple[str, str, float, float]:
    texts = [f"What is (are) the drug-drug risk of Type {n} HIV/AIDS ?" for n in range(20_000)]
    strip = str.maketrans("", "", string.punctuation)
    return (
        "normalise 20,000 questions",
        "lower case and `str.translate`, which glues words",
        *compare(
            lambda: [normalize(text) for text in texts],
            lambda: [text.lower().translate(strip) for text in texts],
        ),
    )


def planning() -> tuple[str, str, float, float]:
    entries = [Entry(f"{n:012x}") for n in range(20_000)]
    names = {name: [name] for name in "abcdef"}

    def ours() -> None:
        for _ in draw_prompts(entries, {}, names, taken=[], seed=0):
            pass

    def baseline() -> None:
        frame = pd.DataFrame([(e.id, m) for e in entries for m in names])
        frame.sample(frac=1, random_state=0)

    return "plan 120,000 prompts fairly", "shuffle them with pandas", *compare(ours, baseline)


def tables() -> tuple[str, str, float, float]:
    table = Table("rows", "A row", tuple(Column(name, name) for name in "abcd"))
    rows = table.frame([{name: f"{name} {n} " * 10 for name in "abcd"} for n in range(50_000)])
    folder = Path(tempfile.mkdtemp())
    return (
        "replace a table of 50,000 rows in DuckDB",
        "`pandas.to_parquet` of the same rows",
        *compare(
            lambda: Warehouse(folder / "t.duckdb").replace(table, "health", rows),
            lambda: rows.to_parquet(folder / "t.parquet"),
        ),
    )


def requests(mark: str) -> list[Request]:
    values = {"words": "35", "limit": "70"}
    return [
        Request(load("answer_well"), {"question": f"{mark} {n}?", **values}) for n in range(CALLS)
    ]


def calls(url: str) -> tuple[str, str, float, float]:
    folder = Path(tempfile.mkdtemp())
    marks = iter(range(100))

    def ours() -> None:
        chat = OpenAIChat(model="gpt-4o-mini", api_key=KEY, base_url=url, concurrency=IN_FLIGHT)
        with ResponseStore(folder / f"{next(marks)}.sqlite") as store:
            assert sum(not reply.problem for reply in StoredChat(chat, store).ask(requests("a")))

    def baseline() -> None:
        asyncio.run(gathered(url))

    name = f"{CALLS} calls at {LATENCY * 1000:.0f} ms, {IN_FLIGHT} in flight, store on"
    return name, "`AsyncOpenAI.create` under a semaphore, no store", *compare(ours, baseline)


async def gathered(url: str) -> None:
    from openai import AsyncOpenAI

    seats = asyncio.Semaphore(IN_FLIGHT)
    async with AsyncOpenAI(api_key=KEY, base_url=url) as client:

        async def one(request: Request) -> object:
            async with seats:
                return await client.chat.completions.create(
                    model="gpt-4o-mini",
                    messages=[{"role": "user", "content": request.prompt}],
                    max_tokens=400,
                )

        await asyncio.gather(*map(one, requests("b")))


def warm(url: str) -> tuple[str, str, float, float]:
    path = Path(tempfile.mkdtemp()) / "replies.sqlite"
    chat = OpenAIChat(model="gpt-4o-mini", api_key=KEY, base_url=url, concurrency=IN_FLIGHT)
    with ResponseStore(path) as store:
        list(StoredChat(chat, store).ask(requests("c")))

        def ours() -> None:
            assert all(reply.cached for reply in StoredChat(chat, store).ask(requests("c")))

        def baseline() -> None:
            asyncio.run(gathered(url))

        name = f"the same {CALLS} calls again, from the store"
        return name, "asking the server again", *compare(ours, baseline)


def main() -> None:
    environment = {**os.environ, "PYTHONPATH": os.getcwd()}
    server = subprocess.Popen(
        [sys.executable, "-c", SERVER],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
    )
    assert server.stdout is not None
    url = server.stdout.readline().strip()
    rows = [cleaning(), planning(), tables(), calls(url), warm(url)]
    server.communicate("")
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores; median of {ROUNDS}.\n")
    print("| work | seconds | baseline | seconds | ratio |\n|---|---|---|---|---|")
    for name, against, ours, theirs in rows:
        print(f"| {name} | {ours:.2f} | {against} | {theirs:.2f} | {theirs / ours:.2f} |")


if __name__ == "__main__":
    main()
