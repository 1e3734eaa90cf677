"""The page that tells what became of each audit figure from release to release."""

import base64
from collections.abc import Mapping, Sequence

import streamlit as st

from syngen_assets.app import markup
from syngen_assets.app.filling import show
from syngen_assets.app.visit import Visit
from syngen_assets.core import telling
from syngen_assets.core.lines import drawn
from syngen_assets.core.tables import AUDIT
from syngen_assets.core.trends import Trend, trends
from syngen_assets.storage.figures import FigureHistory

_FIRST = 6
_TELLING = (
    "answer_only_accuracy",
    "length_only_accuracy",
    "longer_chosen_share",
    "distinct_2",
    "verified_share",
    "human_misinformation",
)
"""The figures that move from release to release; most others are 0 for ever."""


def page(here: Visit) -> None:
    """Show a small line for each figure that is chosen, those beyond their limits first."""
    st.title("Figures over time")
    audit = here.warehouse.find(AUDIT, here.domain)
    about = {} if audit is None else dict(zip(audit["name"], audit["about"], strict=True))
    every = {
        line.name: line for line in trends(FigureHistory(here.warehouse).table(here.domain), about)
    }
    if not every:
        st.write("Nothing is measured yet: an audit follows each release.")
        return
    chosen = st.multiselect("Figures", list(every), _first(every), format_func=_words)
    releases = {point.release for line in every.values() for point in line.points}
    markup.quiet(
        f"{telling.counted(len(releases), 'release')} measured. A dashed line is a limit, and a "
        "tinted part lies beyond it; the pale band is the 95% interval."
    )
    show("figures", trends=[_shown(every[name]) for name in chosen])


def _first(every: Mapping[str, Trend]) -> list[str]:
    """Those that are worth a look: what is beyond its limit, and what moves."""
    beyond = [
        name for name, line in every.items() if telling.verdict(line.last) in ("failed", "warning")
    ]
    moving = [name for name in _TELLING if name in every]
    return list(dict.fromkeys([*beyond, *moving]))[:_FIRST] or list(every)[:_FIRST]


def _shown(line: Trend) -> Sequence[object]:
    picture = base64.b64encode(drawn(line).encode()).decode()
    last = line.last
    told = telling.value(last), telling.interval(last)
    return line, picture, *told, last.gate and telling.limit(last), telling.verdict(last)


def _words(name: str) -> str:
    return name.replace("_", " ")
