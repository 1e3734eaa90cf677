"""distilabel: three text generation steps, each in a process of its own, with its cache on."""

import os
from typing import Any

from distilabel.models import OpenAILLM
from distilabel.pipeline import Pipeline
from distilabel.steps import LoadDataFromDicts
from distilabel.steps.tasks import TextGeneration

from benchmarks.job import CEILING, KEY, MODEL, PHASES, TEMPERATURE, Job, Row, jinja, main

BATCH = int(os.environ.get("BENCH_BATCH", "128"))


def work(job: Job) -> list[Row]:
    batch = min(BATCH, job.in_flight)
    with Pipeline("bench", cache_dir=job.folder) as pipeline:
        step: Any = LoadDataFromDicts(data=job.sources, batch_size=batch)
        for phase in PHASES:
            after = generation(phase, job, batch)
            step >> after
            step = after
    made = pipeline.run(use_cache=True)
    return [dict(row) for row in made["default"]["train"]]


def generation(phase: str, job: Job, batch: int) -> TextGeneration:
    told = {"max_new_tokens": CEILING, "temperature": TEMPERATURE}
    columns = {"rewritten": ["source"], "chosen": ["rewritten"]}
    return TextGeneration(
        name=phase,
        llm=OpenAILLM(model=MODEL, base_url=job.url, api_key=KEY, generation_kwargs=told),
        template=jinja(phase),
        columns=columns.get(phase, ["rewritten", "chosen"]),
        input_batch_size=batch,
        output_mappings={"generation": phase, "model_name": f"{phase}_model"},
        add_raw_input=False,
        add_raw_output=False,
    )


if __name__ == "__main__":
    main(work, ["distilabel", "openai"])
