"""The job that every starter of a whole run asks for, and what its runs say of their cause."""

import dagster as dg

CAUSE = "syngen/cause"
"""The tag that says what started a run: schedule, source, reviews or batch."""

REVISION = "syngen/revision"
"""The tag that says for which revision of its source a run was started."""

BATCH = "syngen/batch"
"""The tag that says in which batch a run left its calls."""

JOB = dg.define_asset_job(
    "preferences",
    selection=dg.AssetSelection.all(),
    description="A domain's question set becomes its preference data set.",
)
