"""The tables of what people said, of pairs and of modifications."""

from syngen_assets.core.reviews import AXES, PREFERENCES, SIDES, TIME, WORDS
from syngen_assets.core.tables.columns import MODIFICATION
from syngen_assets.core.tables.table import ID, Column, Table

_YES_NO = ("yes", "no")

REVIEWS = Table(
    "reviews",
    "What one person said of one pair",
    (
        Column("pair_id", "The pair", pattern=ID),
        Column("reviewer", "Who said it, by a name of their own choice"),
        Column("at", "When, in UTC", pattern=TIME),
        Column("first", "The side that stood as answer A", among=SIDES),
        Column("preferred", "The better one", optional=True, among=PREFERENCES),
        *(
            Column(f"{side}_{axis}", f"The {axis} of the {side} answer, 1 to 4", "integer", True)
            for side in SIDES
            for axis in AXES
        ),
        Column("comment", "What else was said", optional=True),
        Column("foreign", "Whether it is not the reviewer's field", among=_YES_NO),
        Column("settles", "Whether it ends a disagreement and counts alone", among=_YES_NO),
    ),
    shown=("pair_id", "preferred", "chosen_accuracy", "rejected_accuracy", "settles"),
    may_be_empty=True,  # until somebody reviews
)

MODIFICATION_WORDS = Table(
    "modification_words",
    "What an expert said of a modification",
    (
        MODIFICATION,
        Column("word", "Whether it may be used", among=WORDS),
        Column("reviewer", "Who said it"),
        Column("at", "When, in UTC", pattern=TIME),
        Column("comment", "Why", optional=True),
    ),
    shown=("modification", "word", "comment"),
    may_be_empty=True,
)
