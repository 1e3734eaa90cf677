"""One call after the other, as a first script does it."""

import openai

from benchmarks.job import CEILING, KEY, MODEL, PHASES, TEMPERATURE, Job, Row, main, prompt


def work(job: Job) -> list[Row]:
    client, rows = openai.OpenAI(api_key=KEY, base_url=job.url), job.sources
    for phase in PHASES:
        rows = [{**row, phase: reply(client, prompt(phase, row))} for row in rows]
    return rows


def reply(client: openai.OpenAI, text: str) -> str | None:
    answer = client.chat.completions.create(
        model=MODEL,
        messages=[{"role": "user", "content": text}],
        max_tokens=CEILING,
        temperature=TEMPERATURE,
    )
    return answer.choices[0].message.content


if __name__ == "__main__":
    main(work, ["openai"])
