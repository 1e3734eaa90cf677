"""Origins of the columns of product reviews."""

from collections.abc import Mapping

from syngen_assets.core.tables.origin import Origin, born, made_of, same

_SAID = "raw_reviews.title raw_reviews.text"
_ALL = f"raw_reviews.rating {_SAID} raw_reviews.product"
_MODELS = (
    "real_reviews.rating real_reviews.title real_reviews.text real_reviews.aspects "
    "real_reviews.words"
)
_NEW = (
    *("synthetic_reviews.rating", "synthetic_reviews.title", "synthetic_reviews.text"),
    *("synthetic_reviews.aspects", "synthetic_reviews.wanted", "synthetic_reviews.asked"),
    *("synthetic_reviews.kind", "synthetic_reviews.problem"),
)
_MEASURED = " ".join(_NEW)

REVIEW_ORIGINS: Mapping[str, Mapping[str, Origin]] = {
    "raw_reviews": born(
        "the source, word for word",
        *("row", "rating", "title", "text", "product"),
        *("dataset", "config", "split", "revision"),
    ),
    "real_reviews": {
        "review_id": made_of(f"raw_reviews.rating {_SAID} raw_reviews.row", "a digest"),
        **same("raw_reviews", "row"),
        "rating": made_of("raw_reviews.rating", "the reading of stars"),
        **{
            name: made_of(f"raw_reviews.{name}", "taking personal data out")
            for name in ("title", "text", "product")
        },
        "aspects": made_of(_SAID, "the words of the domain's aspects"),
        "words": made_of("raw_reviews.text", "counting"),
        "removed": made_of(f"{_SAID} raw_reviews.product", "counting what was taken out"),
        "problem": made_of(_ALL, "cleaning"),
    },
    "review_prompts": {
        **dict.fromkeys(
            ("call_id", "wanted", "examples"),
            made_of(f"{_MODELS} real_reviews.review_id", "the plan"),
        ),
        **born("the plan", "kind", "number", "asked"),
        "prompt": made_of(_MODELS, "the template and the plan"),
        **born("the wording", "template", "template_version"),
    },
    "synthetic_reviews": {
        "synthetic_id": made_of(_MODELS, "a digest of the call and the place"),
        **born("the plan", "kind", "number", "asked"),
        **dict.fromkeys(
            ("call_id", "wanted"), made_of(f"{_MODELS} real_reviews.review_id", "the plan")
        ),
        **born("the call of a model", "place", "request_key", "model"),
        **dict.fromkeys(("rating", "title"), made_of(_MODELS, "a model")),
        "text": made_of(_MODELS, "a model, and slips where they are asked for"),
        "aspects": made_of(_MODELS, "a model and the words of the domain's aspects"),
        "words": made_of(_MODELS, "a model and counting"),
        "noise": made_of(_MODELS, "a draw of slips"),
        "problem": made_of(_MODELS, "the reading of the reply and the gates"),
    },
    "product_reviews": {
        "review_id": made_of("synthetic_reviews.synthetic_id"),
        **same("synthetic_reviews", "kind", "rating", "title", "text", "aspects", "words"),
        **same("synthetic_reviews", "call_id"),
    },
    "review_measures": {
        **same("synthetic_reviews", "kind"),
        **born("the measure", "measure", "group", "unit"),
        **dict.fromkeys(("value", "low", "high", "rows"), made_of(_MEASURED, "the measure")),
        "floor": made_of(_MODELS, "the measure, between halves of the real reviews"),
        **dict.fromkeys(("status", "about"), made_of(f"{_MEASURED} {_MODELS}", "the measure")),
    },
}
"""Table → column → its origin."""
