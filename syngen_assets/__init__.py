"""SynGen Assets: preference data one can trust, as a graph of Dagster assets."""

__version__ = "0.1.0"
