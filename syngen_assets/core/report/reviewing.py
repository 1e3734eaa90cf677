"""Reviewing: what people said of the pairs, for the report."""

from collections.abc import Sequence
from dataclasses import dataclass

from syngen_assets.core import telling
from syngen_assets.core.measures.figure import Figure
from syngen_assets.core.measures.human import Part
from syngen_assets.core.people import People
from syngen_assets.core.report.making import Listing


@dataclass(frozen=True)
class Reviewing:
    """A section of the report.

    Args:
        words: what stands above the tables.
        lists: the tables.
    """

    words: Sequence[str]
    lists: Sequence[Listing]


def reviewing(people: People) -> Reviewing:
    """What people said, how far they and a judge agree, and by flaw and modification."""
    if not people.reviews:
        return Reviewing(people.words, ())
    return Reviewing(
        people.words,
        [
            _figures(people.figures),
            _parts("By flaw", "flaw", people.by_flaw),
            _parts("By modification", "modification", people.by_modification),
        ],
    )


def _figures(figures: Sequence[Figure]) -> Listing:
    headings = ("figure", "value", "95% interval", "rests on")
    rows = [
        (
            one.about.rstrip("."),
            telling.amount(one.value, one.unit),
            telling.interval(one),
            _rests_on(one),
        )
        for one in figures
    ]
    return Listing("What they found, and how far they agree", headings, rows)


def _rests_on(figure: Figure) -> str:
    if not telling.measured(figure):
        return f"not measured: {figure.note}"
    return f"{figure.rows:,}" + (f": {figure.note}" if figure.note else "")


def _parts(title: str, what: str, parts: Sequence[Part]) -> Listing:
    headings = (what, "pairs reviewed", "rejected answer incorrect", "95% interval", "inverted")
    rows = [
        (
            one.name,
            f"{one.pairs:,}",
            telling.amount(one.misinformation, "share"),
            _interval(one),
            f"{one.inverted:,}",
        )
        for one in parts
    ]
    return Listing(title, headings, rows, "" if rows else "No reviewed pair has one.")


def _interval(part: Part) -> str:
    if part.low is None or part.high is None:
        return telling.NOTHING
    ends = (telling.amount(end, "share") for end in (part.low, part.high))
    return " to ".join(ends)
