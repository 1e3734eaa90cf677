"""The tables of product reviews, from the source to what is measured of them."""

from dataclasses import replace

from syngen_assets.core.product_reviews.domain import KINDS
from syngen_assets.core.tables.columns import PROBLEM
from syngen_assets.core.tables.table import ID, KEY, Column, Table

_RATING = Column("rating", "How the product was rated, in whole stars", "integer", optional=True)
_TITLE = Column("title", "The review's headline", optional=True)
_TEXT = Column("text", "What the review says")
_ASPECTS = Column("aspects", "The aspects that it speaks of, with commas between", optional=True)
_WORDS = Column("words", "How many words the text has", "integer")
_KIND = Column("kind", "The kind of prompt", among=KINDS)
_CALL = Column("call_id", "The call that asked for it", pattern=ID)
_ASKED = Column("asked", "How many reviews the call asks for", "integer")

RAW_REVIEWS = Table(
    "raw_reviews",
    "A row of the source, word for word, with where it stood",
    (
        Column("row", "The row's number in the source, from 0", "integer", unique=True),
        Column("rating", "The rating as it stands in the source", optional=True),
        Column("title", "The headline as it stands there", optional=True),
        Column("text", "The review as it stands there", optional=True),
        Column("product", "What was reviewed", optional=True),
        Column("dataset", "The Hub id or file"),
        Column("config", "The data set's configuration", optional=True),
        Column("split", "The data set's split"),
        Column("revision", "The commit, or a digest of the file", pattern=r"^[0-9a-f]{40}$"),
    ),
    shown=("row", "rating", "title", "text"),
)

REAL_REVIEWS = Table(
    "real_reviews",
    "A distinct real review without personal data, or a source row that gives none, with why",
    (
        Column("review_id", "A digest of the review and its rating", unique=True, pattern=ID),
        Column("row", "The row's number in the source", "integer"),
        _RATING,
        _TITLE,
        replace(_TEXT, unique=True),
        Column("product", "What was reviewed", optional=True),
        _ASPECTS,
        _WORDS,
        Column(
            "removed", "Kind of personal data → how often it was taken out, as JSON", "text", True
        ),
        PROBLEM,
    ),
    shown=("rating", "title", "text", "aspects", "problem"),
)

REVIEW_PROMPTS = Table(
    "review_prompts",
    "A planned call: a prompt that asks for several reviews",
    (
        replace(_CALL, unique=True, about="A digest of what the call asks for"),
        _KIND,
        Column("number", "The call's place among those of its kind, from 0", "integer"),
        _ASKED,
        Column("wanted", "What is asked of each review, as JSON"),
        Column("examples", "The ids of the real reviews that it shows, as JSON", optional=True),
        Column("prompt", "The text that is sent"),
        Column("template", "The template of the prompt"),
        Column("template_version", "A digest of the template's wording", pattern=ID),
    ),
    shown=("kind", "number", "asked", "prompt"),
)

SYNTHETIC_REVIEWS = Table(
    "synthetic_reviews",
    "A review that was read in a reply, or the problem with it or with the reply",
    (
        Column("synthetic_id", "A digest of call and place", unique=True, pattern=ID),
        _KIND,
        _CALL,
        Column("number", "The call's place among those of its kind, from 0", "integer"),
        _ASKED,
        Column("place", "The review's place in the reply, from 0", "integer", optional=True),
        _RATING,
        _TITLE,
        _TEXT,  # kinds are held side by side: two of them may say the same
        _ASPECTS,
        _WORDS,
        Column("wanted", "What was asked of it, as JSON", optional=True),
        Column("noise", "The slips that were put in, as JSON", optional=True),
        Column("request_key", "The reply's key in the response store", pattern=KEY, optional=True),
        Column("model", "The model that wrote it"),
        PROBLEM,
    ),
    shown=("kind", "rating", "title", "text", "problem"),
)

PRODUCT_REVIEWS = Table(
    "product_reviews",
    "A released review",
    (
        Column("review_id", "A digest of call and place", unique=True, pattern=ID),
        _KIND,
        _RATING,
        _TITLE,
        replace(_TEXT, unique=True),
        _ASPECTS,
        _WORDS,
        _CALL,
    ),
    shown=("rating", "title", "text", "aspects"),
)

REVIEW_MEASURES = Table(
    "review_measures",
    "A measured figure of one kind of prompt, beside its real-against-real floor",
    (
        _KIND,
        Column("measure", "The measure"),
        Column("group", "The heading that it stands under"),
        Column("value", "The figure; missing where it was not measured", "number", optional=True),
        Column("low", "The lower end of its 95% interval", "number", optional=True),
        Column("high", "The upper end of it", "number", optional=True),
        Column("floor", "The same between halves of the real reviews", "number", optional=True),
        Column("unit", "What it counts"),
        Column("rows", "How many rows it rests on", "integer"),
        Column("status", "Whether it keeps to its limit, if it has one"),
        Column("about", "What it tells, and how it was measured"),
    ),
    shown=("kind", "measure", "value", "floor"),
)

OF_PRODUCT_REVIEWS = (
    RAW_REVIEWS,
    REAL_REVIEWS,
    REVIEW_PROMPTS,
    SYNTHETIC_REVIEWS,
    PRODUCT_REVIEWS,
    REVIEW_MEASURES,
)
"""In the order of the graph."""
