"""The page on which experts approve or retire the ways in which questions are changed."""

from typing import NoReturn

import streamlit as st

from syngen_assets.app import markup, visit
from syngen_assets.app.visit import Visit
from syngen_assets.core.reviews import LONGEST_COMMENT
from syngen_assets.core.telling import NOTHING, counted
from syngen_assets.core.vetting import Vetted, vetted

_OFFERED = {
    "": {"approved": "Approve", "retired": "Retire …"},
    "approved": {"retired": "Retire …"},
    "retired": {"approved": "Take it back"},
}
_BACK = "Taking it back approves it: the next run uses it again."


def page(here: Visit) -> None:
    """Show every modification, and the one that is looked at."""
    st.title("Modifications")
    st.write(
        "Each is one way in which a source question was changed into another one. A retired one is "
        "used no more, and its pairs leave the data set with the next release; an approved one "
        "says so in the data set's card."
    )
    found = vetted(here.definition.modifications, here.released(), here.said(), here.words())
    markup.table(
        ("modification", "pairs", "reviewed", "wrong one preferred", "word"),
        [(one.name, one.pairs, one.reviewed, one.misled, _word(one)) for one in found],
    )
    by_name = {one.name: one for one in found}
    open_first = sorted(by_name, key=lambda name: (bool(by_name[name].word), -by_name[name].pairs))
    st.session_state.setdefault("modification", open_first[0])
    name = st.selectbox("Look at", list(by_name), width=320, key="modification")
    _show(here, by_name[name])


def _word(one: Vetted) -> str:
    if not one.word:
        return NOTHING
    return f"{one.word['word']} by {one.word['reviewer']} on {one.word['at'][:10]}"


def _show(here: Visit, one: Vetted) -> None:
    st.header(markup.plain(one.name))
    st.text(one.instruction or "The domain does not have it any more.")
    if one.word and one.word["comment"]:
        markup.quiet(f"{_word(one)}: {one.word['comment']}")
    asked = st.session_state.get("retiring", {})
    if asked.get("name") == one.name:
        _confirm(here, one, asked["comment"])
    else:
        _ask(here, one)
    _examples(one)


def _ask(here: Visit, one: Vetted) -> None:
    """Take a word on it; one that retires it is asked about first."""
    said = one.word["word"] if one.word else ""
    if said == "retired":
        markup.quiet(_BACK)
    with st.form(f"word on {one.name}", border=False, clear_on_submit=True):
        comment = st.text_input("Why, in a sentence", max_chars=LONGEST_COMMENT, width=736)
        with st.container(horizontal=True):
            pressed = [
                word
                for word, act in _OFFERED[said].items()
                if st.form_submit_button(act, width=140)
            ]
    if "retired" in pressed:
        st.session_state["retiring"] = {"name": one.name, "comment": comment}
        st.rerun()
    if pressed:
        _say(here, one, "approved", comment)


def _confirm(here: Visit, one: Vetted, comment: str) -> None:
    """Say what retiring it does, and do so only if that is meant."""
    leave = "leaves" if one.pairs == 1 else "leave"
    st.warning(
        f"Retire {markup.plain(one.name)}? {counted(one.pairs, 'released pair')} {leave} the data "
        "set, and the next run makes questions of the other modifications in their place. You can "
        "take it back."
    )
    with st.container(horizontal=True):
        meant = st.button("Yes, retire it", width=140)
        kept = st.button("Keep it", width=140)  # where a second click on Retire falls
    if kept or meant:
        del st.session_state["retiring"]
    if meant:
        _say(here, one, "retired", comment)
    if kept:
        st.rerun()


def _say(here: Visit, one: Vetted, word: str, comment: str) -> NoReturn:
    with here.store() as store:
        store.say(here.domain, one.name, word, here.reviewer, visit.now(), comment)
    st.rerun()


def _examples(one: Vetted) -> None:
    if one.examples:
        st.subheader("Questions that it made")
        markup.quiet("Drawn by digest, so nobody chose them.")
    for pair in one.examples:
        source = pair.get("source_question")
        st.text(pair["question"])
        if source:
            markup.quiet(f"from: {source}")
        with st.expander("Both answers (you will know the sides when you review this pair)"):
            markup.answers(pair)
