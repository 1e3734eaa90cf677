"""The page that tells what the calls of all runs have cost."""

import streamlit as st

from syngen_assets.app import markup
from syngen_assets.app.visit import Visit
from syngen_assets.core.costs import KEYS, by, cells, headings, whole
from syngen_assets.core.telling import counted
from syngen_assets.spending import ledger

_CALM = "#7aa0c4"  # as the theme's own colour, and lighter, since bars are large
_WIDE = 736
_EVERY = "all domains"


def page(here: Visit) -> None:
    """Show what was paid, by day, step, model and domain."""
    st.title("Spend")
    asked = st.segmented_control("Of", [here.domain, _EVERY], default=here.domain)
    rows = ledger(here.output, None if asked == _EVERY else here.domain)
    if not rows:
        st.write("Nothing was paid: no model was asked yet, or only offline.")
        return
    in_all = whole(rows)
    st.text(f"{in_all.dollars} for {counted(in_all.calls, 'call')}.")
    if in_all.unpriced:
        markup.quiet(f"{counted(in_all.unpriced, 'call')} of unknown price are not in the dollars.")
    days = by(rows, "day")
    if len(days) > 1:
        shown = {one.name: one.usd for one in days}
        st.bar_chart(shown, y_label="US dollars", color=_CALM, height=220, width=_WIDE)
    for key in KEYS:
        if key != "domain" or asked == _EVERY:
            st.header(f"By {key}")
            markup.table(headings(key), map(cells, by(rows, key)))
