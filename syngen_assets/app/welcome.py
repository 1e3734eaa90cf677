"""Welcome: who is here is asked once, and no more than a name and the domain."""

from contextlib import suppress

import streamlit as st

from syngen_assets.app import markup, visit
from syngen_assets.app.visit import Visit
from syngen_assets.core.errors import SynGenError, UsageError
from syngen_assets.core.labelling import NOTICE
from syngen_assets.core.reviews import LONGEST_NAME, reviewer
from syngen_assets.storage.folders import read_domain, root


def visitor() -> Visit | None:
    """Who is here and at which domain; asks for it, and returns None, where it is not known.

    Raises:
        UsageError: there is no released pair of any domain yet.
    """
    known, domains = visit.told(), visit.domains()
    if not domains:
        raise UsageError("There are no pairs to review yet. Make some with syngen run.")
    with suppress(UsageError):
        if known["domain"] in domains:
            return Visit(root(), visit.output(), known["domain"], reviewer(known["name"]))
    _ask(known["name"], {name: _title(name) for name in domains})
    return None


def _ask(name: str, domains: dict[str, str]) -> None:
    st.title("Which answer is better?")
    st.write(
        "You will see a question and two answers to it. Rate each answer on five lines, then say "
        "which one is better on the whole. It takes about a minute each, and you can stop at any "
        "time: whatever you have saved stays."
    )
    with st.form("who", border=False, enter_to_submit=True):
        typed = st.text_input(
            "Your initials, or a name of your choice",
            value=name,
            max_chars=LONGEST_NAME,
            width=320,
        )
        domain = st.selectbox("Subject", list(domains), format_func=domains.get, width=320)
        begins = st.form_submit_button("Begin", type="primary")
    st.caption(f"Your name is kept beside what you say, and nothing else about you is. {NOTICE}")
    if not begins:
        return
    try:
        _begin(reviewer(typed), str(domain))
    except UsageError as error:
        st.error(markup.plain(error))


def _begin(name: str, domain: str) -> None:
    """Let somebody in; under a name that is taken only who says twice that it is theirs."""
    with visit.reviews(visit.output()) as store:
        taken = [one for one in store.reviewers(domain) if one.casefold() == name.casefold()]
    if taken and st.session_state.get("asked") != name:
        st.session_state["asked"] = name
        st.info(
            f"Somebody called {markup.plain(taken[0])} has reviewed here before. If that was you, "
            "write the name the same way and begin again; if not, add a letter to yours."
        )
        return
    visit.arrive(taken[0] if taken else name, domain)
    st.rerun()


def _title(domain: str) -> str:
    with suppress(SynGenError):
        return read_domain(root(), domain).title
    return domain
