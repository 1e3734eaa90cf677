"""The sheet of a pair, as a component: its keys are answered in the browser, without a run."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import streamlit as st

from syngen_assets.core.errors import SynGenError

_FOLDER = Path(__file__).parent
_SHEET = st.components.v2.component(
    "syngen_sheet",
    **{
        kind: (_FOLDER / f"sheet.{kind}").read_text(encoding="utf-8")
        for kind in ("html", "css", "js")
    },
)

Form = Mapping[str, Any]


def lay(
    key: str,
    data: Mapping[str, Any],
    save: Callable[[Form], None],
    back: Callable[[], None] | None = None,
) -> None:
    """Lay a sheet before the reviewer.

    Args:
        key: the page's name for it.
        data: what is on it, with its `ticket`.
        save: takes the filled sheet; the next run of the page comes after it.
        back: shows the pair before this one, if there is one.
    """
    state = st.session_state
    told = {"turn": 0, "saved": [], "problem": "", "heard": "", **state.get(f"{key} turn", {})}
    _SHEET(
        key=key,
        data={**data, **told, "can_go_back": back is not None},
        on_review_change=lambda: _save(key, data["ticket"], save),
        on_back_change=lambda: _back(key, back),
    )


def _save(key: str, ticket: str, save: Callable[[Form], None]) -> None:
    """Keep the sheet; what has gone wrong is said on it, and then nothing on it is lost."""
    form = st.session_state[key]["review"]
    if not form or form["ticket"] != ticket:
        return
    try:
        save(form)
    except SynGenError as error:
        _turn(key, problem=f"Not saved: {error}")
    else:
        _turn(key, heard="Saved.", saved=[ticket])


def _back(key: str, back: Callable[[], None] | None) -> None:
    if back and st.session_state[key]["back"]:
        back()
        _turn(key)


def _turn(key: str, **told: Any) -> None:
    """Each turn is another one, so that the browser can tell the same sheet laid twice."""
    before = st.session_state.get(f"{key} turn", {"turn": 0})
    st.session_state[f"{key} turn"] = {"turn": before["turn"] + 1, **told}
