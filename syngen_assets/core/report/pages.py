"""Pages: the report as one HTML file that needs no network and no script."""

from collections.abc import Mapping, Sequence

import pandas as pd
from jinja2 import Environment, PackageLoader, StrictUndefined

from syngen_assets.core.measures.figure import Figure
from syngen_assets.core.report.facts import ReportFacts


def page(facts: ReportFacts) -> str:
    """The report of a release: the same facts give the same bytes."""
    return _filled(title=facts.settings.domain.title, figures=facts.figures)


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
    return _filled(title=str(next(iter(about.values()), "Preference set")), figures=figures)


def _filled(**values: object) -> str:
    pages = Environment(
        loader=PackageLoader("syngen_assets", "app"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return pages.get_template("report.html").render(values)
