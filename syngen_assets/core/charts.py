"""Small charts, as SVG text that needs nothing to be seen."""

import base64
from collections.abc import Mapping, Sequence
from html import escape

_COLOURS = ("#3b6ea5", "#d98c3f", "#6a9a58")
_WIDTH, _HEIGHT, _LEFT, _TOP, _BOTTOM = 640, 240, 44, 34, 44


def bars(title: str, labels: Sequence[str], series: Mapping[str, Sequence[float]]) -> str:
    """A bar chart as SVG: one group per label, in it one bar per series.

    Args:
        title: stands above it.
        labels: one per group, below it.
        series: name → one height per label, none below 0.
    """
    top = max((value for values in series.values() for value in values), default=0) or 1
    slot = (_WIDTH - _LEFT) / max(len(labels), 1)
    bar = slot * 0.8 / max(len(series), 1)
    floor = _HEIGHT - _BOTTOM
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" '
        f'width="{_WIDTH}" height="{_HEIGHT}" font-family="sans-serif" font-size="11">',
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#ffffff"/>',
        f'<text x="{_LEFT}" y="16" font-size="13">{escape(title)}</text>',
        f'<text x="{_LEFT - 6}" y="{_TOP + 8}" text-anchor="end">{top:g}</text>',
        f'<text x="{_LEFT - 6}" y="{floor}" text-anchor="end">0</text>',
        f'<line x1="{_LEFT}" y1="{floor}" x2="{_WIDTH}" y2="{floor}" stroke="#444"/>',
    ]
    for order, (name, values) in enumerate(series.items()):
        colour = _COLOURS[order % len(_COLOURS)]
        for place, value in enumerate(values):
            height = (floor - _TOP) * value / top
            x = _LEFT + slot * place + slot * 0.1 + bar * order
            parts.append(
                f'<rect x="{x:.1f}" y="{floor - height:.1f}" width="{bar:.1f}" '
                f'height="{height:.1f}" fill="{colour}"><title>{value:g}</title></rect>'
            )
            if len(series) == 1:
                parts.append(
                    f'<text x="{x + bar / 2:.1f}" y="{floor - height - 3:.1f}" '
                    f'text-anchor="middle">{value:g}</text>'
                )
        if len(series) == 1:
            break
        x = _LEFT + 120 * order
        parts.append(f'<rect x="{x}" y="{_HEIGHT - 14}" width="10" height="10" fill="{colour}"/>')
        parts.append(f'<text x="{x + 14}" y="{_HEIGHT - 5}">{escape(name)}</text>')
    for place, label in enumerate(labels):
        x = _LEFT + slot * (place + 0.5)
        parts.append(
            f'<text x="{x:.1f}" y="{floor + 14}" text-anchor="middle">{escape(label)}</text>'
        )
    return "\n".join([*parts, "</svg>"])


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
