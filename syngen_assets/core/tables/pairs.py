"""The tables of answers, pairs and what is said of them."""

from syngen_assets.core.opinions import AXES
from syngen_assets.core.tables.columns import (
    CALL,
    CHANGED,
    NOTE,
    ORIGIN,
    PROBLEM,
    SOURCE_ID,
    VERIFIED,
)
from syngen_assets.core.tables.table import ID, KEY, Column, Table

CHOSEN_RESPONSES = Table(
    "chosen_responses",
    "The correct answer to a question, or its problem",
    (
        Column("question_id", "The question", unique=True, pattern=ID),
        Column("chosen", "The correct answer"),
        *CALL,
        PROBLEM,
    ),
    shown=("chosen", "template", "attempt", "problem"),
)

REJECTED_RESPONSES = Table(
    "rejected_responses",
    "An answer with exactly one named flaw, or its problem",
    (
        Column("question_id", "The question", unique=True, pattern=ID),
        Column("rejected", "The deliberately wrong answer"),
        Column("flaw", "The one way in which it is wrong"),
        *CHANGED,
        *CALL,
        PROBLEM,
    ),
    shown=("rejected", "flaw", "before", "after", "problem"),
)

PAIRS = Table(
    "pairs",
    "A question with both answers, or why it is in quarantine",
    (
        Column("pair_id", "A digest of the three texts", unique=True, pattern=ID),
        Column("question_id", "The question", unique=True, pattern=ID),
        Column("prompt", "The question as it is released", unique=True),
        Column("chosen", "The correct answer"),
        Column("rejected", "The deliberately wrong answer"),
        Column("flaw", "The one way in which it is wrong"),
        VERIFIED,
        *CHANGED,
        *ORIGIN,
        SOURCE_ID,
        Column("chosen_request", "The chosen answer's key in the response store", pattern=KEY),
        Column("rejected_request", "The rejected answer's key in the response store", pattern=KEY),
        Column("model", "The model that answered"),
        Column("gate", "The gate that it failed, if any", optional=True),
        NOTE,
        PROBLEM,
    ),
    shown=("prompt", "chosen", "rejected", "flaw", "problem"),
    differ=(("chosen", "rejected"), ("chosen_request", "rejected_request")),
)

_SIDES = ("chosen", "rejected")
_PREFERRED = (*_SIDES, "tie", "inconsistent")
_AGREED = ("yes", "no", "inconsistent")

VERDICTS = Table(
    "verdicts",
    "A judge's word on a pair, asked in both orders",
    (
        Column("pair_id", "The pair", unique=True, pattern=ID),
        Column("question_id", "The question", unique=True, pattern=ID),
        Column("preferred", "The better answer, if both orders say so", among=_PREFERRED),
        Column("chosen_incorrect", "Whether the chosen answer is clearly incorrect", among=_AGREED),
        Column("rejected_incorrect", "Whether the rejected one is", among=_AGREED),
        Column("inverted", "Whether the rejected answer is preferred", among=("yes", "no")),
        Column("chosen_first", "The better one with the chosen first", among=_PREFERRED[:3]),
        Column("rejected_first", "The better one with it second", among=_PREFERRED[:3]),
        *(
            Column(f"{side}_{axis}", f"The {axis} of the {side} answer, 1 to 5 (best)", "number")
            for side in _SIDES
            for axis in AXES
        ),
        Column("model", "The model that judged"),
        Column("template", "The template of the requests"),
        Column("template_version", "A digest of the template's wording", pattern=ID),
        Column("chosen_first_request", "The first request's key", pattern=KEY, optional=True),
        Column("rejected_first_request", "The second request's key", pattern=KEY, optional=True),
        Column("chosen_first_earlier", "Tries before the first, as JSON", optional=True),
        Column("rejected_first_earlier", "Tries before the second, as JSON", optional=True),
        Column("prompt_tokens", "Tokens sent", kind="integer"),
        Column("completion_tokens", "Tokens received", kind="integer"),
        PROBLEM,
    ),
    shown=("preferred", "chosen_incorrect", "rejected_incorrect", "problem"),
    may_be_empty=True,  # without a judge
)

QUESTIONS_AND_RESPONSES = Table(
    "questions_and_responses",
    "A released pair",
    (
        Column("pair_id", "A digest of the three texts", unique=True, pattern=ID),
        Column("question_id", "The question", unique=True, pattern=ID),
        Column("prompt", "The question", unique=True),
        Column("chosen", "The correct answer"),
        Column("rejected", "The deliberately wrong answer"),
        Column("flaw", "The one way in which the rejected answer is wrong"),
        VERIFIED,
        *ORIGIN,
        SOURCE_ID,
        Column("split", "The half for trainers, by source question", among=("train", "test")),
        Column("model", "The model that answered"),
        NOTE,
    ),
    shown=("prompt", "chosen", "rejected", "flaw", "split"),
    differ=(("chosen", "rejected"),),
    stored_as="released_pairs",
)
