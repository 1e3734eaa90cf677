"""The checks: each name says what must be true."""

import warnings

import dagster as dg

# A check by partition is what keeps one domain's verdict from standing for another's; Dagster
# calls the argument a preview on every use.
warnings.filterwarnings("ignore", category=dg.PreviewWarning)
