"""Pure functions and dataclasses: no Dagster, no network, no clock, no global chance."""
