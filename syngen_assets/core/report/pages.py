"""Pages: the report as one HTML file that needs no network and no script."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache

import pandas as pd
from jinja2 import Environment, PackageLoader, StrictUndefined

from syngen_assets.core import telling
from syngen_assets.core.measures.figure import Figure
from syngen_assets.core.measures.sample import Sample, texts
from syngen_assets.core.report import plain, plots, samples
from syngen_assets.core.report.facts import ReportFacts
from syngen_assets.core.report.histograms import HEIGHT, WIDTH
from syngen_assets.core.report.making import Listing, making, quarantine
from syngen_assets.core.report.reviewing import reviewing


def page(facts: ReportFacts) -> str:
    """The report of a release: the same facts give the same bytes."""
    rows, domain = facts.released, facts.settings.domain
    order, made = samples.order(rows, facts.settings.seed), set(rows["flaw"])
    return _filled(
        [*facts.figures, *_unplaced(facts.hearing.figures), *facts.people.figures],
        rows,
        title=domain.title,
        kind="Quality report",
        is_ours=True,
        warning=plain.WARNING,
        lead=plain.lead(facts),
        trusted=plain.trusted(facts),
        doubted=plain.doubted(facts),
        plots=_plots(facts, order),
        shown=samples.shown(rows, order),
        flaws={name: one.instruction for name, one in domain.flaws.items() if name in made},
        quarantine=quarantine(facts.held),
        making=making(facts),
        heard=facts.hearing.words,
        people=reviewing(facts.people),
    )


def audit_page(
    figures: Sequence[Figure],
    pairs: pd.DataFrame,
    about: Mapping[str, object],
    *,
    reference: pd.DataFrame | None = None,
    seed: int = 0,
) -> str:
    """The report of a preference set of which no more is known than its rows.

    Args:
        figures: what was measured, with limits and verdicts where there are any.
        pairs: columns `prompt`, `chosen` and `rejected`; others such as `flaw` are used.
        about: what the file is, name → value, in the order in which it is told; the first value
            is the page's title.
        reference: real questions, in a column `prompt`.
        seed: decides which pairs are shown.
    """
    order = samples.order(pairs, seed)
    lead, doubted = plain.audited(figures, len(pairs))
    told = [(name, str(value)) for name, value in about.items()]
    return _filled(
        figures,
        pairs,
        title=told[0][1] if told else "Preference set",
        kind="Audit of a preference set",
        is_ours=False,
        warning=plain.FOREIGN_WARNING,
        lead=lead,
        trusted=plain.measured(figures),
        doubted=doubted,
        plots=_foreign_plots(pairs, reference, order, seed),
        shown=samples.shown(pairs, order),
        flaws={},
        quarantine=None,
        making=[Listing("What was measured", ("", ""), told)],
        heard=(),
        people=None,
    )


def _unplaced(figures: Sequence[Figure]) -> list[Figure]:
    """Without their places: a judge's are rows of all pairs, not of those that are released."""
    return [replace(figure, places=()) for figure in figures]


def _plots(facts: ReportFacts, order: Sequence[int]) -> list[plots.Plot]:
    rows, questions = facts.released, facts.questions
    sample = Sample.of(rows, facts.settings.seed)
    by_origin = {
        origin: texts(questions.loc[questions["origin"] == origin, "normalized"])
        for origin in ("source", "synthetic")
    }
    return [
        plots.answer_lengths(sample),
        plots.grade_levels(sample, order),
        plots.question_lengths(by_origin),
        plots.neighbours(sample.prompts, order),
        plots.kinship(questions, facts.cleaned),
        plots.modifications(rows["modification"], list(facts.settings.domain.modifications)),
        plots.flaws(rows["flaw"], list(facts.settings.domain.flaws)),
    ]


def _foreign_plots(
    pairs: pd.DataFrame, reference: pd.DataFrame | None, order: Sequence[int], seed: int
) -> list[plots.Plot]:
    sample = Sample.of(pairs, seed)
    questions = {"this set": sample.prompts}
    if reference is not None:
        questions["reference"] = texts(reference["prompt"])
    return [
        plots.answer_lengths(sample),
        plots.grade_levels(sample, order),
        plots.question_lengths(questions),
        plots.neighbours(sample.prompts, order),
        plots.modifications(pairs.get("modification")),
        plots.flaws(pairs.get("flaw")),
    ]


def _filled(figures: Sequence[Figure], pairs: pd.DataFrame, **values: object) -> str:
    groups = defaultdict[str, list[Figure]](list)
    for figure in figures:
        groups[figure.group].append(figure)
    ids = pairs["pair_id"] if "pair_id" in pairs.columns else None
    return (
        _pages()
        .get_template("report.html")
        .render(
            values,
            gated=telling.gated(figures),
            tally=telling.tally(figures),
            groups=dict(groups),
            method_limits=plain.METHOD_LIMITS,
            beside=_beside,
            row=lambda place: f"row {place + 1}" if ids is None else ids.iat[place],
        )
    )


def _beside(figure: Figure) -> list[str]:
    """What stands beside a figure, where it has it."""
    told = {
        "95% interval": telling.interval(figure),
        "compared as": telling.amount(figure.compared, figure.unit),
        "limit": telling.limit(figure),
        "real questions": telling.amount(figure.floor, figure.unit),
    }
    said = [f"{name} {words}" for name, words in told.items() if words != telling.NOTHING]
    return [*said, *([telling.counted(figure.rows, "row")] if figure.rows else [])]


@cache
def _pages() -> Environment:
    pages = Environment(
        loader=PackageLoader("syngen_assets", "app"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    pages.globals |= {"telling": telling, "width": WIDTH, "height": HEIGHT}
    return pages
