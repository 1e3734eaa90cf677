"""The terminal: what was measured as a table of plain text, and what to do about it."""

from collections.abc import Iterable, Sequence
from itertools import groupby

from syngen_assets.core import telling
from syngen_assets.core.measures.figure import Figure, Status
from syngen_assets.core.report.advice import ADVICE

_HEADINGS = ("", "value", "95% interval", "floor", "compared", "limit", "verdict")
_COLOURS: dict[Status, str] = {"failed": "31;1", "warned": "33", "passed": "32"}
LEGEND = (
    "floor: the same measure of as many real questions. compared: what is held against the limit\n"
    "where the number of rows, or ties, would mislead; the interval is moved along with it."
)
_NAMED = 20  # rows that are named; JSON has no more either


def table(figures: Iterable[Figure], coloured: bool = False) -> str:
    """All figures under the headings of their groups, one on a line.

    The verdict is a word; colour, where it is wished for, only repeats it.
    """
    figures = _together(figures)
    cells = [_cells(figure) for figure in figures]
    widths = [max(map(len, column)) for column in zip(_HEADINGS, *cells, strict=True)]
    lines = [_line(_HEADINGS, widths).rstrip()]
    rows = zip(figures, cells, strict=True)
    for group, members in groupby(rows, key=lambda row: row[0].group):
        lines += ["", group]
        lines += [_painted(_line(cells, widths), figure, coloured) for figure, cells in members]
    return "\n".join(lines)


def _together(figures: Iterable[Figure]) -> list[Figure]:
    """The figures with those of a group side by side, the groups as they come first."""
    groups: dict[str, list[Figure]] = {}
    for figure in figures:
        groups.setdefault(figure.group, []).append(figure)
    return [figure for group in groups.values() for figure in group]


def _cells(figure: Figure) -> tuple[str, ...]:
    known = telling.measured(figure)
    return (
        f"  {figure.name}",
        telling.amount(figure.value, figure.unit),
        telling.interval(figure),
        telling.amount(figure.floor, figure.unit),
        telling.amount(figure.compared, figure.unit),
        telling.limit(figure),
        "" if figure.status == "none" and known else telling.verdict(figure),
    )


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    name, *amounts, limit, verdict = zip(cells, widths, strict=True)
    shown = [f"{name[0]:<{name[1]}}", *(f"{text:>{width}}" for text, width in amounts)]
    return "  ".join([*shown, f"{limit[0]:<{limit[1]}}", verdict[0]])


def _painted(line: str, figure: Figure, coloured: bool) -> str:
    verdict, colour = telling.verdict(figure), _COLOURS.get(figure.status)
    if not coloured or not colour:
        return line.rstrip()
    return f"{line.removesuffix(verdict)}\033[{colour}m{verdict}\033[0m"


def remarks(figures: Iterable[Figure]) -> str:
    """What failed and what to do, in which rows; what is doubtful; what was not measured."""
    figures = list(figures)
    said = [_remark(figure) for figure in figures if figure.status in ("failed", "warned")]
    missing: dict[str, list[str]] = {}
    for figure in figures:
        if not telling.measured(figure):
            why = figure.note.removeprefix("not measured: ") or "there is too little to measure"
            missing.setdefault(why, []).append(figure.name)
    said += [f"Not measured: {', '.join(names)}: {why}." for why, names in missing.items()]
    return "\n\n".join(said)


def _remark(figure: Figure) -> str:
    verdict = "failed" if figure.status == "failed" else "has a warning"
    seen = telling.amount(figure.value, figure.unit)
    if figure.compared is not None:
        seen = f"{telling.amount(figure.compared, figure.unit)} is compared, of {seen} in all"
    lines = [
        f"{figure.name} {verdict}: {seen}; the limit is {telling.limit(figure)}.",
        f"  {figure.about}",
        f"  What to do: {ADVICE.get(figure.name, 'Look at the rows.')}",
    ]
    if figure.places:
        more = len(figure.places) - _NAMED
        named = ", ".join(map(str, figure.places[:_NAMED]))
        lines.append(f"  Rows, from 0: {named}{f' and {more:,} more' if more > 0 else ''}")
    return "\n".join(lines)


def summary(figures: Iterable[Figure]) -> str:
    """How many gates there are, and which did not pass, on one line."""
    figures = list(figures)
    parts = [telling.tally(figures)]
    for status in ("failed", "warned"):
        names = [figure.name for figure in figures if figure.status == status]
        if names:
            word = "Failed" if status == "failed" else "Warning"
            parts.append(f"{word}: {', '.join(names)}")
    return ". ".join(parts) + "."
