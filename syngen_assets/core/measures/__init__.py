"""Measures: what an audit finds out about a preference set, with no model and no network."""
