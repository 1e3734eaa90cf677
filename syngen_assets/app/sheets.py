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
    told = {"turn": 0, "saved": [], "problem": "", "heard": ""} | _told(key)
    sent = _SHEET(
        key=key,
        data={**data, **told, "can_go_back": back is not None},
        on_review_change=lambda: _save(key, st.session_state[key]["review"], data["ticket"], save),
        on_back_change=lambda: _back(key, st.session_state[key]["back"], back),
    )
    # a session that was new when the sheet came, as after a restart, had nothing to call back
    if sent.review and _save(key, sent.review, data["ticket"], save):
        st.rerun()


def _save(key: str, form: Form | None, ticket: str, save: Callable[[Form], None]) -> bool:
    """Keep a sheet once; what has gone wrong is said on it, and then nothing on it is lost."""
    if not form or form["ticket"] != ticket or form["once"] == _told(key).get("once"):
        return False
    try:
        save(form)
    except SynGenError as error:
        _turn(key, form, problem=f"Not saved: {error}")
    else:
        _turn(key, form, heard="Saved.", saved=[ticket])
    return True


def _back(key: str, form: Form | None, back: Callable[[], None] | None) -> None:
    if back and form:
        back()
        _turn(key, form)


def _told(key: str) -> dict[str, Any]:
    return dict(st.session_state.get(f"{key} turn", {}))


def _turn(key: str, form: Form, **told: Any) -> None:
    """Each turn is another one, so that the browser can tell the same sheet laid twice."""
    turn = _told(key).get("turn", 0) + 1
    st.session_state[f"{key} turn"] = {"turn": turn, "once": form["once"], **told}
