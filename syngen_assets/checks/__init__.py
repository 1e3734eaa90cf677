"""The checks: each name says what must be true."""

import logging
import warnings

import dagster as dg

# A check by partition is what keeps one domain's verdict from standing for another's; Dagster
# calls the argument a preview on every use.
warnings.filterwarnings("ignore", category=dg.PreviewWarning)

# While a step waits for a batch all that follows it is skipped, its checks with it; Dagster would
# warn of every one of these that it "emitted no result", though the steps behind it do not run.
logging.getLogger("dagster._core.execution.plan.active").addFilter(
    lambda record: "emitted no result" not in record.getMessage()
)
