"""Shapes: the forms in which preference sets are written, read into and out of three texts."""

from syngen_assets.core.shapes.reading import Preferences, read
from syngen_assets.core.shapes.recognising import MAPPABLE, Form, recognise

__all__ = ["MAPPABLE", "Form", "Preferences", "read", "recognise"]
