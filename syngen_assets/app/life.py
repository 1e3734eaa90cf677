"""The page that tells the whole life of one pair."""

import os

import streamlit as st

from syngen_assets.app import markup
from syngen_assets.app.filling import show
from syngen_assets.app.visit import Visit
from syngen_assets.core.called import total
from syngen_assets.core.steps import steps
from syngen_assets.lineage.finding import Found, search
from syngen_assets.lineage.papers import Papers
from syngen_assets.lineage.record import life
from syngen_assets.spending import prices


def page(here: Visit) -> None:
    """Ask which pair, and tell of it from its source row to its releases."""
    st.title("Life of a pair")
    named = st.query_params.get("pair", "")  # so that a life has an address
    asked = st.text_input("The question, some words of it, or the pair's id", named).strip()
    if asked:
        st.query_params["pair"] = asked
    else:
        markup.quiet("From its source row to its release: all that was sent for it and came back.")
        return
    papers = Papers(here.root, here.output, prices(os.environ.get("SYNGEN_PRICES")))
    with papers.opened() as opened:
        found = search(asked, here.domain, opened.tables)
        chosen = _one(found)
        record = life(chosen, opened, papers) if chosen else None
    if record:
        markup.quiet(f"Pair {record['pair']['pair_id']}")
        show("life", steps=steps(record), total=total(record["cost"]))


def _one(found: list[Found]) -> Found | None:
    """The pair that is meant; where several may be, whoever asks says which."""
    if not found:
        st.write("No pair has these words in its question, or this id.")
        return None
    if len(found) == 1:
        return found[0]
    labels = [f"{one.row['prompt']} ({one.standing})" for one in found]
    return found[st.selectbox("Which one", range(len(found)), format_func=labels.__getitem__)]
