"""distilabel: three text generation steps, each in a process of its own, with its cache on.

A batch as large as the calls in flight was the fastest of 50, 128, 256, 500 and 1,000. Each step
has one batch in flight, so there may be three times as many calls in flight as others have.
"""

from typing import Any

from distilabel.models import OpenAILLM
from distilabel.pipeline import Pipeline
from distilabel.steps import LoadDataFromDicts
from distilabel.steps.tasks import TextGeneration

from benchmarks.job import CEILING, KEY, MODEL, PHASES, TEMPERATURE, Job, Row, jinja, main


def work(job: Job) -> list[Row]:
    with Pipeline("bench", cache_dir=job.folder) as pipeline:
        step: Any = LoadDataFromDicts(data=job.sources, batch_size=job.in_flight)
        for phase in PHASES:
            after = generation(phase, job)
            step >> after
            step = after
    made = pipeline.run(use_cache=True)
    return [dict(row) for row in made["default"]["train"]]


def generation(phase: str, job: Job) -> TextGeneration:
    told = {"max_new_tokens": CEILING, "temperature": TEMPERATURE}
    columns = {"rewritten": ["source"], "chosen": ["rewritten"]}
    return TextGeneration(
        name=phase,
        llm=OpenAILLM(model=MODEL, base_url=job.url, api_key=KEY, generation_kwargs=told),
        template=jinja(phase),
        columns=columns.get(phase, ["rewritten", "chosen"]),
        input_batch_size=job.in_flight,
        output_mappings={"generation": phase, "model_name": f"{phase}_model"},
        add_raw_input=False,
        add_raw_output=False,
    )


if __name__ == "__main__":
    main(work, ["distilabel", "openai"])
