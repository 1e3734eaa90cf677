"""What a release must fulfil beyond its table."""

import dagster as dg
import pandas as pd

from syngen_assets.assets.partitions import PREFERENCES
from syngen_assets.core.settings import Settings


@dg.asset_check(asset="questions_and_responses", partitions_def=PREFERENCES)
def release_is_complete(
    questions_and_responses: pd.DataFrame, settings: dg.ResourceParam[Settings]
) -> dg.AssetCheckResult:
    """A data set that is short of pairs was asked for more than it got.

    To fill it up, materialise everything again: questions in quarantine are left out then, and
    others take their place.
    """
    missing = settings.questions - len(questions_and_responses)
    return dg.AssetCheckResult(
        passed=missing <= 0,
        severity=dg.AssetCheckSeverity.WARN,
        description=f"{missing} pairs are missing; materialise everything again to fill them."
        if missing > 0
        else None,
        metadata={"missing": max(missing, 0), "asked_for": settings.questions},
    )
