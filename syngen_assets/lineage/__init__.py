"""Lineage: the whole life of one pair, from its source row to the releases that it stood in."""
