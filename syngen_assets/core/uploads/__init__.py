"""Uploads: files that a person brings from anywhere, read as far as it is certain what they say."""
