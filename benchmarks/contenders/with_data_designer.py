"""data-designer: three text columns, each waiting for those before it, resumed where it can be.

Groups of rows that hold as many as may be in flight were as fast as its default, a thousand rows
in each, took less of the processor, and lose less when it is killed.
"""

import math

import data_designer.config as dd
import pandas as pd
from data_designer.config.run_config import ResumeMode
from data_designer.interface import DataDesigner

from benchmarks.job import CEILING, KEY, MODEL, PHASES, TEMPERATURE, Job, Row, jinja, main

GROUPS = 6


def work(job: Job) -> list[Row]:
    server = dd.ModelProvider(name="bench", endpoint=job.url, api_key=KEY)
    designer = DataDesigner(artifact_path=job.folder, model_providers=[server])
    designer.set_run_config(
        dd.RunConfig(
            buffer_size=math.ceil(job.in_flight / GROUPS),
            max_concurrent_row_groups=GROUPS,
            jinja_rendering_engine=dd.JinjaRenderingEngine.NATIVE,
            otel_metrics_port=None,
        )
    )
    made = designer.create(
        columns(job), num_records=job.rows, dataset_name="bench", resume=ResumeMode.IF_POSSIBLE
    )
    return [dict(row) for row in made.load_dataset().to_dict("records")]


def columns(job: Job) -> dd.DataDesignerConfigBuilder:
    how = dd.ChatCompletionInferenceParams(
        max_tokens=CEILING, temperature=TEMPERATURE, max_parallel_requests=job.in_flight
    )
    model = dd.ModelConfig(
        alias="bench",
        model=MODEL,
        provider="bench",
        inference_parameters=how,
        skip_health_check=True,
    )
    builder = dd.DataDesignerConfigBuilder(model_configs=[model])
    builder.with_seed_dataset(dd.DataFrameSeedSource(df=pd.DataFrame(job.sources)))
    for phase in PHASES:
        builder.add_column(
            dd.LLMTextColumnConfig(name=phase, model_alias="bench", prompt=jinja(phase))
        )
    return builder


if __name__ == "__main__":
    main(work, ["data-designer"])
