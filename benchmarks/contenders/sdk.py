"""The loop that most people write: `chat.completions.create` under a semaphore, nothing kept."""

import asyncio
import sys
from typing import Any

import openai

from benchmarks.environments import DEFAULT
from benchmarks.job import CEILING, KEY, MODEL, PHASES, TEMPERATURE, Job, Row, main, prompt


def work(job: Job) -> list[Row]:
    return asyncio.run(phases(job))


async def phases(job: Job) -> list[Row]:
    own: dict[str, Any] = {}
    if DEFAULT not in sys.argv:
        own["http_client"] = openai.DefaultAioHttpClient()
    seats, rows = asyncio.Semaphore(job.in_flight), job.sources
    async with openai.AsyncOpenAI(api_key=KEY, base_url=job.url, **own) as client:
        for phase in PHASES:
            said = await asyncio.gather(*(reply(client, seats, prompt(phase, row)) for row in rows))
            rows = [{**row, phase: text} for row, text in zip(rows, said, strict=True)]
    return rows


async def reply(client: openai.AsyncOpenAI, seats: asyncio.Semaphore, text: str) -> str | None:
    async with seats:
        try:
            answer = await client.chat.completions.create(
                model=MODEL,
                messages=[{"role": "user", "content": text}],
                max_tokens=CEILING,
                temperature=TEMPERATURE,
            )
            return answer.choices[0].message.content
        except Exception as error:
            print(type(error).__name__, error, file=sys.stderr)
            return None


if __name__ == "__main__":
    main(work, ["openai"])
