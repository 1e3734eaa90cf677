"""Making: from what a release was made, with what, at what price, and what was held back."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

import pandas as pd

from syngen_assets import __version__
from syngen_assets.core import telling
from syngen_assets.core.report.facts import ReportFacts
from syngen_assets.core.tables import records

Row = tuple[str, ...]

_EXAMPLE = 240  # letters of an example


@dataclass(frozen=True)
class Listing:
    """A small table of words, or a sentence in its place.

    Args:
        title: what it lists.
        headings: one per column.
        rows: the cells.
        said: what stands below it, or in the place of a table without rows.
    """

    title: str
    headings: Sequence[str]
    rows: Sequence[Row] = field(default_factory=tuple)
    said: str = ""


def making(facts: ReportFacts) -> list[Listing]:
    """All tables of how the set was made."""
    return [_origin(facts), _means(facts), _wording(facts), _price(facts)]


def _origin(facts: ReportFacts) -> Listing:
    source = facts.source
    return Listing(
        "From what",
        ("", ""),
        [
            ("source", source.get("dataset") or "unknown"),
            ("configuration", source.get("config") or telling.NOTHING),
            ("split", source.get("split") or telling.NOTHING),
            ("commit or digest", source.get("revision") or "unknown"),
            ("licence", facts.settings.license),
        ],
    )


def _means(facts: ReportFacts) -> Listing:
    settings = facts.settings
    server = "none" if settings.offline else settings.base_url or "OpenAI"
    overrides = ", ".join(f"{name}={value}" for name, value in sorted(settings.overrides.items()))
    return Listing(
        "With what",
        ("", ""),
        [
            ("SynGen Assets", __version__),
            ("domain", f"{settings.domain.name}, version {settings.domain.version}"),
            ("model", settings.model_name),
            ("server", server),
            ("judge", facts.hearing.judge or "none"),
            ("seed", str(settings.seed)),
            ("questions asked for", f"{settings.questions:,}"),
            ("set for this run", overrides or "nothing"),
        ],
    )


def _wording(facts: ReportFacts) -> Listing:
    rows = [(template.name, template.version) for template in facts.templates]
    said = "The card beside this page has their wording." if rows else "None is known."
    return Listing("Templates of the requests", ("template", "version"), rows, said)


def _price(facts: ReportFacts) -> Listing:
    headings = ("step", "model", "calls", "tokens sent", "tokens received", "US dollars")
    spend = facts.spend
    if not len(spend):
        free = "No model was asked, so it has cost nothing."
        said = free if facts.settings.offline and not facts.hearing.judge else "Not known."
        return Listing("At what price", headings, said=said)
    named = spend.assign(step=spend["step"].fillna("unknown"))
    parts = [(step, model, rows) for (step, model), rows in named.groupby(["step", "model"])]
    rows = [(str(step), str(model), *_sums(part)) for step, model, part in parts]
    rows.append(("all", "", *_sums(spend)))
    unpriced = int(spend["unpriced"].sum())
    said = f"{telling.counted(unpriced, 'call')} of unknown price not counted." if unpriced else ""
    return Listing("At what price", headings, rows, said)


def _sums(spend: pd.DataFrame) -> Row:
    counts = ("calls", "prompt_tokens", "completion_tokens")
    usd = spend["usd"].dropna()
    dollars = f"{float(usd.sum()):,.2f}" if len(usd) else "unknown"
    return (*(f"{int(spend[name].sum()):,}" for name in counts), dollars)


def quarantine(held: pd.DataFrame) -> Listing:
    """Each gate that held pairs back, how many, and one of them."""
    by_gate = defaultdict[str, list[dict[str, str]]](list)
    for row in records(held[["gate", "problem", "prompt"]]):
        by_gate[row["gate"] or "unknown"].append(row)
    gates = sorted(by_gate, key=lambda gate: (-len(by_gate[gate]), gate))
    rows = [(gate, f"{len(by_gate[gate]):,}", *_example(by_gate[gate])) for gate in gates]
    headings = ("gate", "pairs", "what one of them failed for", "its question")
    said = "" if rows else "No pair is in quarantine."
    return Listing("Held back", headings, rows, said)


def _example(rows: Sequence[dict[str, str]]) -> Row:
    """The words of the first, in the order of its words, so that the order of rows is no matter."""
    first = min(rows, key=lambda row: (row["problem"] or "", row["prompt"] or ""))
    problem = (first["problem"] or "").removeprefix(f"{first['gate']}: ")
    return tuple(_cut(text or telling.NOTHING) for text in (problem, first["prompt"]))


def _cut(text: str) -> str:
    return text if len(text) <= _EXAMPLE else text[: _EXAMPLE - 1] + "…"
