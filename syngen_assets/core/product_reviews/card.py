"""The card of released reviews: what they are, what they were made from, and what not to do."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd
import yaml

from syngen_assets.core.card_parts import whence, wording
from syngen_assets.core.charts import table
from syngen_assets.core.gates import gate_name
from syngen_assets.core.product_reviews.domain import ProductReviews
from syngen_assets.core.product_reviews.release import GATES
from syngen_assets.core.settings import Settings
from syngen_assets.core.tables import PRODUCT_REVIEWS
from syngen_assets.core.telling import counted
from syngen_assets.core.templates import Template

WARNING = (
    "**Every review here is synthetic.** No person wrote it, and none has had the experience that "
    "it tells of. Never publish one as the opinion of a real person, never put one beside a "
    "product that is for sale, and say wherever they are used that they are synthetic."
)

_BY_RULE = (
    "No model was asked: rules put these reviews together of phrases of the domain and of short "
    "sentences of the real reviews. A model would have been asked so:"
)


@dataclass(frozen=True)
class Facts:
    """What the card tells.

    Args:
        settings: the run's settings.
        source: dataset, config, split and revision of the source.
        rows: a `tables.PRODUCT_REVIEWS`.
        held: what was made and not released, with `problem`.
        removed: kind of personal data → how often it was taken out of the real reviews.
        templates: the wording of the requests.
    """

    settings: Settings[ProductReviews]
    source: Mapping[str, str]
    rows: pd.DataFrame
    held: pd.DataFrame
    removed: Mapping[str, int]
    templates: Sequence[Template] = ()


def card(facts: Facts) -> str:
    """The card as Markdown with the front matter that the Hugging Face Hub reads."""
    return "\n\n".join([_front(facts), *_what(facts), *_whence(facts), *_body(facts)]) + "\n"


def _front(facts: Facts) -> str:
    settings = facts.settings
    on_hub = not settings.source and not settings.offline
    front = {
        "language": [settings.domain.language],
        "license": settings.license.lower(),
        "pretty_name": settings.domain.title,
        **({"source_datasets": [facts.source["dataset"]]} if on_hub else {}),
        "task_categories": ["text-classification", "text-generation"],
        "annotations_creators": ["machine-generated"],
        "language_creators": ["machine-generated"],
        "tags": ["synthetic", "reviews", "dagster"],
        "configs": [{"config_name": "default", "data_files": "product_reviews.parquet"}],
    }
    return f"---\n{yaml.safe_dump(front, sort_keys=False, allow_unicode=True)}---"


def _what(facts: Facts) -> list[str]:
    domain, rows = facts.settings.domain, facts.rows
    return [
        f"# {domain.title}",
        WARNING,
        *([domain.notice] if domain.notice else []),
        "## What it is",
        f"{counted(len(rows), 'review')} of {domain.an_item}, made to have the properties of the "
        f"real ones that they go back to, by prompts of the kind `{facts.settings.kinds[0]}`.",
        table(
            ["file", "holds"],
            [
                ["`product_reviews.csv`", "every review: `rating,title,text`, as far as there are"],
                ["`product_reviews.parquet`", "the same, with all columns"],
                ["`quarantine.csv`", "what was read and is not released, and why"],
                ["`measures.md`", "what was measured, kind by kind, beside the real reviews"],
            ],
        ),
    ]


def _whence(facts: Facts) -> list[str]:
    gone = [[kind, count] for kind, count in sorted(facts.removed.items())]
    taken = table(["personal data", "taken out of the real reviews"], gone)
    told = whence(facts.settings, facts.source)
    return ["## Where it comes from", *told, *([taken] if gone else [])]


def _body(facts: Facts) -> list[str]:
    counts = Counter(gate_name(problem) for problem in facts.held["problem"])
    held = table(["problem", "reviews"], sorted(counts.items()))
    columns = [[f"`{column.name}`", column.about] for column in PRODUCT_REVIEWS.columns]
    return [
        "## What is in it",
        *(_mix(facts.rows, name) for name in ("rating", "aspects") if facts.rows[name].any()),
        "## What must be true of it",
        "\n".join(f"- {said}" for said in GATES.values()),
        "## What was held back",
        held if counts else "Nothing was held back.",
        "## Columns",
        table(["column", "holds"], columns),
        "## Wording of the requests",
        *([_BY_RULE] if facts.settings.offline else []),
        *wording(facts.templates),
        "## Known limits",
        "- A model has tried nothing: what a review says of a product is no evidence about it.\n"
        "- Names are known in real reviews by what leads to them, so one may have been missed.\n"
        "- What was measured, and by how much the reviews miss the real ones, is in `measures.md`.",
    ]


def _mix(rows: pd.DataFrame, column: str) -> str:
    said = rows[column].dropna()
    each = said.str.split(", ").explode() if column == "aspects" else said
    counts = each.value_counts().sort_index()
    return table([column, "reviews"], [[name, f"{count:,}"] for name, count in counts.items()])
