"""The data set card: what was made, from what, with what, and what not to do with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd
import yaml

from syngen_assets.core import telling
from syngen_assets.core.card_parts import whence, wording
from syngen_assets.core.charts import table
from syngen_assets.core.hearing import SILENCE, Hearing
from syngen_assets.core.measures.figure import Figure
from syngen_assets.core.people import NOBODY, People
from syngen_assets.core.settings import Settings
from syngen_assets.core.tables import QUESTIONS_AND_RESPONSES
from syngen_assets.core.tables.personas import PERSONA_ID
from syngen_assets.core.templates import Template

WARNING = (
    "**Every `rejected` answer is deliberately wrong.** It is there so that a model can learn to "
    "prefer the other one. Never show or serve it as an answer, and never train on it as one."
)
_SIZES = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"))


@dataclass(frozen=True)
class Facts:
    """What the card tells.

    Args:
        settings: the run's settings.
        source: dataset, config, split and revision of the source.
        released: a `tables.QUESTIONS_AND_RESPONSES`, with the personas that ask, if any do.
        questions: how many questions the data set has.
        quarantined: gate → pairs that it held back.
        templates: the wording of all requests.
        tokens: tokens sent and received for the released rows.
        hearing: what a judge said of the pairs, if one was asked.
        people: what people said of them.
        figures: what was measured of the pairs, with limits and verdicts.
    """

    settings: Settings
    source: Mapping[str, str]
    released: pd.DataFrame
    questions: int
    quarantined: Mapping[str, int] = field(default_factory=dict)
    templates: Sequence[Template] = ()
    tokens: tuple[int, int] = (0, 0)
    hearing: Hearing = SILENCE
    people: People = NOBODY
    figures: Sequence[Figure] = ()


def card(facts: Facts) -> str:
    """The card as Markdown with the front matter that the Hugging Face Hub reads."""
    return "\n\n".join([_front(facts), *_body(facts)]) + "\n"


def _front(facts: Facts) -> str:
    domain, source = facts.settings.domain, facts.source
    size = next((name for most, name in _SIZES if len(facts.released) < most), "n>1M")
    on_hub = not facts.settings.source and not facts.settings.offline
    front = {
        "language": [domain.language],
        "license": facts.settings.license.lower(),
        "pretty_name": domain.title,
        "size_categories": [size],
        **({"source_datasets": [source["dataset"]]} if on_hub else {}),
        "task_categories": ["text-generation", "question-answering"],
        "annotations_creators": ["machine-generated"],
        "language_creators": ["machine-generated"],
        "tags": ["dpo", "preference", "trl", "synthetic", "dagster"],
        "configs": [
            {
                "config_name": "default",
                "data_files": [
                    {"split": half, "path": f"preferences/{half}.parquet"}
                    for half in ("train", "test")
                ],
            }
        ],
    }
    return f"---\n{yaml.safe_dump(front, sort_keys=False, allow_unicode=True)}---"


def _body(facts: Facts) -> list[str]:
    rows = facts.released
    return [
        *_what(facts),
        "## Where it comes from",
        *whence(
            facts.settings, facts.source, ["tokens of the released answers", _tokens(*facts.tokens)]
        ),
        "## What is in it",
        _mix(rows, "origin"),
        _mix(rows, "modification"),
        _mix(rows, "flaw"),
        _mix(rows, "split"),
        "## What was measured",
        *_measured(facts.figures),
        "## What was held back",
        table(["gate", "pairs"], sorted(facts.quarantined.items()))
        if facts.quarantined
        else "No pair is in quarantine.",
        *_wording(facts),
        *_judged(facts.hearing),
        *_reviewed(facts.people),
        "## Known limits",
        "- A rejected answer was made with one named flaw; what nobody has read may be otherwise.\n"
        "- Questions are synthetic where `origin` says so.",
    ]


def _what(facts: Facts) -> list[str]:
    domain = facts.settings.domain
    return [
        f"# {domain.title}",
        WARNING,
        *([domain.notice] if domain.notice else []),
        "## What it is",
        f"{telling.counted(len(facts.released), 'pair')} of a correct and a deliberately wrong "
        f"answer to the same question, from {telling.counted(facts.questions, 'question')}, for "
        "preference training (DPO and its kin).",
        table(
            ["file", "holds"],
            [
                ["`questions.csv`", "every question: `question`"],
                ["`questions_and_responses.csv`", "every pair: `prompt,chosen,rejected`"],
                ["`preferences/*.parquet`", "the pairs as conversations, split by source question"],
                ["`quarantine.csv`", "the pairs that a gate held back, and why"],
                ["`report.html`", "what was measured and how, with plots and sample pairs"],
            ],
        ),
    ]


def _tokens(sent: int, received: int) -> str:
    return f"{sent:,} sent, {received:,} received"


def _wording(facts: Facts) -> list[str]:
    columns = [column for column in QUESTIONS_AND_RESPONSES.columns if column.name != "split"]
    columns += [PERSONA_ID] if PERSONA_ID.name in facts.released.columns else []
    return [
        "## Columns",  # without the split, which says in which file a row is
        table(["column", "holds"], [[f"`{column.name}`", column.about] for column in columns]),
        "## Wording of the requests",
        *wording(facts.templates),
    ]


def _measured(figures: Sequence[Figure]) -> list[str]:
    """The gates, each with its figure and verdict."""
    gated = telling.gated(figures)
    if not gated:
        return ["Nothing was held against a limit."]
    headings = ["gate", "figure", "95% interval", "compared", "limit", "real", "verdict"]
    return [
        f"{telling.tally(gated)}. A gate looks at the figure, or at the one under *compared* where "
        "the number of rows or ties would mislead; *real* is the same of as many real questions. "
        "`report.html` has the other figures too, and how each was measured.",
        table(
            headings,
            [
                [
                    f"`{figure.name}`",
                    telling.value(figure),
                    telling.interval(figure),
                    telling.amount(figure.compared, figure.unit),
                    telling.limit(figure),
                    telling.amount(figure.floor, figure.unit),
                    telling.verdict(figure),
                ]
                for figure in gated
            ],
        ),
    ]


def _judged(hearing: Hearing) -> list[str]:
    """What a judge found, and what that does not prove."""
    return ["## What a judge said", *_figures(hearing.figures), " ".join(hearing.words)]


def _reviewed(people: People) -> list[str]:
    """What people found, and how far one can build on it."""
    return ["## What people said", *_figures(people.figures), " ".join(people.words)]


def _figures(figures: Sequence[Figure]) -> list[str]:
    lines = [
        [f"`{figure.name}`", _range(figure), figure.gate or "–", figure.about] for figure in figures
    ]
    return [table(["figure", "value (95% interval)", "limit", "tells"], lines)] if lines else []


def _range(figure: Figure) -> str:
    if figure.value is None:
        return f"{figure.status}: {figure.note}"
    ends = figure.low is not None and figure.high is not None
    return f"{figure.value:.3g}" + (f" ({figure.low:.3g} to {figure.high:.3g})" if ends else "")


def _mix(rows: pd.DataFrame, column: str) -> str:
    counts = rows[column].dropna().value_counts().sort_index()
    return table([column, "pairs"], [[name, f"{count:,}"] for name, count in counts.items()])
