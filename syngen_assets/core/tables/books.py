"""The tables that are kept beside the data set: its figures, what was left out, what was spent."""

from syngen_assets.core.tables.table import ID, Column, Table

AUDIT = Table(
    "audit",
    "A measured figure of the release, beside that of real questions",
    (
        Column("name", "The measure", unique=True),
        Column("group", "The heading that it stands under"),
        Column("value", "The figure; missing where it was not measured", "number", optional=True),
        Column("low", "The lower end of its 95% interval", "number", optional=True),
        Column("high", "The upper end of it", "number", optional=True),
        Column("floor", "The same of as many real questions", "number", optional=True),
        Column("compared", "What is held against the limit, if not the value", "number", True),
        Column("unit", "What it counts"),
        Column("rows", "How many rows it rests on", "integer"),
        Column("gate", "The limit, if it has one", optional=True),
        Column("status", "Whether it keeps to the limit"),
        Column("about", "What it tells"),
        Column("estimator", "How it was measured", optional=True),
        Column("note", "What else one must know", optional=True),
    ),
    shown=("name", "value", "gate", "status"),
)

EXCLUSIONS = Table(
    "exclusions",
    "A question that the data set goes without, with the pair that failed a gate",
    (
        Column("question_id", "The question", pattern=ID),
        Column("scope", "A digest of domain, templates and model, for which it holds"),
        Column("gate", "The gate that it failed"),
        Column("problem", "What the gate said"),
        Column("prompt", "The question as it would have been released"),
        Column("chosen", "The correct answer", optional=True),
        Column("rejected", "The deliberately wrong answer", optional=True),
        Column("chosen_request", "The chosen answer's key", optional=True),
        Column("rejected_request", "The rejected answer's key", optional=True),
        Column("excluded_at", "When, in UTC"),
    ),
)

SPEND = Table(
    "spend",
    "What the paid calls of a day, run, step and model have cost",
    (
        Column("day", "The day, in UTC", pattern=r"^\d{4}-\d{2}-\d{2}$"),
        Column("run", "The run that they are charged to", optional=True),
        Column("step", "The asset that they were made for", optional=True),
        Column("model", "The model that was asked"),
        Column("calls", "Calls that were paid for", kind="integer"),
        Column("prompt_tokens", "Tokens sent", kind="integer"),
        Column("completion_tokens", "Tokens received", kind="integer"),
        Column("cached_tokens", "Of those sent, the ones in the server's cache", kind="integer"),
        Column("reasoning_tokens", "Of those received, the ones not shown", kind="integer"),
        Column("usd", "US dollars, as far as prices are known", kind="number", optional=True),
        Column("unpriced", "Calls of unknown price, which are not in usd", kind="integer"),
    ),
    may_be_empty=True,
)
