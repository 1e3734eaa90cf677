"""Generating: the part of a page that begins a making, and shows how it goes."""

import streamlit as st

from syngen_assets.app import markup, visit
from syngen_assets.app.uploading import Source
from syngen_assets.core.errors import SynGenError
from syngen_assets.core.product_reviews.domain import ProductReviews
from syngen_assets.core.product_reviews.wishes import Wishes
from syngen_assets.core.settings import OFFLINE_NAME, Settings
from syngen_assets.core.tables import REAL_REVIEWS
from syngen_assets.core.telling import counted
from syngen_assets.foreseeing import Foreseen, foreseen
from syngen_assets.making import MEASURING, WAITING, Making, Order, Workshop, order, settings_of
from syngen_assets.storage.made import Made, Shelf

REFUSED = "not gone on with"
"""Why the making that is looked at could not be gone on with, in the session."""

_EVERY = 1.0  # seconds between two looks at a making
_SHOWN = 3


@st.cache_resource(show_spinner=False)
def workshop() -> Workshop:
    """All makings of this app; they go on when a browser is closed."""
    return Workshop()


def offer(domain: ProductReviews, source: Source, wishes: Wishes, offline: bool) -> None:
    """Say what it would cost, and begin when the person presses the button."""
    wanted: Order | None = None
    try:
        settings = settings_of(domain, wishes, offline=offline, output=str(visit.output()))
        wanted = order(domain, wishes, settings, source.name, source.real, source.broken)
        markup.quiet(_cost(settings, _foreseen(wanted.made.id, wanted)))
    except SynGenError as error:
        st.error(markup.plain(error))
    # Under one name, or a press is lost that comes while a slider is still on its way.
    pressed = st.button("Make them", type="primary", key="make", disabled=wanted is None)
    if pressed and wanted:
        try:
            _begin(wanted)
        except SynGenError as error:
            st.error(markup.plain(error))


def chosen(domain: str) -> str:
    """What the making of a domain that is looked at is called in the session and the address."""
    return f"made_{domain}"


def _begin(wanted: Order) -> None:
    workshop().begin(wanted)
    st.session_state[chosen(wanted.made.domain)] = wanted.made.id


def go_on(domain: ProductReviews, kept: Shelf, made: Made) -> None:
    """Go on with a making that has not come to its end, with the reviews that were kept for it."""
    offline, output = made.model == OFFLINE_NAME, str(visit.output())
    try:
        settings = settings_of(domain, made.wishes, offline=offline, output=output)
        kept_rows = kept.table(made, REAL_REVIEWS), kept.broken(made)
        _begin(order(domain, made.wishes, settings, made.source, *kept_rows))
    except SynGenError as error:
        st.session_state[REFUSED] = str(error)


@st.cache_data(max_entries=32, show_spinner=False, ttl=60)
def _foreseen(id: str, _wanted: Order) -> Foreseen:
    return foreseen(_wanted.real, _wanted.settings)


def _cost(settings: Settings[ProductReviews], calls: Foreseen) -> str:
    if settings.offline:
        return "No model is asked, and it costs nothing."
    asked = f"{settings.model} at {settings.base_url or 'OpenAI'}"
    there = f", {calls.cached:,} more are answered already" if calls.cached else ""
    if not calls.calls:
        return f"All {calls.cached:,} replies of {asked} are there already: it costs nothing."
    price = "the price of which is not known"
    if calls.usd:
        least, most = calls.usd
        price = f"${least:.4f} to ${most:.4f}"
    return f"About {counted(calls.calls, 'call')} of {asked}{there}: {price}."


@st.fragment(run_every=_EVERY)
def progress(making: Making) -> None:
    """How it goes, told anew every second; the page is whole again when it has ended."""
    if not making.alive or making.state == MEASURING:
        st.rerun()
    wanted, good = making.made.wishes.amount, making.good
    st.progress(min(good / wanted, 1.0), _told(making, good, wanted))
    problems = [(name.replace("_", " "), count) for name, count in making.problems.items()]
    st.button("Stop, and keep what there is", on_click=making.stop, key="stop")
    rows = [row for row in making.rows[:] if not row.get("problem")][-_SHOWN:]
    if rows:
        markup.reviews(rows[::-1], "the latest reviews")
    if problems:
        markup.table(("left out because", "rows"), problems)


@st.fragment(run_every=_EVERY)
def awaited(making: Making) -> None:
    """That the reviews are being measured, until they are."""
    if not making.alive:
        st.rerun()
    st.text("They are being measured beside the real ones …")


def _told(making: Making, good: int, wanted: int) -> str:
    if making.state == WAITING:
        return "Waiting for another making to end …"
    left_out = sum(making.problems.values())
    parts = [f"{good:,} of {wanted:,} reviews", counted(making.calls, "call")]
    if left_out:
        parts.append(f"{left_out:,} left out")
    return ", ".join(parts)
