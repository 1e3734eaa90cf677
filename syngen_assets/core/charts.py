"""Small charts and tables, as Markdown that needs nothing to be seen.

Dagster shows Markdown of fewer than 1,000 letters in place and hides longer texts behind a link,
so the charts say much with few letters.
"""

import base64
from collections.abc import Mapping, Sequence
from html import escape

_COLOURS = ("#36a", "#d83")
_WIDTH, _FLOOR, _TALL = 200, 60, 48


def columns(labels: Sequence[str], series: Mapping[str, Sequence[float]], unit: str) -> str:
    """An upright bar chart as SVG: one group per label, in it one bar for each of two series.

    Args:
        labels: one per group; the first and the last stand below the chart.
        series: name → one height per label, none below 0.
        unit: what the heights count; the highest is written out.
    """
    top = max((value for values in series.values() for value in values), default=0) or 1
    slot = _WIDTH / max(len(labels), 1)
    wide = slot * 0.4
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} 70" width="420">']
    parts.append('<g font-family="Arial" font-size="7">')
    for order, (name, values) in enumerate(series.items()):
        colour = _COLOURS[order % len(_COLOURS)]
        bars = "".join(
            f"M{slot * place + wide * (order + 0.6):.0f} {_FLOOR}v-{_TALL * value / top:.0f}"
            for place, value in enumerate(values)
            if value
        )
        parts.append(f'<path d="{bars}" stroke="{colour}" stroke-width="{wide:.0f}"/>')
        parts.append(f'<text x="{60 * order}" y="7" fill="{colour}">{escape(name)}</text>')
    ends = f"{labels[0]} … {labels[-1]} {unit}" if labels else unit
    parts.append(f'<text y="69">{escape(ends)}, up to {top:g}%</text>')
    return "".join([*parts, "</g></svg>"])


def rows(counts: Mapping[str, int]) -> str:
    """A bar chart that lies on its side as SVG: one row per name, with its count."""
    top = max(counts.values(), default=0) or 1
    height = 9 * len(counts) + 2
    bars = "".join(
        f"M70 {9 * place + 6}h{110 * count / top:.0f}"
        for place, count in enumerate(counts.values())
        if count
    )
    names = "".join(
        f'<tspan x="0" y="{9 * place + 8}">{escape(name)} {count:,}</tspan>'
        for place, (name, count) in enumerate(counts.items())
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 184 {height}" width="400">'
        f'<path d="{bars}" stroke="{_COLOURS[0]}" stroke-width="6"/>'
        f'<text font-family="Arial" font-size="7">{names}</text></svg>'
    )


def beside(labels: Sequence[str], series: Mapping[str, Sequence[float]]) -> str:
    """A bar chart that lies on its side as SVG: one row per name, in it one bar for each series.

    Args:
        labels: the names.
        series: name → one percentage per label; two of them at most.
    """
    top = max((value for values in series.values() for value in values), default=0) or 1
    box = f"0 0 {_WIDTH} {16 * len(labels) + 14}"
    names = "".join(
        f'<text y="{16 * place + 23}">{escape(label)}</text>' for place, label in enumerate(labels)
    )
    bars = "".join(
        _bars(name, [value / top for value in values], values, order)
        for order, (name, values) in enumerate(series.items())
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}" width="420">'
        f'<g font-family="Arial" font-size="7">{names}{bars}</g></svg>'
    )


def _bars(name: str, lengths: Sequence[float], percents: Sequence[float], order: int) -> str:
    """The bars of one series, its name above and a percentage behind each."""
    colour, high = _COLOURS[order % len(_COLOURS)], 7 * order
    drawn = "".join(
        f"M62 {16 * place + 17 + high}h{110 * length:.0f}"
        for place, length in enumerate(lengths)
        if length
    )
    told = "".join(
        f'<text x="{64 + 110 * length:.0f}" y="{16 * place + 19.5 + high}">{percent:g}%</text>'
        for place, (length, percent) in enumerate(zip(lengths, percents, strict=True))
    )
    return (
        f'<path d="{drawn}" stroke="{colour}" stroke-width="6"/><g fill="{colour}">'
        f'<text x="{62 + 60 * order}" y="7">{escape(name)}</text>{told}</g>'
    )


def picture(svg: str, alt: str) -> str:
    """The chart as a Markdown picture that carries itself."""
    return f"![{alt}](data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()})"


def shares(counts: Mapping[int, int], places: Sequence[int]) -> list[float]:
    """The percentage that each place has of all counts; the ends take what lies beyond them."""
    total = sum(counts.values()) or 1
    held = dict.fromkeys(places, 0)
    for place, count in counts.items():
        held[min(max(place, places[0]), places[-1])] += count
    return [round(100 * count / total, 1) for count in held.values()]


def table(headings: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """A Markdown table; a cell cannot break out of it."""
    lines = [headings, ["---"] * len(headings), *rows]
    return "\n".join("| " + " | ".join(_cell(cell) for cell in line) + " |" for line in lines)


def _cell(value: object) -> str:
    return " ".join(str(value).split()).replace("|", "&#124;")
