"""The job that every starter of a whole run asks for, and how often sensors look."""

import os

import dagster as dg

from syngen_assets.core.errors import UsageError

JOB = dg.define_asset_job(
    "preferences",
    selection=dg.AssetSelection.all(),
    description="A domain's question set becomes its preference data set.",
)


def seconds_between(usual: int) -> int:
    """Seconds from one look of a sensor to its next; SYNGEN_SENSOR_SECONDS takes their place.

    Raises:
        UsageError: the variable is no whole number from 1 on.
    """
    said = os.environ.get("SYNGEN_SENSOR_SECONDS") or str(usual)
    if not said.isdecimal() or int(said) < 1:
        raise UsageError(
            f"SYNGEN_SENSOR_SECONDS is {said!r}; give whole seconds, from 1 on, or take it out."
        )
    return int(said)
