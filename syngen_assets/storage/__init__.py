"""Data sets in, tables and files out; knows no Dagster."""
