"""Lines: a trend as a small picture that needs nothing to be seen."""

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from syngen_assets.core.telling import amount
from syngen_assets.core.trends import Trend, bounds

WIDTH, HEIGHT = 320, 132
_LEFT, _RIGHT, _TOP, _FLOOR = 52, 304, 10, 106
_MOST = 0.85  # of a picture that is tinted; what is tinted whole tells nothing but alarm
_APART = 13  # so far are two labels from each other at least
_STYLE = (
    "<style>text{fill:#4a5157}.line{fill:none;stroke:#2b5c86;stroke-width:2}"
    ".dot{fill:#2b5c86}.band{fill:#2b5c86;fill-opacity:.14}"
    ".edge{stroke:#b0413e;stroke-dasharray:4 3}.beyond{fill:#b0413e;fill-opacity:.06}"
    ".foot{stroke:#8888}@media(prefers-color-scheme:dark){text{fill:#b9bfc4}"
    ".line{stroke:#8fb8de}.dot,.band{fill:#8fb8de}"
    ".edge{stroke:#e08e86}.beyond{fill:#e08e86}}</style>"
)


@dataclass(frozen=True)
class _Plane:
    """Where a release and a value stand in the picture."""

    low: float
    high: float
    count: int

    @classmethod
    def of(cls, trend: Trend) -> "_Plane":
        """A plane on which all that is measured and the limits have room."""
        figures = [point.figure for point in trend.points]
        seen = [*bounds(trend.last.gate)]
        seen += [end for figure in figures for end in (figure.value, figure.low, figure.high)]
        values = [value for value in seen if value is not None]
        spare = 0.08 * (max(values) - min(values)) or abs(max(values)) * 0.1 or 1.0
        floor = min(values) - spare
        return cls(floor if min(values) < 0 else max(0.0, floor), max(values) + spare, len(figures))

    def x(self, place: int) -> float:
        """Of the release at this place; a single one stands in the middle."""
        if self.count == 1:
            return (_LEFT + _RIGHT) / 2
        return round(_LEFT + 8 + (_RIGHT - _LEFT - 16) * place / (self.count - 1), 1)

    def y(self, value: float) -> float:
        """Of a value."""
        part = (value - self.low) / (self.high - self.low)
        return round(_FLOOR - (_FLOOR - _TOP) * min(1.0, max(0.0, part)), 1)


def drawn(trend: Trend) -> str:
    """The trend as SVG: a line with its 95% interval, and the limit with what lies beyond it.

    It brings its colours along, for light and for dark pages.
    """
    plane = _Plane.of(trend)
    begin = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'font-family="sans-serif" font-size="11"><title>{escape(trend.said)}</title>{_STYLE}'
    )
    parts = [*_limits(trend, plane), *_labels(trend, plane), *_band(trend, plane)]
    return "".join([begin, *parts, *_line(trend, plane), "</svg>"])


def _limits(trend: Trend, plane: _Plane) -> Iterator[str]:
    low, high = bounds(trend.last.gate)
    for value, end in ((low, _FLOOR), (high, _TOP)):
        if value is not None:
            at = plane.y(value)
            top, tall = min(at, end), round(abs(at - end), 1)
            if tall <= _MOST * (_FLOOR - _TOP):
                yield (
                    f'<rect class="beyond" x="{_LEFT}" y="{top}" width="{_RIGHT - _LEFT}" '
                    f'height="{tall}"/>'
                )
            yield f'<path class="edge" d="M{_LEFT} {at}H{_RIGHT}"/>'


def _labels(trend: Trend, plane: _Plane) -> Iterator[str]:
    yield f'<path class="foot" d="M{_LEFT} {_FLOOR}H{_RIGHT}"/>'
    for value, at in _ticks(trend, plane):
        text = escape(amount(value, trend.last.unit).split(" ")[0])
        yield f'<text x="{_LEFT - 6}" y="{at + 4}" text-anchor="end">{text}</text>'
    ends = {0: "start", plane.count - 1: "end"} if plane.count > 1 else {0: "middle"}
    for place, anchor in ends.items():
        word = "release " if anchor != "end" else ""
        at = {"start": _LEFT, "end": _RIGHT, "middle": plane.x(0)}[anchor]
        number = trend.points[place].release
        yield f'<text x="{at}" y="{_FLOOR + 18}" text-anchor="{anchor}">{word}{number}</text>'


def _ticks(trend: Trend, plane: _Plane) -> list[tuple[float, float]]:
    """The values that are written beside the picture, and where: the limits, else the ends."""
    limits = [value for value in bounds(trend.last.gate) if value is not None]
    measured = [point.figure.value or 0.0 for point in trend.points]
    values = sorted({*(limits or (min(measured), max(measured)))})
    places = [plane.y(value) for value in values]
    if len(places) == 2 and places[0] - places[1] < _APART:
        middle = sum(places) / 2
        places = [middle + _APART / 2, middle - _APART / 2]
    return list(zip(values, places, strict=True))


def _band(trend: Trend, plane: _Plane) -> Iterator[str]:
    """The 95% interval, where there is one for every point."""
    figures = [point.figure for point in trend.points]
    ends = [(one.low, one.high) for one in figures if one.low is not None and one.high is not None]
    if len(ends) < len(figures) or len(ends) < 2:
        return
    over = [f"{plane.x(place)} {plane.y(high)}" for place, (_, high) in enumerate(ends)]
    under = [f"{plane.x(place)} {plane.y(low)}" for place, (low, _) in enumerate(ends)]
    yield f'<path class="band" d="M{"L".join([*over, *reversed(under)])}Z"/>'


def _line(trend: Trend, plane: _Plane) -> Iterator[str]:
    at = [
        (plane.x(place), plane.y(point.figure.value or 0.0))
        for place, point in enumerate(trend.points)
    ]
    yield f'<path class="line" d="M{"L".join(f"{x} {y}" for x, y in at)}"/>'
    yield from (f'<circle class="dot" cx="{x}" cy="{y}" r="3"/>' for x, y in at)
