"""The least that the job can cost in Python: aiohttp and JSON, with no client library at all."""

import asyncio

import aiohttp

from benchmarks.job import CEILING, KEY, MODEL, PHASES, TEMPERATURE, Job, Row, main, prompt


def work(job: Job) -> list[Row]:
    return asyncio.run(phases(job))


async def phases(job: Job) -> list[Row]:
    seats, rows = asyncio.Semaphore(job.in_flight), job.sources
    connector, headers = aiohttp.TCPConnector(limit=0), {"authorization": f"Bearer {KEY}"}
    async with aiohttp.ClientSession(connector=connector, headers=headers) as session:
        for phase in PHASES:
            asked = (
                reply(session, seats, f"{job.url}/chat/completions", prompt(phase, row))
                for row in rows
            )
            said = await asyncio.gather(*asked)
            rows = [{**row, phase: text} for row, text in zip(rows, said, strict=True)]
    return rows


async def reply(
    session: aiohttp.ClientSession, seats: asyncio.Semaphore, url: str, text: str
) -> str | None:
    body = {
        "model": MODEL,
        "messages": [{"role": "user", "content": text}],
        "max_tokens": CEILING,
        "temperature": TEMPERATURE,
    }
    async with seats:
        try:
            async with session.post(url, json=body) as response:
                answer = await response.json()
                content: str | None = answer["choices"][0]["message"]["content"]
                return content
        except (aiohttp.ClientError, ValueError, KeyError):
            return None


if __name__ == "__main__":
    main(work, ["aiohttp"])
